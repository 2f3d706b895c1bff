import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalDate, optionalLine, textLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { findBins } from './bins'
import { todayOf } from './day'
import { amount, deed, ledgerAction, partId } from './ledger-action'
import { planPromise, planRelease, planReserve, planStage } from './reservation.plans'
import { findReservations, partsToPromise } from './reservation.queries'
import { checkOpenSubject, checkSubject } from './subject'

const ids = z
  .array(z.string().regex(/^rs_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such reservation.'))
  .min(1, 'Choose what this is about.')
  .max(60)

export const reserveStock = ledgerAction({
  name: 'inventory.stock.reserve',
  about: 'Says who is to get parts and by when, and promises them from bins once that is near.',
  input: z.object({
    lines: z
      .array(z.object({ partId, quantity: amount, binId: optionalLine(40), note: optionalLine(300) }))
      .min(1, 'Say what is wanted.')
      .max(60),
    subject: textLine(60, 'Say what it is for: a work order, an asset, a person or a cost centre.'),
    requiredOn: optionalDate.describe('The day when it must be there; none is now.'),
    how: z
      .enum(['automatic', 'soft', 'hard'])
      .default('automatic')
      .describe('soft only says the demand; hard promises from bins or refuses; automatic does what the day asks for.'),
  }),
  run: async (ctx, { lines, subject, requiredOn, how }) => {
    await checkOpenSubject(ctx, subject)
    await findBins(ctx, 'inventory.stock.reserve', { from: lines.flatMap(({ binId }) => binId || []) })
    const asks = lines.map((line) => ({ ...line, binId: line.binId || null, subject, requiredOn, how }))
    return deed(await planReserve(ctx, asks), lines[0]?.partId, '')
  },
})

export const releaseReservation = ledgerAction({
  name: 'inventory.stock.release',
  about: 'Gives back what was reserved and is not needed.',
  input: z.object({ ids }),
  run: async (ctx, { ids }) => {
    await permittedFor(ctx, 'inventory.stock.release', ids)
    const plan = await planRelease(ctx, ids)
    return deed(plan, plan.facts[0]?.subject as Id<'pt'> | undefined, '')
  },
})

export const stageReservation = ledgerAction({
  name: 'inventory.stock.stage',
  about: 'Puts reserved parts together: into a tote where they lie, or into a bin where the job fetches them.',
  input: z.object({ ids, toBinId: optionalLine(40).describe('Empty: they are put together where they lie.') }),
  run: async (ctx, { ids, toBinId }) => {
    await permittedFor(ctx, 'inventory.stock.stage', ids)
    const { guards } = await findBins(ctx, 'inventory.stock.stage', { to: toBinId ? [toBinId] : [] })
    const plan = await planStage(ctx, ids, toBinId || null)
    return deed(plan, plan.facts[0]?.subject as Id<'pt'> | undefined, '', guards)
  },
})

/**
 * What is promised out of a bin is for who may do this at its site; of what no bin has promised, whoever is only for some
 * sites must see what it is for. Refuses 'not-found' ('bin.unknown', 'subject.unknown').
 */
async function permittedFor(ctx: Context, permission: string, ids: string[]): Promise<void> {
  const rows = await findReservations(ctx, ids)
  await findBins(ctx, permission, { from: rows.flatMap(({ binId }) => binId ?? []) })
  if (ctx.sitesFor(permission) === null) return
  for (const { binId, subject } of rows) if (binId === null) await checkSubject(ctx, subject)
}

/** What has nothing to write is refused inside and is no trouble: somebody else was faster. */
const promiseStock = action({
  name: 'inventory.stock.promise',
  about: 'Promises from bins what was only wanted, once some is free and its day is near.',
  input: z.object({ partId }),
  run: async (ctx, { partId }) => {
    const plan = await planPromise(ctx, partId)
    if (!plan) return refuse('conflict', 'stock.nothing-to-promise', 'Nothing of this can be promised now.')
    return { subject: partId, writes: [], plans: [plan], facts: [], result: { moves: [] as Id<'mv'>[] } }
  },
})

export { promiseStock }

/** Promises what can be promised of a part. Does nothing where nothing can. */
export async function promiseAgain(
  ctx: Context,
  partId: Id<'pt'>,
  key = newId('rs', ctx.now) as string,
): Promise<void> {
  if (await planPromise(ctx, partId)) await promiseStock(ctx, { partId }, { key })
}

/** What fell due since yesterday is promised. Answers of how many parts. */
export async function promiseWhatIsDue(ctx: Context): Promise<{ parts: number }> {
  const due = await partsToPromise(ctx, await todayOf(ctx))
  for (const { partId } of due) await promiseAgain(ctx, partId)
  return { parts: due.length }
}
