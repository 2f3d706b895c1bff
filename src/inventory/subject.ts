import { refuse } from '../kernel/refusal'
import type { Context, RecordCard } from '../platform/context'

/** What parts are for is a record of any room, by its id, or a cost centre in words. */
const isRecord = (subject: string): boolean => /^[a-z]{2,3}_[0-9a-hjkmnp-tv-z]{26}$/.test(subject)

/** Refuses 'not-found' ('subject.unknown') for the id of what is not there, or what the actor may not see. */
export async function checkSubject(ctx: Context, subject: string): Promise<void> {
  if (!isRecord(subject) || (await ctx.records([subject])).has(subject)) return
  const sentence = 'What this is for is not there. Scan or choose it again.'
  refuse('not-found', 'subject.unknown', sentence, { subject: sentence })
}

/**
 * Refuses as `checkSubject` does, and 'conflict' ('subject.closed') for what nothing may be put on any more: what a
 * closed work order cost is final.
 */
export async function checkOpenSubject(ctx: Context, subject: string): Promise<void> {
  await checkSubject(ctx, subject)
  await checkStillOpen(ctx, subject)
}

/** Refuses 'conflict' ('subject.closed'): for what is corrected later and may be about what is gone. */
export async function checkStillOpen(ctx: Context, subject: string | null): Promise<void> {
  if (subject === null || !isRecord(subject)) return
  const closed = (await ctx.records([subject])).get(subject)?.closed ?? null
  if (closed !== null) refuse('conflict', 'subject.closed', closed, { subject: closed })
}

/** What subjects are called and where they are shown; a cost centre is itself. */
export async function subjectsNamed(
  ctx: Context,
  subjects: (string | null)[],
): Promise<Map<string, Pick<RecordCard, 'title'> & { href: string | null }>> {
  const known = new Set(subjects.filter((subject): subject is string => subject !== null && subject !== ''))
  const ids = [...known].filter(isRecord)
  const cards = ids.length > 0 ? await ctx.records(ids) : new Map<string, RecordCard>()
  return new Map(
    [...known].map((subject) => {
      const card = cards.get(subject)
      const title = card?.title ?? (isRecord(subject) ? 'Something that is no longer here' : subject)
      return [subject, { title, href: card?.href ?? null }]
    }),
  )
}
