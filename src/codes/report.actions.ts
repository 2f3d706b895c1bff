import * as z from 'zod'
import { attach, formPictures } from '../files'
import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalBlock, optionalEmail, optionalLine, ticked, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import { findTarget } from './code.actions'
import { decline, finish, isOpen, join, merge, type Report, reopen, triage, type Voice } from './report'
import {
  findReport,
  insertReport,
  insertVoice,
  reportAt,
  reportChanged,
  reportsAmong,
  updateReport,
} from './report.queries'

const reportId = z.string().regex(/^rp_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such report.')

const said = {
  symptoms: z.array(z.string().max(60)).max(20).default([]),
  words: optionalBlock(2000),
  down: ticked.describe('Whether the machine stands.'),
  name: optionalLine(120),
  email: optionalEmail,
  phone: optionalLine(40),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .default('en'),
  linkHash: z.string().length(43).nullable().default(null).describe('For the status link of somebody without a login.'),
  photos: z
    .array(z.string().regex(/^fl_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such file.'))
    .max(formPictures, `At most ${formPictures} pictures with one report.`)
    .default([])
    .describe('Pictures that were sent a moment before.'),
}

const told = z.object(said)

type Said = { [field in keyof typeof said]: z.output<(typeof said)[field]> }

/** Refuses 'invalid' ('report.empty') when nothing is said. */
function voiceOf(ctx: Context, reportId: Report['id'], input: Said): Voice {
  if (input.symptoms.length === 0 && input.words === '') {
    const sentence = 'Choose what is wrong, or write it.'
    refuse('invalid', 'report.empty', sentence, { words: sentence })
  }
  const { words, name, email, phone, language, linkHash } = input
  const memberId = ctx.actor.kind === 'member' ? ctx.actor.id : null
  return { id: newId('rv', ctx.now), reportId, words, name, email, phone, memberId, language, linkHash, at: ctx.now }
}

/** Pictures that came a moment ago hang on the report with the commit that writes it. */
const withPhotos = (ctx: Context, about: Report['id'], photos: readonly string[]): Promise<Plan[]> =>
  Promise.all(photos.map((file) => attach(ctx, { file, about, role: 'photo' })))

/** A report as it begins, with its first voice. */
async function begun(ctx: Context, target: string, codeId: string | null, input: Said) {
  const report: Omit<Report, 'number'> = {
    id: newId('rp', ctx.now),
    target,
    codeId,
    state: 'received',
    symptoms: [...new Set(input.symptoms)],
    down: input.down,
    reason: '',
    mergedInto: null,
    voices: 1,
    receivedAt: ctx.now,
    changedAt: ctx.now,
    version: 1,
  }
  const voice = voiceOf(ctx, report.id, input)
  const plans = await withPhotos(ctx, report.id, input.photos)
  return {
    report,
    guards: plans.flatMap(({ guards }) => guards ?? []),
    writes: [...insertReport(ctx, report), insertVoice(ctx, voice), ...plans.flatMap(({ writes }) => writes)],
    facts: [
      { name: 'codes.report-received', subject: report.id, target, down: input.down },
      ...plans.flatMap(({ facts }) => facts ?? []),
    ],
  }
}

/**
 * A report that a room writes of its own record, within its own commit. Refuses 'invalid' ('report.empty') when nothing
 * is said.
 */
export const planReport = (ctx: Context, target: string, said: z.input<typeof told>) =>
  begun(ctx, target, null, told.parse(said))

/** What these reports told of is settled by another room's commit: those of them that are open are done. */
export async function planReportsDone(ctx: Context, ids: readonly string[], reason: string): Promise<Plan> {
  const open = (await reportsAmong(ctx, ids)).filter(isOpen)
  return {
    guards: open.map(reportAt),
    writes: open.map((report) => updateReport(ctx, finish(report, reason, ctx.now))),
    facts: open.map(({ id, target }) => ({ name: 'codes.report-done', subject: id, target })),
  }
}

/** What closed these reports was taken back by another room's commit: those of them that are done are open again. */
export async function planReportsReopened(ctx: Context, ids: readonly string[]): Promise<Plan> {
  const done = (await reportsAmong(ctx, ids)).filter(({ state }) => state === 'done')
  return {
    guards: done.map(reportAt),
    writes: done.map((report) => updateReport(ctx, reopen(report, ctx.now))),
    facts: done.map(({ id, target }) => ({ name: 'codes.report-reopened', subject: id, target })),
  }
}

export const sendReport = action({
  name: 'codes.report.send',
  about: 'Says that something is wrong with a record; by a member, or by a stranger through its code.',
  input: z.object({ target: z.string().max(40), codeId: z.string().max(40).nullable().default(null), ...said }),
  run: async (ctx, { target: wanted, codeId, ...input }) => {
    const target = await findTarget(ctx, wanted)
    const { report, ...plan } = await begun(ctx, target.id, codeId, input)
    return { subject: report.id, ...plan, result: { id: report.id, version: 1 } }
  },
})

export const joinReport = action({
  name: 'codes.report.join',
  about: 'Says the same as an open report: one more who is told what becomes of it.',
  input: z.object({ id: reportId, ...said }),
  run: async (ctx, { id, ...input }) => {
    const before = await findReport(ctx, id)
    const voice = voiceOf(ctx, before.id, input)
    const after = join(before, input, ctx.now)
    return {
      subject: id,
      guards: [reportAt(before)],
      plans: await withPhotos(ctx, before.id, input.photos),
      writes: [updateReport(ctx, after), insertVoice(ctx, voice)],
      facts: [{ name: 'codes.report-joined', subject: id, target: before.target, voices: after.voices }],
      result: { id, version: after.version },
    }
  },
})

const verbs = ['triaged', 'declined', 'done', 'merged', 'received'] as const

export const moveReport = action({
  name: 'codes.report.triage',
  about: 'Accepts a report, declines it with a reason, closes it, merges it into another, or opens it again.',
  input: z.object({
    id: reportId,
    version,
    state: z.enum(verbs),
    reason: optionalBlock(500),
    into: optionalLine(40).describe('The report that it is merged into.'),
  }),
  run: async (ctx, { id, version, state, reason, into }) => {
    const before = await findReport(ctx, id)
    if (version !== null && version !== before.version) throw reportChanged(before)
    const other = state === 'merged' ? await findReport(ctx, into) : null
    const after = {
      triaged: () => triage(before, ctx.now),
      declined: () => decline(before, reason, ctx.now),
      done: () => finish(before, reason, ctx.now),
      merged: () => merge(before, other ?? before, ctx.now),
      received: () => reopen(before, ctx.now),
    }[state]()
    return {
      subject: id,
      guards: [reportAt(before), ...(other ? [reportAt(other)] : [])],
      writes: [updateReport(ctx, after)],
      facts: [
        { name: `codes.report-${state === 'received' ? 'reopened' : state}`, subject: id, target: before.target },
      ],
      changes: { state: { from: before.state, to: after.state } },
      ...(reason ? { reason } : {}),
      result: { id, number: before.number, version: after.version },
    }
  },
})
