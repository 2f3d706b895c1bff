import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Context } from '../../platform/context'
import type { Listener } from '../../platform/room'
import { joinedLetter, joinRequestLetter, ownershipLetter, send } from '../letters'
import { members, roleAssignments } from '../schema'
import { findRequest } from './join-request'
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

/** Administrators and owners learn that somebody waits: twenty of them at most. */
export const noticeOfRequest: Listener = {
  to: 'identity.join-requested',
  name: 'identity.tell-of-request',
  about: 'Tells administrators by mail that somebody asks to be let in.',
  handle: async (ctx, fact, key) => {
    const request = await findRequest(ctx, fact.subject)
    const rows = await ctx.db
      .selectDistinct({ id: members.id, name: members.name, email: members.email })
      .from(members)
      .innerJoin(roleAssignments, eq(roleAssignments.memberId, members.id))
      .where(and(isNull(members.leftAt), isNull(members.disabledAt), inArray(roleAssignments.role, ['owner', 'admin'])))
      .limit(20)
    const link = `${ctx.origin}/${ctx.organization.slug}/join-requests/${request.id}`
    for (const { id, name, email } of rows) {
      const letter = joinRequestLetter(ctx.organization.name, request.name, link)
      await send(ctx, `${key}:${id}`, { address: email, name }, letter)
    }
  },
}

/** Who asked learns that they are in. */
export const noticeOfDecision: Listener = {
  to: 'identity.join-decided',
  name: 'identity.tell-of-decision',
  about: 'Tells by mail who asked to be let in that they are.',
  handle: async (ctx, fact, key) => {
    if (fact.accepted !== true) return
    const { name, email } = await findRequest(ctx, fact.subject)
    const letter = joinedLetter(ctx.organization.name, `${ctx.origin}/${ctx.organization.slug}`)
    await send(ctx, key, { address: email, name }, letter)
  },
}
