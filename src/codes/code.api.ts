import * as z from 'zod'
import { checkedInput } from '../platform/action'
import { etag, versionMatched } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { symbologies } from './bar-code'
import { addBarCode, removeBarCode } from './bar-code.actions'
import { barCodesOn } from './bar-code.queries'
import { states } from './code'
import {
  assignCode,
  issueCodes,
  makeBatch,
  openCode,
  reinstateCode,
  releaseCode,
  replaceCode,
  retireCode,
  revokeCode,
} from './code.actions'
import { findCode, listCodes } from './code.queries'

const row = z.object({
  id: z.string(),
  code: z.string(),
  state: z.enum(states),
  target: z.string().nullable(),
  replacedBy: z.string().nullable(),
  batchId: z.string().nullable(),
  public: z.boolean(),
  madeAt: z.number().int().describe('Milliseconds since 1970, UTC.'),
  madeBy: z.string(),
  version: z.number().int(),
})

const listQuery = z.object({
  state: z.enum(states).optional(),
  batchId: z.string().optional(),
  after: z.string().optional().describe('The `next` of the page before.'),
})

const written = z.object({ id: z.string(), code: z.string(), version: z.number().int() })
const options = (c: Request) => ({ key: c.var.key })
const one = '/codes/:id{cd_[^/]+}'

/** The code of the path with the version that the caller saw, for a verb. */
async function verbInput(ctx: Context, c: Request) {
  const code = await findCode(ctx, c.req.param('id') ?? '')
  return { ...c.var.form, id: code.id, ...versionMatched(c, code.version) }
}

/** JSON under /codes, from the same actions as the pages. */
export const codeApi = new Api()
  .add(
    'GET',
    '/codes',
    {
      may: 'codes.code.see',
      about: 'Lists codes, newest first.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { after, ...filter } = checkedInput(listQuery, c.req.query())
      const { rows, next } = await listCodes(ctx, filter, after)
      return c.json({ items: rows, next })
    },
  )
  .add('GET', one, { may: 'codes.code.see', about: 'One code.', answer: row }, async (ctx, c) => {
    const code = await findCode(ctx, c.req.param('id') ?? '')
    return c.json(code, 200, { ETag: etag(code.version) })
  })
  .add(
    'POST',
    '/codes/batches',
    { may: makeBatch.action, about: makeBatch.about, action: makeBatch, status: 201 },
    async (ctx, c) => c.json(await makeBatch(ctx, c.var.form, options(c)), 201),
  )
  .add(
    'POST',
    '/codes',
    { may: issueCodes.action, about: issueCodes.about, action: issueCodes, status: 201 },
    async (ctx, c) => c.json(await issueCodes(ctx, c.var.form, options(c)), 201),
  )
  .add(
    'PUT',
    `${one}/target`,
    { may: assignCode.action, about: assignCode.about, action: assignCode, answer: written },
    async (ctx, c) => {
      const input = await verbInput(ctx, c)
      return c.json(await assignCode(ctx, { ...input, code: input.id }, options(c)))
    },
  )
  .add(
    'DELETE',
    `${one}/target`,
    { may: releaseCode.action, about: releaseCode.about, action: releaseCode, answer: written },
    async (ctx, c) => c.json(await releaseCode(ctx, await verbInput(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/revocation`,
    { may: revokeCode.action, about: revokeCode.about, action: revokeCode, answer: written },
    async (ctx, c) => c.json(await revokeCode(ctx, await verbInput(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/retirement`,
    { may: retireCode.action, about: retireCode.about, action: retireCode, answer: written },
    async (ctx, c) => c.json(await retireCode(ctx, await verbInput(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/reinstatement`,
    { may: reinstateCode.action, about: reinstateCode.about, action: reinstateCode, answer: written },
    async (ctx, c) => c.json(await reinstateCode(ctx, await verbInput(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/replacement`,
    { may: replaceCode.action, about: replaceCode.about, action: replaceCode, answer: written },
    async (ctx, c) => c.json(await replaceCode(ctx, await verbInput(ctx, c), options(c))),
  )
  .add(
    'PUT',
    `${one}/public`,
    { may: openCode.action, about: openCode.about, action: openCode, answer: written },
    async (ctx, c) => c.json(await openCode(ctx, await verbInput(ctx, c), options(c))),
  )
  .add(
    'GET',
    '/bar-codes',
    {
      may: 'codes.code.see',
      about: 'The makers’ bar codes of one record.',
      query: z.object({ target: z.string() }),
      answer: z.object({
        items: z.array(z.object({ id: z.string(), value: z.string(), symbology: z.enum(symbologies) })),
      }),
    },
    async (ctx, c) => {
      const rows = await barCodesOn(ctx, c.req.query('target') ?? '')
      return c.json({ items: rows.map(({ id, value, symbology }) => ({ id, value, symbology })) })
    },
  )
  .add(
    'POST',
    '/bar-codes',
    { may: addBarCode.action, about: addBarCode.about, action: addBarCode, status: 201 },
    async (ctx, c) => c.json(await addBarCode(ctx, c.var.form, options(c)), 201),
  )
  .add(
    'DELETE',
    '/bar-codes/:id{bc_[^/]+}',
    { may: removeBarCode.action, about: removeBarCode.about, action: removeBarCode },
    async (ctx, c) => c.json(await removeBarCode(ctx, { id: c.req.param('id') }, options(c))),
  )
