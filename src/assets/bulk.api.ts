import * as z from 'zod'
import { checkedInput } from '../platform/action'
import { etag } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { bulkDeeds, bulkProgress, bulkRowStates, bulkStates } from './bulk'
import { createBulk, runBulk, stopBulk, undoBulk } from './bulk.actions'
import { findBulk, listBulkRows } from './bulk.queries'

const one = '/assets/bulks/:id{bk_[^/]+}'
const written = z.object({ id: z.string(), version: z.number().int() })
const options = (c: Request) => ({ key: c.var.key })
const id = (c: Request) => c.req.param('id') ?? ''

const whole = z.object({
  id: z.string(),
  what: z.enum(bulkDeeds),
  query: z.string(),
  state: z.enum(bulkStates),
  progress: z.number().describe('From 0 to 1.'),
  counts: z.partialRecord(z.enum(bulkRowStates), z.number().int()),
  trouble: z.string(),
  version: z.number().int(),
})

async function told(ctx: Context, bulkId: string): Promise<z.infer<typeof whole>> {
  const bulk = await findBulk(ctx, bulkId)
  const { id, what, query, state, counts, trouble, version } = bulk
  return { id, what, query, state, progress: bulkProgress(bulk).share, counts, trouble, version }
}

const rowsQuery = z.object({ state: z.enum(bulkRowStates).default('refused'), after: z.string().optional() })

/** JSON under /assets/bulks: gathered first, then run once its state is “choosing”. */
export const bulkApi = new Api()
  .add(
    'POST',
    '/assets/bulks',
    { may: createBulk.action, about: createBulk.about, action: createBulk, answer: written, status: 201 },
    async (ctx, c) => {
      const made = await createBulk(ctx, c.var.form, options(c))
      return c.json(made, 201, { Location: `/api/v1/${ctx.organization.slug}/assets/bulks/${made.id}` })
    },
  )
  .add(
    'GET',
    one,
    { may: 'assets.asset.see', about: 'How far a change of many assets is, for who made it.', answer: whole },
    async (ctx, c) => {
      const found = await told(ctx, id(c))
      return c.json(found, 200, { ETag: etag(found.version) })
    },
  )
  .add(
    'GET',
    `${one}/rows`,
    {
      may: 'assets.asset.see',
      about: 'The assets of a change of many that came to one end, with why.',
      query: rowsQuery,
      answer: z.object({
        items: z.array(
          z.object({ assetId: z.string(), tag: z.string(), state: z.enum(bulkRowStates), reason: z.string() }),
        ),
        next: z.string().nullable(),
      }),
    },
    async (ctx, c) => {
      const bulk = await findBulk(ctx, id(c))
      const { state, after } = checkedInput(rowsQuery, c.req.query())
      const { rows, next } = await listBulkRows(ctx, bulk.id, [state], after)
      const items = rows.map(({ assetId, tag, state, reason }) => ({ assetId, tag, state, reason }))
      return c.json({ items, next })
    },
  )
  .add(
    'PUT',
    `${one}/run`,
    { may: runBulk.action, about: runBulk.about, action: runBulk, answer: written },
    async (ctx, c) => c.json(await runBulk(ctx, { ...c.var.form, id: id(c) }, options(c))),
  )
  .add(
    'PUT',
    `${one}/stop`,
    { may: stopBulk.action, about: stopBulk.about, action: stopBulk, answer: written },
    async (ctx, c) => c.json(await stopBulk(ctx, { id: id(c) }, options(c))),
  )
  .add(
    'PUT',
    `${one}/undoing`,
    { may: undoBulk.action, about: undoBulk.about, action: undoBulk, answer: written },
    async (ctx, c) => c.json(await undoBulk(ctx, { ...c.var.form, id: id(c) }, options(c))),
  )
