import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { places } from '../places'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import type { CountLine, CountSession } from './count'
import { countLines, countRules, countSessions, parts, stockLots } from './schema'

/** The most lines of one session: an afternoon. */
export const mostLines = 300

/** Refuses 'not-found' ('count.unknown'). */
export async function findCount(ctx: Context, id: string): Promise<{ session: CountSession; lines: CountLine[] }> {
  const [[session], lines] = await ctx.db.batch([
    ctx.db
      .select()
      .from(countSessions)
      .where(eq(countSessions.id, id as Id<'cs'>)),
    ctx.db
      .select()
      .from(countLines)
      .where(eq(countLines.sessionId, id as Id<'cs'>))
      .orderBy(countLines.binId, countLines.id)
      .limit(mostLines),
  ])
  return session ? { session, lines } : refuse('not-found', 'count.unknown', 'There is no such count.')
}

/** The lines of a session as people walk: by the name of the bin. */
export const linesToWalk = (ctx: Context, id: string) =>
  ctx.db
    .select({
      id: countLines.id,
      partId: countLines.partId,
      number: parts.number,
      name: parts.name,
      unit: parts.unit,
      whole: parts.whole,
      binId: countLines.binId,
      bin: sql<string>`${places.name}`.as('bin'),
      lot: sql<string>`coalesce(${stockLots.code}, '')`.as('lot'),
      state: countLines.state,
      expected: countLines.expected,
      counted: countLines.counted,
      difference: countLines.difference,
      countedBy: countLines.countedBy,
      firstBy: countLines.firstBy,
      firstDifference: countLines.firstDifference,
      who: sql<string | null>`${members.name}`.as('who'),
    })
    .from(countLines)
    .innerJoin(parts, eq(parts.id, countLines.partId))
    .innerJoin(places, eq(places.id, sql`${countLines.binId}`))
    .leftJoin(stockLots, eq(stockLots.id, sql`${countLines.lotId}`))
    .leftJoin(members, eq(members.id, sql`${countLines.countedBy}`))
    .where(eq(countLines.sessionId, id as Id<'cs'>))
    .orderBy(places.name, parts.number)
    .limit(mostLines)

/** One page of counts, the newest first. Refuses 'invalid' ('cursor'). */
export async function listCounts(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 1)
  const rows = await ctx.db
    .select({
      id: countSessions.id,
      number: countSessions.number,
      title: countSessions.title,
      state: countSessions.state,
      accuracy: countSessions.accuracy,
      createdAt: countSessions.createdAt,
      lines: sql<number>`(SELECT count(*) FROM count_lines WHERE session_id = count_sessions.id)`.as('lines'),
      left: sql<number>`(SELECT count(*) FROM count_lines WHERE session_id = count_sessions.id AND state IN ('to-count', 'recount'))`.as(
        'left',
      ),
    })
    .from(countSessions)
    .where(cursor ? lt(countSessions.number, Number(cursor[0])) : undefined)
    .orderBy(desc(countSessions.number))
    .limit(51)
  return pageOf(rows, 50, ({ number }) => [String(number)])
}

/** What lies in these bins now and is good: what a session counts. */
export const balancesIn = (ctx: Context, binIds: string[]) =>
  ctx.db.all<{ partId: Id<'pt'>; binId: string; lotId: string }>(
    sql`SELECT part_id AS partId, bin_id AS binId, lot_id AS lotId FROM stock_balances
      WHERE bin_id IN ${binIds.slice(0, 90)} AND condition = 'ok' ORDER BY bin_id, part_id LIMIT ${mostLines + 1}`,
  )

/** What was taken last out of bins that are empty now: to confirm that none of it is left. */
export const emptiedIn = (ctx: Context, binIds: string[]) =>
  ctx.db.all<{ partId: Id<'pt'>; binId: string; lotId: string }>(
    sql`SELECT part_id AS partId, from_bin AS binId, lot_id AS lotId FROM stock_moves
      WHERE seq IN (SELECT max(seq) FROM stock_moves WHERE from_bin IN ${binIds.slice(0, 90)} GROUP BY from_bin)`,
  )

/** The bins of a storeroom, itself with them. At most two thousand. */
export const binsUnder = (ctx: Context, placeId: string) =>
  ctx.db.all<{ id: string; name: string }>(
    sql`SELECT bins.id, bins.name FROM places AS bins JOIN places AS top ON top.id = ${placeId}
      WHERE bins.path >= top.path AND bins.path < top.path || '~' AND bins.ended_at IS NULL AND bins.kind IN ('bin', 'storeroom')
      ORDER BY bins.name LIMIT 2000`,
  )

export const nextCountNumber = sql`(SELECT coalesce(max(number), 0) + 1 FROM count_sessions)`

export const insertCount = (ctx: Context, session: Omit<CountSession, 'number'>, lines: CountLine[]): Write[] => [
  ctx.db.insert(countSessions).values({ ...session, number: nextCountNumber as never }),
  // A few at a time: D1 binds a hundred values in one statement.
  ...Array.from({ length: Math.ceil(lines.length / 6) }, (_, index) =>
    ctx.db.insert(countLines).values(lines.slice(index * 6, index * 6 + 6)),
  ),
]

export const updateCount = (ctx: Context, { id, number: _number, ...after }: CountSession): Write =>
  ctx.db.update(countSessions).set(after).where(eq(countSessions.id, id))

export const updateLine = (ctx: Context, { id, ...after }: CountLine): Write =>
  ctx.db.update(countLines).set(after).where(eq(countLines.id, id))

export const countStillAt = ({ id, version }: Pick<CountSession, 'id' | 'version'>): Guard => ({
  count: sql`SELECT count(*) FROM count_sessions WHERE id = ${id} AND version = ${version}`,
  refusal: () => new Refusal('conflict', 'count.changed', 'Somebody changed this count meanwhile. Look at it again.'),
})

export const lineStillAt = ({ id, version }: Pick<CountLine, 'id' | 'version'>): Guard => ({
  count: sql`SELECT count(*) FROM count_lines WHERE id = ${id} AND version = ${version}`,
  refusal: () =>
    new Refusal('conflict', 'count.done', 'Somebody counted this at the same moment. Go on with the next bin.'),
})

/** The rules that are in force. At most fifty. */
export const listRules = (ctx: Context) =>
  ctx.db.select().from(countRules).where(sql`${countRules.endedAt} IS NULL`).orderBy(countRules.id).limit(50)

export type CountRule = Awaited<ReturnType<typeof listRules>>[number]

export const findRule = async (ctx: Context, id: string): Promise<CountRule> => {
  const [rule] = await ctx.db
    .select()
    .from(countRules)
    .where(and(eq(countRules.id, id as Id<'cr'>), sql`${countRules.endedAt} IS NULL`))
  return rule ?? refuse('not-found', 'rule.unknown', 'There is no such rule.')
}

/**
 * The bins that a rule asks to count now, the longest uncounted first: by period, by the value that went through since
 * the last count, by an accuracy below the floor, or because they became empty and nobody looked since.
 * Source: features 2.8, OCA's four rules.
 */
export const binsDue = (ctx: Context, rule: CountRule, since: number) => {
  const last = sql`coalesce((SELECT max(counted_at) FROM count_lines WHERE bin_id = bins.id AND state = 'posted'), 0)`
  const moved = sql`coalesce((SELECT sum(abs(value_minor)) FROM (
      SELECT value_minor, posted_at FROM stock_moves WHERE from_bin = bins.id
      UNION ALL SELECT value_minor, posted_at FROM stock_moves WHERE to_bin = bins.id) WHERE posted_at > ${last}), 0)`
  const held = sql`EXISTS (SELECT 1 FROM stock_balances WHERE bin_id = bins.id AND on_hand > 0)`
  const emptied = sql`NOT ${held} AND EXISTS (SELECT 1 FROM stock_moves WHERE from_bin = bins.id AND posted_at > ${last})`
  const floor = sql`EXISTS (SELECT 1 FROM count_lines AS line WHERE line.bin_id = bins.id AND line.state = 'posted' AND line.counted_at = ${last}
      GROUP BY line.bin_id HAVING (sum(abs(expected)) - sum(abs(difference))) * 100 < sum(abs(expected)) * ${rule.accuracyFloor})`
  const which = {
    period: sql`${held} AND ${last} <= ${since}`,
    turnover: sql`${held} AND ${moved} >= ${rule.turnoverMinor}`,
    accuracy: floor,
    zero: emptied,
  }[rule.kind]
  return ctx.db.all<{ id: string; name: string; last: number }>(sql`
    SELECT bins.id, bins.name, ${last} AS last FROM places AS bins JOIN places AS top ON top.id = ${rule.placeId}
    WHERE bins.path >= top.path AND bins.path < top.path || '~' AND bins.ended_at IS NULL AND bins.kind IN ('bin', 'storeroom')
      AND ${which} AND NOT EXISTS (SELECT 1 FROM count_lines AS open JOIN count_sessions ON count_sessions.id = open.session_id
        WHERE open.bin_id = bins.id AND count_sessions.state IN ('open', 'review'))
    ORDER BY last, bins.name LIMIT ${rule.mostBins}`)
}

/** Accuracy of all that was posted: per bin the last, and per class of how much it matters. Hundredths of a per cent. */
export const accuracies = async (ctx: Context) => {
  const share = sql`CASE WHEN sum(abs(expected)) = 0 THEN CASE WHEN sum(abs(difference)) = 0 THEN 10000 ELSE 0 END
    ELSE max(0, (sum(abs(expected)) - sum(abs(difference))) * 10000 / sum(abs(expected))) END`
  const [bins, classes] = await Promise.all([
    ctx.db.all<{ name: string; accuracy: number; lines: number }>(sql`
      SELECT places.name AS name, ${share} AS accuracy, count(*) AS lines FROM count_lines JOIN places ON places.id = bin_id
      WHERE count_lines.state = 'posted' GROUP BY bin_id ORDER BY accuracy, name LIMIT 20`),
    ctx.db.all<{ name: string; accuracy: number; lines: number }>(sql`
      SELECT parts.criticality AS name, ${share} AS accuracy, count(*) AS lines FROM count_lines JOIN parts ON parts.id = part_id
      WHERE count_lines.state = 'posted' GROUP BY parts.criticality ORDER BY name DESC`),
  ])
  return { bins, classes }
}
