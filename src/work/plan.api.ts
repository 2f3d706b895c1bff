import * as z from 'zod'
import { Refusal } from '../kernel/refusal'
import { checkedInput } from '../platform/action'
import { etag, versionAsked } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { lookAtOnce } from './occurrence.actions'
import { addToPlan, changePlan, createPlan, pausePlan, recordDone, resumePlan } from './plan.actions'
import { clocksSentence, findPlan, listPlans, occurrencesSentence, planViews, seePlans } from './plan.queries'

const row = z.object({
  id: z.string(),
  number: z.number().int(),
  title: z.string(),
  kind: z.string(),
  basis: z.string(),
  nextOn: z.string().describe('The earliest day of its assets; 9999-12-31 for none.'),
  pausedAt: z.number().int().nullable(),
  assets: z.number().int().describe('At most a hundred are counted.'),
})

const clock = z.object({
  id: z.string(),
  assetId: z.string(),
  tag: z.string(),
  nextOn: z.string().nullable(),
  lastDoneOn: z.string().nullable(),
  trouble: z.string().describe('Why its last order could not be raised; empty for nothing.'),
})

const occurrence = z.object({
  id: z.string(),
  assetId: z.string(),
  dueOn: z.string(),
  state: z.string(),
  why: z.string(),
  orderId: z.string().nullable(),
  settledOn: z.string().nullable(),
})

const whole = z.object({
  id: z.string(),
  number: z.number().int(),
  title: z.string(),
  description: z.string(),
  tasks: z.array(z.string()),
  kind: z.string(),
  priority: z.number().int(),
  assigneeId: z.string().nullable(),
  teamId: z.string().nullable(),
  ownerId: z.string().nullable(),
  estimateMinutes: z.number().int().nullable(),
  rule: z.object({
    every: z.number().int(),
    unit: z.string(),
    weekdays: z.array(z.number().int()),
    monthly: z.string(),
  }),
  startsOn: z.string(),
  endsOn: z.string().nullable(),
  basis: z.string(),
  leadDays: z.number().int(),
  holidays: z.string(),
  skipEvery: z.number().int().nullable(),
  stacks: z.boolean(),
  pausedAt: z.number().int().nullable(),
  pauseReason: z.string(),
  version: z.number().int(),
  assets: z.array(clock),
  occurrences: z.array(occurrence).describe('The latest fifty.'),
})

const listQuery = z.object({
  view: z.enum(planViews).default('running'),
  after: z.string().optional().describe('The `next` of the page before.'),
})
const written = z.object({ id: z.string(), version: z.number().int() })
const one = '/plans/:id{pm_[^/]+}'
const options = (c: Request) => ({ key: c.var.key })

const part = <T extends z.ZodObject>(schema: T, from: Record<string, unknown>) =>
  Object.fromEntries(Object.keys(schema.shape).flatMap((name) => (name in from ? [[name, from[name]]] : [])))

/** Refuses 'conflict' ('etag') for a stale `If-Match`. */
async function matched(ctx: Context, c: Request) {
  const plan = await findPlan(ctx, c.req.param('id') ?? '')
  const asked = versionAsked(c)
  if (asked !== null && asked !== plan.version) {
    throw new Refusal('conflict', 'etag', 'The plan has changed since you read it. Read it again, then change it.')
  }
  const { version } = c.var.form as { version?: unknown }
  return { plan, version: asked ?? (typeof version === 'number' ? version : null) }
}

/** What is due at once is raised before the answer. */
const lookNow = async (ctx: Context, id: string) =>
  lookAtOnce(
    ctx,
    (await clocksSentence(ctx, id))
      .filter(({ lookAt }) => lookAt !== null && lookAt <= ctx.now)
      .map((found) => String(found.id)),
  )

/** JSON under /plans, from the same actions as the pages. */
export const planApi = new Api()
  .add(
    'GET',
    '/plans',
    {
      may: seePlans,
      about: 'Lists plans: running ones by what comes next.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { view, after } = checkedInput(listQuery, c.req.query())
      const { rows, next } = await listPlans(ctx, view, after)
      return c.json({ items: rows.map((plan) => part(row, plan)), next })
    },
  )
  .add(
    'POST',
    '/plans',
    { may: createPlan.action, about: createPlan.about, action: createPlan, answer: written, status: 201 },
    async (ctx, c) => {
      const { clocks, ...made } = await createPlan(ctx, c.var.form, options(c))
      await lookAtOnce(ctx, clocks)
      return c.json(made, 201, {
        Location: `/api/v1/${ctx.organization.slug}/plans/${made.id}`,
        ETag: etag(made.version),
      })
    },
  )
  .add(
    'GET',
    one,
    { may: seePlans, about: 'One plan with its assets and what became of its dates.', answer: whole },
    async (ctx, c) => {
      const plan = await findPlan(ctx, c.req.param('id') ?? '')
      const [clocks, past] = await ctx.db.batch([clocksSentence(ctx, plan.id), occurrencesSentence(ctx, plan.id, 50)])
      const answer = {
        ...part(whole, plan),
        assets: clocks.map((found) => part(clock, found)),
        occurrences: past.map((found) => part(occurrence, found)),
      }
      return c.json(answer, 200, { ETag: etag(plan.version) })
    },
  )
  .add(
    'PUT',
    one,
    { may: changePlan.action, about: changePlan.about, action: changePlan, answer: written },
    async (ctx, c) => {
      const { plan, version } = await matched(ctx, c)
      const done = await changePlan(ctx, { ...c.var.form, id: plan.id, version }, options(c))
      await lookNow(ctx, plan.id)
      return c.json(done, 200, { ETag: etag(done.version) })
    },
  )
  .add(
    'POST',
    `${one}/pause`,
    { may: pausePlan.action, about: pausePlan.about, action: pausePlan, answer: written },
    async (ctx, c) => {
      const { plan, version } = await matched(ctx, c)
      const { reason } = c.var.form
      return c.json(await pausePlan(ctx, { reason, id: plan.id, version }, options(c)))
    },
  )
  .add(
    'POST',
    `${one}/resumption`,
    { may: resumePlan.action, about: resumePlan.about, action: resumePlan, answer: written },
    async (ctx, c) => {
      const { plan, version } = await matched(ctx, c)
      const done = await resumePlan(ctx, { id: plan.id, version }, options(c))
      await lookNow(ctx, plan.id)
      return c.json(done)
    },
  )
  .add(
    'POST',
    `${one}/assets`,
    {
      may: addToPlan.action,
      about: addToPlan.about,
      action: addToPlan,
      answer: z.object({ id: z.string(), clocks: z.array(z.string()) }),
      status: 201,
    },
    async (ctx, c) => {
      const plan = await findPlan(ctx, c.req.param('id') ?? '')
      const done = await addToPlan(ctx, { ...c.var.form, id: plan.id }, options(c))
      await lookAtOnce(ctx, done.clocks)
      return c.json(done, 201)
    },
  )
  .add(
    'POST',
    `${one}/done`,
    {
      may: recordDone.action,
      about: recordDone.about,
      action: recordDone,
      answer: z.object({ id: z.string(), clockId: z.string(), countsFor: z.string().nullable() }),
    },
    async (ctx, c) => {
      const plan = await findPlan(ctx, c.req.param('id') ?? '')
      const done = await recordDone(ctx, { ...c.var.form, id: plan.id }, options(c))
      await lookNow(ctx, plan.id)
      return c.json(done)
    },
  )
