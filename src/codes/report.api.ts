import * as z from 'zod'
import { checkedInput } from '../platform/action'
import { etag, versionMatched } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { reportStates } from './report'
import { joinReport, moveReport, sendReport } from './report.actions'
import { findReport, listReports } from './report.queries'
import { targetShown } from './report.routes'

const row = z.object({
  id: z.string(),
  number: z.number().int(),
  target: z.string(),
  state: z.enum(reportStates),
  symptoms: z.array(z.string()),
  down: z.boolean(),
  reason: z.string(),
  mergedInto: z.string().nullable(),
  voices: z.number().int(),
  receivedAt: z.number().int(),
  changedAt: z.number().int(),
  version: z.number().int(),
})

const listQuery = z.object({
  state: z.enum(reportStates).optional().describe('Left out: those that are open.'),
  target: z.string().optional().describe('The record that they are about.'),
  after: z.string().optional().describe('The `next` of the page before.'),
})

const written = z.object({ id: z.string(), version: z.number().int() })
const one = '/reports/:id{rp_[^/]+}'
const options = (c: Request) => ({ key: c.var.key })

/** The report of the path, if the actor may see what it is about. Refuses 'not-found'. */
async function found(ctx: Context, c: Request) {
  const report = await findReport(ctx, c.req.param('id') ?? '')
  await targetShown(ctx, report.target)
  return report
}

/** JSON of problem reports, from the same actions as the pages. What a person said stays on the pages. */
export const reportApi = new Api()
  .add(
    'GET',
    '/reports',
    {
      may: 'codes.report.see',
      about: 'Lists problem reports, newest first.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { after, ...filter } = checkedInput(listQuery, c.req.query())
      const { rows, next } = await listReports(ctx, filter, after)
      const targets = await ctx.records(rows.map(({ target }) => target))
      return c.json({
        items: rows.filter(({ target }) => targets.has(target)).map((report) => row.parse(report)),
        next,
      })
    },
  )
  .add(
    'POST',
    '/reports',
    { may: sendReport.action, about: sendReport.about, action: sendReport, answer: written, status: 201 },
    async (ctx, c) => c.json(await sendReport(ctx, { ...c.var.form, linkHash: null, codeId: null }, options(c)), 201),
  )
  .add('GET', one, { may: 'codes.report.see', about: 'One problem report.', answer: row }, async (ctx, c) => {
    const report = await found(ctx, c)
    return c.json(row.parse(report), 200, { ETag: etag(report.version) })
  })
  .add(
    'POST',
    `${one}/voices`,
    { may: joinReport.action, about: joinReport.about, action: joinReport, answer: written, status: 201 },
    async (ctx, c) => {
      const report = await found(ctx, c)
      return c.json(await joinReport(ctx, { ...c.var.form, linkHash: null, id: report.id }, options(c)), 201)
    },
  )
  .add(
    'PUT',
    `${one}/state`,
    { may: moveReport.action, about: moveReport.about, action: moveReport, answer: written },
    async (ctx, c) => {
      const report = await found(ctx, c)
      const input = { ...c.var.form, id: report.id, ...versionMatched(c, report.version) }
      return c.json(await moveReport(ctx, input, options(c)))
    },
  )
