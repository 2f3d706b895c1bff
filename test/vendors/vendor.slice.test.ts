import { beforeEach, describe, expect, it } from 'vitest'
import { Refusal } from '../../src/kernel/refusal'
import { reachable } from '../../src/vendors'
import { warnOfDocuments } from '../../src/vendors/paper.actions'
import { listCategories, listVendors } from '../../src/vendors/vendor.queries'
import { type Person, World } from '../support/world'

let world: World
let ana: Person
let bea: Person
let luis: Person
let cy: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bea = await world.member(ana, 'Bea', 'manager')
  luis = await world.member(ana, 'Luis', 'buyer')
  cy = await world.member(ana, 'Cy', 'viewer')
})

const make = async (name = 'Van Dijk Seals', more: Record<string, unknown> = {}, who = luis) => {
  const made = await world.json(who, 'POST', '/api/v1/acme/vendors', { name, currency: 'EUR', ...more })
  return (await made.json()) as { id: string; version: number }
}
const put = (who: Person, path: string, body: unknown) => world.json(who, 'PUT', `/api/v1/acme${path}`, body)
const reasonOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.reason : String(error)),
  )

describe('a vendor', () => {
  it('is written down once, with people, addresses and what it delivers [MRO-2.4a]', async () => {
    const posted = await world.post(luis, '/acme/vendors', {
      name: 'Van Dijk Seals',
      currency: 'EUR',
      categories: 'Seals, Gaskets, seals',
      paymentDays: '30',
      op: 'a',
    })
    const page = posted.headers.get('Location') ?? ''
    expect(posted.status).toBe(303)
    const twin = await world.post(luis, '/acme/vendors', { name: 'VAN DIJK SEALS B.V.', currency: 'EUR', op: 'b' })
    expect([twin.status, (await twin.text()).includes('This is another company')]).toEqual([422, true])
    const id = page.split('/').at(-1) ?? ''
    await world.post(luis, `/acme/vendors/${id}/addresses`, {
      kind: 'office',
      'address.city': 'Dordrecht',
      'address.country': 'NL',
      coordinates: '51.8133, 4.6901',
    })
    await world.post(luis, `/acme/vendors/${id}/contacts`, {
      name: 'Anneke de Wit',
      email: 'Anneke@VanDijk.example',
      phone: '078 613 1234',
      channel: 'email',
      language: 'nl',
    })
    await world.post(ana, '/acme/sites', {
      name: 'Rotterdam plant',
      timeZone: 'UTC',
      receives: 'on',
      coordinates: '51.8894, 4.4371',
    })
    const whole = await (await world.get(luis, `/api/v1/acme/vendors/${id}`)).json()
    expect(whole).toMatchObject({
      number: 1,
      tier: 'pending',
      categories: ['Seals', 'Gaskets'],
      contacts: [{ name: 'Anneke de Wit', email: 'anneke@vandijk.example', phone: '+31786131234', main: true }],
      addresses: [{ kind: 'office', address: { city: 'Dordrecht', country: 'NL' } }],
      distances: [{ site: 'Rotterdam plant', km: 19 }],
    })
    const html = await (await world.get(luis, page)).text()
    for (const words of ['Anneke de Wit', 'Dordrecht', '19 km', 'Not approved yet'])
      expect([words, html.includes(words)]).toEqual([words, true])
    for (const words of ['dijk', 'V-1', 'anneke', 'gask'])
      expect([words, (await (await world.get(luis, `/acme/vendors?q=${words}`)).text()).includes(page)]).toEqual([
        words,
        true,
      ])
  })

  it('is refused with what was typed, and nothing is written', async () => {
    const before = await world.everything(ana)
    const wrong = await world.post(luis, '/acme/vendors', {
      name: ' ',
      currency: 'XXX',
      paymentDays: '4000',
      notes: 'Kept',
    })
    const html = await wrong.text()
    expect([wrong.status, html.includes('Kept'), html.includes('at most 365')]).toEqual([422, true, true])
    expect((await world.post(cy, '/acme/vendors', { name: 'x', currency: 'EUR' })).status).toBe(403)
    expect(await world.everything(ana)).toBe(before)
  })

  it('is merged: people and papers go over, the old address leads to the one that stays', async () => {
    const [one, two] = [await make('Hartmann'), await make('Hartmann Industrie')]
    await world.post(luis, `/acme/vendors/${one.id}/contacts`, { name: 'Jo', email: 'jo@hartmann.example' })
    await world.post(luis, `/acme/vendors/${one.id}/documents`, { kind: 'ISO 9001', expiresOn: '2026-12-10' })
    expect((await world.post(luis, `/acme/vendors/${one.id}/merging`, { intoId: two.id })).status).toBe(403)
    const merged = await world.post(bea, `/acme/vendors/${one.id}/merging`, { 'intoId-words': 'Industrie', op: 'm' })
    expect(merged.headers.get('Location')).toBe(`/acme/vendors/${two.id}`)
    const there = await (await world.get(luis, `/acme/vendors/${two.id}`)).text()
    expect([there.includes('jo@hartmann.example'), there.includes('ISO 9001')]).toEqual([true, true])
    expect(await (await world.get(luis, `/acme/vendors/${one.id}`)).text()).toContain(two.id)
    expect(await (await world.get(luis, '/acme/vendors')).text()).not.toContain(one.id)

    // A paper that ends soon is spoken of once.
    const ctx = await world.as(ana)
    expect([await warnOfDocuments(ctx, {}), await warnOfDocuments(ctx, {})]).toEqual([{ told: 1 }, { told: 0 }])
  })
})

describe('a blacklisting', () => {
  it('closes every way to a vendor, and two people open it again [MRO-2.4b]', async () => {
    const { id } = await make()
    const may = async (who: Person, role: string, purpose: 'write' | 'ask' | 'order') =>
      reasonOf(reachable(await world.as(who, role), id, purpose))
    expect([
      await may(luis, 'buyer', 'write'),
      await may(luis, 'buyer', 'ask'),
      await may(bea, 'manager', 'ask'),
    ]).toEqual(['done', 'vendor.pending', 'done'])
    expect((await put(luis, `/vendors/${id}/tier`, { tier: 'approved', reason: 'Mine' })).status).toBe(403)
    expect((await put(bea, `/vendors/${id}/tier`, { tier: 'approved', reason: 'Audited on site' })).status).toBe(200)
    expect(await may(luis, 'buyer', 'order')).toBe('done')

    const { guard } = await reachable(await world.as(luis, 'buyer'), id, 'order')
    expect((await put(bea, `/vendors/${id}/tier`, { tier: 'blacklisted', reason: 'Forged certificates' })).status).toBe(
      200,
    )
    for (const purpose of ['write', 'ask', 'order'] as const)
      expect([purpose, await may(ana, 'owner', purpose)]).toEqual([purpose, 'vendor.blacklisted'])
    // Whoever had looked before is stopped by the guard at the commit.
    const ctx = await world.as(luis, 'buyer')
    const [count] = await ctx.execute([ctx.db.run(guard.count)])
    expect(Object.values(count?.results[0] ?? {})).toEqual([0])
    expect(guard.refusal().reason).toBe('vendor.blacklisted')

    const before = await world.everything(ana)
    expect((await put(bea, `/vendors/${id}/tier`, { tier: 'approved', reason: 'x' })).status).toBe(409)
    expect((await put(bea, `/vendors/${id}/tier`, { tier: 'approved', reason: ' ' })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)

    const asked = await world.post(bea, `/acme/vendors/${id}/lift`, { tier: 'pending', reason: 'New owners', op: 'l' })
    expect(asked.status).toBe(303)
    const page = await (await world.get(ana, `/acme/vendors/${id}`)).text()
    const lift = /vendors\/lifts\/(vl_\w+)/.exec(page)?.[1] ?? ''
    expect(await (await world.get(bea, `/acme/vendors/${id}`)).text()).not.toContain(lift)
    const own = await world.post(bea, `/acme/vendors/lifts/${lift}`, { decision: 'lifted', op: 'o' })
    expect(own.status).toBe(403)
    expect(await may(ana, 'owner', 'write')).toBe('vendor.blacklisted')
    const answers = await Promise.all(
      ['lifted', 'declined'].map((decision) => put(ana, `/vendors/lifts/${lift}`, { decision })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const audit = await (await world.as(ana)).db.all<{ reason: string }>(
      "SELECT reason FROM audit_entries WHERE action LIKE 'vendors.tier.%' ORDER BY seq",
    )
    expect(audit.map(({ reason }) => reason)).toEqual([
      'Audited on site',
      'Forged certificates',
      'New owners',
      'New owners',
    ])
  })
})

describe('the list', () => {
  it('of 3,000 vendors reads what it shows, by name, tier and category, and is taken away without formulas', async () => {
    const ctx = await world.as(ana)
    await ctx.db.run(
      `INSERT INTO vendors (id, number, name, name_folded, currency, tier, tier_at, tier_by, created_at, created_by, categories)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
       SELECT printf('vd_%026d', i), 1000 + i, printf('=Vendor %04d', i), i, 'EUR', CASE i % 3 WHEN 0 THEN 'approved' WHEN 1 THEN 'pending' ELSE 'blacklisted' END, 1, 'x', 1, 'x', '[]' FROM n`,
    )
    await ctx.db.run(
      "INSERT INTO vendor_categories (category, name, vendor_id) SELECT 'C' || (number % 7), name, id FROM vendors",
    )
    for (const filter of [{}, { tier: 'approved' as const }, { category: 'C3' }]) {
      const fresh = await world.as(ana)
      const { rows, next } = await listVendors(fresh, filter)
      expect([rows.length, next === null, fresh.meter.rowsRead < 160]).toEqual([50, false, true])
    }
    const fresh = await world.as(ana)
    expect(await listCategories(fresh)).toEqual(['C0', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6'])
    expect(fresh.meter.rowsRead).toBeLessThan(60)
    const file = await (await world.get(luis, '/acme/vendors/export?tier=approved')).text()
    expect([file.split('\r\n').length, /V-1003,"?'=Vendor 0003/.test(file)]).toEqual([1002, true])
    expect((await world.get(cy, '/acme/vendors/export')).status).toBe(403)
  })
})
