import type { Actor } from '../platform/context'

/** A built-in role: its name as people say it, and what it may do. `*` at the end stands for all below. */
export type Role = { title: string; about: string; permissions: readonly string[] }

const own = ['identity.profile.change', 'identity.member.see', 'places.site.see', 'insights.search', 'insights.home']
const tasks = [
  'calendar.task.see',
  'calendar.task.create',
  'calendar.task.change',
  'calendar.task.move',
  'calendar.task.assign',
]
const tasksAll = [...tasks, 'calendar.task.remove', 'calendar.task.restore']

/**
 * The roles that every organization begins with, least first. A test freezes them: widening one is a decision.
 * A permission is the name of an action, or of a way to look.
 */
export const roles = {
  viewer: {
    title: 'Viewer',
    about: 'Looks at everything that is not about people or money.',
    permissions: [...own, 'calendar.task.see'],
  },
  technician: { title: 'Technician', about: 'Reports and does the work.', permissions: [...own, ...tasks] },
  storekeeper: { title: 'Storekeeper', about: 'Keeps the stores.', permissions: [...own, ...tasks] },
  buyer: { title: 'Buyer', about: 'Asks vendors and orders.', permissions: [...own, ...tasks] },
  planner: { title: 'Planner', about: 'Plans and assigns the work.', permissions: [...own, ...tasksAll] },
  manager: {
    title: 'Maintenance manager',
    about: 'Runs maintenance: everything but the administration of the organization.',
    permissions: [...own, ...tasksAll, 'places.*', 'identity.organization.see'],
  },
  admin: { title: 'Administrator', about: 'Everything but ownership.', permissions: ['*'] },
  owner: { title: 'Owner', about: 'Everything.', permissions: ['*'] },
} as const satisfies Record<string, Role>

export type RoleName = keyof typeof roles

export const isRole = (name: string): name is RoleName => Object.hasOwn(roles, name)

/** Says whether a list of permissions includes one. */
export const includes = (permissions: readonly string[], permission: string): boolean =>
  permissions.some((entry) => (entry.endsWith('*') ? permission.startsWith(entry.slice(0, -1)) : entry === permission))

/** What an actor may do. The house itself may do all that its own handlers ask; it acts for no one else. */
export const mayOf = (actor: Actor) => {
  if (actor.kind !== 'member') return () => true
  const permissions: readonly string[] = isRole(actor.role) ? roles[actor.role].permissions : []
  return (permission: string) => includes(permissions, permission)
}
