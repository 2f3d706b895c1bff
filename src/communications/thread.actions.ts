import { eq, lte, sql } from 'drizzle-orm'
import * as z from 'zod'
import { members } from '../identity'
import { type Id, newId } from '../kernel/ids'
import { startOfDay } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import { localDate, optionalLine, textLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { listed } from '../platform/many'
import { domainOf } from './domains'
import { seenRecord, threadId } from './message.actions'
import { messages, postRules, threadLabels, threads } from './schema'
import { finish, link, reopen, snooze, type Thread } from './thread'
import { findThread, partiesSentence, threadStillAt, updateThread } from './thread.queries'

/** A changed thread with its guard. */
const deed = (ctx: Context, before: Thread, changes: Partial<Thread>, fact: string) => ({
  subject: before.id,
  guards: [threadStillAt(before)],
  writes: updateThread(ctx, before.id, changes),
  facts: [{ name: fact, subject: before.id, about: changes.about ?? before.about }],
  changes: Object.fromEntries(
    (['state', 'about', 'assigneeId', 'snoozedUntil'] as const)
      .filter((field) => changes[field] !== undefined && changes[field] !== before[field])
      .map((field) => [field, { from: before[field], to: changes[field] }]),
  ),
  result: { id: before.id, number: before.number },
})

const moving = (name: string, about: string, decide: (thread: Thread) => Thread, fact: string) =>
  action({
    name,
    about,
    input: z.object({ id: threadId }),
    run: async (ctx, { id }) => {
      const before = await findThread(ctx, id)
      const { state, snoozedUntil, unread } = decide(before)
      return deed(ctx, before, { state, snoozedUntil, unread }, fact)
    },
  })

export const finishThread = moving(
  'communications.thread.finish',
  'Takes a thread out of the inbox: it is dealt with. An answer brings it back.',
  finish,
  'communications.thread-done',
)

export const reopenThread = moving(
  'communications.thread.reopen',
  'Puts a thread back into the inbox.',
  reopen,
  'communications.thread-reopened',
)

/** Brings back whose day has come; a hundred at a time. */
export const wakeThreads = action({
  name: 'communications.thread.wake',
  about: 'Brings threads back into the inbox whose day has come.',
  input: z.object({}),
  run: async (ctx) => {
    const due = await ctx.db
      .select({ id: threads.id })
      .from(threads)
      .where(lte(threads.snoozedUntil, ctx.now))
      .limit(100)
    return {
      subject: ctx.organization.id,
      // Who was faster meanwhile, by hand, stays as they left it.
      writes: [
        ctx.db.run(sql`UPDATE threads SET state = 'open', snoozed_until = NULL, unread = 1, version = version + 1
          WHERE id IN (${listed(due.map(({ id }) => id))}) AND state = 'snoozed' AND snoozed_until <= ${ctx.now}`),
      ],
      facts: due.map(({ id }) => ({ name: 'communications.thread-woken', subject: id })),
      result: { woken: due.length },
    }
  },
})

export const snoozeThread = action({
  name: 'communications.thread.snooze',
  about: 'Lets a thread sleep until a day; it comes back in the morning, or when somebody answers.',
  input: z.object({ id: threadId, until: localDate }),
  run: async (ctx, { id, until }) => {
    const before = await findThread(ctx, id)
    const { timeZone } = await ctx.profile()
    const at = (startOfDay(until, timeZone) + 7 * 3_600_000) as typeof ctx.now
    const { state, snoozedUntil } = snooze(before, at, ctx.now)
    return deed(ctx, before, { state, snoozedUntil }, 'communications.thread-snoozed')
  },
})

export const assignThread = action({
  name: 'communications.thread.assign',
  about: 'Gives a thread to somebody; empty for nobody.',
  input: z.object({ id: threadId, assigneeId: optionalLine(40) }),
  run: async (ctx, { id, assigneeId }) => {
    const before = await findThread(ctx, id)
    if (assigneeId) {
      const [member] = await ctx.db
        .select({ leftAt: members.leftAt })
        .from(members)
        .where(eq(members.id, assigneeId as Id<'mb'>))
      if (!member || member.leftAt !== null) {
        const sentence = 'Choose somebody of your organization.'
        refuse('invalid', 'thread.assignee', sentence, { assigneeId: sentence })
      }
    }
    return deed(ctx, before, { assigneeId: (assigneeId || null) as Id<'mb'> | null }, 'communications.thread-assigned')
  },
})

export const labelThread = action({
  name: 'communications.thread.label',
  about: 'Puts a label on a thread, or takes it off.',
  input: z.object({ id: threadId, label: textLine(40, 'Write a label.'), on: z.enum(['on', 'off']).default('on') }),
  run: async (ctx, { id, label, on }) => {
    const thread = await findThread(ctx, id)
    return {
      subject: thread.id,
      writes: [
        on === 'on'
          ? ctx.db
              .insert(threadLabels)
              .values({ label, threadId: thread.id, lastAt: thread.lastAt })
              .onConflictDoNothing()
          : ctx.db.run(sql`DELETE FROM thread_labels WHERE label = ${label} AND thread_id = ${thread.id}`),
      ],
      facts: [{ name: 'communications.thread-labelled', subject: thread.id }],
      result: { id: thread.id, number: thread.number },
    }
  },
})

export const linkThread = action({
  name: 'communications.thread.link',
  about:
    'Says what a thread is about, or puts what came into the thread that it belongs to; and learns it for next time.',
  input: z.object({
    id: threadId,
    about: optionalLine(60).describe('The record that it is about; empty: it stands for itself.'),
    intoNumber: optionalLine(12).describe('The number of the thread that its messages belong to.'),
    rule: z.enum(['', 'address', 'domain']).default('').describe('Do the same with what comes from there from now on.'),
    label: optionalLine(40),
  }),
  run: async (ctx, { id, about, intoNumber, rule, label }) => {
    const before = await findThread(ctx, id)
    const record = await seenRecord(ctx, about)
    const parties = await partiesSentence(ctx, before.id)
    const from = parties[0]?.address ?? ''
    const learned =
      rule && from
        ? [
            ctx.db
              .insert(postRules)
              .values({
                id: newId('ru', ctx.now),
                kind: rule,
                value: rule === 'domain' ? domainOf(from) : from,
                about: record,
                label,
                madeAt: ctx.now,
                madeBy: ctx.actor.id,
              })
              .onConflictDoUpdate({ target: [postRules.kind, postRules.value], set: { about: record, label } }),
          ]
        : []
    if (!intoNumber) {
      const { state, about: to } = link(before, record ?? before.about)
      const done = deed(ctx, before, { state, about: to }, 'communications.thread-linked')
      return { ...done, writes: [...done.writes, ...learned] }
    }
    const number = Number(/\d+/.exec(intoNumber)?.[0] ?? 0)
    const [into] = await ctx.db.all<{ id: Id<'th'> }>(sql`SELECT id FROM threads WHERE number = ${number}`)
    if (!into || into.id === before.id) {
      const sentence = 'There is no other thread of this number. Write one such as T-12.'
      return refuse('invalid', 'thread.number', sentence, { intoNumber: sentence })
    }
    const done = deed(ctx, before, { state: 'done', unread: false, snoozedUntil: null }, 'communications.thread-merged')
    return {
      ...done,
      writes: [
        ...done.writes,
        ctx.db.update(messages).set({ threadId: into.id }).where(eq(messages.threadId, before.id)),
        ctx.db.run(sql`INSERT OR IGNORE INTO thread_parties (thread_id, channel, address, name, invited, last_at)
          SELECT ${into.id}, channel, address, name, 1, last_at FROM thread_parties WHERE thread_id = ${before.id}`),
        ...updateThread(ctx, into.id, {
          state: 'open',
          unread: true,
          waitsFor: 'us',
          lastAt: ctx.now,
          snippet: before.snippet,
        }),
        ...learned,
      ],
      facts: [{ name: 'communications.thread-merged', subject: before.id, into: into.id }],
      result: { id: into.id, number },
    }
  },
})
