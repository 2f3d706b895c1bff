import { desc, eq } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { findMe } from './organization.actions'
import { agreements } from './policy'
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
    const { words, version } = agreements.sms
    const entry = { memberId: me.id, kind: 'sms', given: sms, words, version, at: ctx.now, how: 'profile' } as const
    return {
      subject: me.id,
      writes: sms === before ? [] : [ctx.db.insert(consents).values({ id: newId('cn', ctx.now), ...entry })],
      facts: sms === before ? [] : [{ name: 'identity.consent-changed', subject: me.id }],
      ...(sms === before ? {} : { changes: { sms: { from: before, to: sms } } }),
      result: { sms },
    }
  },
})
