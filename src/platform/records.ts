import { and, sql } from 'drizzle-orm'
import type { Prefix } from '../kernel/ids'
import type { Context, Correspondent, Permission, RecordCard } from './context'
import { listed } from './many'
import type { Found, Records, Room } from './room'

/** D1 binds at most a hundred values in one statement. */
const atOnce = 90

const cardOf = (ctx: Context, { codes, change }: Records, found: Found): RecordCard => ({
  kind: codes?.kind ?? '',
  tag: '',
  detail: '',
  retired: false,
  closed: null,
  ownerId: null,
  symptoms: [],
  ...found,
  mayChange: ctx.may(change),
})

/** Asks the rooms that own these records for their cards, each room once. What nobody owns, or hides, is not there. */
export async function cardsOf(rooms: Room[], ctx: Context, ids: readonly string[]): Promise<Map<string, RecordCard>> {
  const cards = new Map<string, RecordCard>()
  await Promise.all(
    rooms
      .flatMap((room) => room.records ?? [])
      .map(async (records) => {
        const asked = [...new Set(ids.filter((id) => id.startsWith(`${records.prefix}_`)))]
        if (asked.length === 0 || !ctx.may(records.see)) return
        for (let from = 0; from < asked.length; from += atOnce) {
          for (const found of await records.find(ctx, asked.slice(from, from + atOnce)))
            cards.set(found.id, cardOf(ctx, records, found))
        }
      }),
  )
  return cards
}

/** Records that a code can be put on and that are called so, as far as the actor may look. */
export async function cardsCalled(rooms: Room[], ctx: Context, words: string): Promise<RecordCard[]> {
  const found = await Promise.all(
    rooms
      .flatMap((room) => room.records ?? [])
      .map(async (records) =>
        records.codes && ctx.may(records.see)
          ? (await records.codes.called(ctx, words)).map((one) => cardOf(ctx, records, one))
          : [],
      ),
  )
  return found.flat()
}

/** What can be chosen of a kind of record, as the room that owns it says; nothing where the actor may not look. */
export async function choicesOf(rooms: Room[], ctx: Context, prefix: Prefix): Promise<{ id: string; title: string }[]> {
  const kind = rooms.flatMap((room) => room.records ?? []).find((records) => records.prefix === prefix)
  return kind?.choices && ctx.may(kind.see) ? kind.choices(ctx) : []
}

/** What the rooms have built on these records: every column that names them is asked, in one round trip. */
export async function heldBy(rooms: Room[], ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const held = new Map<string, string>()
  const asked = rooms
    .flatMap((room) => room.holds ?? [])
    .map(({ in: column, why, where }) =>
      ctx.db
        .select({ id: sql<string>`${column}`.as('id'), why: sql<string>`${why}`.as('why') })
        .from(column.table)
        .where(and(sql`${column} IN (${listed(ids)})`, where))
        .groupBy(column),
    )
  const [first, ...others] = asked
  if (!first || ids.length === 0) return held
  for (const { id, why } of (await ctx.db.batch([first, ...others])).flat()) if (!held.has(id)) held.set(id, why)
  return held
}

/** Asks every room who is behind these addresses. */
export async function correspondentsOf(
  rooms: Room[],
  ctx: Context,
  channel: Correspondent['channel'],
  addresses: readonly string[],
): Promise<Correspondent[]> {
  const some = [...new Set(addresses)].filter(Boolean).slice(0, atOnce)
  if (some.length === 0) return []
  const found = await Promise.all(rooms.map((room) => room.correspondents?.(ctx, channel, some) ?? []))
  return found.flat()
}

/** Every permission of the house with its sentence, room by room: those of actions and those to look. */
export const catalogueOf = (rooms: Room[]): Permission[] =>
  rooms.flatMap((room) =>
    [...room.permissions, ...room.actions.map(({ action, about }) => ({ name: action, about }))].map((entry) => ({
      ...entry,
      room: room.name,
    })),
  )
