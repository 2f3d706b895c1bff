import { BinParts, BinPartsPage, CounterPage } from '../../templates/inventory/counter'
import { scannedTarget } from '../codes'
import { formatQuantity, quantity as readQuantity } from '../kernel/quantity'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { findPlace } from '../places'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { lastLinesOf, partsIn } from './counter.queries'
import type { Part } from './part'
import { findPart, searchParts } from './part.queries'
import { subjectOf } from './pick.routes'
import { Reader } from './reader'
import { reserveStock } from './reservation.actions'
import { issueStock, receiveStock } from './stock.actions'
import { subjectsNamed } from './subject'

const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

/** The part that was scanned, chosen or typed. Refuses 'invalid' ('part.words'). */
async function partOf(ctx: Context, form: Record<string, string>): Promise<Part> {
  if (form.partId) return findPart(ctx, form.partId)
  const words = form['partId-words']?.trim() ?? ''
  const say = (sentence: string) => refuse('invalid', 'part.words', sentence, { partId: sentence })
  if (!words) return say('Scan a part, or type its number.')
  const scanned = await scannedTarget(ctx, words)
  if (scanned?.startsWith('pt_')) return findPart(ctx, scanned)
  const [first, second] = await searchParts(ctx, words, 2)
  if (!first) return say(`No part is found by ${words}.`)
  const exact = first.number.toLowerCase() === words.toLowerCase()
  if (second && !exact) return say(`Several parts are found by ${words}: write the whole number, or choose one.`)
  return findPart(ctx, first.id)
}

async function showCounter(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const lines = await lastLinesOf(ctx, 12)
  const names = await subjectsNamed(ctx, [...lines.map(({ subject }) => subject), values.subject ?? ''])
  const page = (
    <CounterPage
      values={{ ...values, title: names.get(values.subject ?? '')?.title ?? '' }}
      trouble={refusal ? { sentence: refusal.message, fields: refusal.fields } : null}
      lines={lines.map((line) => ({
        ...line,
        title: names.get(line.subject ?? '')?.title ?? '',
        isReversed: line.isReversed === 1,
      }))}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** The counter desk, and what lies in a bin. */
export const counterPages = new Pages()
  .get('/stock/counter', { may: issueStock.action }, (ctx, c) => {
    const { deed = 'issue', subject = '' } = c.req.query()
    return showCounter(c, ctx, { deed, subject }, null)
  })

  .post('/stock/counter', { may: issueStock.action }, async (ctx, c) => {
    const { form } = c.var
    const done = await attempt(async () => {
      const part = await partOf(ctx, form)
      const reader = await Reader.of(ctx, part, form)
      const quantity = reader.quantity('quantity')
      const subject = await subjectOf(ctx, c)
      const named = form.binId || form['binId-words']?.trim()
      const line = { partId: part.id, quantity }
      if (form.deed === 'receipt') {
        await receiveStock(ctx, { lines: [{ ...line, binId: await reader.bin('binId') }], subject }, { key: c.var.key })
      } else if (form.deed === 'reserve') {
        await reserveStock(ctx, { lines: [line], subject }, { key: c.var.key })
      } else {
        await issueStock(
          ctx,
          { lines: [{ ...line, binId: named ? await reader.bin('binId') : '' }], subject },
          { key: c.var.key },
        )
      }
      const words = form.deed === 'receipt' ? 'received' : form.deed === 'reserve' ? 'reserved' : 'issued'
      const { locale } = await ctx.profile()
      return {
        subject,
        text: `${formatQuantity(readQuantity(quantity, part.unit), locale)} of ${part.number} ${words}.`,
      }
    })
    if (!done.ok) return showCounter(c, ctx, form, done.refusal)
    const query = new URLSearchParams({ deed: form.deed ?? 'issue', subject: done.value.subject })
    return seeOther(c, at(ctx, `/stock/counter?${query}`), { text: done.value.text, undo: null })
  })

  .get('/stock/in/:id{pl_[^/]+}', { may: 'inventory.part.see' }, async (ctx, c) => {
    const place = await findPlace(ctx, c.req.param('id') ?? '')
    const rows = await partsIn(ctx, place.id)
    const Screen = c.req.header('HX-Request') === undefined ? BinPartsPage : BinParts
    return show(c, ctx, <Screen place={place} rows={rows} />)
  })
