import { and, inArray, isNotNull, lt } from 'drizzle-orm'
import type { Instant } from '../kernel/instant'
import type { Context } from '../platform/context'
import { leftOver } from '../platform/outbox'
import type { Measure, Room } from '../platform/room'
import { outbox } from '../platform/schema'
import { sweepEmailChanges } from './account'
import { accountRoutes } from './account.routes'
import { agree, changeConsent } from './consent'
import { memberCorrespondents } from './correspondents'
import { doorRoutes } from './doors.routes'
import { factors } from './factors/part'
import { keptFormPages } from './kept-form.routes'
import { machines } from './machines/part'
import { changeMember } from './members/member.actions'
import { namesOfMembers, searchMembers } from './members/member.queries'
import { identityMembers } from './members/parts'
import { needs } from './needs'
import { newLoginRoutes } from './new-login.routes'
import { operatorRoutes } from './operator.routes'
import { changeOrganization, changeProfile, followEmail, setLogo } from './organization.actions'
import { personalData } from './personal-data'
import { memberships } from './projection'
import { forgetEvents, raiseSecurityEvent, securityListeners, watchChanges } from './security/events'
import { recordExport } from './security/exports'
import { accessPolicy, changeAccessPolicy } from './security/policy'
import { securityPages } from './security/security.routes'
import { endedSessions, endMemberSession, endMemberSessions } from './security/sessions'
import { forgetOld } from './session'
import { settingsPages } from './settings.routes'
import * as sso from './sso'

const weekMs = 7 * 24 * 3_600_000

export const identity: Room = {
  name: 'identity',
  about: 'Logins, sessions, members, roles, and what the organization says of itself.',
  actions: [
    changeOrganization,
    setLogo,
    changeProfile,
    followEmail,
    ...factors.actions,
    ...machines.actions,
    ...identityMembers.actions,
    ...sso.actions,
    changeConsent,
    agree,
    changeAccessPolicy,
    raiseSecurityEvent,
    endMemberSession,
    endMemberSessions,
    recordExport,
  ],
  permissions: [
    { name: 'identity.member.see', about: 'Looks at the people of the organization.' },
    ...identityMembers.permissions,
    { name: 'identity.security.see', about: 'Looks at the security page: events, sessions of members.' },
    { name: 'identity.organization.see', about: 'Looks at the settings of the organization.' },
    ...factors.permissions,
    ...machines.permissions,
    ...sso.permissions,
  ],
  routes: [
    ...doorRoutes.routes,
    ...newLoginRoutes.routes,
    ...factors.routes,
    ...accountRoutes.routes,
    ...securityPages.routes,
    ...keptFormPages.routes,
    ...operatorRoutes.routes,
    ...settingsPages.routes,
    ...machines.routes,
    ...identityMembers.routes,
    ...sso.routes,
  ],
  listeners: [...identityMembers.listeners, ...securityListeners],
  projections: [
    memberships,
    accessPolicy,
    endedSessions,
    ...factors.projections,
    ...identityMembers.projections,
    ...machines.projections,
    ...sso.projections,
  ],
  ticks: [
    ...factors.ticks,
    ...machines.ticks,
    ...sso.ticks,
    {
      name: 'identity.forget-old',
      about: 'Erases sessions, mailed codes and settled dead letters that nobody can use any more.',
      every: 'hour',
      scope: 'house',
      run: forgetOld,
    },
    {
      name: 'identity.sweep-email-changes',
      about: 'Writes a new address into the organizations that a crash left behind.',
      every: 'five minutes',
      scope: 'house',
      run: sweepEmailChanges,
    },
    {
      name: 'identity.watch-changes',
      about: 'Looks who changed very much in a short time, and tells administrators.',
      every: 'five minutes',
      scope: 'organization',
      which: 'active',
      run: watchChanges,
    },
    {
      name: 'identity.sweep-outbox',
      about: 'Sends what a crash left in the outbox of organizations at work.',
      every: 'five minutes',
      scope: 'organization',
      which: 'active',
      run: sweep,
      measure: outboxAge,
    },
    {
      name: 'identity.sweep-outbox-all',
      about: 'Sends what a crash left in any outbox, and brings databases behind the current shape up to it.',
      every: 'hour',
      scope: 'organization',
      which: 'all',
      run: sweep,
      measure: outboxAge,
    },
    {
      name: 'identity.forget-events',
      about: 'Erases security events after two years.',
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: forgetEvents,
    },
    {
      name: 'identity.forget-sent',
      about: 'Erases announcements a week after they were sent.',
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        const before = (ctx.now - weekMs) as Instant
        const old = ctx.db
          .select({ id: outbox.id })
          .from(outbox)
          .where(and(isNotNull(outbox.sentAt), lt(outbox.sentAt, before)))
          .limit(1000)
        await ctx.db.delete(outbox).where(inArray(outbox.id, old))
      },
    },
  ],
  records: [
    {
      prefix: 'mb',
      see: 'identity.member.see',
      change: changeMember.action,
      find: async (ctx, ids) =>
        [...(await namesOfMembers(ctx, ids))].map(([id, name]) => ({ id, title: name, href: `/people/${id}` })),
    },
  ],
  needs,
  search: {
    permission: 'identity.member.see',
    find: async (ctx, words) =>
      (await searchMembers(ctx, words)).map(({ id, name, jobTitle }) => ({
        href: `/people/${id}`,
        title: name,
        detail: jobTitle || 'Member',
        kind: 'People',
      })),
  },
  correspondents: memberCorrespondents,
  personalData: [...personalData, ...factors.personalData, ...machines.personalData],
}

async function sweep(ctx: Context): Promise<void> {
  const waiting = await leftOver(ctx)
  if (waiting.length > 0) await ctx.send(waiting.map(({ id }) => id))
}

async function outboxAge(ctx: Context): Promise<Measure> {
  const [oldest] = await leftOver(ctx)
  return { name: 'outbox', ms: oldest ? ctx.now - oldest.createdAt : 0 }
}
