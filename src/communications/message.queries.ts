import { and, asc, desc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Entry } from './consent'
import type { Channel } from './message'
import { consentLedger, messages, postCircuits, postSettings } from './schema'

export type MessageRow = typeof messages.$inferSelect

/** Messages of a thread, oldest first; the newest two hundred. */
export const messagesSentence = (ctx: Context, threadId: string) =>
  ctx.db
    .select()
    .from(messages)
    .where(eq(messages.threadId, threadId as Id<'th'>))
    // Of one moment, in the order in which they were written down.
    .orderBy(desc(messages.at), sql`rowid DESC`)
    .limit(200)

/** Refuses 'not-found' ('message.unknown'). */
export async function findMessage(ctx: Context, id: string): Promise<MessageRow> {
  const [message] = await ctx.db
    .select()
    .from(messages)
    .where(eq(messages.id, id as Id<'ms'>))
  return message ?? refuse('not-found', 'message.unknown', 'There is no such message.')
}

/** Those of these messages that are there; ninety at most. */
export const messagesById = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select({ id: messages.id, threadId: messages.threadId, subject: messages.subject })
    .from(messages)
    .where(inArray(messages.id, ids.slice(0, 90) as Id<'ms'>[]))

/** The message that was sent under a key; null for none. */
export async function lookUpByKey(ctx: Context, key: string): Promise<MessageRow | null> {
  const [message] = await ctx.db.select().from(messages).where(eq(messages.sendKey, key))
  return message ?? null
}

/** The message that a provider speaks of; null for one that is not known, or not known yet. */
export async function lookUpByProvider(ctx: Context, provider: string, providerId: string): Promise<MessageRow | null> {
  const [message] = await ctx.db
    .select()
    .from(messages)
    .where(and(eq(messages.provider, provider), eq(messages.providerId, providerId)))
    .limit(1)
  return message ?? null
}

/** Messages by their Message-IDs; ninety at most. */
export const byInternetIds = (ctx: Context, ids: readonly string[]): Promise<MessageRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : ctx.db
        .select()
        .from(messages)
        .where(inArray(messages.internetId, ids.slice(0, 90) as string[]))
        .limit(90)

export const insertMessage = (ctx: Context, message: MessageRow): Write => ctx.db.insert(messages).values(message)

export const updateMessage = (ctx: Context, id: string, changes: Partial<MessageRow>): Write =>
  ctx.db
    .update(messages)
    .set({ ...changes, version: sql`version + 1` as never })
    .where(eq(messages.id, id as Id<'ms'>))

export const messageStillAt = ({ id, version }: Pick<MessageRow, 'id' | 'version'>): Guard => ({
  count: sql`SELECT count(*) FROM messages WHERE id = ${id} AND version = ${version}`,
  refusal: () => new Refusal('conflict', 'message.changed', 'This message changed at the same moment. Look again.'),
})

/**
 * Takes a message for sending: one of several that try at once gets it. A lease that ran out is taken again only where
 * the provider knows keys; else nobody knows whether it went out. Not an action: it is a lock, not a deed.
 */
export async function claim(ctx: Context, id: string, leaseUntil: Instant, again: boolean): Promise<MessageRow | null> {
  const [row] = await ctx.db
    .update(messages)
    .set({ status: 'sending', leaseUntil, tries: sql`tries + 1` as never, version: sql`version + 1` as never })
    .where(
      and(
        eq(messages.id, id as Id<'ms'>),
        sql`(status = 'queued' OR (status = 'sending' AND ${again ? 1 : 0} = 1 AND lease_until < ${ctx.now}))`,
      ),
    )
    .returning()
  return row ?? null
}

/** Messages whose next try is due, and those whose sender never came back; a hundred at a time. */
export async function dueMessages(ctx: Context): Promise<{ due: string[]; lost: string[] }> {
  const [due, lost] = await ctx.db.batch([
    ctx.db
      .select({ id: messages.id })
      .from(messages)
      .where(and(eq(messages.status, 'queued'), lte(messages.nextTryAt, ctx.now)))
      .orderBy(asc(messages.nextTryAt))
      .limit(100),
    ctx.db
      .select({ id: messages.id })
      .from(messages)
      .where(and(eq(messages.status, 'sending'), lte(messages.leaseUntil, ctx.now)))
      .limit(100),
  ])
  return { due: due.map(({ id }) => id), lost: lost.map(({ id }) => id) }
}

/** The yes and no of an address, the newest first; twenty at most. */
export const ledgerOf = (ctx: Context, channel: Channel, address: string): Promise<Entry[]> =>
  ctx.db
    .select({ event: consentLedger.event, purpose: consentLedger.purpose })
    .from(consentLedger)
    .where(and(eq(consentLedger.channel, channel), eq(consentLedger.address, address)))
    .orderBy(desc(consentLedger.seq))
    .limit(20)

export type Settings = Omit<typeof postSettings.$inferSelect, 'onlyRow'>

export async function findSettings(ctx: Context): Promise<Settings> {
  const [row] = await ctx.db.select().from(postSettings)
  return row ?? { number: '', quietFrom: '21:00', quietTo: '07:00', automaticAt: 0 }
}

/** The organization's number: taken from the installation's the first time that it is needed; empty where none is free. */
export async function ownNumber(ctx: Context): Promise<string> {
  const { number } = await findSettings(ctx)
  if (number) return number
  const taken = (await ctx.takeNumber()) ?? ''
  if (taken)
    await ctx.db.run(
      sql`INSERT INTO post_settings (only_row, number) VALUES (1, ${taken}) ON CONFLICT (only_row) DO UPDATE SET number = ${taken}`,
    )
  return taken
}

/** How the provider of a channel has answered lately. */
export async function circuitOf(ctx: Context, channel: Channel) {
  const [row] = await ctx.db.select().from(postCircuits).where(eq(postCircuits.channel, channel))
  return row ?? null
}
