import { isNull } from 'drizzle-orm'
import { listTeams, members } from '../identity'
import type { Refusal } from '../kernel/refusal'
import type { Context } from '../platform/context'

export const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

export const troubleOf = (refusal: Refusal | null) =>
  refusal ? { sentence: refusal.message, fields: refusal.fields } : null

export const costPermission = 'identity.field.cost'

/** Who can be given work, by name. */
export const peopleChoices = async (ctx: Context) =>
  (
    await ctx.db
      .select({ value: members.id, label: members.name })
      .from(members)
      .where(isNull(members.leftAt))
      .orderBy(members.name)
      .limit(200)
  ).map(({ value, label }) => ({ value: String(value), label }))

/** Teams that can be given work. */
export const teamChoices = async (ctx: Context) =>
  (await listTeams(ctx))
    .filter(({ kind }) => kind === 'team')
    .map(({ id, name }) => ({ value: String(id), label: name }))
