import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { Refusal, refuse } from '../../kernel/refusal'
import { textLine } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Guard } from '../../platform/commit'
import type { Context } from '../../platform/context'
import { type Domain, lookUpConnection, lookUpDomain } from './connection.queries'
import { domainName, isProof, joinPolicies, proofOf } from './domain'
import { signOnFacts } from './projection'
import { domains } from './schema'

const find = async (ctx: Context, domain: string): Promise<Domain> =>
  (await lookUpDomain(ctx, domain)) ?? refuse('not-found', 'domain.unknown', 'There is no such domain here.')

const stillAt = ({ domain, version }: Domain): Guard => ({
  count: sql`SELECT count(*) FROM domains WHERE domain = ${domain} AND version = ${version}`,
  refusal: () =>
    new Refusal('conflict', 'domain.changed', 'Somebody changed this domain at the same moment. Look again.'),
})

const oneDomain = { domain: textLine(253, 'Write the domain of your e-mail addresses, such as acme.com.') }

export const addDomain = action({
  name: 'identity.domain.add',
  about: 'Writes down a domain of e-mail addresses as the organization’s own, to be proved.',
  input: z.object({ ...oneDomain, token: z.string().min(20).max(60) }),
  run: async (ctx, { domain: given, token }) => {
    const domain = await domainName(given)
    return {
      subject: domain,
      guards: [
        {
          count: sql`SELECT NOT EXISTS (SELECT 1 FROM domains WHERE domain = ${domain})`,
          refusal: () => new Refusal('conflict', 'domain.there', `${domain} is in the list already.`),
        },
        {
          count: sql`SELECT count(*) < 50 FROM domains`,
          refusal: () => new Refusal('conflict', 'domain.many', 'Fifty domains are the most. Take one away first.'),
        },
      ],
      writes: [ctx.db.insert(domains).values({ domain, token, addedBy: ctx.actor.id, addedAt: ctx.now })],
      facts: [{ name: 'identity.domain-added', subject: domain }],
      result: { domain },
    }
  },
})

export const proveDomain = action({
  name: 'identity.domain.prove',
  about: 'Looks whether the proof stands in the domain’s DNS, and writes down that the domain is the organization’s.',
  input: z.object({ ...oneDomain, taken: z.boolean().describe('Whether another organization has proved it.') }),
  run: async (ctx, { domain: asked, taken }) => {
    const before = await find(ctx, asked)
    const { name, value } = proofOf(before.domain, before.token)
    if (!isProof(await ctx.ports.names.texts(name), value)) {
      refuse(
        'conflict',
        'domain.no-proof',
        `The text does not stand at ${name} yet. Name servers can take an hour to tell everybody; then look again.`,
      )
    }
    // Said to nobody but who holds the domain: the proof stands.
    if (taken) {
      refuse(
        'conflict',
        'domain.taken',
        `Another organization here has proved ${before.domain}. It must take the domain away first.`,
      )
    }
    return {
      subject: before.domain,
      guards: [stillAt(before)],
      writes: [
        ctx.db
          .update(domains)
          .set({ provedAt: ctx.now, version: before.version + 1 })
          .where(eq(domains.domain, before.domain)),
      ],
      facts: [{ name: signOnFacts.domainsChanged, subject: before.domain }],
      changes: { proved: { from: before.provedAt !== null, to: true } },
      result: { domain: before.domain },
    }
  },
})

export const setJoinPolicy = action({
  name: 'identity.domain.set-join-policy',
  about: 'Says whether people with an address at a proved domain join by signing on, by asking, or by invitation only.',
  input: z.object({ ...oneDomain, joinPolicy: z.enum(joinPolicies) }),
  run: async (ctx, { domain, joinPolicy }) => {
    const before = await find(ctx, domain)
    if (before.provedAt === null) refuse('conflict', 'domain.unproved', 'Prove the domain first.')
    return {
      subject: domain,
      guards: [stillAt(before)],
      writes: [
        ctx.db
          .update(domains)
          .set({ joinPolicy, version: before.version + 1 })
          .where(eq(domains.domain, domain)),
      ],
      facts: [{ name: signOnFacts.domainsChanged, subject: domain }],
      changes: { joinPolicy: { from: before.joinPolicy, to: joinPolicy } },
      result: { domain },
    }
  },
})

export const removeDomain = action({
  name: 'identity.domain.remove',
  about: 'Takes a domain away: nobody new comes in by an address there. Members stay members.',
  input: z.object(oneDomain),
  run: async (ctx, { domain }) => {
    const before = await find(ctx, domain)
    const connection = await lookUpConnection(ctx)
    const inUse = before.provedAt !== null && connection !== null && connection.state !== 'draft'
    return {
      subject: domain,
      guards: [
        stillAt(before),
        ...(inUse
          ? [
              {
                count: sql`SELECT count(*) > 1 FROM domains WHERE proved_at IS NOT NULL`,
                refusal: () =>
                  new Refusal(
                    'conflict',
                    'domain.last',
                    'Single sign-on is on, and this is its last domain. Switch it off first.',
                  ),
              },
            ]
          : []),
      ],
      writes: [ctx.db.delete(domains).where(eq(domains.domain, domain))],
      facts: [{ name: signOnFacts.domainsChanged, subject: domain }],
      result: { domain },
    }
  },
})
