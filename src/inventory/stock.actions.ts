import * as z from 'zod'
import { moneyOfDecimal } from '../kernel/money'
import { refuse } from '../kernel/refusal'
import { optionalDate, optionalLine, textLine } from '../kernel/schemas'
import { findBins } from './bins'
import { planIssue, planReturn } from './issue.plans'
import {
  amount,
  binId,
  condition,
  deed,
  effectiveOn,
  ledgerAction,
  lot,
  moveId,
  partId,
  reason,
  scaled,
  subject,
  why,
} from './ledger-action'
import { knownLot } from './lots'
import { reverse, scrap, settle, setValue, transfer } from './posting'
import { planReceive } from './receipt.plans'
import { type Ask, planMoves } from './stock.plans'
import { findMove, moveOf } from './stock.queries'
import { checkOpenSubject, checkStillOpen } from './subject'

export const receiveStock = ledgerAction({
  name: 'inventory.stock.receive',
  about: 'Takes goods into bins without an order, at a price or at what they are worth now.',
  input: z.object({
    lines: z
      .array(
        z.object({
          partId,
          binId,
          condition,
          quantity: amount,
          price: optionalLine(24).describe('Of one base unit, in the currency of the organization; empty: as before.'),
          value: optionalLine(24).describe('Of the whole line instead of a price: of ten boxes, say.'),
          lot,
          expiresOn: optionalDate,
        }),
      )
      .min(1, 'Say what came in.')
      .max(60),
    reason,
    subject,
    effectiveOn,
  }),
  run: async (ctx, { lines, effectiveOn, ...said }) => {
    const { currency } = await ctx.profile()
    const asks = lines.map(({ value, ...line }) => ({
      ...line,
      ...said,
      ...(value ? { valueMinor: moneyOfDecimal(value, currency).minor } : {}),
    }))
    const plan = await planReceive(ctx, asks, { effectiveOn, permission: 'inventory.stock.receive' })
    return deed(plan, lines[0]?.partId, said.reason)
  },
})

export const issueStock = ledgerAction({
  name: 'inventory.stock.issue',
  about: 'Issues parts from their bins to a work order, an asset, a person or a cost centre.',
  input: z.object({
    lines: z
      .array(
        z.object({
          partId,
          binId: optionalLine(40).describe('Empty: from where it is reserved, or from the best bins.'),
          quantity: amount,
          lot,
        }),
      )
      .min(1, 'Say what is issued.')
      .max(60),
    subject: textLine(60, 'Say what it is for: a work order, an asset, a person or a cost centre.'),
    reason,
    effectiveOn,
  }),
  run: async (ctx, { lines, effectiveOn, ...said }) => {
    await checkOpenSubject(ctx, said.subject)
    const asks = lines.map((line) => ({ ...line, ...said }))
    const plan = await planIssue(ctx, asks, { effectiveOn, permission: 'inventory.stock.issue' })
    return deed(plan, lines[0]?.partId, said.reason)
  },
})

export const returnStock = ledgerAction({
  name: 'inventory.stock.return',
  about: 'Takes back what was issued, at the cost that it left with, into a bin and a condition.',
  input: z.object({ moveId, binId, condition, quantity: amount, reason }),
  run: async (ctx, input) => {
    await checkStillOpen(ctx, (await findMove(ctx, input.moveId)).move.subject)
    const plan = await planReturn(ctx, input, 'inventory.stock.return')
    return deed(plan, plan.moves[0]?.partId, input.reason)
  },
})

export const transferStock = ledgerAction({
  name: 'inventory.stock.transfer',
  about: 'Moves parts to another bin or into another condition.',
  input: z.object({
    lines: z
      .array(z.object({ partId, binId, condition, toBinId: binId, toCondition: condition, quantity: amount, lot }))
      .min(1, 'Say what is moved.')
      .max(60),
    reason,
    effectiveOn,
  }),
  run: async (ctx, { lines, effectiveOn, reason }) => {
    const asks = lines.map((line): Ask => {
      const from = { binId: line.binId, condition: line.condition, lotId: '' }
      return {
        partId: line.partId,
        from,
        reason,
        decide: (ledger) => {
          const lotId = knownLot(ledger, line.lot)
          const to = { binId: line.toBinId, condition: line.toCondition, lotId }
          return transfer(ledger, { ...from, lotId }, to, scaled(line.quantity, ledger))
        },
      }
    })
    const { guards } = await findBins(ctx, 'inventory.stock.transfer', {
      from: lines.map(({ binId }) => binId),
      to: lines.map(({ toBinId }) => toBinId),
    })
    return deed(await planMoves(ctx, asks, effectiveOn), lines[0]?.partId, reason, guards)
  },
})

export const adjustStock = ledgerAction({
  name: 'inventory.stock.adjust',
  about: 'Says how many there really are in a bin, and why the ledger was wrong.',
  input: z.object({ partId, binId, condition, lot, counted: amount, reason: why, effectiveOn }),
  run: async (ctx, { partId, binId, condition, lot, counted, reason, effectiveOn }) => {
    const ask: Ask = {
      partId,
      reason,
      decide: (ledger) =>
        settle(
          ledger,
          { binId, condition, lotId: knownLot(ledger, lot) },
          scaled(counted, ledger),
          'adjustment',
          ledger.lastUnitValueMinor,
        ),
    }
    const { guards } = await findBins(ctx, 'inventory.stock.adjust', { to: [binId] })
    const plan = await planMoves(ctx, [ask], effectiveOn)
    if (plan.moveIds.length === 0) {
      refuse('conflict', 'stock.right', 'That is what the ledger says already: nothing to change.')
    }
    return deed(plan, partId, reason, guards)
  },
})

export const scrapStock = ledgerAction({
  name: 'inventory.stock.scrap',
  about: 'Throws parts away, and says why.',
  input: z.object({ partId, binId, condition, lot, quantity: amount, reason: why, effectiveOn }),
  run: async (ctx, { partId, binId, condition, lot, quantity, reason, effectiveOn }) => {
    const from = { binId, condition, lotId: '' }
    const ask: Ask = {
      partId,
      from,
      reason,
      decide: (ledger) => scrap(ledger, { ...from, lotId: knownLot(ledger, lot) }, scaled(quantity, ledger)),
    }
    await findBins(ctx, 'inventory.stock.scrap', { from: [binId] })
    return deed(await planMoves(ctx, [ask], effectiveOn), partId, reason)
  },
})

export const reverseMove = ledgerAction({
  name: 'inventory.stock.reverse',
  about: 'Takes a movement back by a new one. Nothing in the ledger is ever edited.',
  input: z.object({ moveId, reason: why }),
  run: async (ctx, { moveId, reason }) => {
    const { move, returned, isReversed } = await findMove(ctx, moveId)
    await checkStillOpen(ctx, move.subject)
    if (isReversed) refuse('conflict', 'move.reversed', 'This movement was taken back already.')
    if (move.reversesId)
      refuse('conflict', 'move.is-reversal', 'This itself takes a movement back. Enter what happened anew.')
    if (returned.quantity > 0) refuse('conflict', 'move.returned', 'Some of it came back. Take the return back first.')
    const line = moveOf(move)
    const ask: Ask = {
      partId: move.partId,
      subject: move.subject,
      reason,
      reversesId: move.id,
      ...(line.to ? { from: line.to } : {}),
      decide: (ledger) => reverse(ledger, line),
    }
    const { guards } = await findBins(ctx, 'inventory.stock.reverse', {
      from: line.to ? [line.to.binId] : [],
      to: line.from ? [line.from.binId] : [],
    })
    return deed(await planMoves(ctx, [ask]), move.partId, reason, guards)
  },
})

export const revalueStock = ledgerAction({
  name: 'inventory.stock.revalue',
  about: 'Gives the stock of a part another value from now on, and says why.',
  input: z.object({
    partId,
    value: textLine(24, 'Write what all of it is worth.').describe('Of all that is in stock, as a decimal.'),
    reason: why,
  }),
  run: async (ctx, { partId, value, reason }) => {
    const { currency } = await ctx.profile()
    const { minor } = moneyOfDecimal(value, currency)
    const plan = await planMoves(ctx, [{ partId, reason, decide: (ledger) => setValue(ledger, minor) }])
    return deed(plan, partId, reason)
  },
})
