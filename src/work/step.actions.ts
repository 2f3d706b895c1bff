import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { planReading, scaledOf, valueText } from '../assets'
import { attach, attachmentsSentence } from '../files'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalBlock, optionalLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Guard, Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import { judge, results } from '../procedures'
import { changeable, isFinished, label, type Order } from './order'
import { told } from './order.fresh'
import { happened, orderFor, stillAt, stillOpen } from './order.queries'
import { notRaised, planNew } from './raise.plans'
import { workLinks, workOrders, workSteps } from './schema'
import { stepsOf } from './step.plans'
import { findStep, type HungStep, stepsSentence } from './step.queries'
import { whole, worded } from './wording'

const stepId = z.string().regex(/^sp_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such step.')

export const pinProcedure = action({
  name: 'work.step.pin',
  about: 'Hangs the steps of a procedure on an order: those of the version that is approved now, for good.',
  input: z.object({ orderId: z.string().max(40), procedureId: optionalLine(40) }),
  run: async (ctx, { orderId, procedureId }) => {
    const order = await orderFor(ctx, orderId, 'work.step.pin')
    changeable(order)
    if (order.procedureVersionId !== null) {
      refuse('conflict', 'order.pinned', `${label(order)} has its procedure already, and keeps that version.`)
    }
    if (!procedureId) {
      const sentence = 'Choose the procedure.'
      refuse('invalid', 'order.procedure', sentence, { procedureId: sentence })
    }
    const { pinned, writesOn } = await stepsOf(ctx, procedureId, order.assetId)
    return {
      subject: order.id,
      guards: [stillAt(order)],
      writes: [
        ctx.db
          .update(workOrders)
          .set({ ...pinned, version: order.version + 1 })
          .where(eq(workOrders.id, order.id)),
        ...writesOn(order.id),
      ],
      facts: [{ name: 'work.order-changed', ...told(ctx, order) }],
      changes: { procedureVersionId: { from: null, to: pinned.procedureVersionId ?? null } },
      result: { id: order.id },
    }
  },
})

const stepStill = ({ id, version }: HungStep): Guard => ({
  count: sql`SELECT count(*) FROM work_steps WHERE id = ${id} AND version = ${version}`,
  refusal: () =>
    new Refusal('conflict', 'step.changed', 'Somebody answered this step at the same moment. Look at what they wrote.'),
})

/** The number that a form or JSON says, in hundred-thousandths; null for nothing. */
const numberOf = async (ctx: Context, given: string | number | null): Promise<number | null> =>
  given === null || String(given).trim() === '' ? null : scaledOf(given, (await ctx.profile()).locale)

export const answerStep = action({
  name: 'work.step.answer',
  about: 'Answers one step of an order. A number out of its limits is kept and flagged, never refused.',
  input: z.object({
    id: stepId,
    value: z.union([z.number(), z.string()]).nullable().default(null),
    words: optionalBlock(2000),
    result: z.enum(results).or(z.literal('')).default(''),
    note: optionalBlock(500),
  }),
  run: async (ctx, { id, value, words, result, note }) => {
    const { step, order: seen } = await findStep(ctx, id)
    const order = await orderFor(ctx, seen.id, 'work.step.answer')
    changeable(order)
    if (isFinished(order)) {
      refuse('conflict', 'order.finished', `${label(order)} is completed. Open it again to change a step.`)
    }
    const numeric = step.step.kind === 'number' || step.step.kind === 'meter'
    const pictures =
      step.step.kind === 'photo' && result !== 'na' ? (await attachmentsSentence(ctx, [step.id])).length : 0
    const reads = step.step.kind === 'meter' && result !== 'na' && step.meterId !== null
    const reading: Plan[] =
      reads && value !== null && String(value).trim() !== ''
        ? [
            (
              await planReading(ctx, {
                id: String(step.meterId),
                value,
                way: 'reading',
                takenAt: null,
                note: `${label(order)}, step ${step.position}`,
                source: 'step',
              })
            ).plan,
          ]
        : []
    const said = {
      value: numeric && result !== 'na' ? await numberOf(ctx, value) : null,
      words: numeric ? '' : words,
      result,
      note,
      pictures,
    }
    const answer = judge(step.step, said)
    const first = step.result === null
    return {
      subject: order.id,
      guards: [stepStill(step), stillOpen(order)],
      plans: reading,
      writes: [
        ctx.db
          .update(workSteps)
          .set({ ...answer, note, answeredAt: ctx.now, answeredBy: ctx.actor.id, version: step.version + 1 })
          .where(eq(workSteps.id, step.id)),
        ...(first && step.step.required
          ? [ctx.db.run(sql`UPDATE work_orders SET open_steps = max(0, open_steps - 1) WHERE id = ${order.id}`)]
          : []),
      ],
      facts: [
        {
          name: 'work.step-answered',
          subject: order.id,
          stepId: step.id,
          assetId: order.assetId,
          result: answer.result,
        },
      ],
      changes: { [`step ${step.position}`]: { from: step.result, to: answer.result } },
      result: { id: order.id, stepId: String(step.id), position: step.position, ...answer },
    }
  },
})

/** What a failed step shows, in words: the evidence that its follow-up begins with. */
async function evidenceOf(ctx: Context, order: Order, step: HungStep): Promise<string> {
  const { locale } = await ctx.profile()
  const shown = step.words || valueText(step.value, step.step.unit, locale)
  const limits = [
    step.step.low === null ? '' : `at least ${valueText(step.step.low, step.step.unit, locale)}`,
    step.step.high === null ? '' : `at most ${valueText(step.step.high, step.step.unit, locale)}`,
  ].filter(Boolean)
  return [
    `${label(order)}, step ${step.position}: ${step.step.text}.`,
    shown ? `It was ${shown}${limits.length > 0 ? `; it should be ${limits.join(' and ')}` : ''}.` : '',
    step.note,
  ]
    .filter(Boolean)
    .join('\n')
}

export const proposeFollowUp = action({
  name: 'work.step.propose',
  about: 'Proposes corrective work for a step that failed or is worth a look, once, with what was found.',
  input: z.object({ id: stepId, title: optionalLine(200) }),
  run: async (ctx, { id, title }) => {
    const { step, order: seen } = await findStep(ctx, id)
    const order = await orderFor(ctx, seen.id, 'work.step.propose')
    if (step.result !== 'fail' && step.result !== 'flag') {
      refuse('conflict', 'step.passed', 'Nothing is wrong with this step: no work follows from it.')
    }
    if (step.followId !== null) {
      refuse('conflict', 'order.raised', 'Work was proposed for this step already. Look at that order.')
    }
    const asked = whole.parse({
      title: title || `Follow-up: ${step.step.text}`.slice(0, 200),
      description: await evidenceOf(ctx, order, step),
      kind: 'corrective',
      priority: step.result === 'fail' ? 3 : 2,
      assetId: order.assetId ?? '',
      placeId: order.assetId ? '' : (order.placeId ?? ''),
    })
    const said = await worded(ctx, asked, null, 'work.order.create')
    const { order: follow, ...plan } = await planNew(ctx, said, 'requested', { source: step.id })
    const files = await attachmentsSentence(ctx, [step.id])
    const hung = await Promise.all(
      files.map(({ fileId, role, name }) => attach(ctx, { file: fileId, about: follow.id, role, name })),
    )
    return {
      subject: order.id,
      guards: [stepStill(step), notRaised(step.id)],
      // After the order that it proposes: the step and the link name it.
      plans: [
        plan,
        ...hung,
        {
          writes: [
            ctx.db
              .update(workSteps)
              .set({ followId: follow.id, version: step.version + 1 })
              .where(eq(workSteps.id, step.id)),
            ctx.db.insert(workLinks).values({ fromId: order.id, kind: 'follow-up', toId: follow.id }),
            happened(ctx, order.id, { kind: 'link', text: `follow-up ${follow.id}` }),
          ],
        },
      ],
      writes: [],
      facts: [],
      result: { id: follow.id, orderId: order.id },
    }
  },
})

/** The steps of an order with how far it is. */
export async function progressOf(ctx: Context, orderId: string) {
  const steps = await stepsSentence(ctx, orderId)
  const done = steps.filter(({ result }) => result !== null).length
  return { steps, done, next: steps.find(({ result }) => result === null) ?? null }
}
