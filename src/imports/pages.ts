import type { Context } from '../platform/context'
import type { Cell, Row } from './table'
import { checkLength } from './table'

/*
 * A file is read once and laid down as pages: some hundred rows each, in the file store. Whatever comes after reads a
 * page by its number, whichever way the file was written, and goes on there after a crash.
 */

/** Rows of a page, and letters. */
const rowsOfPage = 500
const lettersOfPage = 250_000

/** A row on its page: its number, its cells, and whether its quotation marks do not match. */
export type PageRow = [number: number, cells: Cell[], broken?: 1]

const folder = (ctx: Context, id: string) => `${ctx.organization.id}/imports/${id}`
const keyOf = (ctx: Context, id: string, page: number) => `${folder(ctx, id)}/${String(page).padStart(5, '0')}`

/** Lays rows down as pages, numbered from 1. The same rows again are the same pages. Refuses as reading them does. */
export async function layDown(
  ctx: Context,
  id: string,
  rows: AsyncIterable<Row>,
): Promise<{ pages: number; rows: number }> {
  let pages = 0
  let count = 0
  let open: PageRow[] = []
  let letters = 0
  const put = async () => {
    pages++
    const bytes = new TextEncoder().encode(JSON.stringify(open)) as Uint8Array<ArrayBuffer>
    await ctx.ports.files.put(keyOf(ctx, id, pages), bytes, 'application/json')
    open = []
    letters = 0
  }
  for await (const { number, cells, broken } of rows) {
    checkLength(++count)
    open.push(broken ? [number, cells, 1] : [number, cells])
    for (const cell of cells) letters += typeof cell === 'string' ? cell.length + 3 : 8
    if (open.length >= rowsOfPage || letters > lettersOfPage) await put()
  }
  if (open.length > 0) await put()
  return { pages, rows: count }
}

export async function readPage(ctx: Context, id: string, page: number): Promise<PageRow[]> {
  const kept = await ctx.ports.files.get(keyOf(ctx, id, page))
  if (!kept) throw new Error('A page of an import is not in the store')
  return (await new Response(kept.bytes).json()) as PageRow[]
}

/** Erases the pages of an import. */
export async function clearPages(ctx: Context, id: string): Promise<void> {
  for (;;) {
    const some = await ctx.ports.files.list(`${folder(ctx, id)}/`)
    for (const { key } of some) await ctx.ports.files.delete(key)
    if (some.length < 1000) return
  }
}
