import { and, inArray, ne } from 'drizzle-orm'
import type { Context, Correspondent } from '../platform/context'
import { members } from './schema'

/** The members behind these addresses or numbers; who has left is not written to. */
export async function memberCorrespondents(
  ctx: Context,
  channel: Correspondent['channel'],
  addresses: readonly string[],
): Promise<Correspondent[]> {
  const by = channel === 'email' ? members.email : members.phone
  const rows = await ctx.db
    .select({ id: members.id, name: members.name, address: by, leftAt: members.leftAt, timeZone: members.timeZone })
    .from(members)
    .where(and(inArray(by, [...addresses]), ne(by, '')))
    .limit(100)
  return rows.map(({ id, name, address, leftAt, timeZone }) => ({
    channel,
    address,
    name,
    recordId: id,
    barred: leftAt === null ? null : `${name} has left: nothing is sent to them any more.`,
    timeZone,
  }))
}
