import Papa from 'papaparse'
import { AuditPage, EventsOf } from '../../templates/insights/audit'
import { HomePage } from '../../templates/insights/home'
import { KeyboardBox, KeyboardPage } from '../../templates/insights/keyboard'
import { MorePage } from '../../templates/insights/more'
import { Hits, SearchPage } from '../../templates/insights/search'
import { countSentence, listSentence } from '../calendar'
import { exporting } from '../identity'
import { addDays, dayOf, localDate, startOfDay } from '../kernel/local-date'
import { attempt } from '../kernel/refusal'
import { verifyAudit } from '../platform/audit'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import type { Hit, Need, Room } from '../platform/room'
import { Pages, type Request } from '../platform/routes'
import { type AuditFilter, type Entry, listActors, listAudit, namesOf } from './audit.queries'
import { doneByDay, setUpSteps } from './home.queries'

const home = async (ctx: Context, c: Request) => {
  const { timeZone } = await ctx.profile()
  const today = dayOf(ctx.now, timeZone)
  const [[[counts], mine, nobodys, days, steps], needs] = await Promise.all([
    ctx.db.batch([
      countSentence(ctx, today, ctx.actor.id),
      listSentence(ctx, { view: 'mine' }, null, 8),
      listSentence(ctx, { view: 'open', assigneeId: 'nobody' }, null, 5),
      doneByDay(ctx, startOfDay(addDays(today, -6), timeZone)),
      setUpSteps(ctx),
    ]),
    needsOf(ctx, rooms(c)),
  ])
  const perDay = new Map<string, number>()
  for (const { doneAt } of days)
    if (doneAt) perDay.set(dayOf(doneAt, timeZone), (perDay.get(dayOf(doneAt, timeZone)) ?? 0) + 1)
  const week = [6, 5, 4, 3, 2, 1, 0].map((back) => {
    const day = addDays(today, -back)
    return {
      label: new Date(`${day}T00:00:00Z`).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' }),
      value: perDay.get(day) ?? 0,
    }
  })
  const [step] = steps
  const guided = ctx.may('identity.organization.change')
  return show(
    c,
    ctx,
    <HomePage
      needs={needs}
      counts={counts ?? { late: 0, today: 0, open: 0, nobodys: 0 }}
      mine={mine.slice(0, 8)}
      nobodys={nobodys.slice(0, 5)}
      week={week}
      steps={
        guided && step
          ? [
              {
                href: '/settings/organization',
                title: 'Write your addresses, as they stand on orders',
                done: step.addressed === 1,
              },
              { href: '/sites', title: 'Name your first site, where goods are sent', done: step.sites > 0 },
              { href: '/tasks/new', title: 'Write the first task', done: step.tasks > 0 },
            ]
          : []
      }
    />,
  )
}

/** Every room is asked for what waits for this person; what is urgent first. */
async function needsOf(ctx: Context, rooms: Room[]): Promise<Need[]> {
  const asked = await Promise.all(rooms.map(({ needs }) => (needs && ctx.may(needs.permission) ? needs.list(ctx) : [])))
  const waiting = asked.flat().filter(({ count }) => count > 0)
  return waiting.sort((one, other) => Number(other.urgent ?? false) - Number(one.urgent ?? false))
}

/** Every room is asked for what it knows of these words, as far as the person may look. */
async function searchAll(ctx: Context, rooms: Room[], words: string): Promise<Hit[]> {
  const found = await Promise.all(
    rooms.map(({ search }) => (search && ctx.may(search.permission) ? search.find(ctx, words) : [])),
  )
  return found.flat()
}

const day = (text: string | undefined) => (text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? localDate(text) : null)

async function filterOf(ctx: Context, c: Request): Promise<AuditFilter> {
  const { person, action, subject, from, to } = c.req.query()
  const { timeZone } = await ctx.profile()
  const [first, last] = [day(from), day(to)]
  return {
    actorId: person || undefined,
    action: action || undefined,
    subject: subject || undefined,
    from: first ? startOfDay(first, timeZone) : undefined,
    to: last ? ((startOfDay(addDays(last, 1), timeZone) - 1) as AuditFilter['to']) : undefined,
  }
}

const eventsOf = async (ctx: Context, rows: Entry[]) => {
  const names = await namesOf(
    ctx,
    rows.flatMap((row) => [
      row.actorId,
      ...Object.values(row.changes).flatMap((change) =>
        change === 'changed' ? [] : [String(change.from), String(change.to)],
      ),
    ]),
  )
  const records = await ctx.records(rows.map(({ subject }) => subject))
  return rows.map((row) => ({
    ...row,
    record: records.get(row.subject) ?? null,
    who: names.get(row.actorId) ?? (row.actorId === 'visitor' ? 'A visitor' : formerly[row.actorKind]),
    names,
  }))
}

/** Whose name is not there any more, or who never had one. */
const formerly = {
  member: 'A former member',
  service: 'A former service',
  system: 'The house',
  operator: 'The operator',
}

/** Rows in one export; a longer span is exported in parts by its dates. */
const exportRows = 10_000

const rooms = (c: Request): Room[] => c.var.platform.rooms

/** Pages that read across rooms. */
export const insightsPages = new Pages()
  .get('', { may: 'insights.home' }, home)
  .get('/', { may: 'insights.home' }, home)

  .get('/search', { may: 'insights.search' }, async (ctx, c) => {
    const words = (c.req.query('q') ?? '').slice(0, 200)
    const hits = words.trim() ? await searchAll(ctx, rooms(c), words) : []
    if (c.req.query('palette')) return show(c, ctx, <Hits hits={hits} words={words} />)
    return show(c, ctx, <SearchPage hits={hits} words={words} />)
  })

  .get('/more', { may: 'member' }, async (ctx, c) => show(c, ctx, <MorePage />))

  .get('/keyboard', { may: 'member' }, async (ctx, c) =>
    show(c, ctx, c.req.query('box') ? <KeyboardBox /> : <KeyboardPage />),
  )

  .get('/audit', { may: 'insights.audit.see' }, async (ctx, c) => {
    const { after, person = '', action = '', subject = '', from = '', to = '' } = c.req.query()
    const { rows, next } = await listAudit(ctx, await filterOf(ctx, c), after)
    const query = new URLSearchParams(
      Object.entries({ person, action, subject, from, to }).filter(([, value]) => value),
    )
    const people = await listActors(ctx)
    const actions = rooms(c).flatMap((room) => room.actions.map(({ action }) => action))
    return show(
      c,
      ctx,
      <AuditPage
        events={await eventsOf(ctx, rows)}
        next={next ? `/audit?${new URLSearchParams([...query, ['after', next]])}` : null}
        filter={{ person, action, subject, from, to }}
        exportAs={`/audit/export.csv?${query}`}
        people={people}
        actions={actions}
        verdict={c.req.query('verify') ? await verifyAudit(ctx) : null}
      />,
    )
  })

  .get('/audit/of/:id', { may: 'insights.audit.see' }, async (ctx, c) => {
    const { rows } = await listAudit(ctx, { subject: c.req.param('id') ?? '' }, undefined, 20)
    return show(c, ctx, <EventsOf events={await eventsOf(ctx, rows)} />)
  })

  .get('/audit/export.csv', { may: 'insights.audit.export', stepUp: true }, async (ctx, c) => {
    const filter = await filterOf(ctx, c)
    const lines: unknown[] = []
    let after: string | undefined
    do {
      const page = await attempt(() => listAudit(ctx, filter, after, 1000))
      if (!page.ok) throw page.refusal
      for (const row of page.value.rows) {
        lines.push({ ...row, at: new Date(row.at).toISOString(), changes: JSON.stringify(row.changes) })
      }
      after = page.value.next ?? undefined
    } while (after && lines.length < exportRows)
    await exporting(ctx, 'The audit log', lines.length)
    return c.body(Papa.unparse(lines as object[], { escapeFormulae: true, newline: '\r\n' }), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="audit-${ctx.organization.slug}.csv"`,
    })
  })
