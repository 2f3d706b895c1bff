import { desc, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { writeConsents } from './members/membership'
import { findMe } from './organization.actions'
import { agreements, consentsGiven } from './policy'
import { consents } from './schema'

/** What the acting member agreed to and took back, the newest first; the last of a kind counts. */
export const myConsents = (ctx: Context) =>
  ctx.db
    .select()
    .from(consents)
    .where(eq(consents.memberId, ctx.actor.id as `mb_${string}`))
    .orderBy(desc(consents.at), desc(consents.id))
    .limit(200)

export const changeConsent = action({
  name: 'identity.consent.change',
  about: 'Agrees to text messages about one’s work, or takes that back. Every change is kept with the words shown.',
  input: z.object({ sms: ticked }),
  run: async (ctx, { sms }) => {
    const me = await findMe(ctx)
    const before = (await myConsents(ctx)).find(({ kind }) => kind === 'sms')?.given ?? false
    if (sms && me.phone === '') {
      const sentence = 'Write your telephone number into your profile first.'
      refuse('invalid', 'consent.phone', sentence, { sms: sentence })
    }
    const entry = { ...agreements.sms, memberId: me.id, kind: 'sms', given: sms, at: ctx.now, how: 'profile' } as const
    return {
      subject: me.id,
      writes: sms === before ? [] : [ctx.db.insert(consents).values({ id: newId('cn', ctx.now), ...entry })],
      facts: sms === before ? [] : [{ name: 'identity.consent-changed', subject: me.id }],
      ...(sms === before ? {} : { changes: { sms: { from: before, to: sms } } }),
      result: { sms },
    }
  },
})

export const agree = action({
  name: 'identity.consent.agree',
  about: 'Agrees to the terms on one’s first page, where the identity provider or the directory made one a member.',
  input: z.object({
    agreed: ticked.refine((yes) => yes, `Tick this to go on: ${agreements.age.words} ${agreements.policy.words}`),
  }),
  run: async (ctx) => {
    const me = await findMe(ctx)
    if (!me.toAgree) return { subject: me.id, writes: [], facts: [], result: {} }
    return {
      subject: me.id,
      writes: [
        ctx.db.run(sql`UPDATE members SET to_agree = 0 WHERE id = ${me.id}`),
        ...writeConsents(ctx, me.id, consentsGiven(ctx.now, false), 'first-visit'),
      ],
      facts: [{ name: 'identity.consent-changed', subject: me.id }],
      changes: { agreed: { from: null, to: agreements.policy.version } },
      result: {},
    }
  },
})
