import { type LabelsForm, LabelsPage, PrinterPage, PrintersPage } from '../../templates/codes/labels'
import { languageOf, languages } from '../../templates/codes/words'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { spokenCode } from '../kernel/short-code'
import { seeOther, statusFor } from '../platform/answers'
import type { Context, RecordCard } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import type { Code } from './code'
import { issueCodes, mostTargets } from './code.actions'
import { codesByIds, findBatch, findCode, listCodes, liveCodesOf, settingsSentence } from './code.queries'
import { wideFonts } from './fonts'
import { correctionOf, type Label, layLabel, readingWords, uncorrected } from './label'
import { addPrinter, changePrinter, removePrinter } from './label.actions'
import { findPrinter, listPrinters, type Printer } from './label.queries'
import { calibrationPdf, labelsPdf, needsWideFonts } from './label-pdf'
import { sheetSvg } from './label-svg'
import { addressOfCode, qrModules } from './qr'
import { perSheet, type Stock, stocks } from './stocks'

/** Labels in one PDF: a batch at most. */
const mostLabels = 2000
const mostCopies = 10

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

/** What is printed: codes that are there, and records that get one when the PDF is made. */
type Wanted = { code: Code | null; target: RecordCard | null }

const listed = (text: string | undefined) => [...new Set((text ?? '').split(/[\s,]+/).filter(Boolean))]

/** The form as it was sent, or as the address of the page says it. */
const formOf = (given: Record<string, string>): LabelsForm => {
  const { stock = stocks[0]?.key ?? '', start = '1', copies = '1', printer = '', textOnly = '' } = given
  const { code = '', of = '', batch = '', ids = '' } = given
  const records = [ids, of].filter(Boolean).join(' ')
  return { stock, start, copies, printer, textOnly, language: given.language ?? '', code, of, batch, ids: records }
}

const whole = (text: string, most: number, field: string, sentence: string): number => {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  return refuse('invalid', `label.${field}`, sentence, { [field]: sentence })
}

/** Refuses 'invalid' ('label.stock', 'label.start', 'label.copies'). */
function layoutOf(form: LabelsForm): { stock: Stock; firstCell: number; copies: number } {
  const stock = stocks.find(({ key }) => key === form.stock)
  if (!stock)
    return refuse('invalid', 'label.stock', 'Choose the labels that you have.', { stock: 'Choose the labels.' })
  const cells = perSheet(stock)
  const start = whole(form.start, Math.max(cells, 1), 'start', `Write a label of the sheet, 1 to ${cells}.`)
  return {
    stock,
    firstCell: start - 1,
    copies: whole(form.copies, mostCopies, 'copies', `Write how many of each, 1 to ${mostCopies}.`),
  }
}

/** What the form names: a batch, one code, or records. Refuses 'not-found' and 'invalid' ('label.nothing'). */
async function wantedOf(ctx: Context, form: LabelsForm): Promise<Wanted[]> {
  const codes: Code[] = []
  if (form.batch) {
    const batch = await findBatch(ctx, form.batch)
    codes.push(...(await listCodes(ctx, { batchId: batch.id }, undefined, mostLabels)).rows)
  } else if (form.code) codes.push(await findCode(ctx, form.code))
  const named = listed(form.ids)
  codes.push(...(await codesByIds(ctx, named.filter((one) => one.startsWith('cd_')).slice(0, mostLabels))))
  const records = named.filter((one) => !one.startsWith('cd_'))
  if (records.length > mostTargets) {
    refuse('invalid', 'label.many', `At most ${mostTargets} records at a time. Choose fewer, and print in parts.`)
  }
  const usable = codes.filter(({ state }) => state === 'live' || state === 'blank')
  const cards = await ctx.records([...usable.flatMap(({ target }) => target ?? []), ...records])
  const live = records.length > 0 ? await liveCodesOf(ctx, records) : new Map<string, Code>()
  const wanted: Wanted[] = [
    ...usable.map((code) => ({ code, target: cards.get(code.target ?? '') ?? null })),
    ...records.flatMap((one) => {
      const target = cards.get(one)
      return target ? [{ code: live.get(one) ?? null, target }] : []
    }),
  ]
  if (wanted.length > 0) return wanted
  return refuse('invalid', 'label.nothing', 'There is nothing to print. Choose codes or records first.')
}

/** Letters that stand in a preview for a code that is made with the PDF. */
const notYet = 'XXXXXXXX'

async function layAll(ctx: Context, stock: Stock, wanted: Wanted[], form: LabelsForm): Promise<Label[]> {
  const [settings] = await settingsSentence(ctx)
  const { name } = await ctx.profile()
  const { scan } = languages[languageOf(form.language, undefined)]
  return wanted.map(({ code, target }) => {
    const letters = code?.code ?? notYet
    const { title = '', tag = '' } = target ?? {}
    const text = {
      code: spokenCode(letters),
      // The tag has a line of its own.
      title: tag !== '' && title.startsWith(`${tag} `) ? title.slice(tag.length + 1) : title,
      tag,
      organization: name,
      invitation: settings?.publicReports && (code?.public ?? true) ? scan : '',
    }
    const modules = form.textOnly ? null : qrModules(addressOfCode(ctx.origin, letters), correctionOf(stock))
    return layLabel(stock, text, modules)
  })
}

const copied = <T,>(labels: T[], copies: number): T[] => labels.flatMap((label) => Array<T>(copies).fill(label))

const correctingOf = (printer: Printer | null) =>
  printer
    ? {
        offsetXMm: printer.offsetXUm / 1000,
        offsetYMm: printer.offsetYUm / 1000,
        scale: printer.scalePermille / 1000,
      }
    : uncorrected

const stockChoices = stocks.map(({ key, name }) => ({ value: key, label: name }))

/** A label speaks the organization's language, unless another one is chosen. */
const spoken = async (ctx: Context, form: LabelsForm): Promise<LabelsForm> => ({
  ...form,
  language: languageOf(form.language, (await ctx.profile()).locale),
})

/** The page with its preview; where the labels cannot be laid out it says why, and what can be done. */
async function showLabels(c: Request, ctx: Context, given: LabelsForm, refusal: Refusal | null) {
  const form = await spoken(ctx, given)
  const printers = await listPrinters(ctx)
  const done = refusal
    ? { ok: false as const, refusal }
    : await attempt(async () => {
        const { stock, firstCell, copies } = layoutOf(form)
        const wanted = await wantedOf(ctx, form)
        const labels = await layAll(ctx, stock, wanted, form)
        const moduleMm = labels[0]?.moduleMm ?? null
        const count = labels[0]?.marks.find((mark) => mark.kind === 'symbol')
        return {
          preview: `data:image/svg+xml;base64,${base64(sheetSvg(stock, copied(labels, copies).slice(0, perSheet(stock)), firstCell))}`,
          labels: labels.length * copies,
          sheets: Math.ceil((labels.length * copies + firstCell) / perSheet(stock)),
          cells: perSheet(stock),
          fresh: wanted.filter(({ code }) => code === null).length,
          reading: moduleMm !== null && count?.kind === 'symbol' ? readingWords(moduleMm, count.modules.length) : null,
        }
      })
  const page = (
    <LabelsPage
      form={form}
      stocks={stockChoices}
      printers={printers}
      plan={done.ok ? done.value : null}
      trouble={done.ok ? null : troubleOf(done.refusal)}
    />
  )
  return show(c, ctx, page, done.ok ? 200 : statusFor(done.refusal))
}

const base64 = (text: string): string => {
  const bytes = new TextEncoder().encode(text)
  let binary = ''
  for (let from = 0; from < bytes.length; from += 8192)
    binary += String.fromCharCode(...bytes.subarray(from, from + 8192))
  return btoa(binary)
}

const pdf = (c: Request, bytes: Uint8Array<ArrayBuffer>, name: string) =>
  c.body(bytes, 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `inline; filename="${name}.pdf"`,
  })

const printerValues = (printer: Printer): Record<string, string> => ({
  name: printer.name,
  offsetX: String(printer.offsetXUm / 1000),
  offsetY: String(printer.offsetYUm / 1000),
  scale: String(printer.scalePermille / 10),
})

/** Pages under /labels. */
export const labelPages = new Pages()
  .get('/labels', { may: 'codes.label.print' }, async (ctx, c) => {
    const query = c.req.query()
    const nothing = !query.code && !query.of && !query.batch && !query.ids
    if (nothing) {
      const form = await spoken(ctx, formOf(query))
      const page = <LabelsPage form={form} stocks={stockChoices} printers={[]} plan={null} trouble={null} />
      return show(c, ctx, page)
    }
    return showLabels(c, ctx, formOf(query), null)
  })

  // Lists of other rooms post the ids that were ticked.
  .post('/labels', { may: 'codes.label.print' }, async (ctx, c) => showLabels(c, ctx, formOf(c.var.form), null))

  .post('/labels/sheet', { may: 'codes.label.print' }, async (ctx, c) => {
    const form = await spoken(ctx, formOf(c.var.form))
    const done = await attempt(async () => {
      const { stock, firstCell, copies } = layoutOf(form)
      const planned = await wantedOf(ctx, form)
      // Decided before any code is taken: labels that cannot be read take none.
      await layAll(ctx, stock, planned.slice(0, 1), form)
      const bare = planned.flatMap(({ code, target }) => (code === null && target ? [target.id] : []))
      if (bare.length > 0) await issueCodes(ctx, { targets: bare }, { key: c.var.key })
      const wanted = bare.length > 0 ? await wantedOf(ctx, form) : planned
      const labels = copied(await layAll(ctx, stock, wanted, form), copies).slice(0, mostLabels)
      const printer = form.printer ? await findPrinter(ctx, form.printer) : null
      return labelsPdf(stock, labels, {
        firstCell,
        correcting: correctingOf(printer),
        title: `Labels, ${ctx.organization.name}`,
        wide: needsWideFonts(labels) ? await wideFonts(c.var.platform) : null,
      })
    })
    return done.ok ? pdf(c, done.value, 'labels') : showLabels(c, ctx, form, done.refusal)
  })

  .get('/labels/calibration', { may: 'codes.label.print' }, async (ctx, c) => {
    const { stock: key, printer } = c.req.query()
    const stock = stocks.find((one) => one.key === key) ?? stocks[0]
    if (!stock) throw new Error('There are no labels at all')
    const chosen = printer ? await findPrinter(ctx, printer) : null
    return pdf(c, await calibrationPdf(stock, correctingOf(chosen)), `calibration-${stock.key}`)
  })

  .get('/labels/printers', { may: 'codes.label.print' }, async (ctx, c) =>
    show(c, ctx, <PrintersPage printers={await listPrinters(ctx)} />),
  )

  .get('/labels/printers/new', { may: addPrinter.action }, async (ctx, c) =>
    show(c, ctx, <PrinterPage id={null} version={0} values={{ scale: '100' }} stocks={stockChoices} trouble={null} />),
  )

  .post('/labels/printers', { may: addPrinter.action }, async (ctx, c) => {
    const done = await attempt(() => addPrinter(ctx, c.var.form, { key: c.var.key }))
    if (done.ok) return seeOther(c, at(ctx, '/labels/printers'), { text: 'The printer is saved.', undo: null })
    const page = (
      <PrinterPage id={null} version={0} values={c.var.form} stocks={stockChoices} trouble={troubleOf(done.refusal)} />
    )
    return show(c, ctx, page, statusFor(done.refusal))
  })

  .get('/labels/printers/:id{lp_[^/]+}', { may: changePrinter.action }, async (ctx, c) => {
    const printer = await findPrinter(ctx, id(c))
    const page = (
      <PrinterPage
        id={printer.id}
        version={printer.version}
        values={printerValues(printer)}
        stocks={stockChoices}
        trouble={null}
      />
    )
    return show(c, ctx, page)
  })

  .post('/labels/printers/:id{lp_[^/]+}', { may: changePrinter.action }, async (ctx, c) => {
    const printer = await findPrinter(ctx, id(c))
    const done = await attempt(() => changePrinter(ctx, { ...c.var.form, id: printer.id }, { key: c.var.key }))
    if (done.ok) return seeOther(c, at(ctx, '/labels/printers'), { text: 'The printer is saved.', undo: null })
    const page = (
      <PrinterPage
        id={printer.id}
        version={printer.version}
        values={c.var.form}
        stocks={stockChoices}
        trouble={troubleOf(done.refusal)}
      />
    )
    return show(c, ctx, page, statusFor(done.refusal))
  })

  .post('/labels/printers/:id{lp_[^/]+}/removal', { may: removePrinter.action }, async (ctx, c) => {
    await removePrinter(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, '/labels/printers'), { text: 'The printer is removed.', undo: null })
  })
