import { ProcedureFormPage, ProcedurePage, ProceduresPage } from '../../templates/procedures/procedures'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { approveVersion, arrangeSteps, beginVersion, createProcedure, writeStep } from './procedure.actions'
import { findProcedure, listProcedures, seeProcedures, versionsSentence } from './procedure.queries'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const one = '/procedures/:id{pd_[^/]+}'
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

async function showProcedure(c: Request, ctx: Context, refusal: Refusal | null = null) {
  const procedure = await findProcedure(ctx, id(c))
  const versions = await versionsSentence(ctx, procedure.id)
  const asked = versions.find(({ number }) => String(number) === c.req.query('version'))
  const draft = versions.find(({ state }) => state === 'draft') ?? null
  const current = versions.find((version) => version.id === procedure.currentId) ?? null
  const version = asked ?? draft ?? current
  if (!version) throw new Error('A procedure has a version')
  const page = (
    <ProcedurePage
      procedure={procedure}
      version={version}
      versions={versions.map(({ number, state, approvedAt }) => ({ number, state, approvedAt }))}
      isCurrent={version.id === procedure.currentId}
      hasDraft={draft !== null}
      editing={version.state === 'draft' ? (c.req.query('step') ?? '') : ''}
      values={refusal ? c.var.form : {}}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const showForm = (c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) =>
  show(c, ctx, <ProcedureFormPage values={values} trouble={troubleOf(refusal)} />, refusal ? statusFor(refusal) : 200)

/** Pages under /procedures. */
export const procedurePages = new Pages()
  .get('/procedures', { may: seeProcedures }, async (ctx, c) => {
    const { rows, next } = await listProcedures(ctx, c.req.query('after'))
    const query = next ? `/procedures?${new URLSearchParams({ after: next })}` : null
    return show(c, ctx, <ProceduresPage rows={rows} next={query} first={!c.req.query('after')} />)
  })

  .get('/procedures/new', { may: createProcedure.action }, (ctx, c) => showForm(c, ctx, {}, null))

  .post('/procedures', { may: createProcedure.action }, async (ctx, c) => {
    const done = await attempt(() => createProcedure(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/procedures/${done.value.id}`), { text: 'Write its first step.', undo: null })
  })

  .get(one, { may: seeProcedures }, (ctx, c) => showProcedure(c, ctx))

  .post(`${one}/steps`, { may: writeStep.action }, async (ctx, c) => {
    const procedure = await findProcedure(ctx, id(c))
    const done = await attempt(() => writeStep(ctx, { ...c.var.form, id: procedure.id }, { key: c.var.key }))
    if (!done.ok) return showProcedure(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/procedures/${procedure.id}#add`), { text: 'The step is saved.', undo: null })
  })

  .post(`${one}/arrangement`, { may: arrangeSteps.action }, async (ctx, c) => {
    const procedure = await findProcedure(ctx, id(c))
    const [stepId = '', to = ''] = (c.var.form.move ?? '').split(' ')
    const done = await attempt(() => arrangeSteps(ctx, { id: procedure.id, stepId, to }, { key: c.var.key }))
    if (!done.ok) return showProcedure(c, ctx, done.refusal)
    const text = to === 'away' ? 'The step is taken away.' : 'The step is moved.'
    return seeOther(c, at(ctx, `/procedures/${procedure.id}`), { text, undo: null })
  })

  .post(`${one}/versions`, { may: beginVersion.action }, async (ctx, c) => {
    const procedure = await findProcedure(ctx, id(c))
    const done = await attempt(() => beginVersion(ctx, { id: procedure.id }, { key: c.var.key }))
    if (!done.ok) return showProcedure(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/procedures/${procedure.id}`), { text: 'A new version is begun.', undo: null })
  })

  .post(`${one}/approval`, { may: approveVersion.action }, async (ctx, c) => {
    const procedure = await findProcedure(ctx, id(c))
    const done = await attempt(() =>
      approveVersion(ctx, { id: procedure.id, revision: c.var.form.revision ?? 0 }, { key: c.var.key }),
    )
    if (!done.ok) return showProcedure(c, ctx, done.refusal)
    const text = `Version ${done.value.number} is approved: new work is done by it.`
    return seeOther(c, at(ctx, `/procedures/${procedure.id}`), { text, undo: null })
  })
