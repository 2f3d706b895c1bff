import { FailuresPage } from '../../templates/work/failures'
import { classesSentence, findClass } from '../assets'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { addFailureCode, beginFailureCodes, endFailureCode } from './failure.actions'
import { failureCodesSentence } from './failure.queries'
import { at, troubleOf } from './shown'

const pathOf = (ctx: Context, classId: string | null | undefined) =>
  at(ctx, classId ? `/work/failures?class=${classId}` : '/work/failures')

async function showFailures(c: Request, ctx: Context, classId: string, refusal: Refusal | null) {
  const of = classId ? await findClass(ctx, classId) : null
  const [classes, entries] = await ctx.db.batch([
    classesSentence(ctx),
    failureCodesSentence(ctx, of ? [String(of.id)] : []),
  ])
  const page = (
    <FailuresPage
      classId={of?.id ?? ''}
      classes={classes.map(({ id, name }) => ({ value: String(id), label: name }))}
      entries={entries.filter((entry) => entry.classId === (of?.id ?? null))}
      values={refusal ? c.var.form : {}}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** What may be said of failures: the lists, by class. */
export const failurePages = new Pages()
  .get('/work/failures', { may: addFailureCode.action }, (ctx, c) =>
    showFailures(c, ctx, c.req.query('class') ?? '', null),
  )

  .post('/work/failures', { may: addFailureCode.action }, async (ctx, c) => {
    const { form, key } = c.var
    const done = await attempt(() => addFailureCode(ctx, form, { key }))
    if (!done.ok) return showFailures(c, ctx, form.classId ?? '', done.refusal)
    return seeOther(c, pathOf(ctx, form.classId), { text: `${form.name} is on the list.`, undo: null })
  })

  .post('/work/failures/ending', { may: endFailureCode.action }, async (ctx, c) => {
    const done = await endFailureCode(ctx, { id: c.var.form.id }, { key: c.var.key })
    return seeOther(c, pathOf(ctx, done.classId), { text: `${done.name} is off the list.`, undo: null })
  })

  .post('/work/failures/beginning', { may: beginFailureCodes.action }, async (ctx, c) => {
    const { form, key } = c.var
    const done = await attempt(() => beginFailureCodes(ctx, {}, { key }))
    if (!done.ok) return showFailures(c, ctx, form.classId ?? '', done.refusal)
    return seeOther(c, pathOf(ctx, form.classId), { text: `${done.value.made} entries are on the lists.`, undo: null })
  })
