import { AskedPage, PreviewPage, RfqPage, WhyPage } from '../../templates/procurement/rfq'
import { RfqFormPage, RfqsPage } from '../../templates/procurement/rfqs'
import { namesOfParts } from '../inventory'
import { parseMoney } from '../kernel/money'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { findSite, siteChoices } from '../places'
import { seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { surroundingsOf, vendorsById, whyNotReachable } from '../vendors'
import { at, cardOf, id, statusOr, troubleOf } from './common'
import { whyNoReminder } from './invitation'
import { linkOf } from './post'
import { disclosed, suggestions } from './preview'
import { answersTo } from './quote.queries'
import { repliesOf } from './reply.queries'
import { requisitionsById } from './requisition.queries'
import { label } from './rfq'
import { cancelRfq, closeRfq, createRfq, remindVendor, sendRfq } from './rfq.actions'
import { findRfq, listRfqs, rfqWhole } from './rfq.queries'

const see = { may: 'procurement.rfq.see' }
const one = '/rfqs/:id{rf_[^/]+}'
const asked = `${one}/asked/:invitation{rn_[^/]+}`
const states = ['draft', 'sent', 'answers', 'closed', 'awarded', 'cancelled'] as const

async function showRfq(c: Request, ctx: Context, refusal: Refusal | null) {
  const whole = await rfqWhole(ctx, id(c))
  const { rfq, lines, invitations } = whole
  const open = (rfq.state === 'draft' || rfq.state === 'sent') && ctx.may(sendRfq.action)
  const [site, about, answers, replies, all] = await Promise.all([
    findSite(ctx, rfq.shipTo),
    cardOf(ctx, rfq.about),
    answersTo(ctx, rfq.id),
    repliesOf(ctx, rfq.id),
    open ? suggestions(ctx, lines) : [],
  ])
  const already = new Set<string>(invitations.map(({ vendorId }) => vendorId))
  const page = (
    <RfqPage
      rfq={rfq}
      lines={lines}
      invitations={invitations}
      suggested={all
        .filter((vendor) => !already.has(vendor.id))
        .map((vendor) => ({ ...vendor, chosen: vendor.chosen && invitations.length === 0 }))}
      answered={answers.length}
      replies={replies.map(({ reply, vendor }) => ({ ...reply, vendor }))}
      site={site.name}
      about={about}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

async function showForm(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const ids = (values.needs ?? '').split(' ').filter(Boolean)
  const [needs, sites] = await Promise.all([ids.length > 0 ? requisitionsById(ctx, ids) : [], siteChoices(ctx)])
  const parts = await namesOfParts(
    ctx,
    needs.flatMap(({ partId }) => partId ?? []),
  )
  const lines = needs.map(({ id, partId, words, quantity, unit }) => ({
    id,
    words: parts.find((part) => part.id === partId)?.name ?? words,
    quantity,
    unit,
  }))
  const shown = {
    title: lines.length === 1 ? (lines[0]?.words ?? '') : '',
    neededOn: needs.flatMap(({ neededOn }) => neededOn ?? []).sort()[0] ?? '',
    about: needs.find(({ about }) => about)?.about ?? '',
    shipTo: sites[0]?.id ?? '',
    ...values,
    ...(c.req.method === 'POST' ? { alternates: values.alternates ?? 'off' } : {}),
  }
  const page = <RfqFormPage values={shown} needs={lines} sites={sites} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, statusOr(refusal))
}

async function showPreview(c: Request, ctx: Context, chosen: string[], refusal: Refusal | null) {
  const { rfq, lines } = await rfqWhole(ctx, id(c))
  if (chosen.length === 0) {
    const sentence = 'Choose at least one vendor.'
    const nobody = await attempt(() => refuse('invalid', 'rfq.no-vendors', sentence, { vendors: sentence }))
    return showRfq(c, ctx, nobody.ok ? null : nobody.refusal)
  }
  const [told, vendors, around] = await Promise.all([
    disclosed(ctx, rfq, lines),
    vendorsById(ctx, chosen),
    surroundingsOf(ctx, chosen),
  ])
  const to = vendors.map((vendor) => {
    const contact = around.find((near) => near.id === vendor.id)?.contact
    return {
      id: vendor.id,
      name: vendor.name,
      person: contact?.name ?? '',
      email: contact?.email ?? '',
      barred: whyNotReachable(ctx, vendor, 'ask'),
    }
  })
  const page = <PreviewPage rfq={rfq} told={told} to={to} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, statusOr(refusal))
}

async function showAsked(c: Request, ctx: Context, refusal: Refusal | null) {
  const { rfq, invitations } = await rfqWhole(ctx, id(c))
  const invitation =
    invitations.find((row) => row.id === c.req.param('invitation')) ??
    refuse('not-found', 'invitation.unknown', 'There is no such invitation.')
  const page = (
    <AskedPage
      rfq={rfq}
      invitation={invitation}
      vendor={invitation.vendor}
      link={ctx.may(sendRfq.action) && invitation.state !== 'withdrawn' ? linkOf(ctx, invitation) : null}
      whyNot={whyNoReminder(invitation, rfq, ctx.now)}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** An amount as the form has it; nothing for an empty field. Refuses 'invalid' on its field. */
async function waitingOf(ctx: Context, text: string): Promise<number | null> {
  if (text.trim() === '') return null
  const { currency, locale } = await ctx.profile()
  const read = await attempt(() => parseMoney(text, currency, locale))
  if (read.ok && read.value.minor >= 0) return read.value.minor
  const sentence = read.ok ? 'Write an amount, not less than nothing.' : read.refusal.message
  return refuse('invalid', 'rfq.waiting', sentence, { waiting: sentence })
}

/** Pages of RFQs. */
export const rfqPages = new Pages()
  .get('/rfqs', see, async (ctx, c) => {
    const { state: word, after, vendor } = c.req.query()
    const state = states.find((one) => one === word)
    const { rows, next } = await listRfqs(ctx, state, after, vendor)
    const more = next && `/rfqs?${state ? `state=${state}&` : ''}${vendor ? `vendor=${vendor}&` : ''}after=${next}`
    return show(c, ctx, <RfqsPage rows={rows} next={more} state={state} />)
  })

  .get('/rfqs/new', { may: createRfq.action }, (ctx, c) => {
    const needs = (c.req.queries('need') ?? []).slice(0, 50)
    if (needs.length === 0) {
      const flash = { text: 'Choose what to ask for, then ask for quotes.', undo: null }
      return Promise.resolve(seeOther(c, at(ctx, '/requisitions'), flash))
    }
    return showForm(c, ctx, { needs: needs.join(' ') }, null)
  })

  .post('/rfqs', { may: createRfq.action }, async (ctx, c) => {
    const { form, key } = c.var
    const done = await attempt(async () =>
      createRfq(
        ctx,
        {
          title: form.title,
          shipTo: form.shipTo,
          neededOn: form.neededOn,
          replyOn: form.replyOn,
          about: form.about,
          waitingMinor: await waitingOf(ctx, form.waiting ?? ''),
          notes: form.notes,
          alternates: form.alternates,
          needs: (form.needs ?? '').split(' ').filter(Boolean),
        },
        { key },
      ),
    )
    if (!done.ok) return showForm(c, ctx, form, done.refusal)
    return seeOther(c, at(ctx, `/rfqs/${done.value.id}`), {
      text: 'The RFQ is written. Choose whom to ask.',
      undo: null,
    })
  })

  .get(one, see, (ctx, c) => showRfq(c, ctx, null))

  .get(`${one}/preview`, { may: sendRfq.action }, (ctx, c) =>
    showPreview(c, ctx, (c.req.queries('vendor') ?? []).slice(0, 50), null),
  )

  .post(`${one}/sending`, { may: sendRfq.action }, async (ctx, c) => {
    const chosen = (c.var.form.vendors ?? '').split(' ').filter(Boolean)
    const done = await attempt(() => sendRfq(ctx, { id: id(c), vendors: chosen }, { key: c.var.key }))
    if (!done.ok) return showPreview(c, ctx, chosen, done.refusal)
    const { asked, unwritten } = done.value
    const words = [
      asked - unwritten === 1 ? '1 vendor is asked.' : `${asked - unwritten} vendors are asked.`,
      unwritten > 0 ? `${unwritten} could not be written to: see why, and give them the link.` : '',
    ]
      .filter(Boolean)
      .join(' ')
    return seeOther(c, at(ctx, `/rfqs/${id(c)}`), { text: words, undo: null })
  })

  .post(`${one}/closing`, { may: closeRfq.action }, async (ctx, c) => {
    const done = await attempt(() => closeRfq(ctx, { id: id(c) }, { key: c.var.key }))
    if (!done.ok) return showRfq(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/rfqs/${id(c)}`), { text: `${done.value.number} is closed for answers.`, undo: null })
  })

  .get(`${one}/cancellation`, { may: cancelRfq.action }, (ctx, c) => showWhy(c, ctx, null))
  .post(`${one}/cancellation`, { may: cancelRfq.action }, async (ctx, c) => {
    const { reason = '' } = c.var.form
    const done = await attempt(() => cancelRfq(ctx, { id: id(c), reason }, { key: c.var.key }))
    if (!done.ok) return showWhy(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/rfqs/${id(c)}`), { text: `${done.value.number} is cancelled.`, undo: null })
  })

  .get(asked, see, (ctx, c) => showAsked(c, ctx, null))
  .post(`${asked}/reminder`, { may: remindVendor.action }, async (ctx, c) => {
    const invitation = c.req.param('invitation') ?? ''
    const done = await attempt(() => remindVendor(ctx, { id: invitation }, { key: c.var.key }))
    if (!done.ok) return showAsked(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/rfqs/${id(c)}/asked/${invitation}`), {
      text: 'The reminder is on its way.',
      undo: null,
    })
  })

async function showWhy(c: Request, ctx: Context, refusal: Refusal | null) {
  const rfq = await findRfq(ctx, id(c))
  const page = (
    <WhyPage
      title={`Cancel ${label(rfq)}`}
      back={{ href: `/rfqs/${rfq.id}`, label: label(rfq) }}
      action={`/rfqs/${rfq.id}/cancellation`}
      button="Cancel the RFQ"
      hint="The vendors’ links end, and what was needed is open again. Nothing is bought."
      reason={refusal ? c.var.form.reason : ''}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}
