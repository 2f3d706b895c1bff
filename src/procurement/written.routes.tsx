import { type Mark, WrittenAnswerPage, WrittenBeginPage } from '../../templates/procurement/written'
import { findMessage } from '../communications'
import { wordsOfFile } from '../files'
import { currencies } from '../kernel/currency'
import { decimalOfQuantity } from '../kernel/quantity'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import type { ReadField, ReadQuote } from '../ports/quote-reader'
import { answerOf } from './answer-form'
import { at, id, statusOr, troubleOf } from './common'
import type { Corrections } from './quote'
import { longestSource, sourceOf, warningsOf } from './reply'
import { setReplyAside } from './reply.actions'
import { findReply } from './reply.queries'
import type { Rfq, RfqLine } from './rfq'
import { rfqWhole } from './rfq.queries'
import { writeQuote } from './written.actions'

const path = '/rfqs/:id{rf_[^/]+}/answers'
const reply = `${path}/from/:reply{vr_[^/]+}`
const may = { may: writeQuote.action }
const longest = longestSource

const readBy = (ctx: Context, lines: RfqLine[], source: string): Promise<ReadQuote> =>
  ctx.ports.quotes.read(
    source,
    lines.map(({ position, words, partNumber, quantity, unit }) => ({
      position,
      words,
      partNumber,
      quantity: decimalOfQuantity({ scaled: quantity, unit }),
      unit,
    })),
  )

/** What was read, as the form of an answer shows it. */
function valuesOf(read: ReadQuote): Record<string, string> {
  const values: Record<string, string> = {
    currency: read.currency?.value ?? '',
    freightKind: read.freightIncluded ? 'included' : 'flat',
    freight: read.freight?.value ?? '',
    freeAbove: read.freeAbove?.value ?? '',
    validUntil: read.validUntil?.value ?? '',
    terms: read.terms?.value.slice(0, 200) ?? '',
  }
  for (const { position, price, per, minimum, leadDays, noBid } of read.lines) {
    Object.assign(values, {
      [`price-${position}`]: price?.value ?? '',
      [`per-${position}`]: per?.value ?? '1',
      [`minimum-${position}`]: minimum?.value ?? '',
      [`lead-${position}`]: leadDays?.value ?? '',
      [`none-${position}`]: noBid ? 'on' : '',
    })
  }
  return values
}

/** Where a person confirmed something else than was read: for measuring the reader. */
const corrected = (read: Record<string, string>, said: Record<string, string>): Corrections =>
  Object.fromEntries(
    Object.entries(read)
      .filter(([name, value]) => value.trim() !== (said[name] ?? '').trim())
      .map(([name, value]) => [name, { read: value.slice(0, 300), said: (said[name] ?? '').trim().slice(0, 300) }]),
  )

/** Each place of the source that something was read from, in order and never one over another. */
function marksOf(read: ReadQuote): Mark[] {
  const named = (name: string, field: ReadField | null) => (field ? [{ name, ...field }] : [])
  const all = [
    ...named('Currency', read.currency),
    ...named('Freight', read.freight),
    ...named('Free above', read.freeAbove),
    ...named('Valid until', read.validUntil),
    ...named('Total', read.total),
    ...read.lines.flatMap((line) => [
      ...named(`Price of line ${line.position}`, line.price),
      ...named(`Line ${line.position} is priced per`, line.per),
      ...named(`Minimum of line ${line.position}`, line.minimum),
      ...named(`Lead time of line ${line.position}`, line.leadDays),
    ]),
  ].sort((one, other) => one.from - other.from)
  return all.filter((mark, index) => all.slice(0, index).every((before) => before.to <= mark.from))
}

/** A reply with its words and those of its files, and what a person must know of it first. */
async function openedReply(ctx: Context, rfq: Rfq, replyId: string) {
  const reply = await findReply(ctx, rfq.id, replyId)
  const message = await findMessage(ctx, reply.messageId)
  const files = await Promise.all(
    message.files.slice(0, 5).map(async ({ id: fileId, name, why }) => {
      const words = fileId ? await wordsOfFile(ctx, fileId) : null
      const waiting = words?.textState === 'waiting' || words?.textState === 'reading'
      return { fileId, name, why, waiting, pages: words && words.pages.length > 0 ? words.pages : null }
    }),
  )
  return {
    reply,
    source: sourceOf(message.fresh || message.text, files),
    warnings: warningsOf(reply, message, rfq),
    files: files.map(({ fileId, name, why, waiting, pages }) => ({
      href: fileId ? `/files/${fileId}` : null,
      name,
      words: pages
        ? 'read below'
        : waiting
          ? 'is still being read: open this page again in a minute'
          : (why ?? 'has no text that can be read: open it, and write down what it says'),
    })),
  }
}

async function showRead(c: Request, ctx: Context, form: Record<string, string>, refusal: Refusal | null) {
  const { rfq, lines, invitations } = await rfqWhole(ctx, id(c))
  const from = form.replyId ? await openedReply(ctx, rfq, form.replyId) : null
  const source = from?.source ?? (form.source ?? '').slice(0, longest)
  const [read, { currency }] = await Promise.all([readBy(ctx, lines, source), ctx.profile()])
  const vendorId = from?.reply.vendorId ?? form.vendorId ?? ''
  const values = refusal ? form : { ...valuesOf(read), vendorId, replyId: from?.reply.id ?? '' }
  const page = (
    <WrittenAnswerPage
      rfq={rfq}
      lines={lines}
      vendor={invitations.find((one) => one.vendorId === vendorId)?.vendor ?? ''}
      source={source}
      marks={marksOf(read)}
      flags={[...(from?.warnings ?? []), ...read.flags]}
      from={from && { id: from.reply.id, threadId: from.reply.threadId, files: from.files }}
      lineFlags={new Map(read.lines.map(({ position, flags }) => [position ?? 0, flags]))}
      values={values}
      currencies={[...new Set([currency, 'EUR', 'USD', 'GBP', ...currencies()])]}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

async function showBegin(c: Request, ctx: Context, values: Record<string, string>, sentence: string | null) {
  const { rfq, invitations } = await rfqWhole(ctx, id(c))
  const asked = invitations
    .filter(({ revision }) => revision === rfq.revision)
    .map(({ vendorId, vendor }) => ({ value: vendorId, label: vendor }))
  const trouble = sentence ? { sentence, fields: { source: sentence } } : null
  const page = <WrittenBeginPage rfq={rfq} vendors={asked} values={values} trouble={trouble} />
  return show(c, ctx, page, sentence ? 422 : 200)
}

/** Answers that came by mail, text or telephone: read, shown beside their words, confirmed by a person. */
export const writtenPages = new Pages()
  .get(`${path}/new`, may, (ctx, c) => showBegin(c, ctx, { vendorId: c.req.query('vendor') ?? '' }, null))

  .post(`${path}/reading`, may, (ctx, c) => {
    const { form } = c.var
    if (!form.source?.trim()) return showBegin(c, ctx, form, 'Paste what the vendor wrote.')
    return showRead(c, ctx, form, null)
  })

  .get(reply, may, (ctx, c) => showRead(c, ctx, { replyId: c.req.param('reply') ?? '' }, null))

  .post(`${reply}/aside`, { may: setReplyAside.action }, async (ctx, c) => {
    const deed = { rfqId: id(c), id: c.req.param('reply') ?? '', why: c.var.form.why ?? '' }
    const done = await attempt(() => setReplyAside(ctx, deed, { key: c.var.key }))
    if (!done.ok) return showRead(c, ctx, { replyId: deed.id, why: deed.why }, done.refusal)
    return seeOther(c, at(ctx, `/rfqs/${id(c)}`), { text: 'It is set aside, and stays in its thread.', undo: null })
  })

  .post(path, may, async (ctx, c) => {
    const { form, key } = c.var
    const done = await attempt(async () => {
      const { rfq, lines } = await rfqWhole(ctx, id(c))
      const answer = answerOf({ lines }, form)
      const from = form.replyId ? await openedReply(ctx, rfq, form.replyId) : null
      const source = from?.source ?? (form.source ?? '').slice(0, longest)
      const corrections = source ? corrected(valuesOf(await readBy(ctx, lines, source)), form) : {}
      const vendorId = from?.reply.vendorId ?? form.vendorId ?? ''
      const deed = { rfqId: rfq.id, vendorId, source, replyId: form.replyId ?? '', corrections, ...answer }
      return writeQuote(ctx, deed, { key })
    })
    if (!done.ok) return showRead(c, ctx, form, done.refusal)
    return seeOther(c, at(ctx, `/quotes/${done.value.id}`), { text: 'The quote is written down.', undo: null })
  })
