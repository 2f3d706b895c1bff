import { inArray } from 'drizzle-orm'
import { members } from '../identity'
import type { Context } from '../platform/context'
import type { MessageRow } from './message.queries'
import { blankless } from './message.view'
import type { Thread } from './thread'
import { labelsSentence } from './thread.queries'

/** Members' names by id; ninety at most. */
export async function namesOf(ctx: Context, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const some = [...new Set(ids.filter((id): id is string => id !== null))].slice(0, 90)
  const rows = some.length
    ? await ctx.db
        .select({ id: members.id, name: members.name })
        .from(members)
        .where(inArray(members.id, some as never[]))
    : []
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Threads as lists show them: with whom they are and what they are about by name. */
export async function viewsOf(ctx: Context, rows: Thread[]) {
  const [names, records, labels] = await Promise.all([
    namesOf(
      ctx,
      rows.map(({ assigneeId }) => assigneeId),
    ),
    ctx.records(rows.flatMap(({ about }) => about ?? [])),
    rows.length > 0
      ? labelsSentence(
          ctx,
          rows.map(({ id }) => id),
        )
      : [],
  ])
  // A thread is for those who may see what it is about.
  return rows
    .filter(({ about }) => about === null || records.has(about))
    .map((row) => {
      const card = row.about ? records.get(row.about) : undefined
      return {
        ...row,
        assignee: row.assigneeId ? (names.get(row.assigneeId) ?? null) : null,
        aboutTitle: card ? card.tag || card.title : null,
        aboutHref: card?.href ?? null,
        labels: labels.filter(({ threadId }) => threadId === row.id).map(({ label }) => label),
      }
    })
}

/** Messages as a thread's page shows them, oldest first. */
export async function messageViews(ctx: Context, rows: MessageRow[]) {
  const names = await namesOf(
    ctx,
    rows.map(({ writtenBy }) => writtenBy),
  )
  return rows.map((row) => ({
    ...blankless(row),
    ...(row.direction === 'out'
      ? { text: withoutSecrets(row.text, ctx.origin), fresh: withoutSecrets(row.fresh, ctx.origin) }
      : {}),
    writer: names.get(row.writtenBy) ?? 'The house',
  }))
}

/** A link that opens without a login was for one reader: whoever pressed it here would answer in their name. */
export const withoutSecrets = (text: string, origin: string): string =>
  text.replaceAll(/https?:\/\/[^\s<>"]+/g, (link) =>
    link.startsWith(`${origin}/`) && secretPart.test(link) ? '[a link for the reader alone]' : link,
  )

/** A part of a path that is no name and no record’s id. */
const secretPart = /\/(?![a-z]{2}_[0-9a-z]{26}(?:[/?#]|$))[\w-]{20,}(?:[/?#.,)]|$)/
