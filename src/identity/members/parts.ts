import type { Action } from '../../platform/action'
import type { Permission } from '../../platform/context'
import type { Listener } from '../../platform/room'
import type { Route } from '../../platform/routes'
import { sensitive } from '../../platform/sensitive'
import {
  changeGrants,
  changeMember,
  disableMember,
  enableMember,
  leave,
  removeMember,
  transferOwnership,
} from './member.actions'
import { memberApi, roleApi, teamApi } from './member.api'
import { memberPages } from './member.routes'
import { noticeOfOwnership } from './notices'
import { changeRole, createRole, removeRole } from './own-role'
import { rolePages } from './role.routes'
import { changeTeam, createTeam, removeTeam } from './team'
import { teamPages } from './team.routes'

/** What members, roles and teams bring to the room. */
export const identityMembers = {
  actions: [
    changeMember,
    changeGrants,
    disableMember,
    enableMember,
    removeMember,
    leave,
    transferOwnership,
    createRole,
    changeRole,
    removeRole,
    createTeam,
    changeTeam,
    removeTeam,
  ] as Action[],
  permissions: [
    { name: 'identity.team.see', about: 'Looks at teams, departments and positions.' },
    { name: 'identity.role.see', about: 'Looks at roles, and at what others may do and why.' },
    ...Object.values(sensitive).map(({ permission, about }) => ({ name: permission, about })),
  ] satisfies Omit<Permission, 'room'>[],
  routes: [
    ...memberPages.routes,
    ...teamPages.routes,
    ...rolePages.routes,
    ...memberApi.routes,
    ...teamApi.routes,
    ...roleApi.routes,
  ] as Route[],
  listeners: [noticeOfOwnership] as Listener[],
}
