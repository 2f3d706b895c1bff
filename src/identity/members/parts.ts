import type { Action } from '../../platform/action'
import type { Permission } from '../../platform/context'
import type { Listener, Projection } from '../../platform/room'
import type { Route } from '../../platform/routes'
import { sensitive } from '../../platform/sensitive'
import { acceptRoutes } from './accept.routes'
import { acceptInvitation, invitationLinks, resendInvitation, revokeInvitation, sendInvitation } from './invitation'
import { invitationApi } from './invitation.api'
import { invitationPages } from './invitation.routes'
import { joinRoutes, requestPages } from './join.routes'
import { askToJoin, decideRequest } from './join-request'
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
import { noticeOfDecision, noticeOfOwnership, noticeOfRequest } from './notices'
import { changeRole, createRole, removeRole } from './own-role'
import { rolePages } from './role.routes'
import { beginSeeing, endSeeing } from './see-as'
import { seeAsPages } from './see-as.routes'
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
    sendInvitation,
    resendInvitation,
    revokeInvitation,
    acceptInvitation,
    askToJoin,
    decideRequest,
    beginSeeing,
    endSeeing,
  ] as Action[],
  permissions: [
    { name: 'identity.team.see', about: 'Looks at teams, departments and positions.' },
    { name: 'identity.invitation.see', about: 'Looks at who is invited.' },
    { name: 'identity.join-request.see', about: 'Looks at who asks to be let in.' },
    { name: 'identity.role.see', about: 'Looks at roles, and at what others may do and why.' },
    ...Object.values(sensitive).map(({ permission, about }) => ({ name: permission, about })),
  ] satisfies Omit<Permission, 'room'>[],
  routes: [
    ...acceptRoutes.routes,
    ...joinRoutes.routes,
    ...requestPages.routes,
    ...seeAsPages.routes,
    ...invitationPages.routes,
    ...memberPages.routes,
    ...teamPages.routes,
    ...rolePages.routes,
    ...memberApi.routes,
    ...invitationApi.routes,
    ...teamApi.routes,
    ...roleApi.routes,
  ] as Route[],
  projections: [invitationLinks] as Projection[],
  listeners: [noticeOfOwnership, noticeOfRequest, noticeOfDecision] as Listener[],
}
