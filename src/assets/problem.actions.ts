import * as z from 'zod'
import { languages, symptomIn } from '../../templates/codes/words'
import { findReport, planReport, symptomNamed, voicesOf } from '../codes'
import { attachmentsSentence } from '../files'
import { type Id, newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalLine, ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { inUse } from './asset'
import { assetId } from './asset.actions'
import { assetFor, findAsset, happened } from './asset.queries'
import { follow } from './problem'
import { concernIs, insertConcern, lookUpConcernOf, settleConcern } from './problem.queries'
import { statesOf } from './stop.queries'
import { stopping } from './stopping'

/** What is wrong, in one line. */
const causeOf = (symptoms: readonly string[], words: string) =>
  [symptoms.map((symptom) => symptomIn(languages.en, symptom)).join(', '), words]
    .filter(Boolean)
    .join(': ')
    .slice(0, 600)

type Problem = {
  concernId: Id<'cn'>
  reportId: Id<'rp'>
  siteId: string | null
  /** The member who said so; null for a stranger. */
  by: string | null
  down: boolean
  files: string[]
}

/**
 * What rooms above hear of a problem. What was said stands in the concern and in the report, by their ids, and not in
 * the news: that is kept for two years and cannot be corrected.
 */
const reportedFact = (assetId: string, { by, files, ...problem }: Problem) => ({
  name: 'assets.problem-reported',
  subject: assetId,
  ...problem,
  // Ids with a space between: a fact holds single values.
  files: files.join(' '),
  reporter: by === null ? 'visitor' : 'member',
  ...(by === null ? {} : { by }),
})

export const reportProblem = action({
  name: 'assets.problem.report',
  about: 'Reports what is wrong with an asset; when it is down, the clock of its downtime begins.',
  input: z.object({
    id: assetId,
    symptom: optionalLine(60),
    words: optionalLine(500),
    down: ticked,
    photos: z
      .array(z.string())
      .max(3)
      .default([])
      .describe('Pictures that were sent a moment before, by their file ids.'),
  }),
  run: async (ctx, { id, symptom, words, down, photos }) => {
    const asset = await assetFor(ctx, id, 'assets.problem.report')
    inUse(asset)
    const symptoms = symptom ? [symptomNamed(symptom)] : []
    const cause = causeOf(symptoms, words)
    if (cause === '') {
      const sentence = 'Choose what is wrong, or write it.'
      refuse('invalid', 'problem.what', sentence, { symptom: sentence })
    }
    const { report, ...told } = await planReport(ctx, asset.id, { symptoms, words, down, photos })
    const concern = newId('cn', ctx.now)
    const stops = down && asset.state !== 'down'
    const stop = stops ? await stopping(ctx, asset, { at: ctx.now, cause, kind: 'failure' }) : null
    return {
      subject: asset.id,
      guards: stop?.guards ?? [],
      plans: [told],
      writes: [
        ...(stop?.writes ?? []),
        insertConcern(ctx, {
          id: concern,
          assetId: asset.id,
          why: cause,
          raisedAt: ctx.now,
          raisedBy: ctx.actor.id,
          reportId: report.id,
          saidDown: down,
        }),
        statesOf(ctx, [asset.id]),
        happened(ctx, {
          assetId: asset.id,
          at: ctx.now,
          kind: 'state',
          what: 'reported',
          details: { cause },
          subject: report.id,
        }),
      ],
      facts: [
        ...(stop?.facts ?? []),
        reportedFact(asset.id, {
          concernId: concern,
          reportId: report.id,
          siteId: asset.siteId,
          by: ctx.actor.id,
          down,
          files: photos,
        }),
      ],
      ...(stops ? { changes: { state: { from: asset.state, to: 'down' } } } : {}),
      result: { id: asset.id, concernId: concern, reportId: report.id },
    }
  },
})

/**
 * What a person without an account says of an asset makes it need maintenance. It begins no downtime: that clock counts
 * in figures, so a member says so.
 */
export const followReport = action({
  name: 'assets.problem.follow',
  about: 'Keeps the problems of an asset as what was reported of it stands: open, closed, or opened again.',
  input: z.object({ id: z.string().regex(/^rp_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such report.') }),
  run: async (ctx, { id }) => {
    const report = await findReport(ctx, id)
    const before = await lookUpConcernOf(ctx, report.id)
    const step = follow(report, before)
    const asset = await findAsset(ctx, before?.assetId ?? report.target)
    const done = { subject: asset.id, guards: [concernIs(report.id, before)], result: { id: asset.id, step } }
    if (step === null || (asset.retiredAt !== null && step !== 'settle')) return { ...done, writes: [], facts: [] }
    if (before !== null) {
      return {
        ...done,
        writes: [
          settleConcern(ctx, before.id, step === 'settle'),
          statesOf(ctx, [asset.id]),
          happened(ctx, {
            assetId: asset.id,
            at: ctx.now,
            kind: 'state',
            what: step === 'settle' ? `report-${report.state}` : 'report-reopened',
            details: { cause: before.why, ...(report.reason ? { reason: report.reason } : {}) },
            subject: report.id,
          }),
        ],
        facts: [
          {
            name: step === 'settle' ? 'assets.problem-settled' : 'assets.problem-reopened',
            subject: asset.id,
            concernId: before.id,
            reportId: report.id,
            siteId: asset.siteId,
          },
        ],
      }
    }
    const { voice, files } = await toldIn(ctx, report.id)
    const concern = newId('cn', ctx.now)
    const cause = causeOf(report.symptoms, voice?.words ?? '')
    const by = voice?.memberId ?? null
    return {
      ...done,
      writes: [
        insertConcern(ctx, {
          id: concern,
          assetId: asset.id,
          why: cause,
          raisedAt: report.receivedAt,
          raisedBy: by ?? 'visitor',
          reportId: report.id,
          saidDown: report.down,
        }),
        statesOf(ctx, [asset.id]),
        happened(ctx, {
          assetId: asset.id,
          at: report.receivedAt,
          kind: 'state',
          what: 'reported',
          details: { cause },
          subject: report.id,
          actorId: by ?? 'visitor',
        }),
      ],
      facts: [
        reportedFact(asset.id, {
          concernId: concern,
          reportId: report.id,
          siteId: asset.siteId,
          by,
          down: report.down,
          files,
        }),
      ],
    }
  },
})

/** What was said first, and the pictures that came with it. */
async function toldIn(ctx: Context, reportId: string) {
  const [voices, files] = await ctx.db.batch([voicesOf(ctx, reportId), attachmentsSentence(ctx, [reportId])])
  return { voice: voices[0] ?? null, files: files.map(({ fileId }) => fileId) }
}
