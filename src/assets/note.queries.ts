import { and, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { mayAt } from './asset.queries'
import type { Note } from './note'
import { assetNotes, assets } from './schema'

export type NoteRow = Note & { author: string | null }

const columns = {
  id: assetNotes.id,
  about: assetNotes.about,
  text: assetNotes.text,
  warning: assetNotes.warning,
  pinnedAt: assetNotes.pinnedAt,
  writtenAt: assetNotes.writtenAt,
  writtenBy: assetNotes.writtenBy,
  supersedes: assetNotes.supersedes,
  supersededAt: assetNotes.supersededAt,
  supersededBy: assetNotes.supersededBy,
  version: assetNotes.version,
  author: sql<string | null>`${members.name}`.as('author_name'),
}

/** What is known of an asset, its model and its classes: what holds, pinned first, then the newest. At most `most`. */
export const notesSentence = (ctx: Context, abouts: string[], most = 100) =>
  ctx.db
    .select(columns)
    .from(assetNotes)
    .leftJoin(members, eq(members.id, assetNotes.writtenBy as never))
    .where(and(inArray(assetNotes.about, abouts.slice(0, 20)), isNull(assetNotes.supersededAt)))
    .orderBy(desc(assetNotes.warning), desc(isNotNull(assetNotes.pinnedAt)), desc(assetNotes.writtenAt))
    .limit(most)

/** Of each about, what a page of the asset shows. */
const mostOnTop = 3

/**
 * What a person at the machine must know of one of these: warnings, then what is pinned, then the newest. A range of its
 * index, so that a class with a hundred notes costs no more than one with three.
 */
export const topNotesSentence = (ctx: Context, about: string) =>
  ctx.db
    .select()
    .from(assetNotes)
    .where(and(eq(assetNotes.about, about), isNull(assetNotes.supersededAt)))
    .orderBy(desc(assetNotes.warning), desc(assetNotes.pinnedAt), desc(assetNotes.writtenAt))
    .limit(mostOnTop)

/** The order in which notes are shown, whatever they are about. */
export const notesInOrder = (one: Note, other: Note): number =>
  Number(other.warning) - Number(one.warning) ||
  Number(other.pinnedAt !== null) - Number(one.pinnedAt !== null) ||
  other.writtenAt - one.writtenAt

/** What once held of these, the newest first. */
export const pastNotes = (ctx: Context, abouts: string[], most = 50) =>
  ctx.db
    .select(columns)
    .from(assetNotes)
    .leftJoin(members, eq(members.id, assetNotes.writtenBy as never))
    .where(and(inArray(assetNotes.about, abouts.slice(0, 20)), isNotNull(assetNotes.supersededAt)))
    .orderBy(desc(assetNotes.writtenAt))
    .limit(most)

/** Notes by their ids, those about assets that the actor may not see left out. At most ninety. */
export async function notesNamed(ctx: Context, ids: string[]) {
  const rows = await ctx.db
    .select({
      id: assetNotes.id,
      about: assetNotes.about,
      text: assetNotes.text,
      siteId: assets.siteId,
      // Two columns of one name would be one.
      assetId: sql<string | null>`${assets.id}`.as('asset_id'),
    })
    .from(assetNotes)
    .leftJoin(assets, sql`${assets.id} = ${assetNotes.about}`)
    .where(inArray(assetNotes.id, ids.slice(0, 90) as Id<'nt'>[]))
  return rows.filter(({ assetId, siteId }) => assetId === null || mayAt(ctx, 'assets.asset.see', siteId))
}

/** Refuses 'not-found'. */
export async function findNote(ctx: Context, id: string): Promise<Note> {
  const [note] = await ctx.db
    .select()
    .from(assetNotes)
    .where(eq(assetNotes.id, id as Id<'nt'>))
  return note ?? refuse('not-found', 'note.unknown', 'There is no such note.')
}

/** Notes that hold whose words begin so. */
export const searchNotes = (ctx: Context, match: string, most: number) =>
  ctx.db
    .select(columns)
    .from(assetNotes)
    .leftJoin(members, eq(members.id, assetNotes.writtenBy as never))
    .where(
      and(
        sql`${assetNotes}.rowid IN (SELECT rowid FROM asset_notes_words WHERE asset_notes_words MATCH ${match} ORDER BY rowid DESC LIMIT 50)`,
        isNull(assetNotes.supersededAt),
      ),
    )
    .limit(most)

export const insertNote = (ctx: Context, note: Note): Write => ctx.db.insert(assetNotes).values(note)

export const updateNote = (ctx: Context, { id, about: _about, text: _text, writtenAt: _at, ...note }: Note): Write =>
  ctx.db.update(assetNotes).set(note).where(eq(assetNotes.id, id))

export const noteStillAt = (note: Note): Guard => ({
  count: sql`SELECT count(*) FROM asset_notes WHERE id = ${note.id} AND version = ${note.version}`,
  refusal: () =>
    new Refusal('conflict', 'note.changed', 'Somebody changed this note meanwhile. Look at what it says now.'),
})
