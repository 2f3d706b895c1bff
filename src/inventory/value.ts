import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { addDays, dayOf, type LocalDate, startOfDay } from '../kernel/local-date'
import { Refusal, refuse } from '../kernel/refusal'
import { localDate, textLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import type { MoveKind } from './stock'
import { readPolicy } from './stock.queries'

export type Valued = { id: string | null; name: string | null; valueMinor: number }

/**
 * What the stock was worth at the end of a day, by category and by storeroom, each to the smallest unit: both add up to
 * the same. It goes back from now by the lines that were posted since, so that it reads no older ones.
 */
export async function valueAt(
  ctx: Context,
  day: LocalDate,
): Promise<{ categories: Valued[]; rooms: Valued[]; totalMinor: number }> {
  const { timeZone } = await ctx.profile()
  const until = startOfDay(addDays(day, 1), timeZone)
  const later = sql`later AS (SELECT * FROM stock_moves WHERE posted_at >= ${until})`
  const worth = sql`worth AS (
    SELECT stock.part_id, value_minor - coalesce((SELECT sum(later.value_minor) FROM later WHERE later.part_id = stock.part_id), 0) AS value
    FROM stock)`
  const [categories, rooms] = await Promise.all([
    ctx.db.all<Valued>(sql`WITH ${later}, ${worth}
      SELECT part_categories.id, part_categories.name, sum(worth.value) AS valueMinor FROM worth JOIN parts ON parts.id = worth.part_id
      LEFT JOIN part_categories ON part_categories.id = parts.category_id WHERE worth.value <> 0
      GROUP BY part_categories.id ORDER BY valueMinor DESC LIMIT 500`),
    // A part's value is shared by quantity; running shares are rounded, so that none is lost and the last gets the rest.
    ctx.db.all<Valued>(sql`WITH ${later}, ${worth}, held AS (
        SELECT part_id, bin_id, sum(by) AS quantity FROM (
          SELECT part_id, bin_id, on_hand AS by FROM stock_balances
          UNION ALL SELECT part_id, to_bin, -quantity FROM later WHERE to_bin IS NOT NULL
          UNION ALL SELECT part_id, from_bin, quantity FROM later WHERE from_bin IS NOT NULL
        ) GROUP BY part_id, bin_id HAVING sum(by) <> 0
      ), shared AS (
        SELECT part_id, bin_id, quantity, sum(quantity) OVER (PARTITION BY part_id ORDER BY bin_id) AS upto,
          sum(quantity) OVER (PARTITION BY part_id) AS whole FROM held
      ), split AS (
        SELECT shared.bin_id,
          CASE WHEN upto = whole THEN worth.value ELSE CAST(worth.value * (upto * 1.0 / whole) AS INTEGER) END
          - CAST(worth.value * ((upto - quantity) * 1.0 / whole) AS INTEGER) AS value
        FROM shared JOIN worth ON worth.part_id = shared.part_id
      )
      SELECT room.id, room.name, sum(split.value) AS valueMinor FROM split JOIN places AS bin ON bin.id = split.bin_id
      LEFT JOIN places AS room ON room.id = CASE WHEN bin.kind = 'storeroom' THEN bin.id ELSE bin.parent_id END
      GROUP BY room.id ORDER BY valueMinor DESC LIMIT 500`),
  ])
  return { categories, rooms, totalMinor: categories.reduce((sum, { valueMinor }) => sum + valueMinor, 0) }
}

/** What moved between two days, by kind: how many lines, and what they did to the value. */
export async function movementsOf(ctx: Context, from: LocalDate, to: LocalDate) {
  const { timeZone } = await ctx.profile()
  return ctx.db.all<{ kind: MoveKind; lines: number; inMinor: number; outMinor: number }>(sql`
    SELECT kind, count(*) AS lines, sum(CASE WHEN value_minor > 0 THEN value_minor ELSE 0 END) AS inMinor,
      sum(CASE WHEN value_minor < 0 THEN value_minor ELSE 0 END) AS outMinor
    FROM stock_moves WHERE posted_at >= ${startOfDay(from, timeZone)} AND posted_at < ${startOfDay(addDays(to, 1), timeZone)}
    GROUP BY kind ORDER BY kind`)
}

const policyStillAt = (version: number) => ({
  count: sql`SELECT count(*) FROM stock_policy WHERE version = ${version}`,
  refusal: () => new Refusal('conflict', 'policy.changed', 'Somebody changed this meanwhile. Look at it again.'),
})

export const switchMethod = action({
  name: 'inventory.policy.method',
  about:
    'Values stock another way from today: by moving average, or first in, first out. What is there keeps its value.',
  input: z.object({ method: z.enum(['average', 'fifo']), reason: textLine(300, 'Write why, in a few words.') }),
  run: async (ctx, { method, reason }) => {
    const [policy, { currency }] = await Promise.all([readPolicy(ctx), ctx.profile()])
    if (policy.method === method) {
      const sentence = 'Stock is valued so already.'
      refuse('conflict', 'policy.same', sentence, { method: sentence })
    }
    return {
      subject: 'stock-policy',
      guards: [policyStillAt(policy.version)],
      writes: [
        ctx.db.run(sql`UPDATE stock_policy SET method = ${method}, version = version + 1`),
        ctx.db.run(sql`DELETE FROM stock_layers`),
        ...(method === 'fifo'
          ? [
              ctx.db.run(
                sql`INSERT INTO stock_layers (part_id, seq, quantity, value_minor) SELECT part_id, 1, quantity, value_minor FROM stock WHERE quantity > 0`,
              ),
            ]
          : []),
        // The dated line by which the ledger says so; whatever was decided on the old way fails at its version.
        ctx.db.run(sql`INSERT INTO stock_moves (id, part_id, kind, quantity, value_minor, currency, running_quantity, running_value_minor, reason, effective_at, posted_at, actor_id)
          SELECT 'mv_' || lower(hex(randomblob(13))), part_id, 'revaluation', 0, 0, ${currency}, quantity, value_minor, ${reason}, ${ctx.now}, ${ctx.now}, ${ctx.actor.id}
          FROM stock WHERE quantity > 0`),
        ctx.db.run(sql`UPDATE stock SET version = version + 1`),
      ],
      facts: [{ name: 'inventory.method-changed', subject: 'stock-policy', method, by: ctx.actor.id }],
      changes: { method: { from: policy.method, to: method } },
      reason,
      result: { method },
    }
  },
})

export const closePeriod = action({
  name: 'inventory.policy.close',
  about: 'Closes the stock period before a day: nothing can be entered for it any more.',
  input: z.object({ openFrom: localDate }),
  run: async (ctx, { openFrom }) => {
    const [policy, { timeZone }] = await Promise.all([readPolicy(ctx), ctx.profile()])
    const no = (reason: string, sentence: string) => refuse('invalid', reason, sentence, { openFrom: sentence })
    if (openFrom <= policy.openFrom)
      no('period.backwards', `All before ${policy.openFrom} is closed already. A closed period stays closed.`)
    if (openFrom > dayOf(ctx.now, timeZone))
      no('period.future', 'A period is closed when it is over. Write today or a day before.')
    return {
      subject: 'stock-policy',
      guards: [policyStillAt(policy.version)],
      writes: [ctx.db.run(sql`UPDATE stock_policy SET open_from = ${openFrom}, version = version + 1`)],
      facts: [{ name: 'inventory.period-closed', subject: 'stock-policy', openFrom, by: ctx.actor.id }],
      changes: { openFrom: { from: policy.openFrom, to: openFrom } },
      result: { openFrom },
    }
  },
})
