import * as z from 'zod'
import { findPart } from '../inventory'
import { newId } from '../kernel/ids'
import { optionalDate, textLine, version } from '../kernel/schemas'
import { action } from '../platform/action'
import { checkAbout } from './about'
import { about, amount, partId, requisitionId, scaledOf, unit } from './fields'
import { drop, type Requisition } from './requisition'
import { findRequisition, insertRequisition, requisitionStillAt, updateRequisition } from './requisition.queries'

const need = z.object({
  partId,
  words: textLine(200, 'Write what you need.'),
  quantity: amount,
  unit,
  neededOn: optionalDate,
  about,
})

export const createRequisition = action({
  name: 'procurement.requisition.create',
  about: 'Writes down what is needed: a part or words, how many, by when, and what for.',
  input: z.object({
    needs: z.array(need).min(1, 'Write at least one thing.').max(40, 'Write at most forty things at once.'),
  }),
  run: async (ctx, { needs }) => {
    const made: Omit<Requisition, 'number'>[] = []
    await checkAbout(
      ctx,
      needs.flatMap(({ about }) => about || []),
    )
    for (const { quantity, about: what, ...rest } of needs) {
      // A known part is counted in its own unit.
      const own = rest.partId ? (await findPart(ctx, rest.partId)).unit : rest.unit
      made.push({
        id: newId('rq', ctx.now),
        ...rest,
        unit: own,
        quantity: scaledOf(quantity, own),
        about: what || null,
        state: 'open',
        rfqId: null,
        rfqLineId: null,
        reason: '',
        createdAt: ctx.now,
        createdBy: ctx.actor.id,
        version: 1,
      })
    }
    const ids = made.map(({ id }) => id)
    return {
      subject: ids[0] ?? '',
      writes: made.flatMap((one) => insertRequisition(ctx, one)),
      facts: made.map(({ id, partId }) => ({ name: 'procurement.need-written', subject: id, part: partId })),
      result: { ids },
    }
  },
})

export const dropRequisition = action({
  name: 'procurement.requisition.drop',
  about: 'Takes a need off the list, with why.',
  input: z.object({ id: requisitionId, version, reason: textLine(300, 'Write why it is not needed any more.') }),
  run: async (ctx, { id, reason }) => {
    const before = await findRequisition(ctx, id)
    const after = drop(before, reason)
    return {
      subject: before.id,
      guards: [requisitionStillAt(before)],
      writes: [updateRequisition(ctx, after)],
      facts: [{ name: 'procurement.need-dropped', subject: before.id }],
      reason,
      result: { id: before.id, number: before.number, version: after.version },
    }
  },
})
