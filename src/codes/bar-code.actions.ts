import * as z from 'zod'
import { newId } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { type BarCode, barCodeOf, symbologies } from './bar-code'
import { barCodeAt, barCodeCalled, findBarCode, insertBarCode, nobodyHas, updateBarCode } from './bar-code.queries'
import { findTarget } from './code.actions'

/** A kind word that says what has it; something that the person may not look at stays unnamed. */
async function taken(ctx: Context, value: string, holder: BarCode): Promise<Refusal> {
  const target = (await ctx.records([holder.target])).get(holder.target)
  const whose = target ? `${target.title}${target.tag ? ` (${target.tag})` : ''}` : 'something else here'
  const sentence = `${value} is on ${whose} already. Remove it there first, or check what you scanned.`
  return new Refusal('conflict', 'bar-code.taken', sentence, { value: sentence })
}

const atSameMoment = () =>
  new Refusal('conflict', 'bar-code.taken', 'Somebody put this bar code on something else at the same moment.')

export const addBarCode = action({
  name: 'codes.bar-code.add',
  about: 'Writes down a maker’s own bar code for a record, so that scanning it finds the record.',
  input: z.object({
    target: z.string().max(40),
    symbology: z.enum(symbologies),
    value: optionalLine(300),
  }),
  run: async (ctx, input) => {
    const { value, match } = barCodeOf(input.symbology, input.value)
    const target = await findTarget(ctx, input.target)
    const [holder] = await barCodeCalled(ctx, match)
    if (holder) throw await taken(ctx, value, holder)
    const row: BarCode = {
      id: newId('bc', ctx.now),
      value,
      symbology: input.symbology,
      match,
      target: target.id,
      addedAt: ctx.now,
      addedBy: ctx.actor.id,
      removedAt: null,
      version: 1,
    }
    return {
      subject: row.id,
      guards: [nobodyHas(match, atSameMoment)],
      writes: [insertBarCode(ctx, row)],
      facts: [{ name: 'codes.bar-code-added', subject: row.id, target: target.id, by: ctx.actor.id }],
      changes: { value: { from: null, to: value } },
      result: { id: row.id, target: target.id, version: 1 },
    }
  },
})

const id = z.string().regex(/^bc_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such bar code.')

export const removeBarCode = action({
  name: 'codes.bar-code.remove',
  about: 'Takes a maker’s bar code off a record. It can be put back.',
  input: z.object({ id }),
  run: async (ctx, input) => {
    const before = await findBarCode(ctx, input.id)
    if (before.removedAt !== null) refuse('conflict', 'bar-code.removed', 'This bar code is removed already.')
    const version = before.version + 1
    return {
      subject: before.id,
      guards: [barCodeAt(before)],
      writes: [updateBarCode(ctx, { ...before, removedAt: ctx.now, version })],
      facts: [{ name: 'codes.bar-code-removed', subject: before.id, target: before.target, by: ctx.actor.id }],
      result: { id: before.id, target: before.target, version },
    }
  },
})

export const restoreBarCode = action({
  name: 'codes.bar-code.restore',
  about: 'Puts a removed bar code back, unless something else has it by now.',
  input: z.object({ id }),
  run: async (ctx, input) => {
    const before = await findBarCode(ctx, input.id)
    if (before.removedAt === null) refuse('conflict', 'bar-code.there', 'This bar code is there already.')
    const [holder] = await barCodeCalled(ctx, before.match)
    if (holder) throw await taken(ctx, before.value, holder)
    const version = before.version + 1
    return {
      subject: before.id,
      guards: [barCodeAt(before), nobodyHas(before.match, atSameMoment)],
      writes: [updateBarCode(ctx, { ...before, removedAt: null, version })],
      facts: [{ name: 'codes.bar-code-added', subject: before.id, target: before.target, by: ctx.actor.id }],
      result: { id: before.id, target: before.target, version },
    }
  },
})
