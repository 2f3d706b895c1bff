import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'

/** What parts are for is a record of any room, by its id, or a cost centre in words. */
const isRecord = (subject: string): boolean => /^[a-z]{2,3}_[0-9a-hjkmnp-tv-z]{26}$/.test(subject)

/** Refuses 'not-found' ('subject.unknown') for the id of what is not there, or what the actor may not see. */
export async function checkSubject(ctx: Context, subject: string): Promise<void> {
  if (!isRecord(subject) || (await ctx.records([subject])).has(subject)) return
  const sentence = 'What this is for is not there. Scan or choose it again.'
  refuse('not-found', 'subject.unknown', sentence, { subject: sentence })
}
