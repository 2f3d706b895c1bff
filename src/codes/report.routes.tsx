import { ReportFormPage, ReportPage, ReportsOf, ReportsPage } from '../../templates/codes/reports'
import { formPicturesBytes, picturesOf } from '../files'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context, RecordCard } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { commonSymptoms, label, likelyTheSame, reportStates } from './report'
import { joinReport, moveReport, sendReport } from './report.actions'
import { findReport, listReports, openReportsOn, voicesOf } from './report.queries'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

/** What a report is about, if the actor may see it. Refuses 'not-found'. */
export async function targetShown(ctx: Context, wanted: string): Promise<RecordCard> {
  const target = (await ctx.records([wanted])).get(wanted)
  return target ?? refuse('not-found', 'record.unknown', 'There is no such record.')
}

const symptomsOf = (target: RecordCard): readonly string[] =>
  target.symptoms.length > 0 ? target.symptoms : commonSymptoms
const chosen = (target: RecordCard, form: Record<string, string>) =>
  symptomsOf(target).filter((_, index) => form[`s${index}`] === 'on')

async function showForm(c: Request, ctx: Context, target: RecordCard, refusal: Refusal | null, photos: string[] = []) {
  const { form } = c.var
  const said = refusal?.reason === 'report.same'
  const page = (
    <ReportFormPage
      target={target}
      symptoms={symptomsOf(target)}
      values={form}
      photos={photos}
      same={likelyTheSame(await openReportsOn(ctx, target.id), chosen(target, form), ctx.now)}
      offered={said}
      trouble={said ? null : troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal && !said ? statusFor(refusal) : 200)
}

async function showReport(c: Request, ctx: Context, refusal: Refusal | null) {
  const report = await findReport(ctx, id(c))
  // Who may not see the thing does not see what is said of it.
  const target = await targetShown(ctx, report.target)
  const [voices, others] = await ctx.db.batch([voicesOf(ctx, report.id), openReportsOn(ctx, report.target)])
  const page = (
    <ReportPage
      report={report}
      target={target}
      into={report.mergedInto ? await findReport(ctx, report.mergedInto) : null}
      voices={voices}
      others={others.filter((other) => other.id !== report.id)}
      values={c.var.form}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const words = {
  triaged: 'is accepted',
  declined: 'is declined',
  done: 'is done',
  merged: 'is merged',
  received: 'is open again',
}

/** Pages under /reports. */
export const reportPages = new Pages()
  .get('/reports', { may: 'codes.report.see' }, async (ctx, c) => {
    const { state: word, after } = c.req.query()
    const state = reportStates.find((one) => one === word)
    const { rows, next } = await listReports(ctx, { state }, after)
    const targets = await ctx.records(rows.map(({ target }) => target))
    const query = new URLSearchParams({ ...(state ? { state } : {}), ...(next ? { after: next } : {}) })
    const page = (
      <ReportsPage
        state={state ?? ''}
        rows={rows.filter(({ target }) => targets.has(target))}
        targets={targets}
        next={next ? `/reports?${query}` : null}
        first={!after}
      />
    )
    return show(c, ctx, page)
  })

  // What hangs on the pages of other rooms.
  .get('/reports/of/:id', { may: 'codes.report.see' }, async (ctx, c) => {
    const target = await targetShown(ctx, id(c))
    const rows = await openReportsOn(ctx, target.id)
    if (c.req.header('HX-Request') === undefined) {
      const targets = new Map([[target.id, target]])
      return show(c, ctx, <ReportsPage state="" rows={rows} targets={targets} next={null} first={true} />)
    }
    return show(c, ctx, <ReportsOf target={target} rows={rows} />)
  })

  .get('/reports/about/:id', { may: sendReport.action }, async (ctx, c) =>
    showForm(c, ctx, await targetShown(ctx, id(c)), null),
  )

  .post('/reports/about/:id', { may: sendReport.action, limitBytes: formPicturesBytes }, async (ctx, c) => {
    const target = await targetShown(ctx, id(c))
    const { form, key, files } = c.var
    const pictures = await attempt(() => picturesOf(ctx, form.kept, files.photo))
    if (!pictures.ok) return showForm(c, ctx, target, pictures.refusal)
    const photos = pictures.value
    const done = await attempt(async () => {
      const said = { symptoms: chosen(target, form), words: form.words ?? '', down: form.down === 'on', photos }
      if (form.join) return joinReport(ctx, { id: form.join, ...said }, { key })
      const same = likelyTheSame(await openReportsOn(ctx, target.id), said.symptoms, ctx.now)
      if (same && said.symptoms.length > 0 && !form.separately) {
        refuse('conflict', 'report.same', 'Somebody reported the same a short time ago.')
      }
      return sendReport(ctx, { target: target.id, ...said }, { key })
    })
    if (!done.ok) return showForm(c, ctx, target, done.refusal, photos)
    return seeOther(c, at(ctx, target.href), { text: 'Thank you. The report has arrived.', undo: null })
  })

  .get('/reports/:id{rp_[^/]+}', { may: 'codes.report.see' }, async (ctx, c) => showReport(c, ctx, null))

  .post('/reports/:id{rp_[^/]+}/state', { may: moveReport.action }, async (ctx, c) => {
    const before = await findReport(ctx, id(c))
    await targetShown(ctx, before.target)
    const { form, key } = c.var
    const done = await attempt(() => moveReport(ctx, { ...form, id: before.id }, { key }))
    if (!done.ok) return showReport(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/reports/${before.id}`), {
      text: `${label(before)} ${words[form.state as keyof typeof words] ?? 'is changed'}.`,
      undo:
        form.state === 'received'
          ? null
          : {
              action: `/reports/${before.id}/state`,
              fields: {
                version: String(done.value.version),
                state: before.state === 'triaged' ? 'received' : before.state,
              },
            },
    })
  })
