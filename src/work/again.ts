import type * as z from 'zod'
import { decidingAgain } from '../inventory'
import type { Action } from '../platform/action'
import type { Context } from '../platform/context'

/** A verb that touches the ledger decides again when somebody else moved the same part at the same moment. */
export function again<I extends z.ZodType, R>(verb: Action<I, R>): Action<I, R> {
  return Object.assign(
    (ctx: Context, input: unknown, options?: { key?: string | undefined }) =>
      decidingAgain(() => verb(ctx, input, options)),
    { action: verb.action, about: verb.about, input: verb.input },
  )
}
