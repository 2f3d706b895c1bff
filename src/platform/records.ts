import type { Context, RecordCard } from './context'
import type { Room } from './room'

/** Asks the rooms that own these records for their cards, each room once. What nobody owns, or hides, is not there. */
export async function cardsOf(rooms: Room[], ctx: Context, ids: string[]): Promise<Map<string, RecordCard>> {
  const cards = new Map<string, RecordCard>()
  await Promise.all(
    rooms
      .flatMap((room) => room.records ?? [])
      .map(async ({ prefix, see, change, find }) => {
        const asked = [...new Set(ids.filter((id) => id.startsWith(`${prefix}_`)))]
        if (asked.length === 0 || !ctx.may(see)) return
        for (const { id, title, href } of await find(ctx, asked))
          cards.set(id, { id, title, href, mayChange: ctx.may(change) })
      }),
  )
  return cards
}
