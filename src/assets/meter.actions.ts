import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { type Instant, instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import { optionalBlock, optionalLine, textLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Fact } from '../platform/schema'
import { assetFor } from './asset.queries'
import {
  firingsOf,
  type Meter,
  meterKinds,
  operators,
  outside,
  type Reading,
  type Trigger,
  totalOf,
  ways,
} from './meter'
import {
  firingsSentence,
  meterFor,
  meterStillAt,
  neighbours,
  raiseMeter,
  readingsSentence,
  triggersSentence,
} from './meter.queries'
import { scaledOf } from './meter.words'
import { meterFirings, meterReadings, meters, meterTriggers } from './schema'

const meterId = z.string().regex(/^me_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such meter.')
const number = z.union([z.number(), z.string()])
const maybeNumber = z.union([z.number(), z.string()]).nullable().default(null)

const scaled = (given: string | number | null, locale: string, field: string): number | null =>
  given === null || String(given).trim() === '' ? null : scaledOf(given, locale, field)

export const addMeter = action({
  name: 'assets.meter.add',
  about: 'Puts a meter on an asset: a counter, a gauge, or a characteristic that is one of some words.',
  input: z.object({
    assetId: z.string().max(40),
    name: textLine(80, 'Write what it shows, such as running hours.'),
    kind: z.enum(meterKinds).default('gauge'),
    unit: optionalLine(12),
    words: z
      .union([z.array(z.string()), z.string()])
      .default('')
      .transform((given) => (Array.isArray(given) ? given : given.split(/[,\n]/)))
      .transform((words) => [...new Set(words.map((word) => word.trim().slice(0, 40)).filter(Boolean))].slice(0, 30)),
    rollsAt: maybeNumber.describe('At how much a counter is back at zero; empty for never.'),
    low: maybeNumber,
    high: maybeNumber,
  }),
  run: async (ctx, { assetId, rollsAt, low, high, ...input }) => {
    const asset = await assetFor(ctx, assetId, 'assets.meter.add')
    const { locale } = await ctx.profile()
    if (input.kind === 'characteristic' && input.words.length < 2) {
      const sentence = 'Write the words that it may be, at least two.'
      refuse('invalid', 'meter.words', sentence, { words: sentence })
    }
    const meter: Meter = {
      id: newId('me', ctx.now),
      assetId: asset.id,
      ...input,
      words: input.kind === 'characteristic' ? input.words : [],
      rollsAt: input.kind === 'continuous' ? scaled(rollsAt, locale, 'rollsAt') : null,
      low: input.kind === 'gauge' ? scaled(low, locale, 'low') : null,
      high: input.kind === 'gauge' ? scaled(high, locale, 'high') : null,
      createdAt: ctx.now,
      createdBy: ctx.actor.id,
      endedAt: null,
      version: 1,
    }
    if (meter.rollsAt !== null && meter.rollsAt <= 0) {
      const sentence = 'Write more than zero, or leave it empty.'
      refuse('invalid', 'meter.rolls', sentence, { rollsAt: sentence })
    }
    if (meter.low !== null && meter.high !== null && meter.low > meter.high) {
      const sentence = 'The lower limit is above the upper one.'
      refuse('invalid', 'meter.limits', sentence, { low: sentence })
    }
    return {
      subject: asset.id,
      writes: [ctx.db.insert(meters).values(meter)],
      facts: [{ name: 'assets.meter-added', subject: asset.id, meterId: meter.id }],
      result: { id: meter.id, assetId: asset.id },
    }
  },
})

export const endMeter = action({
  name: 'assets.meter.end',
  about: 'Ends a meter: it is not read any more, and what it showed stays.',
  input: z.object({ id: meterId }),
  run: async (ctx, { id }) => {
    const { meter, asset } = await meterFor(ctx, id, 'assets.meter.end')
    return {
      subject: asset.id,
      guards: [meterStillAt(meter)],
      writes: [
        ctx.db
          .update(meters)
          .set({ endedAt: ctx.now, version: meter.version + 1 })
          .where(eq(meters.id, meter.id)),
      ],
      facts: [{ name: 'assets.meter-ended', subject: asset.id, meterId: meter.id }],
      result: { id: meter.id, assetId: asset.id },
    }
  },
})

/** So many readings are replayed: more than a year of three a day. */
const replayed = 1200

/** What fires by a reading that is written now, at whichever place in time; what fired before does not again. */
async function fires(ctx: Context, meter: Meter, fresh: Reading, voided: string | null) {
  const triggers = await triggersSentence(ctx, meter.id)
  if (triggers.length === 0) return { writes: [] as Write[], facts: [] as Fact[] }
  const [past, fired] = await ctx.db.batch([
    readingsSentence(ctx, meter.id, replayed, false),
    firingsSentence(ctx, meter.id, replayed),
  ])
  const points = [...past.filter(({ id }) => id !== voided), fresh]
    .sort((one, other) => one.takenAt - other.takenAt || (one.id < other.id ? -1 : 1))
    .map((one) => ({ ...one, value: meter.kind === 'continuous' ? one.total : one.value }))
  const news = triggers.flatMap((trigger) =>
    firingsOf(trigger as Trigger, points)
      .filter((root) => !fired.some((one) => one.triggerId === trigger.id && one.readingId === root))
      .map((root) => ({
        id: newId('mf', ctx.now),
        triggerId: trigger.id,
        meterId: meter.id,
        readingId: root,
        firedAt: ctx.now,
      })),
  )
  return {
    writes: news.map((one) => ctx.db.insert(meterFirings).values(one)),
    facts: news.map((one) => ({
      name: 'assets.trigger-fired',
      subject: one.id,
      meterId: meter.id,
      assetId: meter.assetId,
    })),
  }
}

/** When it was read, as a form or JSON says it; empty is now. */
const takenAt = z
  .union([z.literal('').transform(() => null), z.number().int(), z.string()])
  .nullable()
  .default(null)
  .transform((given, check): Instant | null => {
    if (given === null) return null
    const at = typeof given === 'number' ? given : Date.parse(given)
    if (Number.isFinite(at) && Math.abs(at) < 8e15) return instant(at)
    check.addIssue({ code: 'custom', message: 'Write the day and the time.', input: given })
    return z.NEVER
  })

type Said = { value: string | number; way: Reading['way']; takenAt: Instant }

/** What a meter shows, checked against its kind and its neighbours. */
async function shown(ctx: Context, meter: Meter, said: Said, except: string) {
  if (meter.kind === 'characteristic') {
    const word = meter.words.find((one) => one.toLowerCase() === String(said.value).trim().toLowerCase())
    const sentence = `Choose one of: ${meter.words.join(', ')}.`
    if (word === undefined) refuse('invalid', 'reading.word', sentence, { value: sentence })
    return { value: null, total: null, word: word ?? '', way: 'reading' as const }
  }
  const { locale } = await ctx.profile()
  const value = scaledOf(said.value, locale)
  if (meter.kind === 'gauge') return { value, total: null, word: '', way: 'reading' as const }
  const { before, after } = await neighbours(ctx, meter.id, said.takenAt, except)
  const total = totalOf(meter, { way: said.way, value, takenAt: said.takenAt }, before, after)
  return { value, total, word: '', way: said.way }
}

type Reads = {
  id: string
  value: string | number
  way: Reading['way']
  takenAt: Instant | null
  note: string
  source: 'hand' | 'api' | 'step'
}

/**
 * A reading as another commit adds it to itself. Refuses as writing one down does: 'not-found', 'forbidden', 'conflict'
 * ('meter.ended'), 'invalid' ('reading.falls' and its like).
 */
export async function planReading(ctx: Context, { id, value, way, takenAt: given, note, source }: Reads) {
  const { meter, asset } = await meterFor(ctx, id, 'assets.meter.read')
  const at = given ?? ctx.now
  if (at > ctx.now) {
    const sentence = 'Write a time that is over already.'
    refuse('invalid', 'reading.future', sentence, { takenAt: sentence })
  }
  if (String(value).trim() === '') {
    const sentence = 'Write what it shows.'
    refuse('invalid', 'reading.empty', sentence, { value: sentence })
  }
  const readingId = newId('mr', ctx.now)
  const fresh: Reading = {
    id: readingId,
    ...(await shown(ctx, meter, { value, way, takenAt: at }, '')),
    takenAt: at,
    rootId: readingId,
  }
  const fired = await fires(ctx, meter, fresh, null)
  return {
    meter,
    asset,
    reading: fresh,
    fired: fired.facts.length,
    plan: {
      guards: [meterStillAt(meter)],
      writes: [
        ctx.db.insert(meterReadings).values({
          ...fresh,
          meterId: meter.id,
          enteredAt: ctx.now,
          enteredBy: ctx.actor.id,
          source,
          note,
          voidedAt: null,
          voidedBy: null,
        }),
        raiseMeter(ctx, meter),
        ...fired.writes,
      ],
      facts: [{ name: 'assets.meter-read', subject: asset.id, meterId: meter.id, readingId }, ...fired.facts],
    },
  }
}

export const readMeter = action({
  name: 'assets.meter.read',
  about: 'Writes down what a meter shows. A counter that falls is asked about: over its end, or a new meter.',
  input: z.object({
    id: meterId,
    value: number.describe('A number, or the word of a characteristic.'),
    way: z.enum(ways).default('reading'),
    takenAt,
    note: optionalBlock(500),
    source: z.enum(['hand', 'api', 'step']).default('hand'),
  }),
  run: async (ctx, input) => {
    const { meter, asset, reading, fired, plan } = await planReading(ctx, input)
    return {
      subject: asset.id,
      plans: [plan],
      writes: [],
      facts: [],
      result: {
        id: String(reading.id),
        meterId: String(meter.id),
        outside: outside(meter, reading.value),
        fired,
      },
    }
  },
})

export const correctReading = action({
  name: 'assets.meter.correct',
  about: 'Corrects a reading: a new one stands for it, and the old one stays to be seen, voided.',
  input: z.object({ id: meterId, readingId: z.string().max(40), value: number, note: optionalBlock(500) }),
  run: async (ctx, { id, readingId, value, note }) => {
    const { meter, asset } = await meterFor(ctx, id, 'assets.meter.correct')
    const [before] = await ctx.db
      .select()
      .from(meterReadings)
      .where(eq(meterReadings.id, readingId as Id<'mr'>))
    if (!before || before.meterId !== meter.id) refuse('not-found', 'reading.unknown', 'There is no such reading.')
    if (before?.voidedAt !== null) refuse('conflict', 'reading.corrected', 'Somebody corrected it already. Look again.')
    const fresh: Reading = {
      id: newId('mr', ctx.now),
      ...(await shown(ctx, meter, { value, way: before.way, takenAt: before.takenAt }, before.id)),
      takenAt: before.takenAt,
      rootId: before.rootId,
    }
    const fired = await fires(ctx, meter, fresh, before.id)
    return {
      subject: asset.id,
      guards: [meterStillAt(meter)],
      writes: [
        ctx.db
          .update(meterReadings)
          .set({ voidedAt: ctx.now, voidedBy: ctx.actor.id })
          .where(eq(meterReadings.id, before.id)),
        ctx.db.insert(meterReadings).values({
          ...fresh,
          meterId: meter.id,
          enteredAt: ctx.now,
          enteredBy: ctx.actor.id,
          source: 'hand',
          note,
          voidedAt: null,
          voidedBy: null,
        }),
        raiseMeter(ctx, meter),
        ...fired.writes,
      ],
      facts: [
        { name: 'assets.reading-corrected', subject: asset.id, meterId: meter.id, readingId: fresh.id },
        ...fired.facts,
      ],
      changes: { value: { from: before.value ?? before.word, to: fresh.value ?? fresh.word } },
      result: { id: String(fresh.id), meterId: String(meter.id) },
    }
  },
})

export const setTrigger = action({
  name: 'assets.trigger.set',
  about: 'Watches a meter: what it shows raises a work order, once until it came back.',
  input: z.object({
    id: meterId,
    operator: z.enum(operators),
    value: number.describe('A number, or the word of a characteristic.'),
    band: maybeNumber.describe('How far back it must come before it can fire again.'),
    title: textLine(160, 'Write what is to be done then.'),
    priority: z.coerce.number().int().min(1).max(4).default(2),
  }),
  run: async (ctx, { id, operator, value, band, title, priority }) => {
    const { meter, asset } = await meterFor(ctx, id, 'assets.trigger.set')
    const { locale } = await ctx.profile()
    const isWord = meter.kind === 'characteristic'
    const word = isWord ? meter.words.find((one) => one.toLowerCase() === String(value).trim().toLowerCase()) : ''
    if (word === undefined || (isWord && operator !== 'equal')) {
      const sentence = `Choose “equal to” and one of: ${meter.words.join(', ')}.`
      refuse('invalid', 'trigger.word', sentence, { triggerValue: sentence })
    }
    const [last] = await readingsSentence(ctx, meter.id, 1, false)
    const trigger = {
      id: newId('mg', ctx.now),
      meterId: meter.id,
      operator,
      value: isWord ? null : scaledOf(value, locale, 'triggerValue'),
      word: word ?? '',
      band: Math.abs(scaled(band, locale, 'band') ?? 0),
      base: last ? (meter.kind === 'continuous' ? last.total : last.value) : null,
      title,
      priority,
      createdAt: ctx.now,
      createdBy: ctx.actor.id,
      endedAt: null,
    }
    if (operator.includes('-') && (trigger.value ?? 0) <= 0) {
      const sentence = 'Write more than zero.'
      refuse('invalid', 'trigger.value', sentence, { triggerValue: sentence })
    }
    return {
      subject: asset.id,
      guards: [meterStillAt(meter)],
      writes: [ctx.db.insert(meterTriggers).values(trigger)],
      facts: [{ name: 'assets.trigger-set', subject: asset.id, meterId: meter.id }],
      result: { id: String(trigger.id), meterId: String(meter.id) },
    }
  },
})

export const endTrigger = action({
  name: 'assets.trigger.end',
  about: 'Watches a meter for this no more.',
  input: z.object({ id: meterId, triggerId: z.string().max(40) }),
  run: async (ctx, { id, triggerId }) => {
    const { meter, asset } = await meterFor(ctx, id, 'assets.trigger.end')
    const trigger = (await triggersSentence(ctx, meter.id)).find((one) => one.id === triggerId)
    if (!trigger) return refuse('not-found', 'trigger.unknown', 'It is not watched for this any more.')
    return {
      subject: asset.id,
      writes: [ctx.db.update(meterTriggers).set({ endedAt: ctx.now }).where(eq(meterTriggers.id, trigger.id))],
      facts: [{ name: 'assets.trigger-ended', subject: asset.id, meterId: meter.id }],
      result: { id: String(trigger.id), meterId: String(meter.id) },
    }
  },
})
