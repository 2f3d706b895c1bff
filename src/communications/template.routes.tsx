import { TemplateFormPage, TemplatesPage } from '../../templates/communications/templates'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { plainLetters, segmentsOf } from './segments'
import { filled, type Template } from './template'
import { findTemplate, listTemplates, removeTemplate, saveTemplate } from './template.actions'

const one = '/threads/words/:id{wd_[^/]+}'
const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

async function showForm(ctx: Context, c: Request, template: Template | null, refusal: Refusal | null) {
  const values: Record<string, string> =
    refusal || !template ? c.var.form : { name: template.name, subject: template.subject, text: template.text }
  const { name } = await ctx.profile()
  const told = { name: 'Anneke', organization: name, record: 'RFQ-12', me: (await ctx.profile()).me?.name ?? '' }
  const text = filled(values.text ?? '', told)
  const page = (
    <TemplateFormPage
      template={template}
      values={values}
      trouble={refusal ? { sentence: refusal.message, fields: refusal.fields } : null}
      preview={{
        subject: filled(values.subject ?? '', told),
        text,
        asText: plainLetters(text),
        segments: segmentsOf(plainLetters(text)),
      }}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function save(ctx: Context, c: Request, template: Template | null) {
  const own = template ? { id: template.id } : {}
  const done = await attempt(() => saveTemplate(ctx, { ...c.var.form, ...own }, { key: c.var.key }))
  if (!done.ok) return showForm(ctx, c, template, done.refusal)
  return seeOther(c, at(ctx, `/threads/words/${done.value.id}`), { text: 'The words are kept.', undo: null })
}

/** Pages of the words that are written often. */
export const templatePages = new Pages()
  .get('/threads/words', { may: saveTemplate.action }, async (ctx, c) =>
    show(c, ctx, <TemplatesPage rows={await listTemplates(ctx)} />),
  )
  .get('/threads/words/new', { may: saveTemplate.action }, (ctx, c) => showForm(ctx, c, null, null))
  .post('/threads/words', { may: saveTemplate.action }, (ctx, c) => save(ctx, c, null))
  .get(one, { may: saveTemplate.action }, async (ctx, c) => showForm(ctx, c, await findTemplate(ctx, id(c)), null))
  .post(one, { may: saveTemplate.action }, async (ctx, c) => save(ctx, c, await findTemplate(ctx, id(c))))
  .post(`${one}/removal`, { may: removeTemplate.action }, async (ctx, c) => {
    const { name, subject, text } = await findTemplate(ctx, id(c))
    await removeTemplate(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, '/threads/words'), {
      text: `“${name}” is off the list.`,
      undo: { action: '/threads/words', fields: { name, subject, text } },
    })
  })
