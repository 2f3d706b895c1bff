import { calendarOf } from '../../templates/kit/calendar'
import { QuoteLinkPage, VendorSaysPage } from '../../templates/procurement/quote-link'
import { countTry } from '../identity'
import { sureText } from '../kernel/amount-text'
import { currencies } from '../kernel/currency'
import { decimalOf, money } from '../kernel/money'
import { decimalOfQuantity } from '../kernel/quantity'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { readCode } from '../kernel/short-code'
import { decimalOfPrice } from '../kernel/unit-price'
import { seeOther, statusFor } from '../platform/answers'
import { residenceOfCode } from '../platform/code-directory'
import type { Context } from '../platform/context'
import { addressPrefix } from '../platform/http'
import type { Platform } from '../platform/platform'
import { showOpen } from '../platform/render'
import { Open, type Request, type Within } from '../platform/routes'
import { findVendor } from '../vendors'
import { answerOf } from './answer-form'
import type { Invitation } from './invitation'
import { answerInvitation, declineInvitation, openInvitation, saveAnswer } from './invitation.actions'
import { findQuote, versionsOf } from './quote.queries'
import type { Rfq } from './rfq'
import { findRfq, invitationOfToken } from './rfq.queries'

const visitor = { kind: 'system', id: 'visitor' } as const

/** The organization whose code stands in the link. */
export const ofTheLink: Within = async ({ env }, c) => {
  const letters = readCode(c.req.param('code') ?? '')
  return letters ? residenceOfCode(env, letters) : null
}

const nothing = () => refuse('not-found', 'nothing-here', 'There is nothing at this address.')

/** A context for a stranger with a link. Refuses 'not-found' without a sign of what was wrong. */
export async function strangersContext(platform: Platform, c: Request): Promise<Context> {
  const { residence } = c.var
  if (!residence || (c.req.param('token') ?? '').length !== 43) return nothing()
  const ctx = await platform.openTenant(residence, visitor, c.var.requestId, addressPrefix(c))
  c.set('meter', ctx.meter)
  return ctx
}

type Opened = { ctx: Context; invitation: Invitation; rfq: Rfq; vendor: string; path: string }

async function opened(platform: Platform, c: Request): Promise<Opened> {
  const ctx = await strangersContext(platform, c)
  const invitation = (await invitationOfToken(ctx, c.req.param('token') ?? '')) ?? nothing()
  const [rfq, vendor] = await Promise.all([findRfq(ctx, invitation.rfqId), findVendor(ctx, invitation.vendorId)])
  return { ctx, invitation, rfq, vendor: vendor.name, path: `/quote/${invitation.code}/${invitation.token}` }
}

const over = ({ invitation, rfq }: Opened) =>
  invitation.state === 'withdrawn' || rfq.state === 'awarded' || rfq.state === 'cancelled'

/** The newest answer as its form shows it. */
async function valuesOf(ctx: Context, { invitation }: Opened): Promise<Record<string, string>> {
  if (invitation.draft) return invitation.draft
  const [last] = await versionsOf(ctx, invitation.rfqId, invitation.vendorId)
  if (!last) {
    const { currency } = await findVendor(ctx, invitation.vendorId)
    return { currency }
  }
  const { quote, lines } = await findQuote(ctx, last.id)
  const amount = (minor: number | null) => (minor === null ? '' : decimalOf(money(minor, quote.currency)))
  const values: Record<string, string> = {
    currency: quote.currency,
    freightKind: quote.freightKind === 'included' ? 'included' : 'flat',
    freight: amount(quote.freightMinor),
    freeAbove: amount(quote.freeAboveMinor),
    validUntil: quote.validUntil ?? '',
    reference: quote.reference,
    terms: quote.terms,
    message: quote.note,
  }
  for (const told of invitation.disclosed.lines) {
    const line = lines.find(({ lineId }) => lineId === told.id)
    if (!line) continue
    const price = (scaled: number | null) =>
      scaled === null
        ? ''
        : sureText(decimalOfPrice({ scaled: scaled * line.per, currency: quote.currency, per: told.unit }))
    const count = (scaled: number | null) => (scaled === null ? '' : decimalOfQuantity({ scaled, unit: told.unit }))
    const [first] = line.breaks
    Object.assign(values, {
      [`price-${told.position}`]: price(line.price),
      [`per-${told.position}`]: String(line.per),
      [`lead-${told.position}`]: line.leadDays === null ? '' : String(line.leadDays),
      [`minimum-${told.position}`]: count(line.minimum),
      [`pack-${told.position}`]: count(line.pack),
      [`available-${told.position}`]: count(line.available),
      [`break-from-${told.position}`]: count(first?.from ?? null),
      [`break-price-${told.position}`]: price(first?.price ?? null),
      [`note-${told.position}`]: line.note,
      [`alternate-${told.position}`]: line.offer === 'alternate' ? 'on' : '',
      [`none-${told.position}`]: line.offer === 'none' ? 'on' : '',
    })
  }
  return values
}

async function showForm(
  c: Request,
  it: Opened,
  values: Record<string, string>,
  refusal: Refusal | null,
  saved = false,
) {
  const { ctx, invitation, rfq } = it
  const [profile, vendor] = await Promise.all([ctx.profile(), findVendor(ctx, invitation.vendorId)])
  const calendar = calendarOf('en-GB', profile.timeZone)
  const { answeredAt, state } = invitation
  const page = (
    <QuoteLinkPage
      path={it.path}
      told={invitation.disclosed}
      vendor={it.vendor}
      values={values}
      trouble={refusal ? { sentence: refusal.message, fields: refusal.fields } : null}
      currencies={[...new Set([vendor.currency, profile.currency, 'EUR', 'USD', 'GBP', ...currencies()])]}
      answered={
        state === 'answered' && answeredAt !== null
          ? `${calendar.dayWords(calendar.dateOf(answeredAt))}, ${calendar.hourOf(answeredAt)}`
          : null
      }
      saved={saved}
      late={ctx.now >= rfq.replyBy}
    />
  )
  return showOpen(c, page, refusal ? statusFor(refusal) : 200)
}

const says = (
  c: Request,
  it: Opened,
  title: string,
  words: string,
  status: 200 | 410 = 200,
  link: { href: string; label: string } | null = null,
) =>
  showOpen(
    c,
    <VendorSaysPage organization={it.invitation.disclosed.from} title={title} link={link}>
      <p>{words}</p>
    </VendorSaysPage>,
    status,
  )

const ended = (c: Request, it: Opened) =>
  says(
    c,
    it,
    'This request is over',
    `${it.invitation.disclosed.number} has been decided. There is nothing more to do; thank you.`,
    410,
  )

/** Vendors answer by their link, without an account. */
export const quoteDoor = new Open()
  .get('/quote/:code/:token', { may: 'anyone', within: ofTheLink }, async (platform, c) => {
    const it = await opened(platform, c)
    const { ctx, invitation } = it
    if (over(it)) return ended(c, it)
    if (invitation.state === 'declined' && c.req.query('again') !== 'yes') {
      return says(
        c,
        it,
        'Thank you for telling us',
        `You do not quote ${invitation.disclosed.number}. There will be no reminder.`,
        200,
        { href: `${it.path}?again=yes`, label: 'Quote after all' },
      )
    }
    // A look is no deed of the vendor: when two come at once, one note is enough.
    if (invitation.openedAt === null) await attempt(() => openInvitation(ctx, { id: invitation.id }))
    return showForm(c, it, await valuesOf(ctx, it), null, c.req.query('saved') === 'yes')
  })

  .post('/quote/:code/:token', { may: 'anyone', within: ofTheLink }, async (platform, c) => {
    const it = await opened(platform, c)
    const { ctx, invitation, path } = it
    if (over(it)) return ended(c, it)
    const { csrf: _csrf, op: _op, deed, ...typed } = c.var.form
    const options = { key: c.var.key && `${c.var.key}:${invitation.id}` }
    const done = await attempt(async () => {
      await countTry(platform, 'reporter', addressPrefix(c))
      if (deed === 'save') {
        const kept = Object.entries(typed)
          .slice(0, 700)
          .map(([name, text]) => [name.slice(0, 40), text.slice(0, 2000)])
        return saveAnswer(ctx, { id: invitation.id, draft: Object.fromEntries(kept) }, options)
      }
      return answerInvitation(ctx, { id: invitation.id, ...answerOf(invitation.disclosed, typed) }, options)
    })
    if (!done.ok) return showForm(c, it, typed, done.refusal)
    if (deed === 'save') return seeOther(c, `${path}?saved=yes`)
    return seeOther(c, path)
  })

  .post('/quote/:code/:token/refusal', { may: 'anyone', within: ofTheLink }, async (platform, c) => {
    const it = await opened(platform, c)
    if (over(it)) return ended(c, it)
    const { reason = '' } = c.var.form
    const options = { key: c.var.key && `${c.var.key}:${it.invitation.id}` }
    const done = await attempt(() => declineInvitation(it.ctx, { id: it.invitation.id, reason }, options))
    if (!done.ok) return showForm(c, it, c.var.form, done.refusal)
    return seeOther(c, it.path)
  })
