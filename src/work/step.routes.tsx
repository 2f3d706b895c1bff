import { OrderSteps, RunnerPage } from '../../templates/work/runner'
import { valueText } from '../assets'
import { attachmentsSentence } from '../files'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { procedureChoices } from '../procedures'
import { isFinished, label } from './order'
import { findOrder } from './order.queries'
import { at, troubleOf } from './shown'
import { answerStep, pinProcedure, progressOf, proposeFollowUp } from './step.actions'
import { findStep, lastAnswer } from './step.queries'

const id = (c: Request) => c.req.param('id') ?? ''
const one = '/orders/:id{wo_[^/]+}'
const step = '/steps/:id{sp_[^/]+}'

async function showStep(c: Request, ctx: Context, stepId: string, refusal: Refusal | null = null) {
  const { order } = await findStep(ctx, stepId)
  const { steps, done } = await progressOf(ctx, order.id)
  const current = steps.find((found) => found.id === stepId)
  if (!current) return refuse('not-found', 'step.unknown', 'There is no such step.')
  const [before, files] = await Promise.all([
    current.step.kind === 'number' || current.step.kind === 'meter' ? lastAnswer(ctx, current, order.assetId) : null,
    attachmentsSentence(ctx, [current.id]),
  ])
  const { locale } = await ctx.profile()
  const text = (value: number | null) => valueText(value, current.step.unit, locale)
  const over =
    current.value !== null && current.step.high !== null && current.value > current.step.high
      ? `${text(current.value - current.step.high)} above limit`
      : current.value !== null && current.step.low !== null && current.value < current.step.low
        ? `${text(current.step.low - current.value)} below limit`
        : ''
  const page = (
    <RunnerPage
      order={order}
      steps={steps.map(({ id: of, position, result }) => ({ id: of, position, result }))}
      done={done}
      current={{
        ...current,
        valueText: valueText(current.value, '', locale),
        lowText: text(current.step.low),
        highText: text(current.step.high),
        over,
        before: before ? { text: text(before.value), at: before.at } : null,
      }}
      photos={files.map(({ fileId }) => `/${ctx.organization.slug}/files/${fileId}/thumbnail`)}
      answers={ctx.may(answerStep.action, order.siteId) && !isFinished(order)}
      values={refusal ? c.var.form : {}}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** The steps that hang on an order: their list on its page, and one a card on a telephone. */
export const stepPages = new Pages()
  .get(`${one}/steps`, { may: 'work.order.see' }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const { steps, done, next } = await progressOf(ctx, order.id)
    const choices =
      order.procedureVersionId === null && ctx.may(pinProcedure.action, order.siteId) ? await procedureChoices(ctx) : []
    const panel = (
      <OrderSteps
        order={order}
        steps={steps}
        done={done}
        next={next?.id ?? null}
        choices={choices.map(({ id: value, title }) => ({ value: String(value), label: title }))}
        whole={!c.req.header('HX-Request')}
      />
    )
    return show(c, ctx, panel)
  })

  .post(`${one}/procedure`, { may: pinProcedure.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    await pinProcedure(ctx, { orderId: order.id, procedureId: c.var.form.procedureId }, { key: c.var.key })
    return seeOther(c, at(ctx, `/orders/${order.id}`), { text: `${label(order)} has its steps.`, undo: null })
  })

  .get(step, { may: 'work.order.see' }, (ctx, c) => showStep(c, ctx, id(c)))

  .post(step, { may: answerStep.action }, async (ctx, c) => {
    const { step: found, order } = await findStep(ctx, id(c))
    const { value = null, words, result, note, go } = c.var.form
    const done = await attempt(() =>
      answerStep(ctx, { id: found.id, value, words, result: result ?? '', note }, { key: c.var.key }),
    )
    if (!done.ok) return showStep(c, ctx, found.id, done.refusal)
    const { steps } = await progressOf(ctx, order.id)
    const stays = go === 'stay' || done.value.isOutside || (done.value.result === 'fail' && found.followId === null)
    const next = steps.find(({ position }) => position === found.position + 1)
    const to = stays ? `/steps/${found.id}` : next ? `/steps/${next.id}` : `/orders/${order.id}`
    return seeOther(c, at(ctx, to), next || stays ? undefined : { text: 'All steps are done.', undo: null })
  })

  .post(`${step}/follow-up`, { may: proposeFollowUp.action }, async (ctx, c) => {
    const { step: found } = await findStep(ctx, id(c))
    const done = await attempt(() => proposeFollowUp(ctx, { id: found.id }, { key: c.var.key }))
    if (!done.ok) return showStep(c, ctx, found.id, done.refusal)
    return seeOther(c, at(ctx, `/steps/${found.id}`), {
      text: 'The work is proposed, with what was found.',
      undo: null,
    })
  })
