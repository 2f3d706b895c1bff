import { and, desc, eq, inArray, isNotNull, lt, ne, sql } from 'drizzle-orm'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { label, type Report, type ReportState, type Voice } from './report'
import { reports, reportVoices } from './schema'

/** Refuses 'not-found'. */
export async function findReport(ctx: Context, id: string): Promise<Report> {
  const [report] = await ctx.db
    .select()
    .from(reports)
    .where(eq(reports.id, id as Id<'rp'>))
  return report ?? refuse('not-found', 'report.unknown', 'There is no such report.')
}

/** The open reports about one record, newest first. */
export const openReportsOn = (ctx: Context, target: string) =>
  ctx.db
    .select()
    .from(reports)
    .where(and(eq(reports.target, target), sql`${reports.state} IN ('received', 'triaged')`))
    .orderBy(desc(reports.receivedAt), desc(reports.id))
    .limit(20)

/** At most ninety. */
export const reportsNamed = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select({ id: reports.id, number: reports.number, target: reports.target })
    .from(reports)
    .where(inArray(reports.id, ids.slice(0, 90) as Id<'rp'>[]))

/** Reports whole, at most ninety. */
export const reportsAmong = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select()
    .from(reports)
    .where(inArray(reports.id, ids.slice(0, 90) as Id<'rp'>[]))

/** One page of reports: open ones, or those of one state; newest first. */
export async function listReports(
  ctx: Context,
  { state, target }: { state?: ReportState | undefined; target?: string | undefined },
  after: string | undefined,
) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select()
    .from(reports)
    .where(
      and(
        state ? eq(reports.state, state) : sql`${reports.state} IN ('received', 'triaged')`,
        target ? eq(reports.target, target) : undefined,
        cursor ? sql`(${reports.receivedAt}, ${reports.id}) < (${Number(cursor[0])}, ${cursor[1]})` : undefined,
      ),
    )
    .orderBy(desc(reports.receivedAt), desc(reports.id))
    .limit(51)
  return pageOf(rows, 50, (report) => [String(report.receivedAt), report.id])
}

/** What each person said, in order. */
export const voicesOf = (ctx: Context, reportId: string) =>
  ctx.db
    .select({
      id: reportVoices.id,
      words: reportVoices.words,
      name: reportVoices.name,
      email: reportVoices.email,
      phone: reportVoices.phone,
      language: reportVoices.language,
      at: reportVoices.at,
      memberId: reportVoices.memberId,
      member: sql<string | null>`${members.name}`.as('member_name'),
    })
    .from(reportVoices)
    .leftJoin(members, eq(members.id, reportVoices.memberId as never))
    .where(eq(reportVoices.reportId, reportId as Id<'rp'>))
    .orderBy(reportVoices.at, reportVoices.id)
    .limit(200)

/** The report that a status link is about, and since when it is followed. */
export const reportOfLink = (ctx: Context, hash: string) =>
  ctx.db
    .select({
      id: reports.id,
      number: reports.number,
      target: reports.target,
      state: reports.state,
      symptoms: reports.symptoms,
      reason: reports.reason,
      mergedInto: reports.mergedInto,
      voices: reports.voices,
      receivedAt: reports.receivedAt,
      changedAt: reports.changedAt,
    })
    .from(reportVoices)
    .innerJoin(reports, eq(reports.id, reportVoices.reportId))
    .where(eq(reportVoices.linkHash, hash))

/** The next spoken number is taken inside the commit, so two at once get two. */
export const insertReport = (ctx: Context, report: Omit<Report, 'number'>): Write[] => [
  ctx.db.run(
    sql`INSERT INTO numbers (kind, last) VALUES ('report', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`,
  ),
  ctx.db.insert(reports).values({ ...report, number: sql`(SELECT last FROM numbers WHERE kind = 'report')` as never }),
]

export const insertVoice = (ctx: Context, voice: Voice): Write => ctx.db.insert(reportVoices).values(voice)

export const updateReport = (
  ctx: Context,
  { id, number: _number, receivedAt: _at, target: _target, codeId: _code, ...report }: Report,
): Write => ctx.db.update(reports).set(report).where(eq(reports.id, id))

/** The report is still as it was seen. */
export const reportAt = (report: Report): Guard => ({
  count: sql`SELECT count(*) FROM reports WHERE id = ${report.id} AND version = ${report.version}`,
  refusal: () => reportChanged(report),
})

export const reportChanged = (report: Pick<Report, 'number'>) =>
  new Refusal('conflict', 'report.changed', `Somebody changed ${label(report)} meanwhile. Look at what it says now.`)

/** Clears who reported what was closed long ago. */
export const forgetReporters = (ctx: Context, before: Instant) =>
  ctx.db
    .update(reportVoices)
    .set({ name: '', email: '', phone: '' })
    .where(
      and(
        ne(sql`${reportVoices.name} || ${reportVoices.email} || ${reportVoices.phone}`, ''),
        inArray(
          reportVoices.reportId,
          ctx.db
            .select({ id: reports.id })
            .from(reports)
            .where(and(inArray(reports.state, ['merged', 'declined', 'done']), lt(reports.changedAt, before)))
            .limit(1000),
        ),
      ),
    )

/** Those who left an address with a report or with one that was merged into it. */
export const followersOf = (ctx: Context, reportId: string) =>
  ctx.db
    .select({
      id: reportVoices.id,
      name: reportVoices.name,
      email: reportVoices.email,
      language: reportVoices.language,
    })
    .from(reportVoices)
    .innerJoin(reports, eq(reports.id, reportVoices.reportId))
    .where(
      and(
        ne(reportVoices.email, ''),
        sql`(${reports.id} = ${reportId} OR ${reports.mergedInto} = ${reportId})`,
        isNotNull(reports.id),
      ),
    )
    .limit(200)
