import * as z from 'zod'
import { refuse } from '../../kernel/refusal'
import { checkedInput } from '../../platform/action'
import { etag, versionAsked } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { Api, type Request } from '../../platform/routes'
import { changeGrants, changeMember, disableMember, enableMember, removeMember } from './member.actions'
import { assignmentsOf, findMember, listMembers, teamsOf } from './member.queries'
import { changeRole, createRole, findOwnRole, removeRole } from './own-role'
import { allRoles } from './rights'
import { changeTeam, createTeam, findTeam, listTeams, removeTeam, teamKinds } from './team'

const state = z.enum(['active', 'disabled', 'left'])

const row = z.object({
  id: z.string(),
  name: z.string(),
  jobTitle: z.string(),
  email: z.string().optional().describe('Only with the right `identity.field.personal`.'),
  phone: z.string().optional().describe('Only with the right `identity.field.personal`.'),
  joinedAt: z.number().int().describe('Milliseconds since 1970, UTC.'),
  leftAt: z.number().int().nullable(),
  disabledAt: z.number().int().nullable(),
  state,
  version: z.number().int(),
})

const grant = z.object({ role: z.string(), sites: z.array(z.string()).nullable().describe('null: everywhere.') })

const listQuery = z.object({
  state: state.default('active'),
  role: z.string().optional(),
  team: z.string().optional(),
  words: z.string().optional().describe('A part of the name.'),
  after: z.string().optional().describe('The `next` of the page before.'),
})

const written = z.object({ version: z.number().int() })
const member = '/members/:id{mb_[^/]+}'
const options = (c: Request) => ({ key: c.var.key })
const id = (c: Request) => c.req.param('id') ?? ''

/**
 * What was sent, with the version that `If-Match` names. The record is looked for first: what is unknown is unknown,
 * whatever was sent.
 */
async function sentFor(
  c: Request,
  ctx: Context,
  find: (ctx: Context, id: string) => Promise<unknown>,
): Promise<Record<string, unknown>> {
  await find(ctx, id(c))
  const asked = versionAsked(c)
  return { ...c.var.form, id: id(c), ...(asked === null ? {} : { version: asked }) }
}

const whole = async (ctx: Context, memberId: string) => ({
  ...(await findMember(ctx, memberId)),
  roles: (await assignmentsOf(ctx, memberId)).map(({ role, sites }) => ({ role, sites })),
  teams: await teamsOf(ctx, memberId),
})

/** JSON under /members, from the same actions as the pages. */
export const memberApi = new Api()
  .add(
    'GET',
    '/members',
    {
      may: 'identity.member.see',
      about: 'Lists members by name.',
      query: listQuery,
      answer: z.object({
        items: z.array(
          row.extend({
            roles: z.array(z.string()),
            department: z.string().nullable(),
            position: z.string().nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
    },
    async (ctx, c) => {
      const { after, ...filter } = checkedInput(listQuery, c.req.query())
      const { rows, next } = await listMembers(ctx, filter, after)
      return c.json({ items: rows, next })
    },
  )
  .add(
    'GET',
    member,
    {
      may: 'identity.member.see',
      about: 'One member with roles and teams.',
      answer: row.extend({
        roles: z.array(grant),
        teams: z.array(z.object({ id: z.string(), kind: z.enum(teamKinds), name: z.string() })),
      }),
    },
    async (ctx, c) => {
      const found = await whole(ctx, id(c))
      return c.json(found, 200, { ETag: etag(found.version) })
    },
  )
  .add(
    'PUT',
    member,
    { may: changeMember.action, about: changeMember.about, action: changeMember, answer: written },
    async (ctx, c) => c.json(await changeMember(ctx, await sentFor(c, ctx, findMember), options(c))),
  )
  .add(
    'PUT',
    `${member}/roles`,
    { may: changeGrants.action, stepUp: true, about: changeGrants.about, action: changeGrants, answer: written },
    async (ctx, c) => c.json(await changeGrants(ctx, await sentFor(c, ctx, findMember), options(c))),
  )
  .add(
    'PUT',
    `${member}/state`,
    {
      may: disableMember.action,
      about: 'Disables a member, or enables them again: `{"state": "disabled"}`, `{"state": "active"}`.',
      answer: written,
    },
    async (ctx, c) => {
      const { state: wanted, ...sent } = await sentFor(c, ctx, findMember)
      if (wanted === 'disabled') return c.json(await disableMember(ctx, sent, options(c)))
      if (wanted === 'active') return c.json(await enableMember(ctx, sent, options(c)))
      return refuse('invalid', 'input', 'Say "disabled" or "active".', { state: 'Say "disabled" or "active".' })
    },
  )
  .add(
    'DELETE',
    member,
    { may: removeMember.action, stepUp: true, about: removeMember.about, action: removeMember, answer: written },
    async (ctx, c) => c.json(await removeMember(ctx, await sentFor(c, ctx, findMember), options(c))),
  )

const team = z.object({
  id: z.string(),
  kind: z.enum(teamKinds),
  name: z.string(),
  about: z.string(),
  leadId: z.string().nullable(),
  lead: z.string().nullable(),
  people: z.number().int(),
  version: z.number().int(),
})
const made = z.object({ id: z.string(), version: z.number().int() })
const oneTeam = '/teams/:id{tm_[^/]+}'

/** JSON under /teams: teams, departments and positions. */
export const teamApi = new Api()
  .add(
    'GET',
    '/teams',
    {
      may: 'identity.team.see',
      about: 'Lists teams, departments and positions.',
      answer: z.object({ items: z.array(team) }),
    },
    async (ctx, c) => c.json({ items: await listTeams(ctx) }),
  )
  .add(
    'POST',
    '/teams',
    { may: createTeam.action, about: createTeam.about, action: createTeam, answer: made, status: 201 },
    async (ctx, c) => c.json(await createTeam(ctx, c.var.form, options(c)), 201),
  )
  .add(
    'GET',
    oneTeam,
    { may: 'identity.team.see', about: 'One team.', answer: team.omit({ lead: true, people: true }) },
    async (ctx, c) => {
      const { removedAt: _, createdAt: __, ...found } = await findTeam(ctx, id(c))
      return c.json(found, 200, { ETag: etag(found.version) })
    },
  )
  .add(
    'PUT',
    oneTeam,
    { may: changeTeam.action, about: changeTeam.about, action: changeTeam, answer: made },
    async (ctx, c) => c.json(await changeTeam(ctx, await sentFor(c, ctx, findTeam), options(c))),
  )
  .add(
    'DELETE',
    oneTeam,
    { may: removeTeam.action, about: removeTeam.about, action: removeTeam, answer: z.object({ id: z.string() }) },
    async (ctx, c) => c.json(await removeTeam(ctx, await sentFor(c, ctx, findTeam), options(c))),
  )

const role = z.object({
  role: z.string().describe('The name of a built-in role, or the id of an own one.'),
  title: z.string(),
  about: z.string(),
  permissions: z.array(z.string()),
})
const oneRole = '/roles/:id{rl_[^/]+}'

/** JSON under /roles: who may do what. */
export const roleApi = new Api()
  .add(
    'GET',
    '/roles',
    {
      may: 'identity.role.see',
      about: 'Every role with its permissions, and every permission with its sentence.',
      answer: z.object({
        items: z.array(role),
        permissions: z.array(z.object({ name: z.string(), about: z.string(), room: z.string() })),
      }),
    },
    async (ctx, c) => c.json({ items: await allRoles(ctx), permissions: [...ctx.catalogue] }),
  )
  .add(
    'POST',
    '/roles',
    { may: createRole.action, stepUp: true, about: createRole.about, action: createRole, answer: made, status: 201 },
    async (ctx, c) => c.json(await createRole(ctx, c.var.form, options(c)), 201),
  )
  .add(
    'GET',
    oneRole,
    {
      may: 'identity.role.see',
      about: 'One role that the organization made itself.',
      answer: z.object({
        id: z.string(),
        name: z.string(),
        about: z.string(),
        permissions: z.array(z.string()),
        version: z.number().int(),
      }),
    },
    async (ctx, c) => {
      const { removedAt: _, createdAt: __, ...found } = await findOwnRole(ctx, id(c))
      return c.json(found, 200, { ETag: etag(found.version) })
    },
  )
  .add(
    'PUT',
    oneRole,
    { may: changeRole.action, stepUp: true, about: changeRole.about, action: changeRole, answer: made },
    async (ctx, c) => c.json(await changeRole(ctx, await sentFor(c, ctx, findOwnRole), options(c))),
  )
  .add(
    'DELETE',
    oneRole,
    {
      may: removeRole.action,
      stepUp: true,
      about: removeRole.about,
      action: removeRole,
      answer: z.object({ name: z.string() }),
    },
    async (ctx, c) => c.json(await removeRole(ctx, await sentFor(c, ctx, findOwnRole), options(c))),
  )
