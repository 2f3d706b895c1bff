import { sendLetter } from '../identity'
import { formatMoney, money } from '../kernel/money'
import { attempt } from '../kernel/refusal'
import type { Context } from '../platform/context'
import type { Listener } from '../platform/room'
import { reachable } from '../vendors'
import type { Invitation } from './invitation'
import { askLetter, chaseLetter, orderLetter, remindLetter, thanksLetter } from './letters'
import { findOrder } from './order.queries'
import { findQuote } from './quote.queries'
import { label } from './rfq'
import { markAsked } from './rfq.actions'
import { findInvitation, findRfq } from './rfq.queries'

/** Where a vendor answers: without an account. */
export const linkOf = (ctx: Context, { code, token }: Pick<Invitation, 'code' | 'token'>) =>
  `${ctx.origin}/quote/${code}/${token}`
export const orderLinkOf = (ctx: Context, { code, token }: { code: string; token: string }) =>
  `${ctx.origin}/order/${code}/${token}`

/**
 * Writes to a vendor that was asked. The letter's key is the invitation's: whatever fails in between, the mail port sends
 * it once. Whoever was blacklisted meanwhile is not written to.
 */
async function ask(ctx: Context, id: string, key: string): Promise<void> {
  const invitation = await findInvitation(ctx, id)
  if (invitation.state !== 'queued') return
  const rfq = await findRfq(ctx, invitation.rfqId)
  const allowed = await attempt(() => reachable(ctx, invitation.vendorId, 'ask'))
  const over = rfq.state !== 'sent' ? 'The RFQ was over before the letter went out.' : ''
  const trouble = allowed.ok ? over : allowed.refusal.message
  if (!trouble) {
    const to = { address: invitation.email, name: invitation.person }
    await sendLetter(ctx, `rfq:${invitation.id}`, to, askLetter(invitation, linkOf(ctx, invitation)))
  }
  await markAsked(ctx, { id, trouble, reminder: false }, { key })
}

async function remind(ctx: Context, id: string, count: number): Promise<void> {
  const invitation = await findInvitation(ctx, id)
  if (invitation.state !== 'sent' && invitation.state !== 'opened') return
  const to = { address: invitation.email, name: invitation.person }
  await sendLetter(ctx, `rfq:${invitation.id}:${count}`, to, remindLetter(invitation, linkOf(ctx, invitation)))
}

async function thank(ctx: Context, quoteId: string): Promise<void> {
  const { quote } = await findQuote(ctx, quoteId)
  if (!quote.invitationId) return
  const [invitation, rfq, { name }] = await Promise.all([
    findInvitation(ctx, quote.invitationId),
    findRfq(ctx, quote.rfqId),
    ctx.profile(),
  ])
  if (!invitation.email || !(await attempt(() => reachable(ctx, quote.vendorId, 'write'))).ok) return
  const to = { address: invitation.email, name: invitation.person }
  await sendLetter(ctx, `rfq-thanks:${quote.id}`, to, thanksLetter(name, label(rfq)))
}

async function order(ctx: Context, id: string, key: string, chase: boolean): Promise<void> {
  const { order: it, lines } = await findOrder(ctx, id)
  if (it.email === '' || (it.state !== 'sent' && it.state !== 'acknowledged')) return
  if (!(await attempt(() => reachable(ctx, it.vendorId, chase ? 'write' : 'order'))).ok) return
  const { name, locale } = await ctx.profile()
  const link = orderLinkOf(ctx, it)
  const total = formatMoney(money(it.totalMinor, it.currency), locale)
  const letter = chase ? chaseLetter(name, it, link) : orderLetter(name, it, lines, total, link)
  await sendLetter(ctx, `po:${key}`, { address: it.email, name: it.person }, letter)
}

/** What the queue does after a commit: letters to vendors. */
export const listeners: Listener[] = [
  {
    to: 'procurement.vendor-asked',
    name: 'procurement.write-to-vendor',
    about: 'Sends a vendor its RFQ, once.',
    handle: (ctx, fact, key) => ask(ctx, fact.subject, key),
  },
  {
    to: 'procurement.vendor-reminded',
    name: 'procurement.remind-vendor',
    about: 'Reminds a vendor that has not answered.',
    handle: (ctx, fact) => remind(ctx, fact.subject, Number(fact.count)),
  },
  {
    to: 'procurement.quote-lost',
    name: 'procurement.thank-vendor',
    about: 'Thanks a vendor whose quote was not taken.',
    handle: (ctx, fact) => thank(ctx, fact.subject),
  },
  {
    to: 'procurement.order-sent',
    name: 'procurement.send-order',
    about: 'Sends a vendor its order.',
    handle: (ctx, fact) => order(ctx, fact.subject, `${fact.subject}:${fact.revision}`, false),
  },
  {
    to: 'procurement.order-chased',
    name: 'procurement.chase-vendor',
    about: 'Asks a vendor when a late order comes.',
    handle: (ctx, fact, key) => order(ctx, fact.subject, key, true),
  },
]
