import { sql } from 'drizzle-orm'
import { newId } from '../../src/kernel/ids'
import type { Route } from '../../src/platform/routes'
import { rooms } from '../../src/rooms'
import { beginImport } from './imports'
import { serviceOf } from './machines'
import { jpegOf } from './pictures'
import { sendFile } from './uploads'
import type { Person, World } from './world'

/** One of each kind of record that the room of equipment has. */
async function equipmentOf(world: World, person: Person, name: string): Promise<Record<string, string>> {
  const made = await world.post(person, `/${person.organization}/classes`, { name })
  const ac = made.headers.get('Location')?.split('/').at(-1) ?? ''
  await world.post(person, `/${person.organization}/classes/${ac}/fields`, { fieldName: name, kind: 'text' })
  const asset = await world.json(person, 'POST', `/api/v1/${person.organization}/assets`, {
    name,
    model: name,
    classId: ac,
  })
  const { id } = (await asset.json()) as { id: string }
  const note = await world.json(person, 'POST', `/api/v1/${person.organization}/notes`, { about: id, text: name })
  await world.json(person, 'PUT', `/api/v1/${person.organization}/assets/${id}/state`, { state: 'down' })
  const views = { name, query: 'state=down' }
  const view = await world.json(person, 'POST', `/api/v1/${person.organization}/views`, views)
  await world.json(person, 'POST', `/api/v1/${person.organization}/assets/bulks`, {
    what: 'state',
    query: 'state=down',
  })
  const ctx = await world.as(person)
  const first = async (table: string) => (await ctx.db.all<{ id: string }>(`SELECT id FROM ${table}`))[0]?.id ?? ''
  return {
    as: id,
    ac,
    fd: await first('asset_fields'),
    md: await first('asset_models'),
    dt: await first('asset_stops'),
    bk: await first('asset_bulks'),
    nt: ((await note.json()) as { id: string }).id,
    vw: ((await view.json()) as { id: string }).id,
  }
}

/** A paper that hangs on a vendor; papers are kept by a form. */
async function paperOf(world: World, person: Person, vendorId: string, words: string): Promise<string> {
  await world.post(person, `/${person.organization}/vendors/${vendorId}/documents`, { kind: words })
  const [paper] = await (await world.as(person)).db.all<{ id: string }>('SELECT id FROM vendor_documents')
  return paper?.id ?? ''
}

/** One of each kind of record that the stores have beside a part. */
async function storesOf(world: World, person: Person, { pt, binId, words }: Record<'pt' | 'binId' | 'words', string>) {
  const post = (path: string, fields: Record<string, string>) =>
    world.post(person, `/${person.organization}${path}`, fields)
  await post(`/parts/${pt}/vendors`, { 'vendorId-words': words, unit: 'EA' })
  await post(`/parts/${pt}/reservation`, { quantity: '1', 'subject-words': words })
  await post('/stock/counts', { placeId: binId, title: words, approval: '10' })
  await post('/parts/categories', { name: words })
  await post('/work/failures', { level: 'problem', code: 'X1', name: words })
  await post('/stock/kits', { name: words, lines: `1 ${words}` })
  await post(`/parts/${pt}/loan`, { quantity: '1', 'subject-words': words, dueOn: '2027-01-01', spot: `${binId} ok ` })
}
const idsOfStores = async (world: World, person: Person): Promise<Record<string, string>> => {
  const [row] = await (await world.as(person)).db.all<Record<string, string>>(
    `SELECT (SELECT id FROM part_vendors) AS vp, (SELECT id FROM stock_reservations) AS rs, (SELECT id FROM count_sessions) AS cs,
      (SELECT id FROM count_lines) AS cl, (SELECT id FROM stock_kits) AS kt, (SELECT id FROM stock_loans) AS ln,
      (SELECT id FROM part_categories LIMIT 1) AS pc,
      (SELECT id FROM work_failure_codes LIMIT 1) AS fc`,
  )
  return row ?? {}
}

/** A thread and its first message, which waits to go out; and words that are written often. */
async function threadOf(world: World, person: Person, words: string): Promise<Records> {
  const sent = await world.post(person, `/${person.organization}/threads`, {
    channel: 'email',
    to: 'them@elsewhere.example',
    subject: words,
    text: words,
  })
  const th = sent.headers.get('Location')?.split('/').at(-1) ?? ''
  const [message] = await (await world.as(person)).db.all<{ id: string }>('SELECT id FROM messages')
  const saved = await world.post(person, `/${person.organization}/threads/words`, { name: words, text: words })
  return { th, ms: message?.id ?? '', wd: saved.headers.get('Location')?.split('/').at(-1) ?? '' }
}

/** One of each kind of record of buying. */
async function boughtBy(
  world: World,
  person: Person,
  { words, st, vd, pt }: { words: string; st: string; vd: string; pt: string },
): Promise<Record<string, string>> {
  const api = `/api/v1/${person.organization}`
  const need = await world.json(person, 'POST', `${api}/requisitions`, {
    needs: [{ words, partId: pt, quantity: '1' }],
  })
  const { ids } = (await need.json()) as { ids: string[] }
  const lines = [{ words, quantity: '1' }]
  const rfq = { title: words, shipTo: st, replyOn: '2027-12-01', notes: words, lines }
  const { id: rf } = (await (await world.json(person, 'POST', `${api}/rfqs`, rfq)).json()) as { id: string }
  const [rn, qt, po] = [newId('rn', world.now), newId('qt', world.now), newId('po', world.now)]
  const ctx = await world.as(person)
  const told = {
    number: 'RFQ-1',
    revision: 1,
    from: words,
    person: words,
    shipTo: { name: words, lines: '', instructions: '' },
  }
  const disclosed = JSON.stringify({ ...told, neededOn: null, replyOn: '2027-12-01', notes: words, lines: [] })
  await ctx.db.run(
    sql`INSERT INTO rfq_invitations (id, rfq_id, vendor_id, revision, person, email, disclosed, code, token, state)
      VALUES (${rn}, ${rf}, ${vd}, 1, ${words}, '', ${disclosed}, 'AAAAAAAA', ${rn}, 'bounced')`,
  )
  await ctx.db.run(
    sql`INSERT INTO quotes (id, rfq_id, vendor_id, version, way, currency, freight_kind, note, received_at, received_by)
      VALUES (${qt}, ${rf}, ${vd}, 1, 'hand', 'EUR', 'included', ${words}, ${world.now}, ${person.memberId})`,
  )
  await ctx.db.run(
    sql`INSERT INTO purchase_orders (id, number, vendor_id, rfq_id, state, currency, total_minor, own_minor, ship_to, notes, content_hash, token, created_at, created_by)
      VALUES (${po}, 1, ${vd}, ${rf}, 'approved', 'EUR', 0, 0, ${st}, ${words}, '', ${po}, ${world.now}, ${person.memberId})`,
  )
  await ctx.db.run(
    sql`INSERT INTO purchase_order_lines (id, order_id, position, words, quantity, unit, price)
      VALUES (${newId('py', world.now)}, ${po}, 1, ${words}, 100000, 'EA', 0)`,
  )
  const vi = newId('vi', world.now)
  await ctx.db.run(
    sql`INSERT INTO vendor_invoices (id, vendor_id, order_id, number, number_key, currency, invoiced_on, freight_minor, total_minor, state, exceptions, owner_id, created_at, created_by)
      VALUES (${vi}, ${vd}, ${po}, ${words}, ${words}, 'EUR', '2026-11-20', 0, 0, 'exception', '[]', ${person.memberId}, ${world.now}, 'house')`,
  )
  return { rq: ids[0] ?? '', rf, rn, qt, po, vi }
}

/** What a vendor wrote back about an RFQ, in a thread. */
async function repliedTo(world: World, person: Person, { rf, vd, rn, ms, th }: Records): Promise<string> {
  const id = newId('vr', world.now)
  await (await world.as(person)).db.run(
    sql`INSERT INTO vendor_replies (id, rfq_id, vendor_id, invitation_id, message_id, thread_id, channel, trusted, guessed, state, received_at)
      VALUES (${id}, ${rf}, ${vd}, ${rn}, ${ms}, ${th}, 'email', 1, 0, 'waiting', ${world.now})`,
  )
  return id
}

/** A procedure whose one step hangs on an order. */
async function procedureOf(world: World, person: Person, wo: string, words: string): Promise<Record<string, string>> {
  const made = await world.post(person, `/${person.organization}/procedures`, { title: words, about: words })
  const pd = made.headers.get('Location')?.split('/').at(-1) ?? ''
  const path = `/${person.organization}/procedures/${pd}`
  await world.post(person, `${path}/steps`, { kind: 'check', text: words, help: words })
  await world.post(person, `${path}/approval`, { revision: '2' })
  await world.post(person, `/${person.organization}/orders/${wo}/procedure`, { procedureId: pd })
  const steps = await (await world.as(person)).db.all<{ id: string }>('SELECT id FROM work_steps')
  return { pd, sp: steps[0]?.id ?? '' }
}

/** Every route of the house. */
export const allRoutes: Route[] = rooms.flatMap((room) => room.routes)

/** The id of one record of each kind, by its prefix. */
export type Records = Record<string, string>

/**
 * Makes one record of every kind in the person's organization, with these words wherever a person writes some. A new
 * kind of record is added here: then the matrix asks every route for it, with every role and as somebody else's.
 */
export async function recordsOf(world: World, person: Person, words = 'Theirs'): Promise<Records> {
  const { organization } = person
  const api = `/api/v1/${organization}`
  const made = async (path: string, body: unknown) =>
    ((await (await world.json(person, 'POST', `${api}${path}`, body)).json()) as { id: string }).id
  const site = await world.post(person, `/${organization}/sites`, {
    name: words,
    timeZone: 'UTC',
    contact: words,
    instructions: words,
    'address.lines': words,
    'address.city': words,
  })
  const st = site.headers.get('Location')?.split('/').at(-1) ?? ''
  const cb = await made('/codes/batches', { name: words, size: 1 })
  const codes = (await (await world.get(person, `${api}/codes?batchId=${cb}`)).json()) as { items: { id: string }[] }
  const service = await serviceOf(world, person, words, ['calendar.task.see'])
  await world.post(person, `/${organization}/labels/printers`, { name: words })
  const printers = await (await world.get(person, `/${organization}/labels/printers`)).text()
  const file = await sendFile(world, person, { name: `${words}.jpg`, bytes: jpegOf(), about: st, role: 'photo' })
  const hanging = await world.get(person, `${api}/files/attachments?about=${st}`)
  const fa = ((await hanging.json()) as { items: { id: string }[] }).items[0]?.id ?? ''
  await world.post(person, `/${organization}/invitations`, {
    name: words,
    email: `theirs@${organization}.example`,
    'role.viewer': 'on',
  })
  const [invited] = await (await world.as(person)).db.all<{ id: string }>('SELECT id FROM invitations')
  await world.post(person, `/${organization}/reports/about/${st}`, { words })
  const reports = await (await world.get(person, `/${organization}/reports`)).text()
  const pt = await made('/parts', { number: words, name: words, unit: 'EA' })
  const binId = await made('/places', { kind: 'storeroom', name: `${words} too`, parentId: st })
  const receipt = await world.json(person, 'POST', `${api}/stock/receipts`, {
    lines: [{ partId: pt, binId, quantity: '5' }],
  })
  await storesOf(world, person, { pt, binId, words })
  await (await world.as(person)).db.run(
    sql`INSERT INTO join_requests (id, login_id, email, name, consents, asked_at)
      VALUES (${newId('jr', world.now)}, ${`lg_${words}`}, 'b@c.example', ${words}, '[]', 0)`,
  )
  const [asks] = await (await world.as(person)).db.all<{ id: string }>('SELECT id FROM join_requests')
  const vd = await made('/vendors', { name: words, currency: 'EUR', notes: words })
  await world.json(person, 'PUT', `${api}/vendors/${vd}/tier`, { tier: 'blacklisted', reason: words })
  const equipment = await equipmentOf(world, person, words)
  const wo = await made('/orders', { title: words, description: words, assetId: equipment.as })
  const labor = await world.json(person, 'POST', `${api}/orders/${wo}/labor`, { hours: '0.5', note: words })
  const post = await threadOf(world, person, words)
  const buying = await boughtBy(world, person, { words, st, vd, pt })
  return {
    ...equipment,
    wo,
    pm: await made('/plans', {
      title: words,
      description: words,
      tasks: [words],
      startsOn: '2030-01-31',
      assetIds: [equipment.as],
    }),
    me: await made(`/assets/${equipment.as}/meters`, { name: words, kind: 'gauge' }),
    ...(await procedureOf(world, person, wo, words)),
    lb: ((await labor.json()) as { laborId: string }).laborId,
    ...buying,
    vd,
    ...post,
    vr: await repliedTo(world, person, { ...buying, ...post, vd }),
    vl: await made(`/vendors/${vd}/lifts`, { tier: 'pending', reason: words }),
    vc: await made(`/vendors/${vd}/contacts`, { name: words, email: `theirs@${organization}.example` }),
    va: await made(`/vendors/${vd}/addresses`, { 'address.city': words }),
    vx: await paperOf(world, person, vd, words),
    ...(await idsOfStores(world, person)),
    jr: asks?.id ?? '',
    mv: ((await receipt.json()) as { moves: string[] }).moves[0] ?? '',
    rp: /reports\/(rp_\w+)/.exec(reports)?.[1] ?? '',
    pt,
    iv: invited?.id ?? '',
    st,
    cb,
    cd: codes.items[0]?.id ?? '',
    bc: await made('/bar-codes', { target: st, symbology: 'qr', value: words }),
    pl: await made('/places', { kind: 'area', name: words, parentId: st }),
    lp: /labels\/printers\/(lp_\w+)/.exec(printers)?.[1] ?? '',
    tm: await made('/teams', { kind: 'team', name: words }),
    rl: await made('/roles', { name: words, permissions: [] }),
    fl: file.file,
    up: await made('/files/uploads', { name: `${words}.txt`, sizeBytes: 9 }),
    fa,
    im: await beginImport(world, person, 'assets', { name: `${words}.csv`, bytes: `Tag,Name\n${words} 1,${words}\n` }),
    tk: await made('/tasks', { title: words, notes: words }),
    mb: person.memberId,
    sv: service.serviceId ?? '',
    ak: service.id,
  }
}

/**
 * Whether a record behind a route is unknown to somebody who has the route's permission: what one is sending or changing in
 * the background is nobody else's, and an import is shown to those who may bring in what it brings.
 */
export const isUnknownTo = (may: (permission: string) => boolean, { path }: Route): boolean =>
  path === '/files/uploads/:id{up_[^/]+}' ||
  path.startsWith('/assets/bulks/') ||
  (path.startsWith('/imports/:id') && !may('assets.asset.import'))

export const prefixOf = (route: Route, organization: string) =>
  ({ page: `/${organization}`, api: `/api/v1/${organization}`, open: '' })[route.door]

/** The path of a route with an id of a record in every slot. */
export const pathOf = (route: Route, organization: string, ids: Records) =>
  prefixOf(route, organization) +
  route.path.replaceAll(
    /:(\w+)(?:\{(\w\w)_[^}]*\})?/g,
    // Everybody sees sites; tasks are not for those who only report.
    (_, _name: string, prefix: string | undefined) =>
      ids[prefix ?? (route.path.startsWith('/reports/about/') ? 'st' : 'tk')] ?? `${prefix}_nothing`,
  )
