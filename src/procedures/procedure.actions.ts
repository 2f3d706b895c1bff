import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalBlock, optionalLine, textLine, ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { approve, changeable, type Procedure, type ProcedureVersion } from './procedure'
import { findProcedure, insertProcedure, revisionStill, versionsSentence } from './procedure.queries'
import { procedures, procedureVersions } from './schema'
import { checkStep, movedStep, stepKinds, withoutStep, withStep } from './step'

const procedureId = z
  .string()
  .regex(/^pd_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such procedure.')
  .transform((id) => id as Id<'pd'>)

const lines = z
  .union([z.array(z.string()), z.string()])
  .default('')
  .transform((given) => (Array.isArray(given) ? given : given.split('\n')))
  .transform((all) => [...new Set(all.map((line) => line.trim().slice(0, 80)).filter(Boolean))].slice(0, 20))

/** A limit in hundred-thousandths; a form writes it with a point or a comma. */
const limit = z
  .union([z.number(), z.string()])
  .nullable()
  .default(null)
  .transform((given, check): number | null => {
    const text = String(given ?? '')
      .trim()
      .replace(',', '.')
    if (text === '') return null
    if (/^-?\d{1,9}(\.\d{1,5})?$/.test(text)) return Math.round(Number(text) * 100_000)
    check.addIssue({ code: 'custom', message: 'Write this as a number, with at most five decimals.', input: given })
    return z.NEVER
  })

const draftVersion = (ctx: Context, of: Id<'pd'>, number: number, from: Pick<ProcedureVersion, 'steps' | 'tools'>) => ({
  id: newId('pv', ctx.now),
  procedureId: of,
  number,
  state: 'draft' as const,
  steps: from.steps,
  tools: from.tools,
  writtenBy: ctx.actor.id,
  writtenAt: ctx.now,
  approvedBy: null,
  approvedAt: null,
  revision: 1,
})

/** The draft of a procedure. Refuses 'not-found', 'conflict' ('procedure.no-draft'). */
async function draftOf(ctx: Context, id: string): Promise<ProcedureVersion> {
  const procedure = await findProcedure(ctx, id)
  const draft = (await versionsSentence(ctx, procedure.id)).find(({ state }) => state === 'draft')
  return (
    draft ?? refuse('conflict', 'procedure.no-draft', 'Begin a new version first: the approved one stays as it is.')
  )
}

export const createProcedure = action({
  name: 'procedures.procedure.create',
  about: 'Begins a procedure: how a kind of work is done, step by step.',
  input: z.object({ title: textLine(160, 'Write what is done by it.'), about: optionalBlock(2000) }),
  run: async (ctx, { title, about }) => {
    const procedure: Omit<Procedure, 'number'> = {
      id: newId('pd', ctx.now),
      title,
      about,
      currentId: null,
      createdBy: ctx.actor.id,
      createdAt: ctx.now,
      endedAt: null,
      version: 1,
    }
    return {
      subject: procedure.id,
      writes: [
        ...insertProcedure(ctx, procedure),
        ctx.db.insert(procedureVersions).values(draftVersion(ctx, procedure.id, 1, { steps: [], tools: '' })),
      ],
      facts: [{ name: 'procedures.procedure-created', subject: procedure.id }],
      result: { id: procedure.id },
    }
  },
})

/** A changed draft with its guard. */
const changed = (ctx: Context, draft: ProcedureVersion, set: Partial<ProcedureVersion>) => ({
  subject: draft.procedureId,
  guards: [revisionStill(draft)],
  writes: [
    ctx.db
      .update(procedureVersions)
      .set({ ...set, writtenBy: ctx.actor.id, writtenAt: ctx.now, revision: draft.revision + 1 })
      .where(eq(procedureVersions.id, draft.id)),
  ],
  facts: [{ name: 'procedures.draft-changed', subject: draft.procedureId }],
  changes: { steps: 'changed' as const },
  result: { id: draft.procedureId, revision: draft.revision + 1 },
})

export const writeStep = action({
  name: 'procedures.step.write',
  about: 'Adds a step to the draft of a procedure, or changes one.',
  input: z.object({
    id: procedureId,
    stepId: optionalLine(40).describe('The step that is changed; empty adds one.'),
    kind: z.enum(stepKinds),
    text: textLine(200, 'Write what is done in this step.'),
    help: optionalBlock(1000),
    required: ticked,
    unit: optionalLine(12),
    low: limit,
    high: limit,
    choices: lines,
    bad: lines.describe('The choices that fail the step.'),
    meter: optionalLine(80).describe('The name of the meter of the asset.'),
  }),
  run: async (ctx, { id, stepId, ...said }) => {
    const draft = await draftOf(ctx, id)
    if (stepId && !draft.steps.some((step) => step.id === stepId)) {
      refuse('not-found', 'step.unknown', 'There is no such step.')
    }
    const step = checkStep({
      ...said,
      id: stepId || newId('sp', ctx.now),
      bad: said.bad.filter((word) => said.choices.includes(word)),
    })
    return changed(ctx, draft, { steps: withStep(draft.steps, step) })
  },
})

export const arrangeSteps = action({
  name: 'procedures.step.arrange',
  about: 'Moves a step of a draft up or down, or takes it away.',
  input: z.object({ id: procedureId, stepId: z.string().max(40), to: z.enum(['up', 'down', 'away']) }),
  run: async (ctx, { id, stepId, to }) => {
    const draft = await draftOf(ctx, id)
    const steps =
      to === 'away' ? withoutStep(draft.steps, stepId) : movedStep(draft.steps, stepId, to === 'up' ? -1 : 1)
    return changed(ctx, draft, { steps })
  },
})

export const beginVersion = action({
  name: 'procedures.version.begin',
  about: 'Begins a new version of a procedure from the approved one. Work that pinned an older one keeps it.',
  input: z.object({ id: procedureId }),
  run: async (ctx, { id }) => {
    const procedure = await findProcedure(ctx, id)
    const [latest] = await versionsSentence(ctx, id)
    if (!latest) throw new Error('A procedure has a version')
    if (latest.state === 'draft') refuse('conflict', 'procedure.draft', `Version ${latest.number} is a draft already.`)
    return {
      subject: procedure.id,
      guards: [revisionStill(latest)],
      writes: [ctx.db.insert(procedureVersions).values(draftVersion(ctx, procedure.id, latest.number + 1, latest))],
      facts: [{ name: 'procedures.version-begun', subject: procedure.id }],
      result: { id: procedure.id },
    }
  },
})

export const approveVersion = action({
  name: 'procedures.version.approve',
  about: 'Approves the draft of a procedure: new work pins it from now on, and it never changes again.',
  input: z.object({ id: procedureId, revision: z.coerce.number().int().positive() }),
  run: async (ctx, { id, revision }) => {
    const procedure = await findProcedure(ctx, id)
    const draft = await draftOf(ctx, id)
    changeable(draft)
    if (draft.revision !== revision) {
      refuse('conflict', 'procedure.changed', 'Somebody changed it since you read it. Read what it says now.')
    }
    const after = approve(draft, ctx.actor.id, ctx.now)
    return {
      subject: procedure.id,
      guards: [revisionStill(draft)],
      writes: [
        ctx.db
          .update(procedureVersions)
          .set({ state: 'replaced' })
          .where(eq(procedureVersions.id, (procedure.currentId ?? '') as Id<'pv'>)),
        ctx.db
          .update(procedureVersions)
          .set({ state: after.state, approvedBy: after.approvedBy, approvedAt: after.approvedAt })
          .where(eq(procedureVersions.id, draft.id)),
        ctx.db
          .update(procedures)
          .set({ currentId: draft.id, version: procedure.version + 1 })
          .where(eq(procedures.id, procedure.id)),
      ],
      facts: [{ name: 'procedures.version-approved', subject: procedure.id, versionId: draft.id }],
      changes: { version: { from: null, to: draft.number } },
      result: { id: procedure.id, number: draft.number },
    }
  },
})
