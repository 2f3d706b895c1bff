import { asc, eq, isNull, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../../kernel/ids'
import { Refusal, refuse } from '../../kernel/refusal'
import { optionalBlock, optionalLine, optionalPhone, textLine, ticked, version } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Context } from '../../platform/context'
import type { Platform } from '../../platform/platform'
import type { Fact } from '../../platform/schema'
import { agreements, consentsGiven } from '../policy'
import { joinRequests } from '../schema'
import { decideGrants, grantsOfActor } from './grant'
import { grantsInput } from './member.actions'
import { lookUpByLogin } from './member.queries'
import { grantsAsked, joining } from './membership'

export type JoinRequest = typeof joinRequests.$inferSelect

const domainOf = (email: string) => email.slice(email.lastIndexOf('@') + 1)

/** The organizations that have proved the domain of a login's address, let its people ask, and do not have them yet. */
export async function organizationsToAsk({ env }: Platform, loginId: string, email: string) {
  const { results } = await env.CONTROL.prepare(
    `SELECT organizations.id AS id, slug, name FROM proved_domains
     JOIN organizations ON organizations.id = proved_domains.organization_id AND status <> 'closed'
     WHERE domain = ?1 AND join_policy = 'ask' AND NOT EXISTS (SELECT 1 FROM memberships
       WHERE login_id = ?2 AND memberships.organization_id = organizations.id AND ended_at IS NULL)`,
  )
    .bind(domainOf(email), loginId)
    .all<{ id: string; slug: string; name: string }>()
  return results
}

/** How many people ask to be let in; a hundred is many. */
export const requestsWaiting = async (ctx: Context): Promise<number> =>
  (await ctx.db.select({ id: joinRequests.id }).from(joinRequests).where(isNull(joinRequests.decidedAt)).limit(100))
    .length

/** Those who wait, the longest first; a hundred at most. */
export const listRequests = (ctx: Context) =>
  ctx.db
    .select()
    .from(joinRequests)
    .where(isNull(joinRequests.decidedAt))
    .orderBy(asc(joinRequests.askedAt), asc(joinRequests.id))
    .limit(100)

/** Refuses 'not-found'. */
export async function findRequest(ctx: Context, id: string): Promise<JoinRequest> {
  const [request] = await ctx.db
    .select()
    .from(joinRequests)
    .where(eq(joinRequests.id, id as Id<'jr'>))
  return request ?? refuse('not-found', 'join-request.unknown', 'There is no such request.')
}

/** The door asks for it when the address's domain is proved and its people may ask: that is not decided here. */
export const askToJoin = action({
  name: 'identity.join-request.ask',
  about: 'Asks to be let into an organization that has proved the domain of one’s address.',
  input: z.object({
    email: z.string().max(254),
    name: textLine(120, 'Write your name.'),
    jobTitle: optionalLine(120),
    phone: optionalPhone(),
    sms: ticked,
    message: optionalBlock(500),
    agreed: ticked.refine((yes) => yes, `Tick this to go on: ${agreements.age.words} ${agreements.policy.words}`),
  }),
  run: async (ctx, { sms, agreed: _, ...input }) => {
    if (ctx.actor.kind !== 'member') return refuse('forbidden', 'join-request.person', 'A person asks to be let in.')
    const { loginId } = ctx.actor
    const here = await lookUpByLogin(ctx, loginId)
    if (here?.leftAt === null) refuse('conflict', 'join-request.here', 'You are a member here already.')
    const id = newId('jr', ctx.now)
    return {
      subject: id,
      guards: [
        {
          count: sql`SELECT count(*) = 0 FROM join_requests WHERE login_id = ${loginId} AND decided_at IS NULL`,
          refusal: () =>
            new Refusal('conflict', 'join-request.open', 'You have asked already. An administrator will decide.'),
        },
      ],
      writes: [
        ctx.db
          .insert(joinRequests)
          .values({ ...input, id, loginId, consents: consentsGiven(ctx.now, sms), askedAt: ctx.now }),
      ],
      facts: [{ name: 'identity.join-requested', subject: id }],
      result: { id },
    }
  },
})

export const decideRequest = action({
  name: 'identity.join-request.decide',
  about: 'Lets somebody in who asks, with roles, or declines.',
  input: z.object({ id: z.string().max(40), version, accept: z.boolean(), grants: grantsInput.default([]) }),
  run: async (ctx, { id, version, accept, grants: asked }) => {
    const before = await findRequest(ctx, id)
    const decided = () =>
      new Refusal('conflict', 'join-request.decided', 'Somebody has decided on this request meanwhile.')
    if (before.decidedAt !== null || (version !== null && version !== before.version)) throw decided()
    const { grants, title } = await grantsAsked(ctx, asked)
    if (accept && grants.length === 0) {
      const sentence = 'Choose at least one role.'
      refuse('invalid', 'join-request.roles', sentence, { roles: sentence })
    }
    if (accept) decideGrants(grantsOfActor(ctx.actor), false, [], grants, title)
    const { loginId, name, email, jobTitle, phone, consents } = before
    const plan = accept
      ? await joining(ctx, { loginId, name, email, jobTitle, phone, consents, grants: asked, how: 'join-request' })
      : null
    const told: Fact = { name: 'identity.join-decided', subject: before.id, accepted: accept }
    return {
      subject: before.id,
      guards: [
        {
          count: sql`SELECT count(*) FROM join_requests
            WHERE id = ${before.id} AND decided_at IS NULL AND version = ${before.version}`,
          refusal: decided,
        },
      ],
      writes: [
        ctx.db
          .update(joinRequests)
          .set({ decidedAt: ctx.now, decidedBy: ctx.actor.id, accepted: accept, version: before.version + 1 })
          .where(eq(joinRequests.id, before.id)),
      ],
      facts: [told],
      ...(plan ? { plans: [plan] } : {}),
      changes: { accepted: { from: null, to: accept }, roles: { from: [], to: asked.map(({ role }) => role) } },
      result: { name, memberId: plan?.memberId ?? null },
    }
  },
})
