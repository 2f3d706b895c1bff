import { PartsFor, PartsForPage, PickListPage, ReservedPage } from '../../templates/inventory/reservations'
import { ReservePage, StagePage } from '../../templates/inventory/reserve-forms'
import { moneyFormat } from '../kernel/money'
import { decimalOfQuantity } from '../kernel/quantity'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { maySee } from '../platform/sensitive'
import { findPartWithStock } from './part.queries'
import { subjectOf } from './pick.routes'
import { Reader } from './reader'
import { isHard, isOpen, remaining } from './reservation'
import { releaseReservation, reserveStock, stageReservation } from './reservation.actions'
import { findReservations, listReservations, type ReservationRow, reservationsFor } from './reservation.queries'
import { issueStock } from './stock.actions'
import { checkSubject, subjectsNamed } from './subject'
import { usedFor } from './usage.queries'

const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)
const subject = (c: Request) => (c.req.param('subject') ?? '').slice(0, 60)
const path = (of: string) => `/stock/for/${encodeURIComponent(of)}`

/** Rows with what their subject is called. */
export async function named(ctx: Context, rows: ReservationRow[]) {
  const names = await subjectsNamed(
    ctx,
    rows.map((row) => row.subject),
  )
  return rows.map((row) => ({ ...row, ...(names.get(row.subject) ?? { title: row.subject, href: null }) }))
}

/** All that the pages of one subject show. Refuses 'not-found' for a record that is not there or may not be seen. */
async function whole(ctx: Context, of: string) {
  await checkSubject(ctx, of)
  const [rows, moves, names, profile] = await Promise.all([
    reservationsFor(ctx, of),
    usedFor(ctx, of),
    subjectsNamed(ctx, [of]),
    ctx.profile(),
  ])
  const money = moneyFormat(profile.currency, profile.locale)
  const told = maySee(ctx, 'cost')
  return {
    subject: of,
    ...(names.get(of) ?? { title: of, href: null }),
    rows: await named(ctx, rows),
    moves: moves.map((move) => ({ ...move, valueMinor: told ? move.valueMinor : null })),
    money: told ? (minor: number) => money({ minor, currency: profile.currency }) : null,
  }
}

async function showStaging(c: Request, ctx: Context, refusal: Refusal | null) {
  const { title, rows } = await whole(ctx, subject(c))
  const page = (
    <StagePage
      subject={subject(c)}
      title={title}
      lines={rows.filter(isHard).length}
      values={c.var.form}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showReserve(c: Request, ctx: Context, refusal: Refusal | null) {
  const { part } = await findPartWithStock(ctx, c.req.param('id') ?? '')
  const values = c.req.method === 'GET' ? c.req.query() : c.var.form
  return show(
    c,
    ctx,
    <ReservePage part={part} values={values} trouble={troubleOf(refusal)} />,
    refusal ? statusFor(refusal) : 200,
  )
}

/** Pages of what is promised: to all, to one subject, of one part. */
export const reservationPages = new Pages()
  .get('/stock/reserved', { may: 'inventory.part.see' }, async (ctx, c) => {
    const waiting = c.req.query('waiting') === 'true'
    const { rows, next } = await listReservations(ctx, waiting, c.req.query('after'))
    const more = next
      ? `/stock/reserved?${new URLSearchParams({ ...(waiting ? { waiting: 'true' } : {}), after: next })}`
      : null
    return show(c, ctx, <ReservedPage rows={await named(ctx, rows)} next={more} waiting={waiting} />)
  })

  .get('/stock/for/:subject', { may: 'inventory.part.see' }, async (ctx, c) => {
    const props = await whole(ctx, subject(c))
    const fragment = c.req.header('HX-Request') !== undefined
    return show(c, ctx, fragment ? <PartsFor {...props} /> : <PartsForPage {...props} />)
  })

  .get('/stock/for/:subject/list', { may: 'inventory.part.see' }, async (ctx, c) =>
    show(c, ctx, <PickListPage {...(await whole(ctx, subject(c)))} />),
  )

  .post('/stock/for/:subject/issue', { may: issueStock.action }, async (ctx, c) => {
    const of = subject(c)
    const rows = (await reservationsFor(ctx, of)).filter(isHard)
    if (rows.length === 0)
      refuse('conflict', 'reservation.none', 'Nothing is promised from a bin for it. Look at the list again.')
    const full = await findReservations(
      ctx,
      rows.map(({ id }) => id),
    )
    const lines = rows.slice(0, 60).map((row) => ({
      partId: row.partId,
      binId: row.binId ?? '',
      lot: full.find(({ id }) => id === row.id)?.lotId ?? '',
      quantity: decimalOfQuantity({ scaled: remaining(row), unit: row.unit }),
    }))
    await issueStock(ctx, { lines, subject: of }, { key: c.var.key })
    return seeOther(c, at(ctx, path(of)), {
      text: lines.length === 1 ? '1 part is issued.' : `${lines.length} parts are issued.`,
      undo: null,
    })
  })

  .get('/stock/for/:subject/staging', { may: stageReservation.action }, (ctx, c) => showStaging(c, ctx, null))
  .post('/stock/for/:subject/staging', { may: stageReservation.action }, async (ctx, c) => {
    const rows = (await reservationsFor(ctx, subject(c))).filter((row) => isHard(row) && isOpen(row))
    const done = await attempt(async () => {
      const toBinId =
        c.var.form.toBinId || c.var.form['toBinId-words'] ? await Reader.bin(ctx, c.var.form, 'toBinId') : ''
      return stageReservation(ctx, { ids: rows.map(({ id }) => id), toBinId }, { key: c.var.key })
    })
    if (!done.ok) return showStaging(c, ctx, done.refusal)
    return seeOther(c, at(ctx, path(subject(c))), { text: 'They are put together.', undo: null })
  })

  .post('/stock/releases', { may: releaseReservation.action }, async (ctx, c) => {
    const { ids = '', back = '' } = c.var.form
    await releaseReservation(ctx, { ids: ids.split(' ').filter(Boolean) }, { key: c.var.key })
    const safe = /^\/(stock|parts)\/[\w%./-]*$/.test(back) ? back : '/stock/reserved'
    return seeOther(c, at(ctx, safe), { text: 'It is given back.', undo: null })
  })

  .get('/parts/:id{pt_[^/]+}/reservation', { may: reserveStock.action }, (ctx, c) => showReserve(c, ctx, null))
  .post('/parts/:id{pt_[^/]+}/reservation', { may: reserveStock.action }, async (ctx, c) => {
    const { part } = await findPartWithStock(ctx, c.req.param('id') ?? '')
    const done = await attempt(async () => {
      const reader = await Reader.of(ctx, part, c.var.form)
      const line = { partId: part.id, quantity: reader.quantity('quantity'), note: c.var.form.note ?? '' }
      const input = {
        lines: [line],
        subject: await subjectOf(ctx, c),
        requiredOn: c.var.form.requiredOn || null,
        how: c.var.form.how || 'automatic',
      }
      return reserveStock(ctx, input, { key: c.var.key })
    })
    if (!done.ok) return showReserve(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/parts/${part.id}`), { text: `${part.number} is reserved.`, undo: null })
  })
