import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { attempt, Refusal, refuse } from '../kernel/refusal'
import { optionalLine, textLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import {
  type Attachment,
  bytesOfPart,
  keys,
  looseKeptMs,
  partBytes,
  partsHere,
  partsOf,
  type Role,
  rolesOfFiles,
  type StoredFile,
  uploadKeptMs,
} from './file'
import {
  expiredUploads,
  findAttachment,
  findFile,
  findUpload,
  hang,
  lookUpBySha,
  looseFiles,
  loosen,
  noTwin,
  stillThere,
} from './file.queries'
import { checkPromise } from './file-kind'
import { attachments, files, uploads } from './schema'
import { clearUpload, type Examined, examine, examineThumbnail, lyingParts, sniff, sourceOfUpload } from './store'

const fileId = z.string().regex(/^fl_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such file.')
const attachmentId = z.string().regex(/^fa_[0-9a-hjkmnp-tv-z]{26}$/, 'This file does not hang there.')
const uploadId = z.string().regex(/^up_[0-9a-hjkmnp-tv-z]{26}$/, 'This upload is no longer known.')
const role = z.enum(rolesOfFiles).default('document')
const about = optionalLine(60).describe('The id of the record that it hangs on; empty for none yet.')
const fileName = textLine(200, 'The file needs a name.').transform(baseName)

/** “a.pdf” of “C:\\temp\\a.pdf”: a name is never a path. */
function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1)?.trim() || 'file'
}

/**
 * Refuses 'not-found' ('record.unknown') for a record that is not there or hidden, 'forbidden' ('record.not-yours')
 * for one that this actor may look at and not change.
 */
async function changeable(ctx: Context, id: string): Promise<void> {
  const card = (await ctx.records([id])).get(id)
  if (!card) refuse('not-found', 'record.unknown', 'There is no such record.')
  if (!card.mayChange) {
    refuse(
      'forbidden',
      'record.not-yours',
      `Your role may look at ${card.title}, but not change it. Ask an administrator.`,
    )
  }
}

export const startUpload = action({
  name: 'files.upload.start',
  about: 'Begins to send a file in parts: answers which parts it has, and which of them are here already.',
  input: z.object({
    name: fileName,
    sizeBytes: z.coerce.number().int().min(0),
    fingerprint: optionalLine(200).describe('Anything by which the sender knows the same file again.'),
    about,
    role,
  }),
  run: async (ctx, input) => {
    checkPromise(input.name, input.sizeBytes)
    if (input.about) await changeable(ctx, input.about)
    const id = newId('up', ctx.now)
    const expiresAt = (ctx.now + uploadKeptMs) as typeof ctx.now
    return {
      subject: id,
      writes: [
        ctx.db.insert(uploads).values({
          ...input,
          id,
          about: input.about || null,
          fileId: null,
          createdBy: ctx.actor.id,
          createdAt: ctx.now,
          expiresAt,
        }),
      ],
      facts: [],
      result: { id, parts: partsOf(input.sizeBytes), partBytes: bytesOfPart(input.sizeBytes, 1) },
    }
  },
})

/** How a file that has come is written down: as a new one, or as one more use of what is here already. */
async function arrival(ctx: Context, examined: Examined, thumbnail: Uint8Array<ArrayBuffer> | null) {
  const twin = await lookUpBySha(ctx, examined.sha256)
  if (twin) return { file: twin, guards: [stillThere(twin.id)], writes: [], facts: [] }

  const { kept, sha256, name, kind, type, width, height } = examined
  const file: StoredFile = {
    id: newId('fl', ctx.now),
    sha256,
    name,
    kind,
    type,
    sizeBytes: kept.sizeBytes,
    width,
    height,
    thumbnail: thumbnail !== null,
    active: false,
    textState: kind === 'pdf' ? 'waiting' : null,
    textReason: null,
    pages: null,
    pagesRead: 0,
    textTries: 0,
    createdBy: ctx.actor.id,
    createdAt: ctx.now,
    looseSince: ctx.now,
  }
  // The bytes first: a row never names what is not there. What a refused commit leaves is swept.
  await ctx.ports.files.put(
    keys.file(ctx.organization.id, file),
    { sizeBytes: kept.sizeBytes, pieces: kept.pieces() },
    type,
  )
  if (thumbnail) await ctx.ports.files.put(keys.thumbnail(ctx.organization.id, file), thumbnail, 'image/jpeg')
  return {
    file,
    guards: [noTwin(sha256)],
    writes: [ctx.db.insert(files).values(file)],
    facts: [{ name: 'files.file-stored', subject: file.id, kind }],
  }
}

const hanging = (ctx: Context, id: Id<'fl'>, on: { about: string; role: Role; name: string }): Attachment => ({
  id: newId('fa', ctx.now),
  fileId: id,
  about: on.about,
  role: on.role,
  name: on.name,
  createdBy: ctx.actor.id,
  createdAt: ctx.now,
})

const attachedFact = (attachment: Attachment) => ({
  name: 'files.file-attached',
  subject: attachment.about,
  file: attachment.fileId,
  role: attachment.role,
  by: attachment.createdBy,
})

export const finishUpload = action({
  name: 'files.upload.finish',
  about: 'Says that all parts are here: the file is looked at, stored once, and hung on its record.',
  input: z.object({ id: uploadId }),
  run: async (ctx, { id }) => {
    const upload = await findUpload(ctx, id)
    if (upload.about) await changeable(ctx, upload.about)
    const here = partsHere(upload.sizeBytes, await lyingParts(ctx, upload))
    const missing = partsOf(upload.sizeBytes) - here.length
    if (missing > 0) {
      const words = missing === 1 ? 'One part' : `${missing} parts`
      refuse(
        'conflict',
        'upload.incomplete',
        `${words} of this file ${missing === 1 ? 'has' : 'have'} not come yet. Send it on.`,
      )
    }
    const examined = await examine(upload.name, sourceOfUpload(ctx, upload))
    const small = examined.kind === 'photo' ? await uploadedThumbnail(ctx, id) : null
    const { file, guards, writes, facts } = await arrival(ctx, examined, small)
    const attachment = upload.about
      ? hanging(ctx, file.id, { about: upload.about, role: upload.role, name: examined.name })
      : null
    return {
      subject: upload.about ?? file.id,
      guards: [
        ...guards,
        {
          count: sql`SELECT count(*) FROM uploads WHERE id = ${id} AND file_id IS NULL`,
          refusal: () => new Refusal('conflict', 'upload.finished', 'This file has arrived already.'),
        },
      ],
      writes: [
        ...writes,
        ctx.db.update(uploads).set({ fileId: file.id }).where(eq(uploads.id, upload.id)),
        ...(attachment ? hang(ctx, attachment) : []),
      ],
      facts: [...facts, ...(attachment ? [attachedFact(attachment)] : [])],
      changes: { file: { from: null, to: file.id } },
      result: { file: file.id, name: examined.name, kind: file.kind },
    }
  },
})

async function uploadedThumbnail(ctx: Context, id: string) {
  const found = await ctx.ports.files.get(keys.uploadedThumbnail(ctx.organization.id, id))
  return examineThumbnail(found && new Uint8Array(await new Response(found.bytes).arrayBuffer()))
}

/** Finishes an upload however often it is asked to, and when two send the same file at the same moment. */
export async function finish(ctx: Context, id: string) {
  const once = () => finishUpload(ctx, { id }, { key: id })
  const done = await attempt(once)
  if (!done.ok && !['file.twin', 'file.gone'].includes(done.refusal.reason)) throw done.refusal
  const answer = done.ok ? done.value : await once()
  ctx.later(clearUpload(ctx, id))
  return answer
}

/**
 * Stores bytes that came in one piece, by the same way as parts: from a plain form, or from another room. With a `key`
 * the same piece twice is one file.
 */
export async function storeFile(
  ctx: Context,
  { bytes, ...told }: { bytes: Uint8Array<ArrayBuffer>; name: string; about: string; role: Role },
  key?: string,
) {
  const { id } = await startUpload(ctx, { ...told, sizeBytes: bytes.byteLength }, { key })
  for (let number = 1; number <= partsOf(bytes.byteLength); number++) {
    const from = (number - 1) * partBytes
    const part = bytes.slice(from, from + partBytes)
    await ctx.ports.files.put(keys.part(ctx.organization.id, id, number), part, 'application/octet-stream')
  }
  return finish(ctx, id)
}

/** The most that one picture of a plain form may have, in bytes; the browser makes larger ones smaller before. */
const formPictureBytes = 8 * 1024 * 1024

/**
 * Stores a picture that came with a plain form, on no record yet: whoever writes the record hangs it there in the same
 * commit. Refuses 'invalid' ('file.no-picture') what is none or too large, before a byte of it is kept.
 */
export async function storePicture(ctx: Context, file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const type = await sniff(bytes)
  if (file.size > formPictureBytes || !type || !['image/jpeg', 'image/png', 'image/webp'].includes(type)) {
    const sentence = 'Choose a picture (JPEG, PNG or WebP) of at most 8 MB.'
    refuse('invalid', 'file.no-picture', sentence, { photo: sentence })
  }
  const name = baseName(file.name.slice(0, 200)) || 'photo'
  return (await storeFile(ctx, { bytes, name, about: '', role: 'photo' })).file
}

/** Pictures that a plain form carries at most, and what it may weigh with them. */
export const formPictures = 3
export const formPicturesBytes = formPictures * formPictureBytes + 1024 * 1024

/**
 * The pictures of a member's form: those that are here from an earlier try of it (`kept`), and those that come now.
 * Refuses as `storePicture` does.
 */
export async function picturesOf(
  ctx: Context,
  kept: string | undefined,
  coming: File[] | undefined,
): Promise<string[]> {
  const ids = (kept ?? '').split(' ').filter(Boolean).slice(0, formPictures)
  for (const file of (coming ?? []).slice(0, formPictures - ids.length)) ids.push(await storePicture(ctx, file))
  return [...new Set(ids)]
}

export const attachFile = action({
  name: 'files.file.attach',
  about: 'Hangs a file that is here already on a record.',
  input: z.object({ file: fileId, about: textLine(60), role, name: optionalLine(200) }),
  run: async (ctx, { file: id, about, role, name }) => {
    await changeable(ctx, about)
    const { file } = await findFile(ctx, id)
    const attachment = hanging(ctx, file.id, { about, role, name: name || file.name })
    return {
      subject: about,
      guards: [stillThere(file.id)],
      writes: hang(ctx, attachment),
      facts: [attachedFact(attachment)],
      changes: { file: { from: null, to: file.id } },
      result: { file: file.id },
    }
  },
})

export const renameAttachment = action({
  name: 'files.file.rename',
  about: 'Gives a file another name on its record.',
  input: z.object({ id: attachmentId, name: fileName, role: z.enum(rolesOfFiles).optional() }),
  run: async (ctx, { id, name, role }) => {
    const attachment = await findAttachment(ctx, id)
    await changeable(ctx, attachment.about)
    return {
      subject: attachment.about,
      writes: [
        ctx.db
          .update(attachments)
          .set({ name, ...(role ? { role } : {}) })
          .where(eq(attachments.id, attachment.id)),
      ],
      facts: [],
      changes: { fileName: 'changed' as const },
      result: { id: attachment.id, about: attachment.about },
    }
  },
})

export const detachFile = action({
  name: 'files.file.detach',
  about:
    'Takes a file off a record. When it hangs on no other, it is erased a day later; until then this can be undone.',
  input: z.object({ id: attachmentId }),
  run: async (ctx, { id }) => {
    const attachment = await findAttachment(ctx, id)
    await changeable(ctx, attachment.about)
    return {
      subject: attachment.about,
      writes: [
        ctx.db.delete(attachments).where(eq(attachments.id, attachment.id)),
        loosen(ctx, sql`${attachment.fileId}`),
        // Whoever took it off may hang it back: the day in which it can be undone.
        ctx.db.insert(uploads).values({
          id: newId('up', ctx.now),
          name: attachment.name,
          sizeBytes: 0,
          fingerprint: '',
          about: null,
          role: attachment.role,
          fileId: attachment.fileId,
          createdBy: ctx.actor.id,
          createdAt: ctx.now,
          expiresAt: (ctx.now + looseKeptMs) as typeof ctx.now,
        }),
      ],
      facts: [{ name: 'files.file-detached', subject: attachment.about, file: attachment.fileId, by: ctx.actor.id }],
      changes: { file: { from: attachment.fileId, to: null } },
      result: { about: attachment.about, file: attachment.fileId, role: attachment.role, name: attachment.name },
    }
  },
})

export const eraseLoose = action({
  name: 'files.file.erase-loose',
  about: 'Erases files that no record has held for a day, and uploads that nobody went on with.',
  input: z.object({ most: z.number().int().min(1).max(200).default(80) }),
  run: async (ctx, { most }) => {
    const before = (ctx.now - looseKeptMs) as typeof ctx.now
    const [loose, expired] = await ctx.db.batch([looseFiles(ctx, before, most), expiredUploads(ctx, most)])
    return {
      subject: ctx.organization.id,
      writes: [
        ...loose.map(({ id }) =>
          ctx.db
            .delete(files)
            .where(
              and(
                eq(files.id, id),
                sql`loose_since < ${before} AND NOT EXISTS (SELECT 1 FROM attachments WHERE file_id = ${id})`,
              ),
            ),
        ),
        ...expired.map(({ id }) => ctx.db.delete(uploads).where(eq(uploads.id, id))),
      ],
      facts: [],
      result: { loose, expired: expired.map(({ id }) => id) },
    }
  },
})

/** Another room hangs a file within its own commit. Refuses 'not-found' for a file that this actor may not see. */
export async function attach(
  ctx: Context,
  { file: id, about, role, name }: { file: string; about: string; role: Role; name?: string },
): Promise<Plan> {
  const { file } = await findFile(ctx, id)
  const attachment = hanging(ctx, file.id, { about, role, name: name || file.name })
  return { guards: [stillThere(file.id)], writes: hang(ctx, attachment), facts: [attachedFact(attachment)] }
}

/** Another room lets go of all files of a record within its own commit: the record is erased. */
export const detachAll = (ctx: Context, about: string): Plan => ({
  writes: [
    // Attachments go last: what they held is found by them. A file that hangs elsewhere too stays as it is.
    ctx.db.run(
      sql`UPDATE files SET loose_since = ${ctx.now} WHERE id IN (SELECT file_id FROM attachments WHERE about = ${about})
          AND NOT EXISTS (SELECT 1 FROM attachments WHERE file_id = files.id AND about <> ${about})`,
    ),
    ctx.db.delete(attachments).where(eq(attachments.about, about)),
  ],
})

/** Another room moves all files of one record to another within its own commit: two records are merged. */
export const moveAttachments = (ctx: Context, from: string, to: string): Plan => ({
  writes: [
    ctx.db.run(sql`UPDATE OR IGNORE attachments SET about = ${to} WHERE about = ${from}`),
    ctx.db.delete(attachments).where(eq(attachments.about, from)),
  ],
})
