import { eq, lt, sql } from 'drizzle-orm'
import * as z from 'zod'
import { attach, detachAll } from '../files'
import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalLine, textLine, ticked, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { type ExistingWay, existingWays, type ImportColumn, type ImportKind } from '../platform/imports'
import type { Mapping } from './cell'
import { delimiters } from './delimited'
import { encodings } from './encoding'
import { type Import, keptDays, mayStart, mayUndo, mustBe, printOf } from './import'
import { changed, findImport, importChanged, kindNamed, lookUpMapping, stillAt, withoutRows } from './import.queries'
import { type Look, lookAt, type Reading, type Told } from './look'
import { checkMapping, propose, shapeOf } from './mapping'
import { importMappings, imports } from './schema'

export const importId = z.string().regex(/^im_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such import.')
const fileId = z.string().regex(/^fl_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose a file first.')

/** Columns of a kind that this actor may fill. */
export const columnsFor = (ctx: Context, { columns }: ImportKind): readonly ImportColumn[] =>
  columns.filter(({ may }) => may === undefined || ctx.may(may))

/** The fact by which the house goes on with an import. */
export const goOn = (id: string) => ({ name: 'imports.go-on', subject: id })

/** A known shape is mapped as the last time, anything else is proposed. */
async function mappedAs(ctx: Context, kind: ImportKind, { reading, sample }: Look) {
  const columns = columnsFor(ctx, kind)
  const before = await lookUpMapping(ctx, kind.name, shapeOf(sample))
  if (before) {
    const keys = columns.map(({ key }) => key)
    const known = <T>(record: Record<string, T>) =>
      Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)))
    return {
      mapping: { columns: known(before.mapping.columns), fixed: known(before.mapping.fixed) },
      existing: before.existing,
    }
  }
  const { currency } = await ctx.profile()
  return {
    mapping: { columns: propose(sample, columns, { ...reading, currency }), fixed: {} },
    existing: 'skip' as const,
  }
}

export const createImport = action({
  name: 'imports.import.create',
  about: 'Begins to bring in a file of rows that is stored: how it is to be read is found out, nothing is written yet.',
  input: z.object({ kind: textLine(40, 'Choose what the rows are.'), file: fileId }),
  run: async (ctx, { kind: name, file }) => {
    const kind = kindNamed(ctx, name)
    const look = await lookAt(ctx, file, kind)
    const id = newId('im', ctx.now)
    const one: Import = {
      id,
      kind: kind.name,
      fileId: file,
      state: 'mapping',
      phase: '',
      page: 0,
      pages: 0,
      rowCount: 0,
      laid: '',
      trouble: '',
      ...look,
      ...(await mappedAs(ctx, kind, look)),
      sites: ctx.sitesFor(kind.may),
      counts: {},
      tries: 0,
      movedAt: ctx.now,
      createdBy: ctx.actor.id,
      createdAt: ctx.now,
      startedBy: null,
      startedAt: null,
      finishedAt: null,
      forgottenAt: null,
      version: 1,
    }
    return {
      subject: id,
      writes: [ctx.db.insert(imports).values(one)],
      plans: [await attach(ctx, { file, about: id, role: 'document', name: look.fileName })],
      facts: [{ name: 'imports.import-created', subject: id }],
      result: { id, version: 1 },
    }
  },
})

const maybe = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const told = {
  encoding: maybe(z.enum(encodings)),
  delimiter: maybe(
    z.preprocess((value) => (value === 'tab' ? '\t' : value), z.enum(delimiters)).describe('“tab” for tabs.'),
  ),
  sheet: maybe(z.string().max(100)),
  heads: maybe(z.union([z.boolean(), z.enum(['yes', 'no']).transform((word) => word === 'yes')])),
  decimal: maybe(z.enum(['.', ','])),
  dates: maybe(z.enum(['dmy', 'mdy', 'none', 'unclear'])),
}

const seen = (one: Import, version: number | null): Import => {
  if (version !== null && version !== one.version) throw importChanged()
  return one
}

/** How the file was read so far, with what a person says now. */
const toldOver = ({ encoding, delimiter, sheet, heads, decimal, dates }: Reading, said: Told): Told => ({
  encoding,
  delimiter,
  sheet,
  heads,
  decimal,
  dates,
  ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
})

export const readImport = action({
  name: 'imports.import.read',
  about: 'Says how the file is to be read: its encoding, delimiter, sheet, heads, decimals and dates.',
  input: z.object({ id: importId, version, ...told }),
  run: async (ctx, { id, version, ...said }) => {
    const one = seen(await findImport(ctx, id), version)
    mustBe(one, 'mapping', 'checked')
    const kind = kindNamed(ctx, one.kind)
    const { fileName: _, ...look } = await lookAt(ctx, one.fileId ?? '', kind, toldOver(one.reading, said as Told))
    const same = shapeOf(look.sample) === shapeOf(one.sample)
    const mapped = same ? { mapping: one.mapping, existing: one.existing } : await mappedAs(ctx, kind, look)
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [changed(ctx, one, { state: 'mapping', ...look, ...mapped, counts: {}, trouble: '' })],
      facts: [],
      changes: { reading: { from: one.reading, to: look.reading } },
      result: { id: one.id, version: one.version + 1 },
    }
  },
})

/** Refuses 'invalid' ('import.way') for what this kind of record does not do. */
function checkWay({ many, ways }: ImportKind, way: ExistingWay): void {
  if (!ways || ways.includes(way)) return
  const sentence = `An import of ${many} changes none that are there. Choose what else is done with such rows.`
  refuse('invalid', 'import.way', sentence, { existing: sentence })
}

const mappingInput = {
  columns: z
    .record(z.string().max(60), z.number().int().min(0))
    .default({})
    .describe('For each of the kind’s columns the number of the file’s column, counted from 0.'),
  fixed: z
    .record(z.string().max(60), optionalLine(200))
    .default({})
    .describe('For columns that the file does not have, or where a cell is empty: one text for all rows.'),
  existing: z.enum(existingWays).default('skip').describe('What is done where a record is there already.'),
}

export const checkImport = action({
  name: 'imports.import.check',
  about: 'Says which column is which, and checks every row in the background. Nothing is written into records.',
  input: z.object({
    id: importId,
    version,
    decimal: told.decimal,
    dates: told.dates,
    ...mappingInput,
  }),
  run: async (ctx, { id, version, decimal, dates, columns, fixed, existing }) => {
    const one = seen(await findImport(ctx, id), version)
    mustBe(one, 'mapping', 'checked')
    const kind = kindNamed(ctx, one.kind)
    checkWay(kind, existing)
    const allowed = columnsFor(ctx, kind)
    const keys = allowed.map(({ key }) => key)
    const mapping: Mapping = {
      columns: Object.fromEntries(Object.entries(columns).filter(([key]) => keys.includes(key))),
      fixed: Object.fromEntries(Object.entries(fixed).filter(([key, text]) => keys.includes(key) && text !== '')),
    }
    const reading: Reading = {
      ...one.reading,
      decimal: decimal ?? one.reading.decimal,
      dates: dates ?? one.reading.dates,
    }
    const { currency } = await ctx.profile()
    const styles = { ...reading, currency }
    checkMapping({ columns: allowed }, mapping, { width: one.sample.width, dates: reading.dates, styles })
    const laid = one.laid === printOf(reading)
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [
        ...withoutRows(ctx, one.id),
        changed(ctx, one, {
          state: 'checking',
          phase: laid ? 'keys' : 'reading',
          page: 0,
          counts: {},
          trouble: '',
          reading,
          mapping,
          existing,
          sites: ctx.sitesFor(kind.may),
        }),
        ctx.db
          .insert(importMappings)
          .values({ kind: kind.name, shape: shapeOf(one.sample), mapping, existing, usedAt: ctx.now })
          .onConflictDoUpdate({
            target: [importMappings.kind, importMappings.shape],
            set: { mapping, existing, usedAt: ctx.now },
          }),
      ],
      facts: [goOn(one.id)],
      result: { id: one.id, version: one.version + 1 },
    }
  },
})

export const runImport = action({
  name: 'imports.import.run',
  about: 'Writes the rows that were checked, in the background. Rows with problems are left out only when it is said.',
  input: z.object({ id: importId, version, leaveBad: ticked }),
  run: async (ctx, { id, version, leaveBad }) => {
    const one = seen(await findImport(ctx, id), version)
    const kind = kindNamed(ctx, one.kind)
    mayStart(one, { leaveBad })
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [
        changed(ctx, one, {
          state: 'running',
          phase: '',
          trouble: '',
          startedBy: ctx.actor.id,
          startedAt: ctx.now,
          sites: ctx.sitesFor(kind.may),
        }),
      ],
      facts: [{ name: 'imports.import-started', subject: one.id }, goOn(one.id)],
      result: { id: one.id, version: one.version + 1 },
    }
  },
})

export const pauseImport = action({
  name: 'imports.import.pause',
  about: 'Pauses an import between two of its steps; what is written stays, and it can go on.',
  input: z.object({ id: importId }),
  run: async (ctx, { id }) => {
    const one = await findImport(ctx, id)
    mustBe(one, 'running')
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [changed(ctx, one, { state: 'paused' })],
      facts: [{ name: 'imports.import-paused', subject: one.id }],
      result: { id: one.id, version: one.version + 1 },
    }
  },
})

export const resumeImport = action({
  name: 'imports.import.resume',
  about: 'Goes on with an import that was paused.',
  input: z.object({ id: importId }),
  run: async (ctx, { id }) => {
    const one = await findImport(ctx, id)
    mustBe(one, 'paused')
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [changed(ctx, one, { state: 'running', trouble: '' })],
      facts: [goOn(one.id)],
      result: { id: one.id, version: one.version + 1 },
    }
  },
})

export const stopImport = action({
  name: 'imports.import.stop',
  about: 'Ends a check or an import before its time. What is written stays until it is undone.',
  input: z.object({ id: importId }),
  run: async (ctx, { id }) => {
    const one = await findImport(ctx, id)
    mustBe(one, 'checking', 'running', 'paused')
    const checking = one.state === 'checking'
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [
        changed(
          ctx,
          one,
          checking
            ? { state: 'mapping', phase: '', counts: {} }
            : { state: 'stopped', trouble: '', finishedAt: ctx.now },
        ),
      ],
      facts: [{ name: 'imports.import-stopped', subject: one.id }],
      result: { id: one.id, version: one.version + 1 },
    }
  },
})

export const undoImport = action({
  name: 'imports.import.undo',
  about: 'Takes a whole import back, in the background. Rows on which something was built stay, and say why.',
  input: z.object({ id: importId, version }),
  run: async (ctx, { id, version }) => {
    const one = seen(await findImport(ctx, id), version)
    mayUndo(one)
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [changed(ctx, one, { state: 'undoing', trouble: '' })],
      facts: [goOn(one.id)],
      result: { id: one.id, version: one.version + 1 },
    }
  },
})

export const removeImport = action({
  name: 'imports.import.remove',
  about: 'Throws away an import that has written nothing; its file goes with it.',
  input: z.object({ id: importId }),
  run: async (ctx, { id }) => {
    const one = await findImport(ctx, id)
    mustBe(one, 'mapping', 'checked')
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [...withoutRows(ctx, one.id), ctx.db.delete(imports).where(eq(imports.id, one.id))],
      plans: [detachAll(ctx, one.id)],
      facts: [{ name: 'imports.import-removed', subject: one.id }],
      result: { id: one.id },
    }
  },
})

export const forgetImport = action({
  name: 'imports.import.forget',
  about: `Erases the file and the rows of an import after ${keptDays} days; that it was stays.`,
  input: z.object({ id: importId }),
  run: async (ctx, { id }) => {
    const one = await findImport(ctx, id)
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [
        ...withoutRows(ctx, one.id),
        changed(ctx, one, {
          forgottenAt: ctx.now,
          fileId: null,
          sample: { heads: null, rows: [], width: 0 },
          mapping: { columns: {}, fixed: {} },
          ...(['done', 'undone', 'stopped'].includes(one.state) ? {} : { state: 'stopped', phase: '' }),
        }),
        ctx.db.delete(importMappings).where(lt(importMappings.usedAt, (ctx.now - 365 * 86_400_000) as typeof ctx.now)),
      ],
      plans: [detachAll(ctx, one.id)],
      facts: [{ name: 'imports.import-forgotten', subject: one.id }],
      result: { id: one.id },
    }
  },
})

/** Says again that an import is at work, where the word for it was lost. */
export const nudgeImport = action({
  name: 'imports.import.nudge',
  about: 'Goes on with an import that has stood still.',
  input: z.object({ id: importId }),
  run: async (ctx, { id }) => {
    const one = await findImport(ctx, id)
    return {
      subject: one.id,
      guards: [stillAt(one)],
      writes: [ctx.db.run(sql`UPDATE imports SET moved_at = ${ctx.now} WHERE id = ${one.id}`)],
      facts: [goOn(one.id)],
      result: { id: one.id },
    }
  },
})
