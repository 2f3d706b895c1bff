import * as z from 'zod'
import { writeDecimal } from '../kernel/decimal'
import { quantityDecimals } from '../kernel/quantity'
import { Refusal } from '../kernel/refusal'
import { checkedInput } from '../platform/action'
import { etag, versionAsked } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { criticalities } from './part'
import { bringPartBack, changePart, createPart, retirePart } from './part.actions'
import { findPart, listParts, type PartRow } from './part.queries'

const decimal = (scaled: number) => writeDecimal(BigInt(scaled), quantityDecimals)

const row = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  manufacturer: z.string(),
  criticality: z.enum(criticalities),
  unit: z.string().describe('UN/ECE Recommendation 20.'),
  onHand: z.string().describe('In base units, a decimal.'),
  reserved: z.string(),
  available: z.string(),
  onOrder: z.string(),
  reorderPoint: z.string().nullable(),
})

const whole = z.looseObject({ id: z.string(), number: z.string(), name: z.string(), version: z.number().int() })
const written = z.object({ id: z.string(), version: z.number().int() })
const listQuery = z.object({
  category: z.string().optional(),
  retired: z.enum(['true', 'false']).optional(),
  after: z.string().optional().describe('The `next` of the page before.'),
})
const one = '/parts/:id{pt_[^/]+}'

const id = (c: Request) => c.req.param('id') ?? ''
const options = (c: Request) => ({ key: c.var.key })

const shown = ({
  photoId: _,
  valueMinor: _value,
  reorderPoint,
  onHand,
  reserved,
  available,
  onOrder,
  ...part
}: PartRow) => ({
  ...part,
  onHand: decimal(onHand),
  reserved: decimal(reserved),
  available: decimal(available),
  onOrder: decimal(onOrder),
  reorderPoint: reorderPoint === null ? null : decimal(reorderPoint),
})

/** What is asked of a part that is there. Refuses 'not-found', and 'conflict' ('etag') for a version that is not. */
async function asked(ctx: Context, c: Request) {
  const part = await findPart(ctx, id(c))
  const version = versionAsked(c)
  if (version !== null && version !== part.version) {
    throw new Refusal('conflict', 'etag', 'The part has changed since you read it. Read it again, then change it.')
  }
  return { ...c.var.form, id: part.id, ...(version === null ? {} : { version }) }
}

/** JSON under /parts, from the same actions as the pages. */
export const partApi = new Api()
  .add(
    'GET',
    '/parts',
    {
      may: 'inventory.part.see',
      about: 'Lists parts by number, each with its four numbers.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { category, retired, after } = checkedInput(listQuery, c.req.query())
      const { rows, next } = await listParts(ctx, { categoryId: category, retired: retired === 'true' }, after)
      return c.json({ items: rows.map(shown), next })
    },
  )
  .add(
    'POST',
    '/parts',
    { may: createPart.action, about: createPart.about, action: createPart, answer: written, status: 201 },
    async (ctx, c) => {
      const made = await createPart(ctx, c.var.form, options(c))
      return c.json(made, 201, {
        Location: `/api/v1/${ctx.organization.slug}/parts/${made.id}`,
        ETag: etag(made.version),
      })
    },
  )
  .add('GET', one, { may: 'inventory.part.see', about: 'One part, whole.', answer: whole }, async (ctx, c) => {
    const part = await findPart(ctx, id(c))
    c.header('ETag', etag(part.version))
    return c.json(part)
  })
  .add(
    'PUT',
    one,
    { may: changePart.action, about: changePart.about, action: changePart, answer: written },
    async (ctx, c) => c.json(await changePart(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/retirement`,
    { may: retirePart.action, about: retirePart.about, action: retirePart, answer: written },
    async (ctx, c) => c.json(await retirePart(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/return-to-use`,
    { may: bringPartBack.action, about: bringPartBack.about, action: bringPartBack, answer: written },
    async (ctx, c) => c.json(await bringPartBack(ctx, await asked(ctx, c), options(c))),
  )
