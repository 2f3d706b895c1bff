import { fill, languageOf, languages } from '../../templates/codes/words'
import { sendLetter } from '../identity'
import type { Context } from '../platform/context'
import type { Listener } from '../platform/room'
import { label } from './report'
import { findReport, followersOf } from './report.queries'

/** Tells those who left an address what became of a report, each in the language in which they wrote. */
async function tell(ctx: Context, step: string, reportId: string, key: string): Promise<void> {
  const report = await findReport(ctx, reportId)
  // It has moved on meanwhile: that is news of its own.
  if (report.state !== step) return
  const target = (await ctx.records([report.target])).get(report.target)
  const { name: organization } = await ctx.profile()
  for (const { id, name, email, language } of await followersOf(ctx, reportId)) {
    const words = languages[languageOf(language, undefined)]
    const state = words[report.state]
    await sendLetter(
      ctx,
      // The key makes a repeat the same letter.
      `${key}:${id}`,
      { address: email, name },
      {
        subject: `${label(report)}: ${state}`,
        preheader: target?.title ?? '',
        lines: [
          `${target?.title ?? ''} · ${fill(words.number, { number: label(report) })}`,
          state,
          ...(report.reason ? [fill(words.because, { reason: report.reason })] : []),
        ],
        footer: [organization],
      },
    )
  }
}

/** One for each step that a reporter is told of. */
export const reportNews: Listener[] = (['triaged', 'declined', 'done', 'merged'] as const).map((step) => ({
  to: `codes.report-${step}`,
  name: `codes.tell-reporters-${step}`,
  about: `Tells those who reported a problem that it is ${step}.`,
  handle: (ctx, fact, key) => tell(ctx, step, fact.subject, key),
}))
