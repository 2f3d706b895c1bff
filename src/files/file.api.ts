import * as z from 'zod'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { Api } from '../platform/routes'
import { bytesOfPart, keys, partBytes, partsHere, partsOf, rolesOfFiles, type Upload } from './file'
import { attachFile, detachFile, finish, finishUpload, startUpload } from './file.actions'
import { attachmentsSentence, findUpload, unfinishedSentence } from './file.queries'
import { lyingParts, thumbnailBytes } from './store'

const state = z.object({
  id: z.string(),
  parts: z.number().int(),
  partBytes: z.number().int(),
  here: z.array(z.number().int()).describe('The parts that have come; the others are still to be sent.'),
  done: z.boolean(),
})

const stored = z.object({ file: z.string(), name: z.string(), kind: z.enum(['photo', 'pdf', 'plain']) })

/** How far an upload is: asked of the store, so that it is true after anything that broke. */
async function stateOf(ctx: Context, upload: Upload) {
  const done = upload.fileId !== null
  return {
    id: upload.id,
    parts: partsOf(upload.sizeBytes),
    partBytes,
    here: done ? [] : partsHere(upload.sizeBytes, await lyingParts(ctx, upload)),
    done,
  }
}

const one = '/files/uploads/:id{up_[^/]+}'

/** JSON under /files: what the page's own uploader speaks, and any other program. */
export const fileApi = new Api()
  .add(
    'POST',
    '/files/uploads',
    { may: startUpload.action, about: startUpload.about, action: startUpload, answer: state, status: 201 },
    async (ctx, c) => {
      const { fingerprint, sizeBytes, about = '' } = c.var.form as Record<string, unknown>
      // The same file chosen again goes on where it broke off.
      const mine = fingerprint ? await unfinishedSentence(ctx, String(about) || null) : []
      const before = mine.find((upload) => upload.fingerprint === fingerprint && upload.sizeBytes === sizeBytes)
      if (before) return c.json(await stateOf(ctx, before), 201)
      const begun = await startUpload(ctx, c.var.form, { key: c.var.key })
      return c.json({ id: begun.id, parts: begun.parts, partBytes, here: [], done: false }, 201)
    },
  )
  .add(
    'GET',
    one,
    { may: startUpload.action, about: 'How far an upload is: which parts have come.', answer: state },
    async (ctx, c) => c.json(await stateOf(ctx, await findUpload(ctx, c.req.param('id') ?? ''))),
  )
  .add(
    'PUT',
    `${one}/parts/:number`,
    {
      may: startUpload.action,
      about: 'Sends one part of a file, as bytes. The same part twice is harmless.',
      bytes: partBytes,
      answer: state,
    },
    async (ctx, c) => {
      const upload = await findUpload(ctx, c.req.param('id') ?? '')
      const number = Number(c.req.param('number'))
      const expected = bytesOfPart(upload.sizeBytes, number)
      if (c.var.bytes.byteLength !== expected) {
        refuse(
          'invalid',
          'upload.size',
          `Part ${number} has ${c.var.bytes.byteLength} bytes; it must have ${expected}.`,
        )
      }
      if (upload.fileId === null) {
        const key = keys.part(ctx.organization.id, upload.id, number)
        await ctx.ports.files.put(key, c.var.bytes, 'application/octet-stream')
      }
      return c.json(await stateOf(ctx, upload))
    },
  )
  .add(
    'PUT',
    `${one}/thumbnail`,
    {
      may: startUpload.action,
      about: 'Sends a small JPEG of a picture, at most 640 points a side. What is none is left out.',
      bytes: thumbnailBytes,
      answer: state,
    },
    async (ctx, c) => {
      const upload = await findUpload(ctx, c.req.param('id') ?? '')
      if (upload.fileId === null) {
        await ctx.ports.files.put(keys.uploadedThumbnail(ctx.organization.id, upload.id), c.var.bytes, 'image/jpeg')
      }
      return c.json(await stateOf(ctx, upload))
    },
  )
  .add(
    'PUT',
    `${one}/completion`,
    { may: finishUpload.action, about: finishUpload.about, action: finishUpload, answer: stored },
    async (ctx, c) => c.json(await finish(ctx, c.req.param('id') ?? '')),
  )
  .add(
    'GET',
    '/files/attachments',
    {
      may: 'files.file.see',
      about: 'The files of a record.',
      query: z.object({ about: z.string().default('') }),
      answer: z.object({
        items: z.array(
          z.object({
            id: z.string(),
            fileId: z.string(),
            role: z.enum(rolesOfFiles),
            name: z.string(),
            type: z.string(),
            sizeBytes: z.number().int(),
            createdAt: z.number().int(),
          }),
        ),
      }),
    },
    async (ctx, c) => {
      const about = c.req.query('about') ?? ''
      if (!(await ctx.records([about])).has(about)) return c.json({ items: [] })
      const rows = await attachmentsSentence(ctx, [about])
      return c.json({
        items: rows.map(({ id, fileId, role, name, type, sizeBytes, createdAt }) => ({
          id,
          fileId,
          role,
          name,
          type,
          sizeBytes,
          createdAt,
        })),
      })
    },
  )
  .add(
    'POST',
    '/files/attachments',
    { may: attachFile.action, about: attachFile.about, action: attachFile, status: 201 },
    async (ctx, c) => c.json(await attachFile(ctx, c.var.form, { key: c.var.key }), 201),
  )
  .add(
    'DELETE',
    '/files/attachments/:id{fa_[^/]+}',
    { may: detachFile.action, about: detachFile.about, action: detachFile },
    async (ctx, c) => c.json(await detachFile(ctx, { id: c.req.param('id') }, { key: c.var.key })),
  )
