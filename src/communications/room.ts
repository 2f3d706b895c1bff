import { sql } from 'drizzle-orm'
import type { Room } from '../platform/room'
import { hearKeyword, recordOptIn, recordOptOut } from './consent.actions'
import { hookDoors } from './hooks.routes'
import { receiveMessage } from './inbound/arrival.actions'
import { takeArrival } from './inbound/arrivals'
import { keepDraft, sendAgain, writeMessage, writeNote } from './message.actions'
import { messagesById } from './message.queries'
import { callUpDue, sendDue, sendMessage } from './outbound'
import { personalData } from './personal-data'
import { postRules, threads } from './schema'
import { settleMessage } from './settle.actions'
import { removeTemplate, saveTemplate } from './template.actions'
import { templatePages } from './template.routes'
import {
  assignThread,
  finishThread,
  labelThread,
  linkThread,
  reopenThread,
  snoozeThread,
  wakeThreads,
} from './thread.actions'
import { searchThreads, threadsById } from './thread.queries'
import { threadPages } from './thread.routes'

export const communications: Room = {
  name: 'communications',
  about: 'The post office: threads about records, every message in and out, and what people agreed to.',
  actions: [
    writeMessage,
    writeNote,
    keepDraft,
    sendAgain,
    settleMessage,
    callUpDue,
    saveTemplate,
    removeTemplate,
    finishThread,
    reopenThread,
    snoozeThread,
    assignThread,
    labelThread,
    linkThread,
    wakeThreads,
    receiveMessage,
    hearKeyword,
    recordOptIn,
    recordOptOut,
  ],
  permissions: [{ name: 'communications.thread.see', about: 'Reads the threads of the organization.' }],
  routes: [...templatePages.routes, ...threadPages.routes, ...hookDoors.routes],
  listeners: [
    {
      to: 'communications.arrived',
      name: 'communications.take-in',
      about: 'Reads what a door has kept: a letter, a text message, a word of a provider.',
      handle: (ctx, fact) => takeArrival(ctx, fact),
    },
    {
      to: 'communications.message-queued',
      name: 'communications.send',
      about: 'Hands a message that waits to its provider.',
      handle: (ctx, fact) => sendMessage(ctx, fact),
    },
  ],
  ticks: [
    {
      name: 'communications.send-due',
      about: 'Sends messages whose next try is due, and wakes threads whose day has come.',
      every: 'five minutes',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        // Only who has something to wake writes an entry of it.
        const [asleep] = await ctx.db.all(sql`SELECT 1 FROM threads WHERE snoozed_until <= ${ctx.now} LIMIT 1`)
        const { woken } = asleep ? await wakeThreads(ctx, {}) : { woken: 0 }
        return { ...(await sendDue(ctx)), woken }
      },
    },
    {
      name: 'communications.forget-events',
      about: 'Forgets what providers told more than thirty days ago: they do not tell it again.',
      every: 'day',
      scope: 'house',
      run: async ({ env, now }) => {
        await env.CONTROL.prepare('DELETE FROM post_events WHERE received_at < ?')
          .bind(now() - 30 * 86_400_000)
          .run()
      },
    },
  ],
  records: [
    {
      prefix: 'th',
      see: 'communications.thread.see',
      change: writeMessage.action,
      find: async (ctx, ids) =>
        (await threadsById(ctx, ids)).map((thread) => ({
          id: thread.id,
          title: thread.subject,
          href: `/threads/${thread.id}`,
          tag: `T-${thread.number}`,
          ownerId: thread.assigneeId,
        })),
    },
    {
      prefix: 'ms',
      see: 'communications.thread.see',
      change: writeMessage.action,
      find: async (ctx, ids) =>
        (await messagesById(ctx, ids)).map((message) => ({
          id: message.id,
          title: message.subject || 'Message',
          href: `/threads/${message.threadId}`,
        })),
    },
  ],
  panels: ['task', 'asset', 'vendor', 'site'].map((on) => ({
    on,
    title: 'Messages',
    href: (id) => `/threads/panel?about=${id}`,
    may: 'communications.thread.see',
  })),
  holds: [
    { in: threads.about, why: sql`'T-' || min(${threads.number}) || ' is about it.'` },
    { in: postRules.about, why: sql`'Letters are filed under it.'` },
  ],
  search: {
    permission: 'communications.thread.see',
    find: async (ctx, words) =>
      (await searchThreads(ctx, words, 8)).map((thread) => ({
        href: `/threads/${thread.id}`,
        title: thread.subject,
        detail: `T-${thread.number} · ${thread.party}`,
        kind: 'Messages',
      })),
  },
  personalData,
}
