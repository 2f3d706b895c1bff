import { findMessage } from '../communications'
import { attempt } from '../kernel/refusal'
import type { Context } from '../platform/context'
import type { Listener } from '../platform/room'
import type { Fact } from '../platform/schema'
import { markSent } from './order.actions'
import { orderOfMessage } from './order.queries'
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

const outcomes = ['sent', 'delivered', 'undelivered', 'failed', 'bounced', 'withheld', 'unknown'] as const

/** What the queue tells of letters to vendors. */
export const listeners: Listener[] = outcomes.map((outcome) => ({
  to: `communications.message-${outcome}`,
  name: `procurement.letter-${outcome}`,
  about: 'Writes down what became of a letter to a vendor.',
  handle: settled,
}))
