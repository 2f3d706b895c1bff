import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Id } from '../../kernel/ids'
import type { Context } from '../../platform/context'
import type { Listener } from '../../platform/room'
import { ownershipLetter, send } from '../letters'
import { members } from '../schema'
import { findRow } from './member.queries'

/** Letters that go out of one listener in one go; the next ones follow by name. */
const atOnce = 100

async function tellMembers(ctx: Context, to: string, from: string, key: string): Promise<void> {
  const [next, before] = [await findRow(ctx, to), await findRow(ctx, from)]
  let after = ''
  for (;;) {
    const rows = await ctx.db
      .select({ id: members.id, name: members.name, email: members.email })
      .from(members)
      .where(and(isNull(members.leftAt), isNull(members.disabledAt), sql`${members.id} > ${after}`))
      .orderBy(members.id)
      .limit(atOnce)
    for (const { id, name, email } of rows) {
      const letter = ownershipLetter(
        ctx.organization.name,
        before.name,
        next.name,
        `${ctx.origin}/${ctx.organization.slug}/people`,
      )
      // The key makes a repeat the same letter.
      await send(ctx, `${key}:${id}`, { address: email, name }, letter)
    }
    const last = rows.at(-1)
    if (!last || rows.length < atOnce) return
    after = last.id
  }
}

/** Everybody learns who owns the organization now. */
export const noticeOfOwnership: Listener = {
  to: 'identity.ownership-transferred',
  name: 'identity.tell-of-ownership',
  about: 'Tells all members by mail who owns the organization now.',
  handle: (ctx, fact, key) => tellMembers(ctx, fact.subject, String(fact.from), key),
}

/** What a person is called and where their letters go; null when they are gone. */
export const addressee = async (ctx: Context, id: string) =>
  (
    await ctx.db
      .select({ name: members.name, email: members.email })
      .from(members)
      .where(eq(members.id, id as Id<'mb'>))
  )[0] ?? null
