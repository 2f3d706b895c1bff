import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalBlock, optionalLine, textBlock, ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { channels, checkRepeatable, snippetOf } from './message'
import { findMessage, insertMessage, messageStillAt, updateMessage } from './message.queries'
import type { MessageFile } from './schema'
import { blank, planSend, readAddress } from './sending'
import { findThread, updateThread } from './thread.queries'

export const threadId = z.string().regex(/^th_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such thread.')
export const messageId = z.string().regex(/^ms_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such message.')

const files = z
  .array(z.object({ id: z.string(), name: z.string(), sizeBytes: z.number() }))
  .max(20)
  .default([]) as unknown as z.ZodType<MessageFile[]>

/** Refuses 'invalid' ('thread.about') for a record that is not there or that the actor may not see. */
export async function seenRecord(ctx: Context, about: string): Promise<string | null> {
  if (about === '') return null
  if ((await ctx.records([about])).has(about)) return about
  const sentence = 'The record that this is about is not there any more. Choose again, or leave it empty.'
  return refuse('invalid', 'thread.about', sentence, { about: sentence })
}

export const writeMessage = action({
  name: 'communications.message.send',
  about: 'Sends a letter or a text message, in a thread or as the first of a new one.',
  input: z.object({
    threadId: optionalLine(40).describe('The thread that it answers; empty for a new one.'),
    channel: z.enum(channels).default('email'),
    to: optionalLine(254).describe('An e-mail address, or a telephone number with its country code.'),
    toName: optionalLine(120),
    subject: optionalLine(300),
    text: textBlock(50_000, 'Write something first.'),
    about: optionalLine(60).describe('The id of the record that it is about; empty for none.'),
    urgent: ticked.describe('Does not wait for the end of the quiet hours.'),
    draftId: optionalLine(40).describe('The draft that becomes this message.'),
    files,
  }),
  run: async (ctx, input) => {
    const thread = input.threadId ? await findThread(ctx, input.threadId) : null
    const about = thread ? thread.about : await seenRecord(ctx, input.about)
    const plan = await planSend(ctx, {
      key: `written:${newId('ms', ctx.now)}`,
      channel: input.channel,
      to: { address: input.to, name: input.toName },
      subject: input.subject,
      text: input.text,
      about,
      threadId: thread?.id ?? null,
      urgent: input.urgent,
      files: input.files,
    })
    const draft = input.draftId ? await findMessage(ctx, input.draftId) : null
    return {
      subject: plan.threadId,
      writes:
        draft?.status === 'draft' && draft.writtenBy === ctx.actor.id
          ? [ctx.db.run(sql`DELETE FROM messages WHERE id = ${draft.id} AND status = 'draft'`)]
          : [],
      facts: [],
      plans: [plan],
      result: { id: plan.messageId, threadId: plan.threadId },
    }
  },
})

export const writeNote = action({
  name: 'communications.note.write',
  about: 'Writes a note into a thread that never leaves the house.',
  input: z.object({ id: threadId, text: textBlock(20_000, 'Write the note first.') }),
  run: async (ctx, { id, text }) => {
    const thread = await findThread(ctx, id)
    const note = {
      ...blank(ctx),
      threadId: thread.id,
      direction: 'note',
      channel: 'note',
      status: 'note',
      text,
      fresh: text,
    } as const
    return {
      subject: thread.id,
      writes: [
        insertMessage(ctx, note),
        ...updateThread(ctx, thread.id, { lastAt: ctx.now, snippet: snippetOf(text) }),
      ],
      facts: [{ name: 'communications.note-written', subject: thread.id, message: note.id }],
      result: { id: note.id, threadId: thread.id },
    }
  },
})

export const keepDraft = action({
  name: 'communications.message.draft',
  about: 'Keeps what is being written in a thread, for its writer alone, until it is sent.',
  input: z.object({
    id: threadId,
    channel: z.enum(channels).default('email'),
    to: optionalLine(254),
    text: optionalBlock(50_000),
  }),
  run: async (ctx, { id, channel, to, text }) => {
    const thread = await findThread(ctx, id)
    const draft = {
      ...blank(ctx),
      threadId: thread.id,
      channel,
      text,
      fresh: text,
      toAddress: to ? readAddress(channel, to) : '',
    }
    return {
      subject: thread.id,
      writes: [
        ctx.db.run(
          sql`DELETE FROM messages WHERE thread_id = ${thread.id} AND status = 'draft' AND written_by = ${ctx.actor.id}`,
        ),
        ...(text.trim() ? [insertMessage(ctx, draft)] : []),
      ],
      facts: [],
      result: { id: draft.id, threadId: thread.id },
    }
  },
})

export const sendAgain = action({
  name: 'communications.message.send-again',
  about: 'Sends a message again that did not arrive, or of which nobody knows.',
  input: z.object({ id: messageId }),
  run: async (ctx, { id }) => {
    const message = await findMessage(ctx, id)
    checkRepeatable(message)
    return {
      subject: message.threadId,
      guards: [messageStillAt(message)],
      writes: [
        updateMessage(ctx, message.id, {
          status: 'queued',
          statusAt: ctx.now,
          statusDetail: '',
          tries: 0,
          nextTryAt: ctx.now,
          // Another letter than the first: the provider must not take it for the same.
          sendKey: `again:${message.id}:${message.version}`,
          providerId: null,
        }),
      ],
      facts: [{ name: 'communications.message-queued', subject: message.id, thread: message.threadId, about: null }],
      result: { id: message.id, threadId: message.threadId },
    }
  },
})
