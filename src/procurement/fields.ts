import * as z from 'zod'
import { dayOf, type LocalDate } from '../kernel/local-date'
import { quantity as readQuantity } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'
import { optionalLine, unitCode } from '../kernel/schemas'
import type { UnitCode } from '../kernel/units'
import type { Context } from '../platform/context'

/** Fields that several verbs of buying take. */
const idOf = (prefix: string, sentence: string) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`), sentence)

export const rfqId = idOf('rf', 'There is no such RFQ.')
export const orderId = idOf('po', 'There is no such order.')
export const invoiceId = idOf('vi', 'There is no such invoice.')
export const replyId = idOf('vr', 'There is no such answer.')
export const requisitionId = idOf('rq', 'There is no such need.')
export const partId = z
  .union([z.literal(''), idOf('pt', 'There is no such part.')])
  .nullable()
  .default(null)
  .transform((id) => (id || null) as `pt_${string}` | null)
export const unit = unitCode.default('EA')
export const about = optionalLine(60).describe('The id of what it is for: an asset, a work order.')
export const amount = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,5})?$/, 'Write the quantity as a number, such as 2 or 2.5.')
  .describe('A decimal, in the unit of the line.')

/** A quantity above nothing, scaled. Refuses 'invalid' ('quantity.nothing') on a field. */
export function scaledOf(text: string, of: UnitCode, field = 'quantity'): number {
  const { scaled } = readQuantity(text, of)
  const sentence = 'Write how many, more than nothing.'
  return scaled > 0 ? scaled : refuse('invalid', 'quantity.nothing', sentence, { [field]: sentence })
}

/** Today where the organization is. */
export const todayOf = async (ctx: Context): Promise<LocalDate> => dayOf(ctx.now, (await ctx.profile()).timeZone)
