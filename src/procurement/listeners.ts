import { findMessage } from '../communications'
import { attempt } from '../kernel/refusal'
import type { Context } from '../platform/context'
import type { Listener } from '../platform/room'
import type { Fact } from '../platform/schema'
import { markSent } from './order.actions'
import { orderOfMessage } from './order.queries'
import { noteReply } from './reply.actions'
import { invitationOfThread, invitationsToVendor, isNoted } from './reply.queries'
import { markAsked } from './rfq.actions'
import { invitationOfMessage } from './rfq.queries'

/** What became of a letter to a vendor, written where somebody looks for it. */
async function settled(ctx: Context, fact: Fact, key: string): Promise<void> {
  const [invitation, order] = await Promise.all([
    invitationOfMessage(ctx, fact.subject),
    orderOfMessage(ctx, fact.subject),
  ])
  if (!invitation && !order) return
  const went = fact.name === 'communications.message-sent' || fact.name === 'communications.message-delivered'
  const { statusDetail } = went ? { statusDetail: '' } : await findMessage(ctx, fact.subject)
  const trouble = went ? '' : (statusDetail || 'The letter did not arrive.').slice(0, 300)
  if (invitation) await attempt(() => markAsked(ctx, { id: invitation.id, trouble }, { key }))
  if (order) await attempt(() => markSent(ctx, { id: order.id, trouble }, { key }))
}

/**
 * Something came in: by its thread, else by the record that it is about and who sent it, else by the only RFQ that is out
 * to its sender. An automatic answer is none.
 */
async function arrived(ctx: Context, fact: Fact, key: string): Promise<void> {
  if (fact.automatic === true) return
  const about = typeof fact.about === 'string' && fact.about.startsWith('rf_') ? fact.about : null
  const party = typeof fact.party === 'string' && fact.party.startsWith('vd_') ? fact.party : null
  const inThread = await invitationOfThread(ctx, String(fact.thread))
  const known = inThread || !party || (fact.about && !about) ? [] : await invitationsToVendor(ctx, party, about)
  const invitation = inThread ?? (known.length === 1 ? known[0]?.invitation : null)
  if (!invitation || (await isNoted(ctx, fact.subject))) return
  const done = await attempt(() =>
    noteReply(
      ctx,
      {
        invitationId: invitation.id,
        messageId: fact.subject,
        threadId: String(fact.thread),
        channel: fact.channel,
        trusted: fact.trusted === true,
        guessed: inThread === null && about === null,
      },
      { key },
    ),
  )
  if (!done.ok) throw done.refusal
}

const outcomes = ['sent', 'delivered', 'undelivered', 'failed', 'bounced', 'withheld', 'unknown'] as const

/** What the queue tells of letters to vendors, and of what they write. */
export const listeners: Listener[] = [
  {
    to: 'communications.message-received',
    name: 'procurement.note-reply',
    about: 'Puts what a vendor wrote about an RFQ before the person who compares quotes.',
    handle: arrived,
  },
  ...outcomes.map((outcome) => ({
    to: `communications.message-${outcome}`,
    name: `procurement.letter-${outcome}`,
    about: 'Writes down what became of a letter to a vendor.',
    handle: settled,
  })),
]
