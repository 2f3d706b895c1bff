import * as z from 'zod'
import { checkedInput } from '../platform/action'
import { etag } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { importStates, progressOf, rowStates } from './import'
import {
  checkImport,
  createImport,
  pauseImport,
  readImport,
  removeImport,
  resumeImport,
  runImport,
  stopImport,
  undoImport,
} from './import.actions'
import { findImport, kindsFor, listImports, listRows } from './import.queries'

const one = '/imports/:id{im_[^/]+}'
const written = z.object({ id: z.string(), version: z.number().int() })
const counts = z.partialRecord(z.enum(rowStates), z.number().int()).describe('How many rows are in which state.')

const whole = z.object({
  id: z.string(),
  kind: z.string(),
  fileName: z.string(),
  state: z.enum(importStates),
  progress: z.number().describe('From 0 to 1.'),
  rows: z.number().int(),
  counts,
  trouble: z.string(),
  reading: z.record(z.string(), z.unknown()),
  heads: z.array(z.string()).nullable(),
  width: z.number().int(),
  mapping: z.object({ columns: z.record(z.string(), z.number()), fixed: z.record(z.string(), z.string()) }),
  existing: z.string(),
  version: z.number().int(),
})

const options = (c: Request) => ({ key: c.var.key })
const id = (c: Request) => c.req.param('id') ?? ''

async function state(ctx: Context, importId: string) {
  const found = await findImport(ctx, importId)
  return {
    id: found.id,
    kind: found.kind,
    fileName: found.fileName,
    state: found.state,
    progress: progressOf(found),
    rows: found.rowCount,
    counts: found.counts,
    trouble: found.trouble,
    reading: found.reading,
    heads: found.sample.heads,
    width: found.sample.width,
    mapping: found.mapping,
    existing: found.existing,
    version: found.version,
  }
}

const listQuery = z.object({ after: z.string().optional() })
const rowsQuery = z.object({ state: z.enum(rowStates).default('bad'), after: z.string().optional() })

/** JSON under /imports. A file is sent by /files/uploads first; then its id becomes an import. */
export const importApi = new Api()
  .add(
    'GET',
    '/imports',
    {
      may: 'imports.import.see',
      about: 'Lists imports, newest first.',
      query: listQuery,
      answer: z.object({
        items: z.array(
          z.object({
            id: z.string(),
            kind: z.string(),
            fileName: z.string(),
            state: z.enum(importStates),
            rowCount: z.number().int(),
            counts,
            createdAt: z.number().int(),
            author: z.string().nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
    },
    async (ctx, c) => {
      const { after } = checkedInput(listQuery, c.req.query())
      const { rows, next } = await listImports(ctx, after)
      return c.json({ items: rows, next })
    },
  )
  .add(
    'POST',
    '/imports',
    { may: createImport.action, about: createImport.about, action: createImport, answer: written, status: 201 },
    async (ctx, c) => {
      const made = await createImport(ctx, c.var.form, options(c))
      return c.json(made, 201, {
        Location: `/api/v1/${ctx.organization.slug}/imports/${made.id}`,
        ETag: etag(made.version),
      })
    },
  )
  .add(
    'GET',
    '/imports/kinds',
    {
      may: 'imports.import.see',
      about: 'The kinds of records that come in by files, with their columns.',
      answer: z.object({
        items: z.array(
          z.object({
            name: z.string(),
            title: z.string(),
            columns: z.array(z.object({ key: z.string(), title: z.string(), kind: z.string(), required: z.boolean() })),
          }),
        ),
      }),
    },
    async (ctx, c) =>
      c.json({
        items: kindsFor(ctx).map(({ name, title, columns }) => ({
          name,
          title,
          columns: columns
            .filter(({ may }) => !may || ctx.may(may))
            .map(({ key, title, kind, required = false }) => ({ key, title, kind, required })),
        })),
      }),
  )
  .add(
    'GET',
    one,
    { may: 'imports.import.see', about: 'How an import is read and mapped, and how far it is.', answer: whole },
    async (ctx, c) => {
      const found = await state(ctx, id(c))
      return c.json(found, 200, { ETag: etag(found.version) })
    },
  )
  .add(
    'GET',
    `${one}/rows`,
    {
      may: 'imports.import.see',
      about: 'The rows of an import that are in one state, with what is wrong with them.',
      query: rowsQuery,
      answer: z.object({
        items: z.array(
          z.object({
            row: z.number().int(),
            state: z.enum(rowStates),
            recordId: z.string().nullable(),
            problems: z.record(z.string(), z.string()),
          }),
        ),
        next: z.string().nullable(),
      }),
    },
    async (ctx, c) => {
      const found = await findImport(ctx, id(c))
      const { state: asked, after } = checkedInput(rowsQuery, c.req.query())
      const { rows, next } = await listRows(ctx, found.id, [asked], after)
      return c.json({ items: rows, next })
    },
  )
  .add(
    'PUT',
    `${one}/reading`,
    { may: readImport.action, about: readImport.about, action: readImport, answer: written },
    async (ctx, c) => c.json(await readImport(ctx, { ...c.var.form, id: id(c) }, options(c))),
  )
  .add(
    'PUT',
    `${one}/check`,
    { may: checkImport.action, about: checkImport.about, action: checkImport, answer: written },
    async (ctx, c) => c.json(await checkImport(ctx, { ...c.var.form, id: id(c) }, options(c))),
  )
  .add(
    'PUT',
    `${one}/run`,
    { may: runImport.action, about: runImport.about, action: runImport, answer: written },
    async (ctx, c) => c.json(await runImport(ctx, { ...c.var.form, id: id(c) }, options(c))),
  )
  .add(
    'PUT',
    `${one}/pause`,
    { may: pauseImport.action, about: pauseImport.about, action: pauseImport, answer: written },
    async (ctx, c) => c.json(await pauseImport(ctx, { id: id(c) }, options(c))),
  )
  .add(
    'PUT',
    `${one}/resumption`,
    { may: resumeImport.action, about: resumeImport.about, action: resumeImport, answer: written },
    async (ctx, c) => c.json(await resumeImport(ctx, { id: id(c) }, options(c))),
  )
  .add(
    'PUT',
    `${one}/stop`,
    { may: stopImport.action, about: stopImport.about, action: stopImport, answer: written },
    async (ctx, c) => c.json(await stopImport(ctx, { id: id(c) }, options(c))),
  )
  .add(
    'PUT',
    `${one}/undoing`,
    { may: undoImport.action, about: undoImport.about, action: undoImport, answer: written },
    async (ctx, c) => c.json(await undoImport(ctx, { ...c.var.form, id: id(c) }, options(c))),
  )
  .add('DELETE', one, { may: removeImport.action, about: removeImport.about, action: removeImport }, async (ctx, c) =>
    c.json(await removeImport(ctx, { id: id(c) }, options(c))),
  )
