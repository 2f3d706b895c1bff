import * as z from 'zod'
import { instant } from '../kernel/instant'
import { decimalOf, money } from '../kernel/money'
import { checkedInput } from '../platform/action'
import { etag, versionMatched } from '../platform/answers'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { Api, type Request } from '../platform/routes'
import { shownStates } from './asset'
import { changeAsset, costPermission, createAsset, mergeAsset, moveAsset, retireAsset } from './asset.actions'
import { assetSentence, findAsset, historySentence, seenAsset } from './asset.queries'
import { listAssets, searchAssets } from './list.queries'
import { changeModel } from './model.actions'
import { assetsOfModel, findModel, listModels } from './model.queries'
import { supersedeNote, withdrawNote, writeNote } from './note.actions'
import { findNote, notesSentence } from './note.queries'
import { aboutsOf } from './page'
import { reportProblem } from './problem.actions'
import { openConcernsSentence } from './problem.queries'
import { correctStop, recordStop, setState } from './state.actions'
import { findStop, stopsSentence } from './stop.queries'

const row = z.object({
  id: z.string(),
  tag: z.string(),
  name: z.string(),
  state: z.enum(shownStates),
  stateSince: z.number().int(),
  criticality: z.enum(['A', 'B', 'C']).nullable(),
  serial: z.string(),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  placeId: z.string().nullable(),
  siteId: z.string().nullable(),
  version: z.number().int(),
})

const whole = row.extend({
  description: z.string(),
  classId: z.string().nullable(),
  modelId: z.string().nullable(),
  parentId: z.string().nullable(),
  failsParent: z.enum(['always', 'never', 'group']),
  groupNeeds: z.number().int(),
  scored: z.record(z.string(), z.number().int()).nullable(),
  scoredOn: z.string().nullable(),
  ownerId: z.string().nullable(),
  inServiceOn: z.string().nullable(),
  warrantyUntil: z.string().nullable(),
  specifications: z.record(z.string(), z.string()).describe('Answers by the id of the field.'),
  purchase: z.string().nullable().optional().describe('With the permission to see costs.'),
  replacement: z.string().nullable().optional(),
  currency: z.string().nullable().optional(),
  retiredAt: z.number().int().nullable(),
  successorId: z.string().nullable().describe('The asset that it was merged into.'),
})

const listQuery = z.object({
  q: z.string().optional().describe('Any identifier in part, with or without separators, or words of the name.'),
  place: z.string().optional().describe('A site or any place: all that stands in it.'),
  class: z.string().optional(),
  state: z.enum(shownStates).optional(),
  criticality: z.enum(['A', 'B', 'C']).optional(),
  owner: z.string().optional(),
  after: z.string().optional().describe('The `next` of the page before.'),
})

const problem = z.object({
  id: z.string(),
  why: z.string(),
  raisedAt: z.number().int(),
  raisedBy: z.string(),
  reportId: z.string().nullable(),
  saidDown: z.boolean(),
})

const historyQuery = z.object({
  kind: z.string().max(20).optional().describe('state, place, change, note, or a room whose news it is.'),
  after: z.string().optional().describe('The `next` of the page before.'),
})

const event = z.object({
  id: z.string(),
  at: z.number().int(),
  kind: z.string(),
  what: z.string(),
  actorId: z.string(),
  details: z.record(z.string(), z.unknown()),
  subject: z.string().nullable(),
})

const written = z.object({ id: z.string(), version: z.number().int() })
const one = '/assets/:id{as_[^/]+}'

const id = (c: Request) => c.req.param('id') ?? ''
const options = (c: Request) => ({ key: c.var.key })

/** What is asked of an asset that is there. Refuses 'not-found', and 'conflict' ('etag') for a version that is not. */
async function asked(ctx: Context, c: Request) {
  const asset = await findAsset(ctx, id(c))
  return { ...c.var.form, id: asset.id, ...versionMatched(c, asset.version) }
}

/** JSON of assets, their states, models and notes, from the same actions as the pages. */
export const assetApi = new Api()
  .add(
    'GET',
    '/assets',
    {
      may: 'assets.asset.see',
      about: 'Lists assets by tag, or finds them by any part of an identifier.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { q, after, ...filter } = checkedInput(listQuery, c.req.query())
      const { rows, next } = q
        ? { rows: await searchAssets(ctx, q, 50, filter), next: null }
        : await listAssets(ctx, filter, readCursor(after, 2))
      return c.json({ items: rows.map((item) => row.parse(item)), next })
    },
  )
  .add(
    'POST',
    '/assets',
    { may: createAsset.action, about: createAsset.about, action: createAsset, answer: written, status: 201 },
    async (ctx, c) => {
      const made = await createAsset(ctx, c.var.form, options(c))
      return c.json(made, 201, {
        Location: `/api/v1/${ctx.organization.slug}/assets/${made.id}`,
        ETag: etag(made.version),
      })
    },
  )
  .add('GET', one, { may: 'assets.asset.see', about: 'One asset, whole.', answer: whole }, async (ctx, c) => {
    const [found] = await assetSentence(ctx, id(c))
    const asset = seenAsset(ctx, found)
    const cost = (minor: number | null) =>
      minor === null || asset.currency === null ? null : decimalOf(money(minor, asset.currency))
    c.header('ETag', etag(asset.version))
    return c.json({
      ...whole.parse(asset),
      ...(ctx.may(costPermission)
        ? {
            purchase: cost(asset.purchaseMinor),
            replacement: cost(asset.replacementMinor),
            currency: asset.currency,
          }
        : {}),
    })
  })
  .add(
    'PUT',
    one,
    { may: changeAsset.action, about: changeAsset.about, action: changeAsset, answer: written },
    async (ctx, c) => c.json(await changeAsset(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'PUT',
    `${one}/place`,
    { may: moveAsset.action, about: moveAsset.about, action: moveAsset, answer: written },
    async (ctx, c) => c.json(await moveAsset(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'PUT',
    `${one}/state`,
    {
      may: setState.action,
      about: setState.about,
      action: setState,
      answer: z.object({ id: z.string(), state: z.string() }),
    },
    async (ctx, c) => c.json(await setState(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/problems`,
    { may: reportProblem.action, about: reportProblem.about, action: reportProblem, status: 201 },
    async (ctx, c) => c.json(await reportProblem(ctx, await asked(ctx, c), options(c)), 201),
  )
  .add(
    'GET',
    `${one}/problems`,
    {
      may: 'assets.asset.see',
      about: 'What an asset needs: its open problems, oldest first, each with the report that it came of.',
      answer: z.object({ items: z.array(problem) }),
    },
    async (ctx, c) => {
      const asset = await findAsset(ctx, id(c))
      const rows = await openConcernsSentence(ctx, asset.id)
      return c.json({ items: rows.map((row) => problem.parse(row)) })
    },
  )
  .add(
    'GET',
    `${one}/history`,
    {
      may: 'assets.asset.see',
      about: 'What happened to an asset, newest first.',
      query: historyQuery,
      answer: z.object({ items: z.array(event), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const asset = await findAsset(ctx, id(c))
      const { after, kind } = checkedInput(historyQuery, c.req.query())
      const rows = await historySentence(ctx, asset.id, { kind, cursor: readCursor(after, 2), size: 50 })
      const page = pageOf(rows, 50, (row) => [String(row.at), row.id])
      return c.json({ items: page.rows.map((row) => event.parse(row)), next: page.next })
    },
  )
  .add(
    'GET',
    `${one}/stops`,
    {
      may: 'assets.asset.see',
      about: 'The stops of an asset, newest first; at most 500. Downtime is computed from them.',
    },
    async (ctx, c) => {
      const asset = await findAsset(ctx, id(c))
      return c.json({ items: await stopsSentence(ctx, asset.id, instant(0)) })
    },
  )
  .add(
    'POST',
    `${one}/stops`,
    { may: recordStop.action, about: recordStop.about, action: recordStop, status: 201 },
    async (ctx, c) => c.json(await recordStop(ctx, await asked(ctx, c), options(c)), 201),
  )
  .add(
    'PUT',
    '/stops/:id{dt_[^/]+}',
    { may: correctStop.action, about: correctStop.about, action: correctStop },
    async (ctx, c) => {
      const stop = await findStop(ctx, id(c))
      await findAsset(ctx, stop.assetId)
      const input = { ...c.var.form, id: stop.id, ...versionMatched(c, stop.version) }
      return c.json(await correctStop(ctx, input, options(c)))
    },
  )
  .add(
    'POST',
    `${one}/merging`,
    { may: mergeAsset.action, about: mergeAsset.about, action: mergeAsset, answer: written },
    async (ctx, c) => c.json(await mergeAsset(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/retirement`,
    { may: retireAsset.action, about: retireAsset.about, action: retireAsset, answer: written },
    async (ctx, c) => c.json(await retireAsset(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'GET',
    `${one}/notes`,
    { may: 'assets.asset.see', about: 'What people know of an asset, its model and its class; pinned first.' },
    async (ctx, c) => {
      const [found] = await assetSentence(ctx, id(c))
      return c.json({ items: await notesSentence(ctx, aboutsOf(seenAsset(ctx, found))) })
    },
  )
  .add(
    'POST',
    '/notes',
    { may: writeNote.action, about: writeNote.about, action: writeNote, status: 201 },
    async (ctx, c) => c.json(await writeNote(ctx, c.var.form, options(c)), 201),
  )
  .add(
    'POST',
    '/notes/:id{nt_[^/]+}/successor',
    { may: supersedeNote.action, about: supersedeNote.about, action: supersedeNote, status: 201 },
    async (ctx, c) =>
      c.json(await supersedeNote(ctx, { ...c.var.form, id: (await findNote(ctx, id(c))).id }, options(c)), 201),
  )
  .add(
    'DELETE',
    '/notes/:id{nt_[^/]+}',
    { may: withdrawNote.action, about: withdrawNote.about, action: withdrawNote },
    async (ctx, c) => c.json(await withdrawNote(ctx, { id: (await findNote(ctx, id(c))).id }, options(c))),
  )
  .add(
    'GET',
    '/models',
    {
      may: 'assets.asset.see',
      about: 'Lists models by manufacturer and name.',
      query: listQuery.pick({ after: true }),
    },
    async (ctx, c) => {
      const { rows, next } = await listModels(ctx, c.req.query('after'))
      return c.json({ items: rows, next })
    },
  )
  .add(
    'GET',
    '/models/:id{md_[^/]+}',
    { may: 'assets.asset.see', about: 'One model with its assets, at most 200.' },
    async (ctx, c) => {
      const model = await findModel(ctx, id(c))
      c.header('ETag', etag(model.version))
      return c.json({ ...model, assets: await assetsOfModel(ctx, model.id, ctx.sitesFor('assets.asset.see')) })
    },
  )
  .add(
    'PUT',
    '/models/:id{md_[^/]+}',
    { may: changeModel.action, about: changeModel.about, action: changeModel, answer: written },
    async (ctx, c) => {
      const model = await findModel(ctx, id(c))
      const input = { ...c.var.form, id: model.id, ...versionMatched(c, model.version) }
      return c.json(await changeModel(ctx, input, options(c)))
    },
  )
