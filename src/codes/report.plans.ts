import type { Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import { type Report, triage } from './report'
import { findReport, reportAt, updateReport } from './report.queries'

/**
 * Somebody takes a report on within the commit of another room: those who reported it hear that it is accepted, once.
 * Refuses 'not-found', and 'conflict' ('report.closed') for one that is over.
 */
export async function planReportAccepted(ctx: Context, id: string): Promise<Plan & { report: Report }> {
  const report = await findReport(ctx, id)
  if (report.state === 'triaged') return { report, guards: [reportAt(report)], writes: [] }
  return {
    report,
    guards: [reportAt(report)],
    writes: [updateReport(ctx, triage(report, ctx.now))],
    facts: [{ name: 'codes.report-triaged', subject: report.id, target: report.target }],
  }
}
