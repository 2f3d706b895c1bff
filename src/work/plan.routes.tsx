import * as z from 'zod'
import { AssetPlans } from '../../templates/work/asset-plans'
import { PlanPage } from '../../templates/work/plan'
import { PlanFormPage, Preview } from '../../templates/work/plan-form'
import { ForecastPage, PlansPage } from '../../templates/work/plans'
import { findAsset, namesOfAssets, withAsset } from '../assets'
import { addDays } from '../kernel/local-date'
import { attempt, type Refusal } from '../kernel/refusal'
import { checkedInput } from '../platform/action'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { procedureChoices } from '../procedures'
import { lookAtOnce } from './occurrence.actions'
import { withPerson } from './picked'
import { type MaintenancePlan, planLabel } from './plan'
import {
  addToPlan,
  changePlan,
  createPlan,
  keepPlan,
  pausePlan,
  recordDone,
  removeFromPlan,
  resumePlan,
  todayAt,
} from './plan.actions'
import { loadByWeek } from './plan.forecast'
import { timing, timingOf, valuesOf } from './plan.input'
import { forecastFor, pageOfPlan, previewOf } from './plan.page'
import { clocksSentence, findPlan, listPlans, plansOfAsset, planViews, seePlans } from './plan.queries'
import { ruleWords } from './plan.rule'
import { at, teamChoices, troubleOf } from './shown'
import { nameOf } from './wording'

const id = (c: Request) => c.req.param('id') ?? ''
const one = '/plans/:id{pm_[^/]+}'

/** The form with the days of the week that are ticked as one field. */
const withDays = (form: Record<string, string>): Record<string, string> => ({
  ...form,
  weekdays: [1, 2, 3, 4, 5, 6, 7].filter((day) => form[`weekday.${day}`]).join(' ') || (form.weekdays ?? ''),
})

const picked = async (ctx: Context, form: Record<string, string>) =>
  withPerson(ctx, await withPerson(ctx, await withAsset(ctx, withDays(form), 'assetId'), 'assigneeId'), 'ownerId')

/** The next dates of what a form says, or what is wrong with it. */
async function preview(ctx: Context, form: Record<string, string>, siteId?: string | null) {
  const found = await attempt(async () =>
    previewOf(ctx, timingOf(checkedInput(z.object(timing), withDays(form))), {
      assetId: form.assetId || undefined,
      siteId: siteId ?? null,
    }),
  )
  if (found.ok) return { ...found.value, trouble: '' }
  return { words: '', items: [], trouble: Object.values(found.refusal.fields)[0] ?? found.refusal.message }
}

async function showForm(
  c: Request,
  ctx: Context,
  plan: MaintenancePlan | null,
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const [first] = plan ? await clocksSentence(ctx, plan.id, 1) : []
  const [teams, procedures, [asset], assignee, owner, dates] = await Promise.all([
    teamChoices(ctx),
    procedureChoices(ctx),
    values.assetId ? namesOfAssets(ctx, [values.assetId]) : [],
    values.assigneeId ? nameOf(ctx, values.assigneeId) : '',
    values.ownerId ? nameOf(ctx, values.ownerId) : '',
    preview(ctx, values, first?.siteId ?? null),
  ])
  const words = {
    'assetId-words': asset ? `${asset.tag} ${asset.name}` : '',
    'assigneeId-words': assignee,
    'ownerId-words': owner,
    ...withDays(values),
  }
  const page = (
    <PlanFormPage
      plan={plan}
      values={words}
      teams={teams}
      procedures={procedures.map(({ id, title }) => ({ value: String(id), label: title }))}
      preview={dates}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showPlan(c: Request, ctx: Context, plan: MaintenancePlan, refusal: Refusal | null = null) {
  const page = await pageOfPlan(ctx, plan)
  const element = <PlanPage {...page} values={refusal ? c.var.form : {}} trouble={troubleOf(refusal)} />
  return show(c, ctx, element, refusal ? statusFor(refusal) : 200)
}

/** What is due at once is raised before the page is shown again. */
async function looked<T>(ctx: Context, plan: string, deed: () => Promise<T>): Promise<T> {
  const done = await deed()
  const clocks = await clocksSentence(ctx, plan)
  await lookAtOnce(
    ctx,
    clocks.filter(({ lookAt }) => lookAt !== null && lookAt <= ctx.now).map((clock) => String(clock.id)),
  )
  return done
}

/** Pages under /plans. */
export const planPages = new Pages()
  .get('/plans', { may: seePlans }, async (ctx, c) => {
    const view = planViews.find((word) => word === c.req.query('view')) ?? 'running'
    const { rows, next } = await listPlans(ctx, view, c.req.query('after'))
    const query = new URLSearchParams({ ...(view === 'running' ? {} : { view }), ...(next ? { after: next } : {}) })
    const shown = rows.map((row) => ({ ...row, words: ruleWords(row.rule, row.startsOn, row.basis) }))
    const page = (
      <PlansPage view={view} rows={shown} next={next ? `/plans?${query}` : null} first={!c.req.query('after')} />
    )
    return show(c, ctx, page)
  })

  .get('/plans/forecast', { may: seePlans }, async (ctx, c) => {
    const today = await todayAt(ctx, null)
    const { loads, isPart } = await forecastFor(ctx, addDays(today, 12 * 7))
    const weeks = loadByWeek(loads, today, 12)
    const week = weeks.find(({ monday }) => monday === c.req.query('week')) ?? null
    const index = week ? weeks.indexOf(week) : -1
    const rows = week
      ? loads.filter(({ dueOn }) => dueOn < addDays(week.monday, 7) && (dueOn >= week.monday || index === 0))
      : []
    return show(c, ctx, <ForecastPage weeks={weeks} week={week} rows={rows.slice(0, 200)} isPart={isPart} />)
  })

  .get('/plans/preview', { may: seePlans }, async (ctx, c) => {
    const query = { startsOn: await todayAt(ctx, null), ...c.req.query() }
    return show(c, ctx, <Preview preview={await preview(ctx, query)} />)
  })

  .get('/plans/new', { may: createPlan.action }, async (ctx, c) => {
    const startsOn = await todayAt(ctx, null)
    const assetId = c.req.query('assetId') ?? ''
    if (assetId) await findAsset(ctx, assetId)
    return showForm(c, ctx, null, { startsOn, assetId, leadDays: '7' }, null)
  })

  .post('/plans', { may: createPlan.action }, async (ctx, c) => {
    if (c.var.form.preview) return showForm(c, ctx, null, c.var.form, null)
    const done = await attempt(async () => {
      const form = await picked(ctx, c.var.form)
      return createPlan(ctx, { ...form, assetIds: form.assetId ?? '' }, { key: c.var.key })
    })
    if (!done.ok) return showForm(c, ctx, null, c.var.form, done.refusal)
    await lookAtOnce(ctx, done.value.clocks)
    const plan = await findPlan(ctx, done.value.id)
    return seeOther(c, at(ctx, `/plans/${plan.id}`), { text: `${planLabel(plan)} is written.`, undo: null })
  })

  // Hung on the page of an asset.
  .get('/plans/on/:id{as_[^/]+}', { may: seePlans }, async (ctx, c) => {
    const asset = await findAsset(ctx, id(c))
    const rows = (await plansOfAsset(ctx, asset.id)).map((row) => ({
      ...row,
      words: ruleWords(row.rule, row.startsOn, row.basis),
    }))
    const panel = <AssetPlans asset={asset} rows={rows} whole={!c.req.header('HX-Request')} />
    return show(c, ctx, panel)
  })

  .get(one, { may: seePlans }, async (ctx, c) => showPlan(c, ctx, await findPlan(ctx, id(c))))

  .get(`${one}/edit`, { may: changePlan.action }, async (ctx, c) => {
    const plan = await findPlan(ctx, id(c))
    return showForm(c, ctx, plan, valuesOf(plan), null)
  })

  .post(one, { may: changePlan.action }, async (ctx, c) => {
    const plan = await findPlan(ctx, id(c))
    if (c.var.form.preview) return showForm(c, ctx, plan, c.var.form, null)
    const done = await attempt(() =>
      looked(ctx, plan.id, async () =>
        changePlan(ctx, { ...(await picked(ctx, c.var.form)), id: plan.id }, { key: c.var.key }),
      ),
    )
    if (!done.ok) return showForm(c, ctx, await findPlan(ctx, plan.id), c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/plans/${plan.id}`), { text: `${planLabel(plan)} is saved.`, undo: null })
  })

  .post(`${one}/pause`, { may: pausePlan.action }, async (ctx, c) => {
    const plan = await findPlan(ctx, id(c))
    const { version = null, reason } = c.var.form
    const done = await attempt(() => pausePlan(ctx, { id: plan.id, version, reason }, { key: c.var.key }))
    if (!done.ok) return showPlan(c, ctx, plan, done.refusal)
    return seeOther(c, at(ctx, `/plans/${plan.id}`), {
      text: `${planLabel(plan)} is paused: it raises nothing.`,
      undo: { action: `/plans/${plan.id}/resumption`, fields: { version: String(done.value.version) } },
    })
  })

  .post(`${one}/resumption`, { may: resumePlan.action }, async (ctx, c) => {
    const plan = await findPlan(ctx, id(c))
    const { version = null } = c.var.form
    const done = await attempt(() =>
      looked(ctx, plan.id, () => resumePlan(ctx, { id: plan.id, version }, { key: c.var.key })),
    )
    if (!done.ok) return showPlan(c, ctx, plan, done.refusal)
    return seeOther(c, at(ctx, `/plans/${plan.id}`), { text: `${planLabel(plan)} runs again.`, undo: null })
  })

  .post(`${one}/keep`, { may: keepPlan.action }, async (ctx, c) => {
    const plan = await findPlan(ctx, id(c))
    const done = await attempt(() => keepPlan(ctx, { id: plan.id, reason: c.var.form.reason }, { key: c.var.key }))
    if (!done.ok) return showPlan(c, ctx, plan, done.refusal)
    return seeOther(c, at(ctx, `/plans/${plan.id}`), { text: `${planLabel(plan)} goes on.`, undo: null })
  })

  .post(`${one}/assets`, { may: addToPlan.action }, async (ctx, c) => {
    const plan = await findPlan(ctx, id(c))
    const done = await attempt(async () => {
      const form = await withAsset(ctx, c.var.form, 'assetId')
      const { clocks } = await addToPlan(
        ctx,
        { id: plan.id, assetIds: form.assetId ?? '', startsOn: form.startsOn ?? '' },
        { key: c.var.key },
      )
      await lookAtOnce(ctx, clocks)
    })
    if (!done.ok) return showPlan(c, ctx, plan, done.refusal)
    return seeOther(c, at(ctx, `/plans/${plan.id}`), { text: 'The asset is on the plan.', undo: null })
  })

  .post(`${one}/assets/removal`, { may: removeFromPlan.action }, async (ctx, c) => {
    const plan = await findPlan(ctx, id(c))
    const done = await attempt(() =>
      removeFromPlan(ctx, { id: plan.id, clockId: c.var.form.clockId ?? '' }, { key: c.var.key }),
    )
    if (!done.ok) return showPlan(c, ctx, plan, done.refusal)
    return seeOther(c, at(ctx, `/plans/${plan.id}`), { text: 'The asset is off the plan.', undo: null })
  })

  .post(`${one}/done`, { may: recordDone.action }, async (ctx, c) => {
    const plan = await findPlan(ctx, id(c))
    const { clockId = '', doneOn = '' } = c.var.form
    const done = await attempt(() =>
      looked(ctx, plan.id, () => recordDone(ctx, { id: plan.id, clockId, doneOn }, { key: c.var.key })),
    )
    if (!done.ok) return showPlan(c, ctx, plan, done.refusal)
    const { countsFor } = done.value
    const text = countsFor ? `It counts for ${countsFor}.` : 'It is written down.'
    return seeOther(c, at(ctx, `/plans/${plan.id}`), { text, undo: null })
  })
