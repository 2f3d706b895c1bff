import * as z from 'zod'
import type { Id } from '../kernel/ids'
import { quantity as readQuantity } from '../kernel/quantity'
import { optionalDate, optionalLine, textLine } from '../kernel/schemas'
import { type Action, action } from '../platform/action'
import type { Guard } from '../platform/commit'
import type { Context } from '../platform/context'
import { conditions } from './stock'
import { decidingAgain, type StockPlan } from './stock.plans'
import type { Ledger } from './stock.queries'

export const partId = z
  .string()
  .regex(/^pt_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such part.')
  .transform((id) => id as Id<'pt'>)
export const moveId = z
  .string()
  .regex(/^mv_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such movement.')
  .transform((id) => id as Id<'mv'>)
export const binId = textLine(40, 'Choose a bin.')
export const condition = z.enum(conditions).default('ok')
export const amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,5})?$/, 'Write the quantity as a number, such as 2 or 2.5.')
  .describe('In the base unit of the part, as a decimal.')
export const lot = optionalLine(80).describe('The lot or serial number; empty where the part has none.')
export const reason = optionalLine(300)
export const why = textLine(300, 'Write why, in a few words.')
export const effectiveOn = optionalDate.describe(
  'The day when it happened, when that was earlier; its value counts from today.',
)
export const subject = optionalLine(60).describe(
  'What it is for: the id of a work order, an asset, a member, or a cost centre.',
)

export const scaled = (text: string, ledger: Ledger): number => readQuantity(text, ledger.unit).scaled

type Result = { moves: Id<'mv'>[] }

/** What every verb of the ledger answers and commits: about the part, or the first of several. */
export const deed = (plan: StockPlan, about: Id<'pt'> | undefined, reason: string, guards: Guard[] = []) => ({
  subject: about ?? 'none',
  guards,
  writes: [],
  plans: [plan],
  facts: [],
  ...(reason ? { reason } : {}),
  result: { moves: plan.moveIds },
})

/** A verb of the ledger decides again when somebody else moved the part at the same moment. */
export function ledgerAction<I extends z.ZodType>(
  definition: Parameters<typeof action<I, Result>>[0],
): Action<I, Result> {
  const verb = action(definition)
  const again: Action<I, Result> = Object.assign(
    (ctx: Context, input: unknown, options?: { key?: string | undefined }) =>
      decidingAgain(() => verb(ctx, input, options)),
    { action: verb.action, about: verb.about, input: verb.input },
  )
  return again
}
