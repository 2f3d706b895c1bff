import { eq } from 'drizzle-orm'
import { ColumnsPage } from '../../templates/imports/columns'
import {
  CheckedPage,
  type ImportShown,
  Progress,
  ResultPage,
  RowsPage,
  WorkingPage,
} from '../../templates/imports/import'
import { ImportsPage, NewImportPage } from '../../templates/imports/imports'
import type { KindShown } from '../../templates/imports/pieces'
import { storeFile } from '../files'
import { exporting, members } from '../identity'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { existingWays, type ImportKind } from '../platform/imports'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { plainText } from './cell'
import { type Import, keptDays, mustBe, progressOf, rowStates } from './import'
import {
  checkImport,
  columnsFor,
  createImport,
  pauseImport,
  readImport,
  removeImport,
  resumeImport,
  runImport,
  stopImport,
  undoImport,
} from './import.actions'
import { findImport, kindNamed, kindsFor, listImports, listRows, lookUpMapping, type ReportRow } from './import.queries'
import { exportCsv, exportWorkbook, problemCsv, template } from './lists'
import { namesOfColumns, shapeOf } from './mapping'
import { limitsInWords } from './table'

const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const id = (c: Request) => c.req.param('id') ?? ''
const one = '/imports/:id{im_[^/]+}'

/** A plain form carries its file at once, in memory; what is larger is sent in parts by the files' JSON. */
const formLimitBytes = 40 * 1024 * 1024

/** Rows of the file that a page shows. */
const previewed = 8

const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

const kindShown = (ctx: Context, kind: ImportKind): KindShown => ({
  name: kind.name,
  title: kind.title,
  one: kind.one,
  many: kind.many,
  about: kind.about,
  icon: kind.icon,
  href: kind.href,
  ways: kind.ways ?? existingWays,
  columns: columnsFor(ctx, kind).map(({ key, title, kind: cell, required = false, hint = null, choices = [] }) => ({
    key,
    title,
    kind: cell,
    required,
    hint,
    choices: choices.map(({ value, title: label }) => ({ value, title: label })),
  })),
})

async function shown(ctx: Context, found: Import): Promise<ImportShown> {
  const [author] = await ctx.db
    .select({ name: members.name })
    .from(members)
    .where(eq(members.id, found.createdBy as never))
  return {
    id: found.id,
    fileName: found.fileName,
    fileId: found.fileId,
    state: found.state,
    version: found.version,
    trouble: found.trouble,
    counts: found.counts,
    rowCount: found.rowCount,
    progress: progressOf(found),
    phase: found.phase,
    author: author?.name ?? 'The house',
    createdAt: found.createdAt,
    startedAt: found.startedAt,
    finishedAt: found.finishedAt,
    forgotten: found.forgottenAt !== null,
    keptDays,
  }
}

/** Rows with the titles of our columns and with the records that they became. */
async function rowsShown(ctx: Context, kind: ImportKind, rows: ReportRow[]) {
  const cards = await ctx.records(rows.flatMap(({ recordId }) => (recordId ? [recordId] : [])))
  const title = (key: string) => kind.columns.find((column) => column.key === key)?.title ?? ''
  return rows.map(({ row, state, recordId, problems }) => {
    const card = recordId ? cards.get(recordId) : undefined
    return {
      row,
      state,
      record: card
        ? { title: card.title.startsWith(card.tag) ? card.title : `${card.tag} ${card.title}`, href: card.href }
        : null,
      problems: Object.entries(problems).map(([key, sentence]) => ({ column: title(key), sentence })),
    }
  })
}

async function showNew(ctx: Context, c: Request, kind: string, refusal: Refusal | null) {
  const kinds = kindsFor(ctx)
  return show(
    c,
    ctx,
    <NewImportPage
      kinds={kinds}
      kind={kind || (kinds.length === 1 ? (kinds[0]?.name ?? '') : '')}
      limits={`${limitsInWords} From this page files up to 40 MB.`}
      trouble={troubleOf(refusal)}
    />,
    refusal ? statusFor(refusal) : 200,
  )
}

async function showColumns(
  ctx: Context,
  c: Request,
  found: Import,
  {
    refusal = null,
    mapping = found.mapping,
    existing = found.existing,
  }: { refusal?: Refusal | null; mapping?: Import['mapping']; existing?: string } = {},
) {
  const kind = kindNamed(ctx, found.kind)
  const { sample, reading } = found
  const remembered = found.trouble === '' && (await lookUpMapping(ctx, kind.name, shapeOf(sample)))
  return show(
    c,
    ctx,
    <ColumnsPage
      one={{
        id: found.id,
        fileName: found.fileName,
        state: found.state,
        version: found.version,
        trouble: found.trouble,
        reading,
        names: namesOfColumns(sample),
        rows: sample.rows.slice(0, previewed).map((row) => row.map(plainText)),
        mapping,
        existing,
        remembered: Boolean(remembered && found.counts && found.state === 'mapping' && found.laid === ''),
      }}
      kind={kindShown(ctx, kind)}
      trouble={troubleOf(refusal)}
    />,
    refusal ? statusFor(refusal) : 200,
  )
}

async function showImport(ctx: Context, c: Request, found: Import, refusal: Refusal | null = null) {
  if (found.state === 'mapping') return showColumns(ctx, c, found, { refusal })
  const kind = kindNamed(ctx, found.kind)
  const seen = await shown(ctx, found)
  const words = kindShown(ctx, kind)
  const status = refusal ? statusFor(refusal) : 200
  if (['checking', 'running', 'paused', 'undoing'].includes(found.state)) {
    return show(c, ctx, <WorkingPage one={seen} kind={words} />, status)
  }
  const states = found.state === 'checked' ? (['bad'] as const) : (['left', 'kept'] as const)
  const { rows } = await listRows(ctx, found.id, states, undefined)
  const problems = await rowsShown(ctx, kind, rows)
  return show(
    c,
    ctx,
    found.state === 'checked' ? (
      <CheckedPage one={seen} kind={words} problems={problems} trouble={troubleOf(refusal)} />
    ) : (
      <ResultPage one={seen} kind={words} problems={problems} />
    ),
    status,
  )
}

/** The fields of the mapping form: 'map.tag' has the number of a column, 'fixed.kind' one text for all rows. */
function mappingOf(form: Record<string, string>): Import['mapping'] {
  const columns: Record<string, number> = {}
  const fixed: Record<string, string> = {}
  for (const [name, value] of Object.entries(form)) {
    if (name.startsWith('map.') && /^\d{1,3}$/.test(value)) columns[name.slice(4)] = Number(value)
    if (name.startsWith('fixed.') && value.trim() !== '') fixed[name.slice(6)] = value
  }
  return { columns, fixed }
}

/** A button of an import: what is refused is shown on its page. */
async function pressed(ctx: Context, c: Request, work: () => Promise<unknown>): Promise<Response> {
  const done = await attempt(work)
  if (done.ok || done.refusal.reason === 'import.state' || done.refusal.reason === 'import.changed') {
    return seeOther(c, at(ctx, `/imports/${id(c)}`), done.ok ? undefined : { text: done.refusal.message, undo: null })
  }
  return showImport(ctx, c, await findImport(ctx, id(c)), done.refusal)
}

const download = (name: string, type: string) => ({
  'Content-Type': type,
  'Content-Disposition': `attachment; filename="${name}"`,
  'X-Content-Type-Options': 'nosniff',
})
const csvType = 'text/csv; charset=utf-8'
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const kindAsked = (ctx: Context, c: Request): ImportKind =>
  kindNamed(ctx, c.req.query('kind') ?? kindsFor(ctx)[0]?.name ?? '')

/** Pages under /imports. */
export const importPages = new Pages()
  .get('/imports', { may: 'imports.import.see' }, async (ctx, c) => {
    const kinds = kindsFor(ctx)
    const { after } = c.req.query()
    const { rows, next } = await listImports(ctx, after)
    const way = next ? `/imports?after=${next}` : null
    return show(c, ctx, <ImportsPage rows={rows} next={way} first={!after} kinds={kinds} />)
  })

  .get('/imports/new', { may: createImport.action }, (ctx, c) => showNew(ctx, c, c.req.query('kind') ?? '', null))

  .get('/imports/template', { may: 'imports.import.see' }, async (ctx, c) => {
    const kind = kindAsked(ctx, c)
    return c.body(template(ctx, kind), 200, download(`${kind.name}-empty.csv`, csvType))
  })

  .get('/imports/export', { may: 'imports.import.export', stepUp: true }, async (ctx, c) => {
    const kind = kindAsked(ctx, c)
    await exporting(ctx, `The list of ${kind.many}`, null)
    if (c.req.query('as') === 'xlsx')
      return c.body(exportWorkbook(ctx, kind), 200, download(`${kind.name}.xlsx`, workbookType))
    return c.body(exportCsv(ctx, kind), 200, download(`${kind.name}.csv`, csvType))
  })

  .post('/imports', { may: createImport.action, limitBytes: formLimitBytes }, async (ctx, c) => {
    const { kind = '' } = c.var.form
    const done = await attempt(async () => {
      kindNamed(ctx, kind)
      const [file] = c.var.files.file ?? []
      if (!file || file.size === 0) {
        const sentence = file ? 'This file is empty. Choose another one.' : 'Choose a file first.'
        return refuse('invalid', 'import.file', sentence, { file: sentence })
      }
      const bytes = new Uint8Array(await file.arrayBuffer())
      const told = { name: file.name || 'table.csv', about: '', role: 'document' as const, bytes }
      const stored = await storeFile(ctx, told, c.var.key)
      return createImport(ctx, { kind, file: stored.file }, { key: c.var.key })
    })
    if (done.ok) return seeOther(c, at(ctx, `/imports/${done.value.id}`))
    if (done.refusal.reason === 'import.kind') {
      const sentence = 'Choose what is in the rows.'
      return showNew(ctx, c, '', Object.assign(done.refusal, { fields: { kind: sentence } }))
    }
    return showNew(ctx, c, kind, done.refusal)
  })

  .get(one, { may: 'imports.import.see' }, async (ctx, c) => showImport(ctx, c, await findImport(ctx, id(c))))

  .get(`${one}/columns`, { may: 'imports.import.see' }, async (ctx, c) => {
    const found = await findImport(ctx, id(c))
    if (!['mapping', 'checked'].includes(found.state)) return showImport(ctx, c, found)
    return showColumns(ctx, c, found)
  })

  .get(`${one}/progress`, { may: 'imports.import.see' }, async (ctx, c) => {
    const found = await findImport(ctx, id(c))
    const working = ['checking', 'running', 'undoing'].includes(found.state)
    // The page around it has something else to show now.
    if (!working && c.req.header('HX-Request')) c.header('HX-Redirect', at(ctx, `/imports/${found.id}`))
    if (!c.req.header('HX-Request')) return showImport(ctx, c, found)
    return show(c, ctx, <Progress one={await shown(ctx, found)} kind={kindShown(ctx, kindNamed(ctx, found.kind))} />)
  })

  .get(`${one}/rows`, { may: 'imports.import.see' }, async (ctx, c) => {
    const found = await findImport(ctx, id(c))
    const kind = kindNamed(ctx, found.kind)
    const state = rowStates.find((name) => name === c.req.query('state')) ?? 'bad'
    const { rows, next } = await listRows(ctx, found.id, [state], c.req.query('after'))
    return show(
      c,
      ctx,
      <RowsPage
        one={await shown(ctx, found)}
        kind={kindShown(ctx, kind)}
        state={state}
        rows={await rowsShown(ctx, kind, rows)}
        next={next ? `/imports/${found.id}/rows?state=${state}&after=${next}` : null}
      />,
    )
  })

  .get(`${one}/problems`, { may: 'imports.import.see' }, async (ctx, c) => {
    const found = await findImport(ctx, id(c))
    if (found.forgottenAt !== null) refuse('not-found', 'import.forgotten', 'The rows of this import are erased.')
    const body = problemCsv(ctx, kindNamed(ctx, found.kind), found)
    return c.body(body, 200, download('rows-with-problems.csv', csvType))
  })

  .post(`${one}/reading`, { may: readImport.action }, (ctx, c) =>
    pressed(ctx, c, () => readImport(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key })),
  )

  .post(`${one}/checking`, { may: checkImport.action }, async (ctx, c) => {
    const mapping = mappingOf(c.var.form)
    const { version, decimal, dates, existing } = c.var.form
    const input = { id: id(c), version, decimal, dates, existing, ...mapping }
    const done = await attempt(() => checkImport(ctx, input, { key: c.var.key }))
    if (done.ok) return seeOther(c, at(ctx, `/imports/${id(c)}`))
    const found = await findImport(ctx, id(c))
    mustBe(found, 'mapping', 'checked')
    return showColumns(ctx, c, found, { refusal: done.refusal, mapping, existing: existing ?? 'skip' })
  })

  .post(`${one}/running`, { may: runImport.action }, (ctx, c) =>
    pressed(ctx, c, () => runImport(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key })),
  )

  .post(`${one}/pause`, { may: pauseImport.action }, (ctx, c) =>
    pressed(ctx, c, () => pauseImport(ctx, { id: id(c) }, { key: c.var.key })),
  )

  .post(`${one}/resumption`, { may: resumeImport.action }, (ctx, c) =>
    pressed(ctx, c, () => resumeImport(ctx, { id: id(c) }, { key: c.var.key })),
  )

  .post(`${one}/stop`, { may: stopImport.action }, (ctx, c) =>
    pressed(ctx, c, () => stopImport(ctx, { id: id(c) }, { key: c.var.key })),
  )

  .post(`${one}/undo`, { may: undoImport.action }, (ctx, c) =>
    pressed(ctx, c, () => undoImport(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key })),
  )

  .post(`${one}/removal`, { may: removeImport.action }, async (ctx, c) => {
    await removeImport(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, '/imports'), { text: 'The import is thrown away. Nothing was written.', undo: null })
  })
