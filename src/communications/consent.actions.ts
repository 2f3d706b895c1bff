import * as z from 'zod'
import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { textBlock } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { type ConsentEvent, type Keyword, keywordOf } from './consent'
import { isOptedOut } from './inbound/arrival.actions'
import { channels } from './message'
import { ledgerOf } from './message.queries'
import { consentLedger } from './schema'
import { planSend, readAddress } from './sending'

type Line = Omit<typeof consentLedger.$inferInsert, 'seq' | 'id' | 'at' | 'by'>

/** A new line of the ledger; there is no other way to write one, and none to change one. */
export const ledgerWrite = (ctx: Context, line: Line) =>
  ctx.db.insert(consentLedger).values({ ...line, id: newId('cn', ctx.now), by: ctx.actor.id, at: ctx.now })

/** What is answered: who writes, that it ends, and the way back. One message each, no more. */
const answers = (name: string, address: string): Record<Keyword, string | null> => ({
  stop: `${name}: you are unsubscribed and will get no more messages. Reply START to resubscribe.`,
  start: `${name}: you will get messages about your work with us again. Msg frequency varies. Msg & data rates may apply. Reply HELP for help, STOP to end.`,
  help: `${name}: messages about your work with us. Questions: ${address}. Reply STOP to end.`,
  // A person looks first: these were no keyword.
  pause: null,
})

const events: Partial<Record<Keyword, ConsentEvent>> = { stop: 'opt-out', start: 'opt-in', pause: 'paused' }

/**
 * Hears STOP, START and HELP in a text message before anything else reads it. A second STOP is not answered again; where
 * the provider has answered (`answered`), the house stays silent.
 */
export const hearKeyword = action({
  name: 'communications.consent.hear',
  about: 'Hears STOP, START and HELP in a text message, writes it into the ledger, and answers once.',
  input: z.object({
    from: z.string().max(40),
    text: z.string().transform((words) => words.slice(0, 5000)),
    providerId: z.string().max(200),
    answered: z.boolean().default(false),
  }),
  run: async (ctx, { from, text, providerId, answered }) => {
    const out = await isOptedOut(ctx, from)
    const keyword = keywordOf(text, out)
    const event = keyword ? events[keyword] : undefined
    const repeated = keyword === 'stop' && out
    const { email } = await organizationMail(ctx)
    // A short code or a name hears nothing.
    const reachable = /^\+[1-9]\d{6,14}$/.test(from)
    const answer =
      keyword && reachable && !answered && !repeated ? answers(ctx.organization.name, email)[keyword] : null
    const plan = answer
      ? await planSend(ctx, {
          key: `consent:${providerId}`,
          channel: 'sms',
          to: { address: from, name: '' },
          subject: 'STOP, START and HELP',
          text: answer,
          purpose: 'consent',
          urgent: true,
        })
      : null
    return {
      subject: ctx.organization.id,
      writes:
        event && !repeated
          ? [
              ledgerWrite(ctx, {
                channel: 'sms',
                address: from,
                purpose: 'all',
                event,
                words: text.slice(0, 500),
                source: 'text message',
              }),
            ]
          : [],
      facts: keyword ? [{ name: `communications.consent-${keyword}`, subject: ctx.organization.id }] : [],
      plans: plan ? [plan] : [],
      result: { keyword },
    }
  },
})

/** Whether the newest word of this purpose ends it already. */
const isEnded = async (ctx: Context, { channel, address, purpose }: Pick<Line, 'channel' | 'address' | 'purpose'>) =>
  (await ledgerOf(ctx, channel, address)).find((one) => (one.purpose === 'marketing') === (purpose === 'marketing'))
    ?.event === 'opt-out'

/** Where a person asks who is behind a message: the organization's own mailbox. */
const organizationMail = async (ctx: Context) => ({ email: `${ctx.organization.slug}@${ctx.mailDomain}` })

const proof = z.object({
  channel: z.enum(channels),
  address: z.string().max(254),
  purpose: z.enum(['work', 'marketing', 'all']).default('work'),
  words: textBlock(1000, 'Write in which words they agreed, or what happened.'),
  source: z.string().max(120).default('said to a person'),
})

export const recordOptIn = action({
  name: 'communications.consent.record',
  about: 'Writes down that somebody agreed to be written to: in which words, and where.',
  input: proof,
  run: async (ctx, input) => {
    const address = readAddress(input.channel, input.address)
    if (input.channel === 'sms' && (await isOptedOut(ctx, address))) {
      const sentence = 'They said STOP. Only a START from their own telephone begins it again.'
      refuse('conflict', 'consent.stopped', sentence, { address: sentence })
    }
    const event: ConsentEvent = input.purpose === 'all' && input.channel === 'email' ? 'restored' : 'opt-in'
    return {
      subject: ctx.organization.id,
      writes: [ledgerWrite(ctx, { ...input, address, event })],
      facts: [{ name: 'communications.consent-recorded', subject: ctx.organization.id, channel: input.channel }],
      result: { channel: input.channel },
    }
  },
})

export const recordOptOut = action({
  name: 'communications.consent.withdraw',
  about: 'Writes down that somebody does not want to be written to: nothing more is sent there.',
  input: proof,
  run: async (ctx, input) => {
    const line = { ...input, address: readAddress(input.channel, input.address), event: 'opt-out' as const }
    const ended = await isEnded(ctx, line)
    return {
      subject: ctx.organization.id,
      writes: ended ? [] : [ledgerWrite(ctx, line)],
      facts: ended
        ? []
        : [{ name: 'communications.consent-withdrawn', subject: ctx.organization.id, channel: input.channel }],
      result: { channel: input.channel },
    }
  },
})
