import { ReportPage } from '../../templates/assets/report'
import { commonSymptoms, joinReport, likelyTheSame, openReportsOn, symptomNamed } from '../codes'
import { formPicturesBytes, picturesOf } from '../files'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { assetSentence, seenAsset } from './asset.queries'
import { troubleOf } from './asset.routes'
import { namesOf } from './choices'
import { symptomsOf } from './class.queries'
import { nobody } from './history'
import { reportProblem } from './problem.actions'
import { openConcernsSentence } from './problem.queries'

const one = '/assets/:id{as_[^/]+}/report'
const whole = async (ctx: Context, c: Request) => seenAsset(ctx, (await assetSentence(ctx, c.req.param('id') ?? ''))[0])

/** The form of a report, as it was filled in; `photos` came with an earlier try of it. */
async function showForm(c: Request, ctx: Context, refusal: Refusal | null, photos: string[] = []) {
  const asset = await whole(ctx, c)
  const { form } = c.var
  const [concerns, symptoms, reports] = await Promise.all([
    openConcernsSentence(ctx, asset.id),
    symptomsOf(ctx, asset.classPath),
    openReportsOn(ctx, asset.id),
  ])
  const names = await namesOf(
    ctx,
    concerns.map(({ raisedBy }) => raisedBy),
  )
  const offered = refusal?.reason === 'report.same'
  const page = (
    <ReportPage
      asset={asset}
      isDown={asset.state === 'down'}
      values={form}
      photos={photos}
      symptoms={symptoms.length > 0 ? symptoms : commonSymptoms}
      open={concerns.slice(-3).map((concern) => ({
        why: concern.why,
        at: concern.raisedAt,
        by: names.get(concern.raisedBy) ?? nobody(concern.raisedBy),
      }))}
      same={offered ? likelyTheSame(reports, [symptomNamed(form.symptom ?? '')], ctx.now) : null}
      trouble={offered ? null : troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal && !offered ? statusFor(refusal) : 200)
}

/** What is wrong with an asset: two taps for whoever works here. */
export const problemPages = new Pages()
  .get(one, { may: reportProblem.action }, (ctx, c) => showForm(c, ctx, null))

  .post(one, { may: reportProblem.action, limitBytes: formPicturesBytes }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const { form, key, files } = c.var
    const pictures = await attempt(() => picturesOf(ctx, form.kept, files.photo))
    if (!pictures.ok) return showForm(c, ctx, pictures.refusal)
    const photos = pictures.value
    const done = await attempt(async () => {
      const symptoms = form.symptom ? [symptomNamed(form.symptom)] : []
      const down = form.down === 'on'
      if (form.join) return joinReport(ctx, { id: form.join, symptoms, words: form.words ?? '', down, photos }, { key })
      // Who says that it stands is not asked twice: the clock begins.
      if (symptoms.length > 0 && !down && !form.separately) {
        const same = likelyTheSame(await openReportsOn(ctx, asset.id), symptoms, ctx.now)
        if (same) refuse('conflict', 'report.same', 'Somebody reported the same a short time ago.')
      }
      return reportProblem(ctx, { ...form, id: asset.id, photos }, { key })
    })
    if (!done.ok) return showForm(c, ctx, done.refusal, photos)
    const text = form.join ? 'Thank you. It is added to the report.' : 'Thank you. It is reported.'
    return seeOther(c, `/${ctx.organization.slug}/assets/${asset.id}`, { text, undo: null })
  })
