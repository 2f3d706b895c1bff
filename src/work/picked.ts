import { and, isNull, sql } from 'drizzle-orm'
import { withAsset } from '../assets'
import { members } from '../identity'
import { refuse } from '../kernel/refusal'
import { withPlace } from '../places'
import type { Context } from '../platform/context'

/**
 * A form with the person that its words name, where the browser could not choose one.
 * Refuses 'invalid' ('person.words') for a name that nobody has, or several.
 */
export async function withPerson(
  ctx: Context,
  form: Record<string, string>,
  field: string,
): Promise<Record<string, string>> {
  const words = form[`${field}-words`]?.trim() ?? ''
  if (form[field] || words === '') return form
  const called = await ctx.db
    .select({ id: members.id })
    .from(members)
    .where(and(isNull(members.leftAt), sql`${members.name} = ${words} COLLATE NOCASE`))
    .limit(2)
  const [only] = called
  if (only && called.length === 1) return { ...form, [field]: only.id }
  const sentence = only
    ? `Several people are called ${words}: choose one from the list.`
    : 'Nobody here is called so. Choose a name from the list.'
  return refuse('invalid', 'person.words', sentence, { [field]: sentence })
}

/** A form of an order with everything that its words name. */
export async function picked(ctx: Context, form: Record<string, string>): Promise<Record<string, string>> {
  const where = await withPlace(ctx, await withAsset(ctx, form, 'assetId'), 'placeId')
  return withPerson(ctx, await withPerson(ctx, where, 'assigneeId'), 'helpers')
}
