import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Id } from '../kernel/ids'
import { attempt, Refusal, refuse } from '../kernel/refusal'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import type { Fact } from '../platform/schema'
import { keys, type StoredFile, type TextReason } from './file'
import { findFile } from './file.queries'
import { readableBytes, readStep, type Step } from './pdf-text'
import { filePages, files } from './schema'

/** How often one step is tried that kills its worker or finds no store. */
const mostTries = 3

const file = z.string().regex(/^fl_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such file.')

/** The document is where this step found it: a message that comes twice changes nothing. */
const stillAt = (id: Id<'fl'>, from: number) => ({
  count: sql`SELECT count(*) FROM files WHERE id = ${id} AND pages_read = ${from} AND text_state IN ('waiting', 'reading')`,
  refusal: () => new Refusal('conflict', 'text.read-already', 'These pages have been read already.'),
})

export const keepPages = action({
  name: 'files.text.keep',
  about: 'Keeps the text of some pages of a document, so that it can be found.',
  input: z.object({
    id: file,
    from: z.number().int().min(0),
    pages: z.number().int().min(0),
    next: z.number().int().nullable(),
    active: z.boolean(),
    texts: z.array(z.object({ page: z.number().int(), text: z.string() })),
  }),
  run: async (ctx, { id, from, pages, next, active, texts }) => {
    const fileId = id as Id<'fl'>
    return {
      subject: id,
      guards: [stillAt(fileId, from)],
      writes: [
        ...texts.map(({ page, text }) => ctx.db.insert(filePages).values({ fileId, page, text })),
        ctx.db
          .update(files)
          .set({
            pages,
            pagesRead: next ?? pages,
            textTries: 0,
            ...(from === 0 ? { active } : {}),
            ...(next === null ? finished(fileId) : { textState: 'reading' as const }),
          })
          .where(eq(files.id, fileId)),
      ],
      facts: [
        next === null
          ? { name: 'files.text-read', subject: id, next }
          : { name: 'files.pages-read', subject: id, next },
      ],
      result: { next },
    }
  },
})

/** After the last page: searchable when any page had words. */
const finished = (id: Id<'fl'>) => ({
  textState: sql`iif(EXISTS (SELECT 1 FROM file_pages WHERE file_id = ${id}), 'ready', 'refused')` as never,
  textReason: sql`iif(EXISTS (SELECT 1 FROM file_pages WHERE file_id = ${id}), NULL, 'no-text')` as never,
})

export const giveUpText = action({
  name: 'files.text.give-up',
  about: 'Says why the text of a document cannot be searched.',
  input: z.object({
    id: file,
    from: z.number().int().min(0),
    reason: z.enum(['damaged', 'locked', 'no-text', 'too-large', 'unpacks-too-far', 'gave-up']),
  }),
  run: async (ctx, { id, from, reason }) => ({
    subject: id,
    guards: [stillAt(id as Id<'fl'>, from)],
    writes: [
      ctx.db
        .update(files)
        .set({ textState: 'refused', textReason: reason })
        .where(eq(files.id, id as Id<'fl'>)),
    ],
    facts: [{ name: 'files.text-refused', subject: id, reason }],
    result: { reason },
  }),
})

export const readAgain = action({
  name: 'files.text.read-again',
  about: 'Reads the text of a document again, from its first page.',
  input: z.object({ id: file }),
  run: async (ctx, { id }) => {
    const { file: found } = await findFile(ctx, id)
    if (found.kind !== 'pdf') refuse('conflict', 'text.none', 'This file has no pages with text.')
    return {
      subject: id,
      writes: [
        ctx.db.delete(filePages).where(eq(filePages.fileId, found.id)),
        ctx.db
          .update(files)
          .set({ textState: 'waiting', textReason: null, pagesRead: 0, textTries: 0 })
          .where(eq(files.id, found.id)),
      ],
      facts: [{ name: 'files.text-wanted', subject: id }],
      result: { id },
    }
  },
})

async function bytesOf(ctx: Context, found: StoredFile): Promise<Uint8Array<ArrayBuffer>> {
  const kept = await ctx.ports.files.get(keys.file(ctx.organization.id, found))
  if (!kept) throw new Error('A file’s bytes are not in the store')
  return new Uint8Array(await new Response(kept.bytes).arrayBuffer())
}

/**
 * One step of reading a document: some pages, then the fact that asks for the next step. It may come twice and out of
 * turn. A step that failed three times, by a fault or by taking its worker down with it, is given up.
 */
export async function readOn(ctx: Context, fact: Fact, key: string): Promise<void> {
  const [found] = await ctx.db
    .select()
    .from(files)
    .where(eq(files.id, fact.subject as Id<'fl'>))
  const from = typeof fact.next === 'number' ? fact.next : 0
  const open = found?.textState === 'waiting' || found?.textState === 'reading'
  if (!found || !open || found.pagesRead !== from) return

  const answer = await step(ctx, found, from)
  const done = await attempt<unknown>(
    typeof answer === 'string'
      ? () => giveUpText(ctx, { id: found.id, from, reason: answer }, { key })
      : () => keepPages(ctx, { id: found.id, from, ...answer }, { key }),
  )
  if (!done.ok && done.refusal.reason !== 'text.read-already') throw done.refusal
}

async function step(ctx: Context, found: StoredFile, from: number): Promise<Step | TextReason> {
  if (found.sizeBytes > readableBytes) return 'too-large'
  if (found.textTries >= mostTries) return 'gave-up'
  // Counted before the work: a worker that dies over it cannot count afterwards.
  await ctx.db
    .update(files)
    .set({ textTries: found.textTries + 1 })
    .where(and(eq(files.id, found.id), eq(files.pagesRead, from)))
  return readStep(await bytesOf(ctx, found), from)
}
