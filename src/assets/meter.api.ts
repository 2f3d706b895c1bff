import * as z from 'zod'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { findAsset } from './asset.queries'
import { addMeter, correctReading, readMeter } from './meter.actions'
import { findMeter, metersOfAsset, readingsSentence } from './meter.queries'
import { plainValue } from './meter.words'

const id = (c: Request) => c.req.param('id') ?? ''
const options = (c: Request) => ({ key: c.var.key })

const meter = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  unit: z.string(),
  words: z.array(z.string()),
  rollsAt: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})

const reading = z.object({
  id: z.string(),
  way: z.string(),
  value: z.number().nullable().describe('As the meter showed it.'),
  total: z.number().nullable().describe('Of a counter: over all its rollovers and replacements.'),
  word: z.string(),
  takenAt: z.number().int(),
  enteredAt: z.number().int(),
  voidedAt: z.number().int().nullable().describe('When another reading took its place.'),
})

const shownMeter = (
  found: { rollsAt: number | null; low: number | null; high: number | null } & Record<string, unknown>,
) => ({
  id: found.id,
  name: found.name,
  kind: found.kind,
  unit: found.unit,
  words: found.words,
  rollsAt: plainValue(found.rollsAt),
  low: plainValue(found.low),
  high: plainValue(found.high),
})

/** The latest readings of a meter, newest first. */
const readingsOf = async (ctx: Context, meterId: string) =>
  (await readingsSentence(ctx, meterId, 200)).map(
    ({ by: _by, rootId: _root, source: _source, note: _note, value, total, ...rest }) => ({
      ...rest,
      value: plainValue(value),
      total: plainValue(total),
    }),
  )

/** JSON of meters and their readings. */
export const meterApi = new Api()
  .add(
    'GET',
    '/assets/:id{as_[^/]+}/meters',
    { may: 'assets.asset.see', about: 'The meters of an asset.', answer: z.object({ items: z.array(meter) }) },
    async (ctx, c) => {
      const asset = await findAsset(ctx, id(c))
      return c.json({ items: (await metersOfAsset(ctx, asset.id)).map(shownMeter) })
    },
  )
  .add(
    'POST',
    '/assets/:id{as_[^/]+}/meters',
    {
      may: addMeter.action,
      about: addMeter.about,
      action: addMeter,
      answer: z.object({ id: z.string(), assetId: z.string() }),
      status: 201,
    },
    async (ctx, c) => {
      const asset = await findAsset(ctx, id(c))
      return c.json(await addMeter(ctx, { ...c.var.form, assetId: asset.id }, options(c)), 201)
    },
  )
  .add(
    'GET',
    '/meters/:id{me_[^/]+}',
    {
      may: 'assets.asset.see',
      about: 'One meter with its latest two hundred readings, newest first.',
      answer: meter.extend({ readings: z.array(reading) }),
    },
    async (ctx, c) => {
      const found = await findMeter(ctx, id(c))
      return c.json({ ...shownMeter(found.meter), readings: await readingsOf(ctx, found.meter.id) })
    },
  )
  .add(
    'POST',
    '/meters/:id{me_[^/]+}/readings',
    {
      may: readMeter.action,
      about: readMeter.about,
      action: readMeter,
      answer: z.object({
        id: z.string(),
        meterId: z.string(),
        outside: z.enum(['low', 'high']).nullable(),
        fired: z.number().int().describe('How many triggers fired.'),
      }),
      status: 201,
    },
    async (ctx, c) => {
      const found = await findMeter(ctx, id(c))
      return c.json(await readMeter(ctx, { source: 'api', ...c.var.form, id: found.meter.id }, options(c)), 201)
    },
  )
  .add(
    'POST',
    '/meters/:id{me_[^/]+}/corrections',
    {
      may: correctReading.action,
      about: correctReading.about,
      action: correctReading,
      answer: z.object({ id: z.string(), meterId: z.string() }),
      status: 201,
    },
    async (ctx, c) => {
      const found = await findMeter(ctx, id(c))
      return c.json(await correctReading(ctx, { ...c.var.form, id: found.meter.id }, options(c)), 201)
    },
  )
