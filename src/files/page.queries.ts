import { and, eq, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { Context } from '../platform/context'
import { matchOf } from '../platform/words'
import { filePages, files } from './schema'

/** The text of one page, with the nearest pages around it that have words. */
export const pageSentence = (ctx: Context, fileId: string, page: number) =>
  ctx.db
    .select({ page: filePages.page, text: filePages.text })
    .from(filePages)
    .where(and(eq(filePages.fileId, fileId as Id<'fl'>), eq(filePages.page, page)))

/** A page on which words stand, and how they stand there. */
export type PageHit = { fileId: string; page: number; snippet: string }

/** The words of a document, page by page, at most twenty; and how far its reading has come. */
export async function wordsOfFile(ctx: Context, fileId: string) {
  const [[file], pages] = await ctx.db.batch([
    ctx.db
      .select({ kind: files.kind, textState: files.textState })
      .from(files)
      .where(eq(files.id, fileId as Id<'fl'>)),
    ctx.db
      .select({ page: filePages.page, text: filePages.text })
      .from(filePages)
      .where(eq(filePages.fileId, fileId as Id<'fl'>))
      .orderBy(filePages.page)
      .limit(20),
  ])
  return { kind: file?.kind ?? null, textState: file?.textState ?? null, pages }
}

/** The best pages of all documents for these words. Marks in a snippet are not shown: it is text. */
export async function searchPages(ctx: Context, words: string, most: number): Promise<PageHit[]> {
  const match = matchOf(words)
  if (!match) return []
  return ctx.db.all<PageHit>(
    sql`SELECT file_pages.file_id AS fileId, file_pages.page AS page,
          snippet(file_pages_words, 0, '', '', '…', 16) AS snippet
        FROM file_pages_words JOIN file_pages ON file_pages.seq = file_pages_words.rowid
        WHERE file_pages_words MATCH ${match} ORDER BY rank LIMIT ${most}`,
  )
}

/** Pages of one document on which these words stand, in their order. */
export async function searchWithin(ctx: Context, fileId: string, words: string): Promise<PageHit[]> {
  const match = matchOf(words)
  if (!match) return []
  return ctx.db.all<PageHit>(
    sql`SELECT file_pages.file_id AS fileId, file_pages.page AS page,
          snippet(file_pages_words, 0, '', '', '…', 16) AS snippet
        FROM file_pages_words JOIN file_pages ON file_pages.seq = file_pages_words.rowid
        WHERE file_pages_words MATCH ${match} AND file_pages.file_id = ${fileId} ORDER BY file_pages.page LIMIT 100`,
  )
}

/** Files whose name on a record has these words. */
export async function searchNames(ctx: Context, words: string, most: number) {
  const match = matchOf(words)
  if (!match) return []
  return ctx.db.all<{ fileId: string; name: string; about: string; role: string }>(
    sql`SELECT file_id AS fileId, name, about, role FROM attachments
        WHERE rowid IN (SELECT rowid FROM attachments_words WHERE attachments_words MATCH ${match} ORDER BY rowid DESC LIMIT ${most})`,
  )
}

/** On what these files hang, under which names. */
export const namesOfFiles = (ctx: Context, ids: string[]) =>
  ctx.db.all<{ fileId: string; name: string; about: string }>(
    sql`SELECT file_id AS fileId, name, about FROM attachments
        WHERE file_id IN (SELECT value FROM json_each(${JSON.stringify(ids)})) ORDER BY id LIMIT 200`,
  )
