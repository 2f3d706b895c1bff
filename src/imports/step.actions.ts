import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { action } from '../platform/action'
import type { Deed } from '../platform/commit'
import type { Context } from '../platform/context'
import { takeBackChunk, writeChunk } from './chunks'
import { halted, type Import, mostTries, printOf, recounted, tally } from './import'
import { goOn, importId } from './import.actions'
import { changed, countRows, lookUpImport, spreadTrouble, stillAt } from './import.queries'
import { rowsOf } from './look'
import { layDown } from './pages'
import { type Judged, judgePage, readPages } from './rows'
import { imports } from './schema'

/** Pages that one commit of a check takes in. */
const pagesAtOnce = 4

/** Commits of one message; the last one announces the next message. */
const stepsOfMessage = 12

const step = z.object({ id: importId, last: z.boolean().describe('The next message is announced with it.') })

/** Refuses 'conflict' where nobody works on it any more: paused, stopped, or done by another message. */
async function atStep(ctx: Context, id: string, state: Import['state'], phase: Import['phase']): Promise<Import> {
  const one = await lookUpImport(ctx, id)
  if (!one || one.state !== state || one.phase !== phase) {
    return refuse('conflict', 'import.changed', 'This import has gone on meanwhile. Look at it again.')
  }
  return one
}

const kindOf = (ctx: Context, one: Import) =>
  ctx.importKinds.find(({ name }) => name === one.kind) ?? refuse('not-found', 'import.kind', 'There is no such kind.')

/** What every step writes down: the import goes on, or is at its end. */
function onward(
  ctx: Context,
  one: Import,
  {
    last,
    ends,
    after,
    writes,
  }: { last: boolean; ends: string | null; after: Partial<Import>; writes: Deed<unknown>['writes'] },
): Deed<{ ended: boolean }> {
  return {
    subject: one.id,
    guards: [stillAt(one)],
    writes: [...writes, changed(ctx, one, after)],
    facts: ends ? [{ name: ends, subject: one.id }] : last ? [goOn(one.id)] : [],
    result: { ended: ends !== null },
  }
}

export const layPages = action({
  name: 'imports.pages.lay',
  about: 'Reads a file once and lays its rows down as pages.',
  input: step,
  run: async (ctx, { id, last }) => {
    const one = await atStep(ctx, id, 'checking', 'reading')
    const laid = await laidDown(ctx, one)
    return onward(ctx, one, {
      last,
      ends: null,
      writes: [],
      after: {
        phase: 'keys',
        page: 0,
        pages: laid.pages,
        rowCount: laid.rows,
        laid: printOf(laid.reading),
        reading: laid.reading,
      },
    })
  },
})

/** A file that began as UTF-8 and goes on as something else is what Windows writes. */
async function laidDown(ctx: Context, one: Import) {
  const read = async (reading: Import['reading']) => ({
    reading,
    ...(await layDown(ctx, one.id, rowsOf(ctx, one.fileId ?? '', reading))),
  })
  const first = await attempt(() => read(one.reading))
  if (first.ok) return first.value
  if (first.refusal.reason !== 'import.encoding') throw first.refusal
  return read({ ...one.reading, encoding: 'windows-1252' })
}

export const readRows = action({
  name: 'imports.rows.read',
  about: 'Reads the cells of some pages, and what makes each row what it is.',
  input: step,
  run: async (ctx, { id, last }) => {
    const one = await atStep(ctx, id, 'checking', 'keys')
    const until = Math.min(one.pages, one.page + pagesAtOnce)
    const ends = until >= one.pages
    return onward(ctx, one, {
      last,
      ends: null,
      writes: await readPages(ctx, kindOf(ctx, one), one, { from: one.page + 1, until, ends }),
      after: ends ? { phase: 'judging', page: 0 } : { page: until },
    })
  },
})

export const judgeRows = action({
  name: 'imports.rows.judge',
  about: 'Judges the rows of some pages beside what is there, without writing any.',
  input: step,
  run: async (ctx, { id, last }) => {
    const one = await atStep(ctx, id, 'checking', 'judging')
    const kind = kindOf(ctx, one)
    const until = Math.min(one.pages, one.page + pagesAtOnce)
    const judged: Judged[] = []
    for (let page = one.page + 1; page <= until; page++) judged.push(await judgePage(ctx, kind, one, page))
    const ends = until >= one.pages
    const deed = onward(ctx, one, {
      last,
      ends: ends ? 'imports.import-checked' : null,
      writes: judged.flatMap(({ writes }) => writes),
      after: ends ? { state: 'checked', phase: '', page: 0 } : { page: until },
    })
    return ends
      ? {
          ...deed,
          writes: [...deed.writes, ...(kind.refers ? spreadTrouble(ctx, one.id) : []), countRows(ctx, one.id)],
        }
      : deed
  },
})

export const writeRows = action({
  name: 'imports.rows.write',
  about: 'Writes one chunk of rows into records: all of it or nothing.',
  input: step,
  run: async (ctx, { id, last }) => {
    const one = await atStep(ctx, id, 'running', '')
    const chunk = await writeChunk(ctx, kindOf(ctx, one), one)
    if (!chunk)
      return onward(ctx, one, {
        last,
        ends: 'imports.import-done',
        writes: [],
        after: { state: 'done', finishedAt: ctx.now },
      })
    const deed = onward(ctx, one, {
      last,
      ends: null,
      writes: chunk.writes,
      after: { counts: recounted(one.counts, tally(chunk.from), tally(chunk.to)) },
    })
    return {
      ...deed,
      guards: [...(deed.guards ?? []), ...chunk.guards],
      facts: [
        ...chunk.facts,
        { name: 'imports.rows-written', subject: one.id, kind: one.kind, rows: chunk.to.length },
        ...deed.facts,
      ],
    }
  },
})

export const takeBackRows = action({
  name: 'imports.rows.take-back',
  about: 'Takes one chunk of an import’s rows back, where nothing was built on them.',
  input: step.extend({ single: z.boolean().default(false), keep: z.boolean().default(false) }),
  run: async (ctx, { id, last, single, keep }) => {
    const one = await atStep(ctx, id, 'undoing', '')
    const chunk = await takeBackChunk(ctx, kindOf(ctx, one), one, { single, keep })
    if (!chunk)
      return onward(ctx, one, {
        last,
        ends: 'imports.import-undone',
        writes: [],
        after: { state: 'undone', finishedAt: ctx.now },
      })
    const deed = onward(ctx, one, {
      last,
      ends: null,
      writes: chunk.writes,
      after: { counts: recounted(one.counts, tally(chunk.from), tally(chunk.to)) },
    })
    return { ...deed, guards: [...(deed.guards ?? []), ...chunk.guards], facts: [...chunk.facts, ...deed.facts] }
  },
})

export const haltImport = action({
  name: 'imports.import.halt',
  about: 'Stops an import that cannot go on by itself, and says why.',
  input: z.object({ id: importId, sentence: z.string().max(500) }),
  run: async (ctx, { id, sentence }) => {
    const one = await lookUpImport(ctx, id)
    if (!one) return refuse('not-found', 'import.unknown', 'There is no such import.')
    const state = halted(one)
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [
        changed(ctx, one, {
          state,
          phase: '',
          trouble: sentence,
          ...(state === 'stopped' ? { finishedAt: ctx.now } : {}),
        }),
      ],
      facts: [{ name: 'imports.import-halted', subject: one.id }],
      result: { id: one.id },
    }
  },
})

const gaveUp =
  'A step of this failed several times. Nothing of that step was written. Try again; if it stays so, tell us.'

/** Takes the next step. Answers whether there is another. */
async function takeStep(ctx: Context, one: Import, last: boolean): Promise<boolean> {
  const given = { id: one.id, last }
  if (one.state === 'running') return !(await writeRows(ctx, given)).ended
  if (one.state === 'undoing') return !(await takenBack(ctx, given)).ended
  if (one.phase === 'reading') return !(await layPages(ctx, given)).ended
  if (one.phase === 'keys') return !(await readRows(ctx, given)).ended
  return !(await judgeRows(ctx, given)).ended
}

/** A record that a table of another room still names cannot go: then rows go one by one, and that one stays. */
async function takenBack(ctx: Context, given: { id: string; last: boolean }) {
  const named = (error: unknown) => `${error} ${error instanceof Error ? error.cause : ''}`.includes('FOREIGN KEY')
  try {
    return await takeBackRows(ctx, given)
  } catch (error) {
    if (!named(error)) throw error
  }
  try {
    return await takeBackRows(ctx, { ...given, single: true })
  } catch (error) {
    if (!named(error)) throw error
  }
  return takeBackRows(ctx, { ...given, single: true, keep: true })
}

/**
 * Goes on with an import: some steps, each a commit of its own, then the fact that asks for the next ones. It may come
 * twice and out of turn. What the file itself refuses is said to the person; a step that failed three times, by a fault
 * or by taking its worker down with it, is given up.
 */
export async function workOn(ctx: Context, id: string): Promise<void> {
  for (let count = 1; count <= stepsOfMessage; count++) {
    const one = await lookUpImport(ctx, id)
    if (!one || !['checking', 'running', 'undoing'].includes(one.state)) return
    if (one.tries >= mostTries) {
      await haltImport(ctx, { id, sentence: gaveUp })
      return
    }
    // Counted before the work: a worker that dies over it cannot count afterwards.
    await ctx.db
      .update(imports)
      .set({ tries: sql`${imports.tries} + 1` })
      .where(and(eq(imports.id, one.id), eq(imports.version, one.version)))
    const done = await attempt(() => takeStep(ctx, one, count === stepsOfMessage))
    if (done.ok && !done.value) return
    if (done.ok) continue
    if (done.refusal.reason === 'import.changed') return
    await stoppedBy(ctx, id, done.refusal)
    return
  }
}

async function stoppedBy(ctx: Context, id: string, refusal: Refusal): Promise<void> {
  // The store is away for a moment, or somebody changed a record under this very step: another try may do it.
  if (refusal.code !== 'invalid') throw new Error(`An import waits: ${refusal.reason}`, { cause: refusal })
  await haltImport(ctx, { id, sentence: refusal.message })
}
