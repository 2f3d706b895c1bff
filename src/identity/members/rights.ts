import type { Context, Grant, Permission } from '../../platform/context'
import { includes, roles } from '../roles'
import { grantsOfActor, grantsThatGive, holds } from './grant'
import { listOwnRoles } from './member.queries'

const titles: Record<string, string> = {
  identity: 'People and access',
  calendar: 'Tasks',
  places: 'Sites and places',
  insights: 'Overview and search',
  vendors: 'Vendors',
}

/** Permissions room by room, as people read them. */
export function byRoom<T extends Pick<Permission, 'room'>>(rows: readonly T[]): { title: string; rows: T[] }[] {
  const rooms = [...new Set(rows.map(({ room }) => room))]
  return rooms.map((room) => ({
    title: titles[room] ?? room.charAt(0).toUpperCase() + room.slice(1),
    rows: rows.filter((row) => row.room === room),
  }))
}

/** Every role there is, least first, with the permissions of the house that it includes. */
export async function allRoles(ctx: Context) {
  const own = await listOwnRoles(ctx)
  const listed = [
    ...Object.entries(roles).map(([role, { title, about, permissions }]) => ({ role, title, about, permissions })),
    ...own.map(({ id, name, about, permissions }) => ({ role: id as string, title: name, about, permissions })),
  ]
  return listed.map(({ permissions, ...role }) => ({
    ...role,
    permissions: ctx.catalogue.filter(({ name }) => includes(permissions, name)).map(({ name }) => name),
  }))
}

/** The roles that this actor could give somebody, as a form offers them; those that the person has stay in it. */
export async function rolesToGive(ctx: Context, has: readonly string[] = []) {
  const own = grantsOfActor(ctx.actor)
  const kept = await listOwnRoles(ctx)
  const listed = [
    ...Object.entries(roles).map(([role, { title, about, permissions }]) => ({ role, title, about, permissions })),
    ...kept.map(({ id, name, about, permissions }) => ({ role: id as string, title: name, about, permissions })),
  ]
  return listed
    .filter(({ role, permissions }) => has.includes(role) || holds(own, { role, permissions, sites: null }))
    .map(({ role, title, about }) => ({ role, title, about }))
}

/** What somebody may do and which of their roles gives it, in words; null where they may not. */
export function rightsOf(catalogue: readonly Permission[], grants: { grant: Grant; title: string; where: string }[]) {
  return catalogue.map((permission) => {
    const giving = grantsThatGive(
      grants.map(({ grant }) => grant),
      permission.name,
    )
    const words = grants
      .filter(({ grant }) => giving.includes(grant))
      .map(({ title, where }) => `${title}, ${where.toLowerCase()}`)
    return { ...permission, because: words.length > 0 ? words.join('; ') : null }
  })
}

/** The roles that a form asks for: `role.buyer`, `where.buyer`, `at.buyer.st_…`. */
export const grantsOfForm = (form: Record<string, string>) =>
  Object.keys(form)
    .filter((name) => name.startsWith('role.') && form[name] === 'on')
    .map((name) => name.slice('role.'.length))
    .map((role) => ({
      role,
      sites:
        form[`where.${role}`] === 'sites'
          ? Object.keys(form)
              .filter((name) => name.startsWith(`at.${role}.`) && form[name] === 'on')
              .map((name) => name.slice(`at.${role}.`.length))
          : null,
    }))

/** What a form ticked under a name: `team.tm_…`, `permission.…`. */
export const tickedOf = (form: Record<string, string>, name: string): string[] =>
  Object.keys(form)
    .filter((key) => key.startsWith(`${name}.`) && form[key] === 'on')
    .map((key) => key.slice(name.length + 1))
