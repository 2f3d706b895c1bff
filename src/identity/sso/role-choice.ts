import { refuse } from '../../kernel/refusal'
import type { Context } from '../../platform/context'
import { roles } from '../roles'
import { listOwnRoles } from './connection.queries'

export type RoleChoice = { value: string; label: string }

/**
 * The roles that the acting person may let a directory give: each of its permissions is one that they have. Ownership
 * is never given by a machine; `most: 'member'` leaves out administration too.
 */
export async function grantableRoles(ctx: Context, most: 'admin' | 'member'): Promise<RoleChoice[]> {
  const own = await listOwnRoles(ctx)
  const all = [
    ...Object.entries(roles).map(([value, { title, permissions }]) => ({ value, label: title as string, permissions })),
    ...own.map(({ id, name, permissions }) => ({ value: id as string, label: name, permissions })),
  ]
  return all
    .filter(({ value }) => value !== 'owner' && (most === 'admin' || value !== 'admin'))
    .filter(({ permissions }) => permissions.every((permission: string) => ctx.may(permission)))
    .map(({ value, label }) => ({ value, label }))
}

/** Refuses 'invalid' ('role.not-grantable') for a role that the acting person may not let a directory give. */
export async function checkGrantable(
  ctx: Context,
  role: string,
  most: 'admin' | 'member',
  field: string,
): Promise<void> {
  const choices = await grantableRoles(ctx, most)
  if (choices.some(({ value }) => value === role)) return
  const sentence = 'Choose one of the roles in the list: it must exist, and you must have all that it brings.'
  refuse('invalid', 'role.not-grantable', sentence, { [field]: sentence })
}
