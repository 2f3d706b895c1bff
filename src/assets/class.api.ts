import * as z from 'zod'
import { etag, versionMatched } from '../platform/answers'
import { Api, type Request } from '../platform/routes'
import { addField, changeClass, createClass, endField, moveClass } from './class.actions'
import { classesSentence, fieldsOfClass, findClass } from './class.queries'
import { fieldKinds } from './field'
import { removeView, saveView, viewsSentence } from './view.actions'

const row = z.object({
  id: z.string(),
  name: z.string(),
  code: z.string(),
  parentId: z.string().nullable(),
  symptoms: z.array(z.string()).describe('What usually goes wrong: keys of common symptoms, or words of the plant.'),
  version: z.number().int(),
})

const field = z.object({
  id: z.string(),
  classId: z.string(),
  name: z.string(),
  kind: z.enum(fieldKinds),
  unit: z.string().nullable(),
  choices: z.array(z.string()),
})

const view = z.object({ id: z.string(), name: z.string(), query: z.string(), shared: z.boolean() })
const written = z.object({ id: z.string(), version: z.number().int() })
const one = '/classes/:id{ac_[^/]+}'
const id = (c: Request) => c.req.param('id') ?? ''
const options = (c: Request) => ({ key: c.var.key })

/** JSON of classes with what they ask, and of saved views, from the same actions as the pages. */
export const classApi = new Api()
  .add(
    'GET',
    '/classes',
    {
      may: 'assets.asset.see',
      about: 'The classes of equipment, by name; at most 500.',
      answer: z.object({ items: z.array(row) }),
    },
    async (ctx, c) => c.json({ items: (await classesSentence(ctx)).map((found) => row.parse(found)) }),
  )
  .add(
    'POST',
    '/classes',
    { may: createClass.action, about: createClass.about, action: createClass, answer: written, status: 201 },
    async (ctx, c) => c.json(await createClass(ctx, c.var.form, options(c)), 201),
  )
  .add(
    'GET',
    one,
    {
      may: 'assets.asset.see',
      about: 'One class with the fields that it and the classes above it ask.',
      answer: row.extend({ fields: z.array(field) }),
    },
    async (ctx, c) => {
      const found = await findClass(ctx, id(c))
      const fields = await fieldsOfClass(ctx, found.path)
      return c.json({ ...row.parse(found), fields: fields.map((asked) => field.parse(asked)) }, 200, {
        ETag: etag(found.version),
      })
    },
  )
  .add(
    'PUT',
    one,
    { may: changeClass.action, about: changeClass.about, action: changeClass, answer: written },
    async (ctx, c) => {
      const found = await findClass(ctx, id(c))
      const input = { ...c.var.form, id: found.id, ...versionMatched(c, found.version) }
      return c.json(await changeClass(ctx, input, options(c)))
    },
  )
  .add(
    'PUT',
    `${one}/parent`,
    { may: moveClass.action, about: moveClass.about, action: moveClass, answer: written },
    async (ctx, c) => {
      const found = await findClass(ctx, id(c))
      versionMatched(c, found.version)
      return c.json(await moveClass(ctx, { ...c.var.form, id: found.id }, options(c)))
    },
  )
  .add(
    'POST',
    `${one}/fields`,
    { may: addField.action, about: addField.about, action: addField, status: 201 },
    async (ctx, c) => {
      const found = await findClass(ctx, id(c))
      return c.json(await addField(ctx, { ...c.var.form, classId: found.id }, options(c)), 201)
    },
  )
  .add(
    'DELETE',
    '/classes/fields/:id{fd_[^/]+}',
    { may: endField.action, about: endField.about, action: endField },
    async (ctx, c) => c.json(await endField(ctx, { id: id(c) }, options(c))),
  )
  .add(
    'GET',
    '/views',
    {
      may: 'assets.asset.see',
      about: 'One’s saved views of the list of assets, and those that everybody shares.',
      answer: z.object({ items: z.array(view) }),
    },
    async (ctx, c) => c.json({ items: (await viewsSentence(ctx)).map((found) => view.parse(found)) }),
  )
  .add(
    'POST',
    '/views',
    { may: saveView.action, about: saveView.about, action: saveView, status: 201 },
    async (ctx, c) => c.json(await saveView(ctx, c.var.form, options(c)), 201),
  )
  .add(
    'DELETE',
    '/views/:id{vw_[^/]+}',
    { may: removeView.action, about: removeView.about, action: removeView },
    async (ctx, c) => c.json(await removeView(ctx, { id: id(c) }, options(c))),
  )
