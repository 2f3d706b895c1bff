import { inArray } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { Context } from '../platform/context'
import type { Report } from '../platform/room'
import type { Lying } from '../ports/files'
import { looseKeptMs, strayMs } from './file'
import { eraseLoose } from './file.actions'
import { expiredUploads, filesAfter, looseFiles } from './file.queries'
import { uploads } from './schema'

const rowsAtOnce = 1000

/** Everything that lies under a prefix, in the order of the keys. */
async function* lying(ctx: Context, prefix: string): AsyncGenerator<Lying> {
  let after: string | undefined
  for (;;) {
    const page = await ctx.ports.files.list(prefix, after)
    yield* page
    after = page.at(-1)?.key
    if (after === undefined) return
  }
}

/** Every file that the database knows, in the order of their keys. */
async function* known(ctx: Context) {
  let last: { sha256: string } | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof filesAfter>> = await filesAfter(ctx, last, rowsAtOnce)
    yield* page
    last = page.at(-1) ?? null
    if (last === null) return
  }
}

type Found = { files: number; missing: number; differing: number; erased: number; onTheWay: number }

/**
 * Compares one shelf of the store with the database, both in the order of their keys. What lies there and is in no
 * table is erased when it is older than a day: younger, it may be on its way into one.
 */
async function compare(ctx: Context, shelf: 'files' | 'thumbnails', found: Found): Promise<void> {
  const prefix = `${ctx.organization.id}/${shelf}/`
  const rows = known(ctx)
  let row = await rows.next()
  const expected = () => (row.done ? null : `${prefix}${row.value.sha256}-${row.value.id}`)
  const expects = () => shelf === 'files' || (!row.done && row.value.thumbnail)

  /** A row whose bytes were not in the list: they may have come since. */
  const passOver = async () => {
    const key = expected()
    if (key !== null && expects() && (await ctx.ports.files.head(key)) === null) found.missing++
    if (shelf === 'files') found.files++
    row = await rows.next()
  }
  for await (const object of lying(ctx, prefix)) {
    for (let key = expected(); key !== null && key < object.key; key = expected()) await passOver()
    if (expected() === object.key) {
      if (shelf === 'files' && !row.done && row.value.sizeBytes !== object.sizeBytes) found.differing++
      if (shelf === 'files') found.files++
      row = await rows.next()
    } else if (object.at < ctx.now - strayMs) {
      await ctx.ports.files.delete(object.key)
      found.erased++
    } else found.onTheWay++
  }
  while (!row.done) await passOver()
}

/** Erases parts of uploads that nobody goes on with. */
async function clearParts(ctx: Context, found: Found): Promise<void> {
  const prefix = `${ctx.organization.id}/uploads/`
  const old: Lying[] = []
  for await (const object of lying(ctx, prefix)) {
    if (object.at < ctx.now - strayMs) old.push(object)
    else found.onTheWay++
  }
  for (let start = 0; start < old.length; start += 90) {
    const some = old.slice(start, start + 90)
    const idOf = ({ key }: Lying) => (key.slice(prefix.length).split('/')[0] ?? '') as Id<'up'>
    const ids = [...new Set(some.map(idOf))]
    const rows = await ctx.db
      .select({ id: uploads.id, fileId: uploads.fileId })
      .from(uploads)
      .where(inArray(uploads.id, ids))
    const alive = new Set(rows.filter(({ fileId }) => fileId === null).map(({ id }) => id))
    for (const object of some.filter((one) => !alive.has(idOf(one)))) {
      await ctx.ports.files.delete(object.key)
      found.erased++
    }
  }
}

/**
 * Erases what nobody holds, then proves that store and database agree, both ways. A file whose bytes are not there, or
 * are of another size, is trouble that the operator is told of; nothing is done to it.
 */
export async function sweep(ctx: Context): Promise<Report> {
  for (let round = 0; round < 20; round++) {
    const [loose, expired] = await ctx.db.batch([
      looseFiles(ctx, (ctx.now - looseKeptMs) as typeof ctx.now, 1),
      expiredUploads(ctx, 1),
    ])
    if (loose.length + expired.length === 0) break
    await eraseLoose(ctx, {})
  }
  const found: Found = { files: 0, missing: 0, differing: 0, erased: 0, onTheWay: 0 }
  await compare(ctx, 'files', found)
  await compare(ctx, 'thumbnails', found)
  await clearParts(ctx, found)
  const wrong = found.missing + found.differing
  return {
    ...found,
    ...(wrong > 0
      ? { trouble: `The file store and the database disagree about ${wrong} of ${found.files} files.` }
      : {}),
  }
}
