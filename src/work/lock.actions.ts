import { and, eq, isNull, sql } from 'drizzle-orm'
import * as z from 'zod'
import { findAsset } from '../assets'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalDate, version } from '../kernel/schemas'
import { cleanText } from '../kernel/text'
import { action } from '../platform/action'
import { isFinished, label } from './order'
import { happened, orderFor, permittedAt } from './order.queries'
import { workLockSteps, workSheets } from './schema'
import { orderId } from './wording'

export const signLockStep = action({
  name: 'work.lock.sign',
  about: 'Signs one step of a lock-out: that it is isolated, or that it is brought back.',
  input: z.object({ id: orderId, stepId: z.string().max(40) }),
  run: async (ctx, { id, stepId }) => {
    const order = await orderFor(ctx, id, 'work.lock.sign')
    const steps = await ctx.db
      .select()
      .from(workLockSteps)
      .where(eq(workLockSteps.orderId, order.id))
      .orderBy(workLockSteps.phase, workLockSteps.position)
    const step = steps.find((one) => one.id === stepId)
    if (!step) return refuse('not-found', 'lock.unknown', 'There is no such step.')
    if (isFinished(order)) refuse('conflict', 'order.over', `${label(order)} is ${order.status} already.`)
    if (step.signedAt !== null) refuse('conflict', 'lock.signed', 'This step is signed already. Look again.')
    const before = steps.find(
      (one) => one.phase === step.phase && one.position < step.position && one.signedAt === null,
    )
    if (before) refuse('conflict', 'lock.order', `Sign the steps in their order: “${before.text}” comes first.`)
    if (step.phase === 'restoration' && order.status !== 'in-progress') {
      refuse('conflict', 'lock.early', 'The machine is brought back when the work on it has begun and is done.')
    }
    return {
      subject: order.id,
      guards: [
        {
          count: sql`SELECT count(*) FROM work_lock_steps WHERE id = ${step.id} AND signed_at IS NULL`,
          refusal: () => new Refusal('conflict', 'lock.signed', 'This step is signed already. Look again.'),
        },
      ],
      writes: [
        ctx.db
          .update(workLockSteps)
          .set({ signedAt: ctx.now, signedBy: ctx.actor.id })
          .where(and(eq(workLockSteps.id, step.id), isNull(workLockSteps.signedAt))),
        happened(ctx, order.id, { kind: 'sign', text: step.text }),
      ],
      facts: [{ name: 'work.lock-signed', subject: order.id, assetId: order.assetId, by: ctx.actor.id }],
      result: {
        id: order.id,
        left: steps.filter((one) => one.phase === step.phase && one.signedAt === null).length - 1,
      },
    }
  },
})

const lines = z
  .union([z.array(z.string()), z.string().transform((text) => text.split('\n'))])
  .default([])
  .transform((given, check): string[] => {
    try {
      const clean = given.map((line) => cleanText(line, { longest: 200, lines: 'one' })).filter(Boolean)
      if (clean.length <= 20) return clean
      check.addIssue({ code: 'custom', message: 'At most twenty lines: more is not read.', input: given })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      check.addIssue({ code: 'custom', message: error.message, input: given })
    }
    return z.NEVER
  })

export const writeSheet = action({
  name: 'work.sheet.write',
  about: 'Writes what is dangerous at an asset and how it is locked out; orders copy it when they are approved.',
  input: z.object({
    assetId: z.string().regex(/^as_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose an asset from the list.'),
    version,
    hazards: lines,
    isolation: lines,
    restoration: lines,
    checkedOn: optionalDate.describe('When somebody last went through it at the machine.'),
  }),
  run: async (ctx, { assetId, version: seen, ...says }) => {
    const asset = await findAsset(ctx, assetId)
    permittedAt(ctx, 'work.sheet.write', asset.siteId)
    const [before] = await ctx.db
      .select()
      .from(workSheets)
      .where(eq(workSheets.assetId, assetId as Id<'as'>))
    const at = before?.version ?? 0
    const changed = () =>
      new Refusal('conflict', 'sheet.changed', 'Somebody changed this sheet meanwhile. Look at what it says now.')
    if (seen !== null && seen !== at && !(seen === 1 && at === 0)) throw changed()
    if (says.isolation.length > 0 && says.restoration.length === 0) {
      const sentence = 'Write how the machine is brought back: the locks come off in their own order.'
      refuse('invalid', 'sheet.restoration', sentence, { restoration: sentence })
    }
    const row = { ...says, changedAt: ctx.now, changedBy: ctx.actor.id, version: at + 1 }
    return {
      subject: asset.id,
      guards: [
        {
          count: sql`SELECT coalesce((SELECT version FROM work_sheets WHERE asset_id = ${asset.id}), 0) = ${at}`,
          refusal: changed,
        },
      ],
      writes: [
        ctx.db
          .insert(workSheets)
          .values({ assetId: asset.id, ...row })
          .onConflictDoUpdate({ target: workSheets.assetId, set: row }),
      ],
      facts: [{ name: 'work.sheet-written', subject: asset.id, by: ctx.actor.id }],
      changes: { sheet: 'changed' },
      result: { id: asset.id, version: row.version },
    }
  },
})
