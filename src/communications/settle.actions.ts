import * as z from 'zod'
import { newId } from '../kernel/ids'
import { attempt, Refusal } from '../kernel/refusal'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { movesOn, statuses } from './message'
import { messageId } from './message.actions'
import { findMessage, messageStillAt, updateMessage } from './message.queries'
import { consentLedger } from './schema'

/** What became of a message, as the worker or the provider says. It never goes back. */
export const settleMessage = action({
  name: 'communications.message.settle',
  about: 'Writes down what became of a message: sent, delivered, bounced.',
  input: z.object({
    id: messageId,
    status: z.enum(statuses),
    /** Providers say more than anybody reads. */
    detail: z
      .string()
      .default('')
      .transform((words) => words.slice(0, 500)),
    provider: z.string().optional(),
    providerId: z.string().optional(),
    messageId: z.string().nullable().optional(),
    segments: z.number().int().nullable().optional(),
    /** The address itself is no good any more, or wants nothing: nothing more goes there. */
    bounced: z.boolean().default(false),
    complained: z.boolean().default(false),
    blocked: z.boolean().default(false),
  }),
  run: async (ctx, input) => {
    const message = await findMessage(ctx, input.id)
    const withheld = input.status === 'withheld' && ['queued', 'sending'].includes(message.status)
    const moves = withheld || movesOn(message.status, input.status)
    const event = input.bounced ? 'bounced' : input.complained ? 'complained' : input.blocked ? 'blocked' : null
    return {
      subject: message.threadId,
      guards: [messageStillAt(message)],
      writes: [
        updateMessage(ctx, message.id, {
          ...(moves ? { status: input.status, statusAt: ctx.now, leaseUntil: null, nextTryAt: null } : {}),
          // Words about a state that is over say nothing of the present one.
          ...(moves || (input.detail && input.status === message.status) ? { statusDetail: input.detail } : {}),
          ...(input.provider ? { provider: input.provider } : {}),
          ...(input.providerId ? { providerId: input.providerId } : {}),
          ...(input.messageId ? { internetId: input.messageId } : {}),
          ...(input.segments === undefined || input.segments === null ? {} : { segments: input.segments }),
        }),
        ...(event && message.channel !== 'note'
          ? [
              ctx.db.insert(consentLedger).values({
                id: newId('cn', ctx.now),
                channel: message.channel,
                address: message.toAddress,
                purpose: 'all',
                event,
                words: input.detail,
                source: 'provider',
                messageId: message.id,
                by: ctx.actor.id,
                at: ctx.now,
              }),
            ]
          : []),
      ],
      facts: moves
        ? [{ name: `communications.message-${input.status}`, subject: message.id, thread: message.threadId }]
        : [],
      result: { id: message.id, status: moves ? input.status : message.status },
    }
  },
})

/** How often somebody else may write at the same moment before the queue asks again later. */
const mostTwins = 4

/**
 * Writes down what became of a message, also where a provider tells something of it at the same moment: then it is
 * decided again upon what is there now. Refuses 'unavailable' ('message.busy') where that does not end.
 */
export async function settle(
  ctx: Context,
  input: Parameters<typeof settleMessage>[1],
  options?: { key: string },
): Promise<void> {
  for (let twins = 0; twins <= mostTwins; twins++) {
    const done = await attempt(() => settleMessage(ctx, input, options))
    if (done.ok) return
    if (done.refusal.reason !== 'message.changed') throw done.refusal
  }
  throw new Refusal('unavailable', 'message.busy', 'Too much happens to this message at once. It is written down soon.')
}
