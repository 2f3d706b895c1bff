import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, type SQLWrapper, sql } from 'drizzle-orm'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context, RecordCard } from '../platform/context'
import { type Attachment, keys, type Role, type StoredFile, type Upload } from './file'
import { attachments, files, uploads } from './schema'

/** Files on one record that a panel shows; a record that has more shows the newest. */
const mostOfRecord = 200

/** An attachment with what its tile shows. */
export type Attached = Pick<Attachment, 'id' | 'fileId' | 'about' | 'role' | 'name' | 'createdBy' | 'createdAt'> &
  Pick<StoredFile, 'kind' | 'type' | 'sizeBytes' | 'width' | 'height' | 'thumbnail' | 'textState' | 'pages'> & {
    author: string | null
  }

const attachedColumns = {
  id: attachments.id,
  fileId: attachments.fileId,
  about: attachments.about,
  role: attachments.role,
  name: attachments.name,
  createdBy: attachments.createdBy,
  createdAt: attachments.createdAt,
  kind: files.kind,
  type: files.type,
  sizeBytes: files.sizeBytes,
  width: files.width,
  height: files.height,
  thumbnail: files.thumbnail,
  textState: files.textState,
  pages: files.pages,
  author: sql<string | null>`${members.name}`.as('author'),
}

/** The files of some records, oldest first: a sentence, for pages that read other things in the same round trip. */
export const attachmentsSentence = (ctx: Context, abouts: string[], roles?: readonly Role[]) =>
  ctx.db
    .select(attachedColumns)
    .from(attachments)
    .innerJoin(files, eq(files.id, attachments.fileId))
    .leftJoin(members, eq(members.id, attachments.createdBy))
    .where(
      and(inArray(attachments.about, abouts.slice(0, 80)), roles ? inArray(attachments.role, [...roles]) : undefined),
    )
    .orderBy(asc(attachments.about), asc(attachments.id))
    .limit(mostOfRecord)

/** The first picture of each record: for lists and heads of pages. */
export const coversSentence = (ctx: Context, abouts: string[]) =>
  ctx.db
    .select({ about: attachments.about, fileId: sql<string>`${attachments.fileId}`.as('fileId') })
    .from(attachments)
    .where(
      inArray(
        attachments.id,
        sql`(SELECT (SELECT id FROM attachments WHERE about = value AND role = 'photo' ORDER BY id LIMIT 1)
             FROM json_each(${JSON.stringify(abouts.slice(0, 200))}))`,
      ),
    )

/** The first picture of the record whose id stands in a column: for rows of another room's query. */
export const coverOf = (about: SQLWrapper) =>
  sql<
    string | null
  >`(SELECT file_id FROM attachments WHERE attachments.about = ${about} AND role = 'photo' ORDER BY id LIMIT 1)`

/** Refuses 'not-found' ('file.unknown') for a file that is not there, or hangs on nothing that this actor may see. */
export async function findFile(ctx: Context, id: string): Promise<Seen> {
  return (await lookUpFile(ctx, id)) ?? refuse('not-found', 'file.unknown', 'There is no such file.')
}

/** A file with the records through which this actor sees it. */
export type Seen = { file: StoredFile; attachments: Attachment[]; records: RecordCard[] }

/**
 * A file as far as this actor may see it: through a record that it hangs on, or because they sent it themselves within
 * the day. Null otherwise.
 */
export async function lookUpFile(ctx: Context, id: string): Promise<Seen | null> {
  const [[file], hanging, [own]] = await ctx.db.batch([
    ctx.db
      .select()
      .from(files)
      .where(eq(files.id, id as Id<'fl'>)),
    ctx.db
      .select()
      .from(attachments)
      .where(eq(attachments.fileId, id as Id<'fl'>))
      .orderBy(asc(attachments.id))
      .limit(60),
    ctx.db
      .select({ id: uploads.id })
      .from(uploads)
      .where(
        and(eq(uploads.fileId, id as Id<'fl'>), eq(uploads.createdBy, ctx.actor.id), gt(uploads.expiresAt, ctx.now)),
      )
      .limit(1),
  ])
  if (!file) return null
  const cards = await ctx.records(hanging.map(({ about }) => about))
  if (cards.size === 0 && !own && ctx.actor.kind !== 'system') return null
  return { file, attachments: hanging.filter(({ about }) => cards.has(about)), records: [...cards.values()] }
}

/**
 * The bytes of a file for another room, whole or from a place on. Refuses 'not-found' as `findFile`.
 * `sizeBytes` is of the whole.
 */
export async function readFrom(
  ctx: Context,
  id: string,
  part?: { from: number; length: number },
): Promise<{ bytes: ReadableStream; sizeBytes: number; name: string }> {
  const { file } = await findFile(ctx, id)
  const kept = await ctx.ports.files.get(keys.file(ctx.organization.id, file), part)
  // The sweeper tells the operator of it.
  if (!kept) throw new Error('A file’s bytes are not in the store')
  return { bytes: kept.bytes, sizeBytes: kept.sizeBytes, name: file.name }
}

/** Refuses 'not-found'. */
export async function findAttachment(ctx: Context, id: string): Promise<Attachment> {
  const [found] = await ctx.db
    .select()
    .from(attachments)
    .where(eq(attachments.id, id as Id<'fa'>))
  return found ?? refuse('not-found', 'attachment.unknown', 'This file does not hang there any more.')
}

export async function lookUpBySha(ctx: Context, sha256: string): Promise<StoredFile | null> {
  const [found] = await ctx.db.select().from(files).where(eq(files.sha256, sha256))
  return found ?? null
}

/** Refuses 'not-found' for an upload that is not there, has expired, or is somebody else's. */
export async function findUpload(ctx: Context, id: string): Promise<Upload> {
  const [found] = await ctx.db
    .select()
    .from(uploads)
    .where(and(eq(uploads.id, id as Id<'up'>), eq(uploads.createdBy, ctx.actor.id), gt(uploads.expiresAt, ctx.now)))
  return found ?? refuse('not-found', 'upload.unknown', 'This upload is no longer known. Choose the file again.')
}

/** What one is still sending to a record, newest first. */
export const unfinishedSentence = (ctx: Context, about: string | null) =>
  ctx.db
    .select()
    .from(uploads)
    .where(
      and(
        isNull(uploads.fileId),
        eq(uploads.createdBy, ctx.actor.id),
        about === null ? isNull(uploads.about) : eq(uploads.about, about),
        gt(uploads.expiresAt, ctx.now),
      ),
    )
    .orderBy(desc(uploads.id))
    .limit(20)

/** Nobody was faster in storing the same bytes. */
export const noTwin = (sha256: string): Guard => ({
  count: sql`SELECT count(*) FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM files WHERE sha256 = ${sha256}))`,
  refusal: () => new Refusal('conflict', 'file.twin', 'The same file came at the same moment. Send it once more.'),
})

/** The file has not been erased meanwhile. */
export const stillThere = (id: Id<'fl'>): Guard => ({
  count: sql`SELECT count(*) FROM files WHERE id = ${id}`,
  refusal: () => new Refusal('conflict', 'file.gone', 'This file was erased meanwhile. Send it again.'),
})

/** Hangs a file on a record; on the same record twice is once. */
export const hang = (ctx: Context, attachment: Attachment): Write[] => [
  ctx.db.insert(attachments).values(attachment).onConflictDoNothing(),
  ctx.db.update(files).set({ looseSince: null }).where(eq(files.id, attachment.fileId)),
]

/** Says since when nothing holds these files, of those that nothing holds. */
export const loosen = (ctx: Context, which: ReturnType<typeof sql>): Write =>
  ctx.db.run(
    sql`UPDATE files SET loose_since = ${ctx.now} WHERE loose_since IS NULL AND id IN (${which})
        AND NOT EXISTS (SELECT 1 FROM attachments WHERE file_id = files.id)`,
  )

/** Files that no record holds since before a moment, and that nobody has just sent. */
export const looseFiles = (ctx: Context, before: Instant, most: number) =>
  ctx.db
    .select({ id: files.id, sha256: files.sha256 })
    .from(files)
    .where(
      and(
        isNotNull(files.looseSince),
        lt(files.looseSince, before),
        sql`NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.file_id = ${files.id} AND uploads.expires_at > ${ctx.now})`,
      ),
    )
    .orderBy(asc(files.looseSince))
    .limit(most)

export const expiredUploads = (ctx: Context, most: number) =>
  ctx.db
    .select({ id: uploads.id, fileId: uploads.fileId })
    .from(uploads)
    .where(lt(uploads.expiresAt, ctx.now))
    .orderBy(asc(uploads.expiresAt))
    .limit(most)

/** Files in the order of their keys in the store. */
export const filesAfter = (ctx: Context, after: { sha256: string } | null, most: number) =>
  ctx.db
    .select({ id: files.id, sha256: files.sha256, sizeBytes: files.sizeBytes, thumbnail: files.thumbnail })
    .from(files)
    .where(after ? gt(files.sha256, after.sha256) : undefined)
    .orderBy(asc(files.sha256))
    .limit(most)
