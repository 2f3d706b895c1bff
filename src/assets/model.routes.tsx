import { ClassesPage, ClassPage, ModelFormPage, ModelPage, ModelsPage } from '../../templates/assets/models'
import { attempt, type Refusal } from '../kernel/refusal'
import { unit, units } from '../kernel/units'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { gathered, troubleOf } from './asset.routes'
import { classChoices } from './choices'
import { addField, beginClasses, changeClass, createClass, endField, moveClass } from './class.actions'
import { classesSentence, fieldsOfClass, findClass } from './class.queries'
import { showAnswer } from './field'
import { listAssets } from './list.queries'
import { changeModel } from './model.actions'
import { assetsOfModel, findModel, listModels, modelTitle } from './model.queries'
import { notesSentence } from './note.queries'
import { noteShown } from './page'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const oneModel = '/models/:id{md_[^/]+}'
const oneClass = '/classes/:id{ac_[^/]+}'

const signed = <T extends { unit: Parameters<typeof unit>[0] | null }>(field: T) => ({
  ...field,
  sign: field.unit ? unit(field.unit).sign : null,
})

async function showModelForm(c: Request, ctx: Context, values: Record<string, string> | null, refusal: Refusal | null) {
  const model = await findModel(ctx, id(c))
  const classes = await classesSentence(ctx)
  const classId = values?.classId ?? model.classId ?? ''
  const fields = await fieldsOfClass(ctx, classes.find((row) => row.id === classId)?.path ?? null)
  const written: Record<string, string> = {
    manufacturer: model.manufacturer,
    name: model.name,
    classId,
    notes: model.notes,
    ...Object.fromEntries(fields.map((field) => [`field.${field.id}`, model.specifications[field.id] ?? ''])),
  }
  const page = (
    <ModelFormPage
      model={{ id: model.id, title: modelTitle(model), version: model.version }}
      values={values ?? written}
      trouble={troubleOf(refusal)}
      classes={classChoices(classes)}
      fields={fields.map(signed)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showClass(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const found = await findClass(ctx, id(c))
  const [classes, fields, assets, notes] = await Promise.all([
    classesSentence(ctx),
    fieldsOfClass(ctx, found.path),
    listAssets(ctx, { class: found.id }, null, 20),
    notesSentence(ctx, [found.id]),
  ])
  const nameOf = (classId: string) => classes.find((row) => row.id === classId)?.name ?? ''
  const page = (
    <ClassPage
      found={found}
      trail={found.path
        .split('/')
        .filter((step) => step && step !== found.id)
        .map((step) => ({ href: `/classes/${step}`, label: nameOf(step) }))}
      below={classes.filter(({ parentId }) => parentId === found.id)}
      parents={classChoices(classes.filter(({ path }) => !path.startsWith(found.path)))}
      fields={fields.map((field) => ({
        ...signed(field),
        inherited: field.classId === found.id ? null : nameOf(field.classId),
      }))}
      units={units().map(({ code, name, sign }) => ({ value: code, label: `${name} (${sign})` }))}
      assets={assets.rows}
      more={assets.next !== null}
      notes={notes.map((note) => noteShown(note, { manufacturer: null, model: null, className: found.name }))}
      values={values}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showClasses(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const classes = await classesSentence(ctx)
  const page = (
    <ClassesPage rows={classes} choices={classChoices(classes)} values={values} trouble={troubleOf(refusal)} />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** Pages of models and classes: what assets share. */
export const modelPages = new Pages()
  .get('/models', { may: 'assets.asset.see' }, async (ctx, c) => {
    const { rows, next } = await listModels(ctx, c.req.query('after'))
    return show(c, ctx, <ModelsPage rows={rows} next={next ? `/models?after=${next}` : null} />)
  })

  .get(oneModel, { may: 'assets.asset.see' }, async (ctx, c) => {
    const model = await findModel(ctx, id(c))
    const ofClass = model.classId ? await findClass(ctx, model.classId) : null
    const [{ locale }, fields, assets, notes] = await Promise.all([
      ctx.profile(),
      fieldsOfClass(ctx, ofClass?.path ?? null),
      assetsOfModel(ctx, model.id, ctx.sitesFor('assets.asset.see')),
      notesSentence(ctx, [model.id]),
    ])
    const names = { manufacturer: model.manufacturer, model: model.name, className: ofClass?.name ?? null }
    return show(
      c,
      ctx,
      <ModelPage
        model={{ ...model, title: modelTitle(model), className: ofClass?.name ?? null }}
        specifications={fields.flatMap((field): [string, string][] => {
          const answer = model.specifications[field.id]
          return answer === undefined ? [] : [[field.name, showAnswer(field, answer, locale)]]
        })}
        assets={assets}
        notes={notes.map((note) => noteShown(note, names))}
      />,
    )
  })

  .get(`${oneModel}/edit`, { may: changeModel.action }, (ctx, c) => showModelForm(c, ctx, null, null))

  .post(oneModel, { may: changeModel.action }, async (ctx, c) => {
    const model = await findModel(ctx, id(c))
    const done = await attempt(() => changeModel(ctx, { ...gathered(c.var.form), id: model.id }, { key: c.var.key }))
    if (!done.ok) return showModelForm(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/models/${model.id}`), { text: 'The model is saved.', undo: null })
  })

  .get('/classes', { may: 'assets.asset.see' }, (ctx, c) => showClasses(c, ctx, {}, null))

  .post('/classes', { may: createClass.action }, async (ctx, c) => {
    const done = await attempt(() => createClass(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showClasses(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/classes/${done.value.id}`), { text: 'The class is saved.', undo: null })
  })

  .post('/classes/beginning', { may: beginClasses.action }, async (ctx, c) => {
    const { made } = await beginClasses(ctx, {}, { key: c.var.key })
    return seeOther(c, at(ctx, '/classes'), { text: `${made} classes are there now.`, undo: null })
  })

  .get(oneClass, { may: 'assets.asset.see' }, (ctx, c) => showClass(c, ctx, {}, null))

  .post(oneClass, { may: changeClass.action }, async (ctx, c) => {
    const found = await findClass(ctx, id(c))
    const done = await attempt(async () => {
      const { parentId = '' } = c.var.form
      if ((found.parentId ?? '') !== parentId) {
        await moveClass(ctx, { id: found.id, parentId }, { key: c.var.key })
        return changeClass(ctx, { ...c.var.form, id: found.id, version: null }, { key: c.var.key })
      }
      return changeClass(ctx, { ...c.var.form, id: found.id }, { key: c.var.key })
    })
    if (!done.ok) return showClass(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/classes/${found.id}`), { text: 'The class is saved.', undo: null })
  })

  .post(`${oneClass}/fields`, { may: addField.action }, async (ctx, c) => {
    const found = await findClass(ctx, id(c))
    const form = { ...c.var.form, name: c.var.form.fieldName ?? '', classId: found.id }
    const done = await attempt(() => addField(ctx, form, { key: c.var.key }))
    if (!done.ok) return showClass(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/classes/${found.id}`), { text: 'The field is added.', undo: null })
  })

  .post('/classes/fields/:id{fd_[^/]+}/end', { may: endField.action }, async (ctx, c) => {
    const done = await endField(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, `/classes/${done.classId}`), { text: 'The field is not asked any more.', undo: null })
  })
