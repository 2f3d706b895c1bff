import { inArray } from 'drizzle-orm'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import type { Refusal } from '../kernel/refusal'
import { statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import type { Request } from '../platform/routes'

export const id = (c: Request) => c.req.param('id') ?? ''
export const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
export const troubleOf = (refusal: Refusal | null) =>
  refusal ? { sentence: refusal.message, fields: refusal.fields } : null
export const statusOr = (refusal: Refusal | null) => (refusal ? statusFor(refusal) : 200)

/** What these actors are called; whoever is none is the house, or a vendor by its link. */
export async function namesOf(ctx: Context, ids: readonly string[]): Promise<(id: string) => string> {
  const rows = await ctx.db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(inArray(members.id, [...new Set(ids)].slice(0, 90) as Id<'mb'>[]))
  return (id) => rows.find((row) => row.id === id)?.name ?? (id === 'visitor' ? 'The vendor' : 'The house')
}

/** What a record is called and where it is; null for one that is not there or that the reader may not see. */
export async function cardOf(ctx: Context, about: string | null): Promise<{ title: string; href: string } | null> {
  if (!about) return null
  const card = (await ctx.records([about])).get(about)
  return card ? { title: card.title, href: card.href } : null
}
