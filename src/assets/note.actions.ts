import * as z from 'zod'
import { attach, attachmentsSentence, formPictures } from '../files'
import { type Id, newId } from '../kernel/ids'
import { textBlock, ticked, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Plan, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { findAsset, happened, permittedAt } from './asset.queries'
import { findClass } from './class.queries'
import { findModel } from './model.queries'
import { type Note, pin, supersede } from './note'
import { findNote, insertNote, noteStillAt, updateNote } from './note.queries'

const noteId = z.string().regex(/^nt_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such note.')
const about = z
  .string()
  .regex(/^(as|md|ac)_[0-9a-hjkmnp-tv-z]{26}$/, 'Say whether it is about the asset, its model or its class.')

/** What a note is about is there, and the actor may write there. Refuses 'not-found', 'forbidden'. */
async function noticed(ctx: Context, about: string, permission: string): Promise<void> {
  if (about.startsWith('as_')) permittedAt(ctx, permission, (await findAsset(ctx, about)).siteId)
  else if (about.startsWith('md_')) await findModel(ctx, about)
  else await findClass(ctx, about)
}

/** A note about an asset stands in that asset's history too. */
const inHistory = (ctx: Context, note: Note, what: string): Write[] =>
  note.about.startsWith('as_')
    ? [happened(ctx, { assetId: note.about as Id<'as'>, at: ctx.now, kind: 'note', what, subject: note.id })]
    : []

/** Pictures hang on the note with the commit that writes it. */
const withPhotos = (ctx: Context, about: Note['id'], photos: readonly string[]): Promise<Plan[]> =>
  Promise.all(photos.map((file) => attach(ctx, { file, about, role: 'photo' })))

const written = ({ id, about, version }: Note) => ({ id, about, version })

export const writeNote = action({
  name: 'assets.note.write',
  about: 'Writes down what somebody knows: of this asset, of all of its model, or of all of its class.',
  input: z.object({
    about,
    text: textBlock(5000, 'Write what you know.'),
    warning: ticked.describe('A hazard, or how it is locked out: shown before all else.'),
    pinned: ticked,
    photos: z.array(z.string()).max(formPictures).default([]).describe('Pictures that were sent a moment before.'),
  }),
  run: async (ctx, input) => {
    await noticed(ctx, input.about, 'assets.note.write')
    const note: Note = {
      id: newId('nt', ctx.now),
      about: input.about,
      text: input.text,
      warning: input.warning,
      pinnedAt: input.pinned || input.warning ? ctx.now : null,
      writtenAt: ctx.now,
      writtenBy: ctx.actor.id,
      supersedes: null,
      supersededAt: null,
      supersededBy: null,
      version: 1,
    }
    return {
      subject: note.id,
      writes: [insertNote(ctx, note), ...inHistory(ctx, note, 'note-written')],
      plans: await withPhotos(ctx, note.id, input.photos),
      facts: [{ name: 'assets.note-written', subject: note.id, about: note.about }],
      result: written(note),
    }
  },
})

export const supersedeNote = action({
  name: 'assets.note.supersede',
  about: 'Puts a better note in the place of one that no longer holds; the old one stays readable.',
  input: z.object({ id: noteId, version, text: textBlock(5000, 'Write what holds now.'), warning: ticked }),
  run: async (ctx, { id, version: _version, text, warning }) => {
    const before = await findNote(ctx, id)
    await noticed(ctx, before.about, 'assets.note.supersede')
    const ended = supersede(before, ctx.actor.id, ctx.now)
    const note: Note = {
      ...before,
      id: newId('nt', ctx.now),
      text,
      warning,
      pinnedAt: before.pinnedAt === null && !warning ? null : ctx.now,
      writtenAt: ctx.now,
      writtenBy: ctx.actor.id,
      supersedes: before.id,
      supersededAt: null,
      supersededBy: null,
      version: 1,
    }
    // What it shows goes on with it.
    const shown = await attachmentsSentence(ctx, [before.id])
    return {
      subject: note.id,
      guards: [noteStillAt(before)],
      plans: await withPhotos(
        ctx,
        note.id,
        shown.map(({ fileId }) => fileId),
      ),
      writes: [updateNote(ctx, ended), insertNote(ctx, note), ...inHistory(ctx, note, 'note-superseded')],
      facts: [{ name: 'assets.note-superseded', subject: note.id, about: note.about }],
      changes: { supersedes: { from: null, to: before.id } },
      result: written(note),
    }
  },
})

export const withdrawNote = action({
  name: 'assets.note.withdraw',
  about: 'Says that a note no longer holds, without another one; it stays readable among the old ones.',
  input: z.object({ id: noteId, version }),
  run: async (ctx, { id }) => {
    const before = await findNote(ctx, id)
    await noticed(ctx, before.about, 'assets.note.withdraw')
    const after = supersede(before, ctx.actor.id, ctx.now)
    return {
      subject: before.id,
      guards: [noteStillAt(before)],
      writes: [updateNote(ctx, after), ...inHistory(ctx, after, 'note-withdrawn')],
      facts: [{ name: 'assets.note-withdrawn', subject: before.id, about: before.about }],
      changes: { supersededAt: { from: null, to: ctx.now } },
      result: written(after),
    }
  },
})

export const pinNote = action({
  name: 'assets.note.pin',
  about: 'Pins a note, so that it stands first, or takes the pin away.',
  input: z.object({ id: noteId, version, pinned: ticked }),
  run: async (ctx, { id, pinned }) => {
    const before = await findNote(ctx, id)
    await noticed(ctx, before.about, 'assets.note.pin')
    const after = pin(before, pinned ? ctx.now : null)
    return {
      subject: before.id,
      guards: [noteStillAt(before)],
      writes: [updateNote(ctx, after)],
      facts: [
        { name: pinned ? 'assets.note-pinned' : 'assets.note-unpinned', subject: before.id, about: before.about },
      ],
      changes: { pinnedAt: { from: before.pinnedAt, to: after.pinnedAt } },
      result: written(after),
    }
  },
})
