import * as z from 'zod'
import type { Id } from '../kernel/ids'
import { moneyOfDecimal } from '../kernel/money'
import { quantity as readQuantity } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'
import { optionalDate, optionalLine, textLine } from '../kernel/schemas'
import { priceTimesQuantity, unitPrice } from '../kernel/unit-price'
import { type Action, action } from '../platform/action'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { findBins } from './bins'
import { worthOfMore } from './cost'
import { conditions, giveBack, issue, receive, reverse, scrap, settle, setValue, transfer } from './stock'
import { type Ask, decidingAgain, lotOf, planMoves, type StockPlan } from './stock.plans'
import { findMove, type Ledger, moveOf } from './stock.queries'

const partId = z
  .string()
  .regex(/^pt_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such part.')
  .transform((id) => id as Id<'pt'>)
const moveId = z.string().regex(/^mv_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such movement.')
const binId = textLine(40, 'Choose a bin.')
const condition = z.enum(conditions).default('ok')
const amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,5})?$/, 'Write the quantity as a number, such as 2 or 2.5.')
  .describe('In the base unit of the part, as a decimal.')
const lot = optionalLine(80).describe('The lot or serial number; empty where the part has none.')
const reason = optionalLine(300)
const why = textLine(300, 'Write why, in a few words.')
const effectiveOn = optionalDate.describe(
  'The day when it happened, when that was earlier; its value counts from today.',
)
const subject = optionalLine(60).describe(
  'What it is for: the id of a work order, an asset, a member, or a cost centre.',
)

const scaled = (text: string, ledger: Ledger): number => readQuantity(text, ledger.unit).scaled

/** The id of a lot that must be there. Refuses 'invalid' ('lot.unknown'). */
const knownLot = (ledger: Ledger, code: string): string => {
  if (code === '') return ''
  const found = ledger.lots.find((one) => one.code === code || one.id === code)
  const sentence = `There is no ${code} of ${ledger.name} in stock. Check the number on the label.`
  return found?.id ?? refuse('invalid', 'lot.unknown', sentence, { lot: sentence })
}

/** Refuses 'conflict' ('lot.expired') for a lot whose day is past. */
const checkExpiry = (today: string, ledger: Ledger, lotId: string): void => {
  const found = ledger.lots.find(({ id }) => id === lotId)
  if (found?.expiresOn && found.expiresOn < today) {
    const sentence = `Lot ${found.code} of ${ledger.name} expired on ${found.expiresOn}. Scrap it, or take another lot.`
    refuse('conflict', 'lot.expired', sentence, { lot: sentence })
  }
}

const today = async (ctx: Context): Promise<string> =>
  new Intl.DateTimeFormat('en-CA', { timeZone: (await ctx.profile()).timeZone }).format(ctx.now)

type Result = { moves: Id<'mv'>[] }

/** What every verb of the ledger answers and commits: about the part, or the first of several. */
const deed = (plan: StockPlan, about: Id<'pt'> | undefined, reason: string, guards: Guard[] = []) => ({
  subject: about ?? 'none',
  guards,
  writes: [],
  plans: [plan],
  facts: [],
  ...(reason ? { reason } : {}),
  result: { moves: plan.moveIds },
})

/** A verb of the ledger decides again when somebody else moved the part at the same moment. */
function ledgerAction<I extends z.ZodType>(definition: Parameters<typeof action<I, Result>>[0]): Action<I, Result> {
  const verb = action(definition)
  const again: Action<I, Result> = Object.assign(
    (ctx: Context, input: unknown, options?: { key?: string | undefined }) =>
      decidingAgain(() => verb(ctx, input, options)),
    { action: verb.action, about: verb.about, input: verb.input },
  )
  return again
}

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
    const lots: Write[] = []
    const made = new Map<string, string>()
    const asks = lines.map((line): Ask => {
      const ask: Ask = {
        partId: line.partId,
        ...said,
        decide: (ledger) => {
          const count = scaled(line.quantity, ledger)
          let lotId = ''
          if (line.lot) {
            checkLotDay(ledger, line.lot, line.expiresOn)
            const known = made.get(`${line.partId} ${line.lot}`)
            const found = known ? { id: known, write: null } : lotOf(ctx, ledger, line.lot, line.expiresOn)
            if (found.write) lots.push(found.write)
            made.set(`${line.partId} ${line.lot}`, found.id)
            lotId = found.id
          }
          const value = line.price
            ? priceTimesQuantity(unitPrice(line.price, currency, ledger.unit), readQuantity(line.quantity, ledger.unit))
                .minor
            : worthOfMore(ledger, count, ledger.lastUnitValueMinor)
          ask.unitValueMinor = worthOfMore({ quantity: count, valueMinor: value, layers: [] }, 100_000, 0)
          return receive(ledger, { binId: line.binId, condition: line.condition, lotId }, count, value)
        },
      }
      return ask
    })
    const { guards } = await findBins(ctx, 'inventory.stock.receive', { to: lines.map(({ binId }) => binId) })
    const plan = await planMoves(ctx, asks, effectiveOn)
    return deed({ ...plan, writes: [...lots, ...plan.writes] }, lines[0]?.partId, said.reason, guards)
  },
})

/** Refuses 'invalid' ('lot.expiry'): a lot of what expires says when, and always the same day. */
function checkLotDay(ledger: Ledger, code: string, expiresOn: string | null): void {
  const known = ledger.lots.find((one) => one.code === code)
  if (known && expiresOn && known.expiresOn !== expiresOn) {
    const sentence = `Lot ${code} is known to expire on ${known.expiresOn ?? 'no day'}. Check the label.`
    refuse('invalid', 'lot.expiry', sentence, { expiresOn: sentence })
  }
}

export const issueStock = ledgerAction({
  name: 'inventory.stock.issue',
  about: 'Issues parts from their bins to a work order, an asset, a person or a cost centre.',
  input: z.object({
    lines: z
      .array(z.object({ partId, binId, quantity: amount, lot }))
      .min(1, 'Say what is issued.')
      .max(60),
    subject: textLine(60, 'Say what it is for: a work order, an asset, a person or a cost centre.'),
    reason,
    effectiveOn,
  }),
  run: async (ctx, { lines, effectiveOn, ...said }) => {
    const day = await today(ctx)
    const asks = lines.map((line): Ask => {
      const from = { binId: line.binId, condition: 'ok' as const, lotId: '' }
      return {
        partId: line.partId,
        from,
        ...said,
        decide: (ledger) => {
          const lotId = knownLot(ledger, line.lot)
          checkExpiry(day, ledger, lotId)
          return issue(ledger, { ...from, lotId }, scaled(line.quantity, ledger))
        },
      }
    })
    await findBins(ctx, 'inventory.stock.issue', { from: lines.map(({ binId }) => binId) })
    return deed(await planMoves(ctx, asks, effectiveOn), lines[0]?.partId, said.reason)
  },
})

export const returnStock = ledgerAction({
  name: 'inventory.stock.return',
  about: 'Takes back what was issued, at the cost that it left with, into a bin and a condition.',
  input: z.object({ moveId, binId, condition, quantity: amount, reason }),
  run: async (ctx, { moveId, binId, condition, quantity, reason }) => {
    const { move, returned, isReversed } = await findMove(ctx, moveId)
    if (move.kind !== 'issue' || isReversed || move.reversesId !== null) {
      refuse('conflict', 'return.of-what', 'This was not issued, or it was taken back: there is nothing to return.')
    }
    const issued = { quantity: move.quantity, valueMinor: -move.valueMinor, returned }
    const ask: Ask = {
      partId: move.partId,
      subject: move.subject,
      reason,
      returnsId: move.id,
      decide: (ledger) => giveBack(ledger, { binId, condition, lotId: move.lotId }, scaled(quantity, ledger), issued),
    }
    const { guards } = await findBins(ctx, 'inventory.stock.return', { to: [binId] })
    return deed(await planMoves(ctx, [ask]), move.partId, reason, guards)
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
