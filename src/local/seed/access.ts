import { sendInvitation } from '../../identity/members/invitation'
import { changeGrants, changeMember } from '../../identity/members/member.actions'
import { createRole } from '../../identity/members/own-role'
import { createTeam } from '../../identity/members/team'
import { hashOf, secret } from '../../kernel/ids'
import type { Context } from '../../platform/context'
import { emailOf } from '../people'

/** Departments, crews and positions of the plant, a role of its own, and somebody who is invited. */
export async function seedAccess(ctx: Context, ids: Record<string, string>, names: Record<string, string>) {
  const make = async (kind: 'team' | 'department' | 'position', name: string, about: string, leadId = '') =>
    (await createTeam(ctx, { kind, name, about, leadId })).id
  const maintenance = await make('department', 'Maintenance', 'Keeps lines 1 to 4 and the utilities running.', ids.dana)
  const supply = await make('department', 'Purchasing and stores', 'Buys, receives and keeps parts.', ids.luis)
  const early = await make('team', 'Early shift', 'Monday to Friday, 06:00 to 14:00.', ids.amara)
  const shutdown = await make('team', 'Shutdown of week 52', 'Plans and works the yearly stop of line 3.', ids.dana)
  const technician = await make('position', 'Maintenance technician', 'Mechanical and electrical, permit to lock out.')
  const clerk = await make('position', 'Stores clerk', '')
  const place = (who: string, jobTitle: string, department: string, teams: string[], position = '') =>
    changeMember(ctx, { id: ids[who], name: names[who], jobTitle, department, teams, position })
  await place('dana', 'Maintenance manager', maintenance, [shutdown])
  await place('luis', 'Buyer', supply, [shutdown])
  await place('kees', 'Stores clerk', supply, [early], clerk)
  await place('amara', 'Technician', maintenance, [early, shutdown], technician)
  const lead = await createRole(ctx, {
    name: 'Shift lead',
    about: 'What a technician does, and moves the tasks of the shift.',
    permissions: ['calendar.task.see', 'calendar.task.move', 'identity.field.personal'],
  })
  await changeGrants(ctx, {
    id: ids.amara,
    grants: [
      { role: 'technician', sites: null },
      { role: lead.id, sites: null },
    ],
  })
  await sendInvitation(ctx, {
    email: emailOf('sanne'),
    name: 'Sanne Visser',
    jobTitle: 'Planner',
    message: 'Welcome to the team. See you at the Monday round.',
    grants: [{ role: 'planner', sites: null }],
    hash: await hashOf(secret()),
  })
}
