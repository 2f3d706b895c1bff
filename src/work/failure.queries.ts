import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { findAsset, findClass } from '../assets'
import type { Id } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { type FailureCode, type FailureLevel, failureLevels } from './failure'
import type { Order } from './order'
import { workFailureCodes } from './schema'

const columns = {
  id: workFailureCodes.id,
  classId: workFailureCodes.classId,
  level: workFailureCodes.level,
  code: workFailureCodes.code,
  name: workFailureCodes.name,
  words: workFailureCodes.words,
  needsWords: workFailureCodes.needsWords,
}

/** The lists of these classes, and those of every class; in force, those of a class first. At most six hundred. */
export const failureCodesSentence = (ctx: Context, classIds: readonly string[]) =>
  ctx.db
    .select(columns)
    .from(workFailureCodes)
    .where(
      and(
        isNull(workFailureCodes.endedAt),
        sql`(${workFailureCodes.classId} IS NULL OR ${workFailureCodes.classId} IN (SELECT value FROM json_each(${JSON.stringify(classIds)})))`,
      ),
    )
    .orderBy(sql`${workFailureCodes.classId} IS NULL`, workFailureCodes.code, workFailureCodes.id)
    .limit(600)

/** What may be said of a failure of what an order is about, by the class of its asset and the classes above that one. */
export async function failureCodesFor(ctx: Context, order: Pick<Order, 'assetId'>): Promise<FailureCode[]> {
  const asset = order.assetId ? await findAsset(ctx, order.assetId) : null
  const of = asset?.classId ? await findClass(ctx, asset.classId) : null
  return failureCodesSentence(ctx, of?.path.split('/').filter(Boolean) ?? [])
}

/** A repair says what the problem was, as soon as there is a list to choose from. */
export const asksFailure = (order: Pick<Order, 'kind'>, codes: readonly FailureCode[]): boolean =>
  order.kind === 'corrective' && codes.some(({ level }) => level === 'problem')

/** What an order’s failure is called, ended entries too. */
export async function failureNamed(ctx: Context, order: Pick<Order, 'problemId' | 'causeId' | 'remedyId'>) {
  const ids = failureLevels.flatMap((level) => order[`${level}Id`] ?? []) as Id<'fc'>[]
  if (ids.length === 0) return []
  const rows = await ctx.db.select(columns).from(workFailureCodes).where(inArray(workFailureCodes.id, ids))
  return failureLevels.flatMap((level) => rows.filter((row) => row.level === level))
}

/** Refuses 'not-found'. */
export async function findFailureCode(ctx: Context, id: string) {
  const [found] = await ctx.db
    .select()
    .from(workFailureCodes)
    .where(eq(workFailureCodes.id, id as Id<'fc'>))
  return found ?? refuse('not-found', 'failure.unknown', 'There is no such entry.')
}

/** Keeps what was suggested beside what a person chose. */
export const writeCoding = (
  ctx: Context,
  orderId: Order['id'],
  level: FailureLevel,
  suggestedId: string | null,
  chosenId: string,
): Write =>
  ctx.db.run(sql`INSERT INTO work_codings (order_id, level, suggested_id, chosen_id, chosen_by, chosen_at)
    VALUES (${orderId}, ${level}, ${suggestedId}, ${chosenId}, ${ctx.actor.id}, ${ctx.now})
    ON CONFLICT (order_id, level) DO UPDATE SET suggested_id = excluded.suggested_id, chosen_id = excluded.chosen_id,
      chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at`)
