import { hashOf, newId } from '../../kernel/ids'
import { attempt, Refusal, refuse } from '../../kernel/refusal'
import type { Context } from '../../platform/context'
import { addressPrefix } from '../../platform/http'
import { describe, log } from '../../platform/log'
import type { Platform } from '../../platform/platform'
import { type Method, Open, type Request } from '../../platform/routes'
import { residenceAt } from '../../platform/tenancy'
import { countTry } from '../limits'
import { domainOf } from '../sso/domain'
import { readOperations } from './body'
import { changeFromDirectory, provisionMember, putGroup, removeGroup } from './directory.actions'
import {
  type Group,
  giveOrdinals,
  isInGroup,
  listGroups,
  lookUpGroup,
  lookUpToken,
  lookUpUser,
  membersOfGroup,
  pageOfUsers,
  pageSize,
  searchUsers,
  tokenUsed,
} from './directory.queries'
import { no, scimError } from './errors'
import { type Condition, compares, readFilter } from './filter'
import { groupResource, readGroup, readGroupPatch } from './group'
import { resourceTypes, schemas, serviceConfig } from './service'
import { type DirectoryUser, patchUser, readUser, userResource } from './user'

type Door = { ctx: Context; platform: Platform; c: Request; base: string }

const answerAs = (c: Request, body: unknown, status: 200 | 201 | 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503 = 200) =>
  c.body(JSON.stringify(body), status, { 'Content-Type': 'application/scim+json; charset=utf-8' })

/** The organization whose secret the caller has. Unknown organization and wrong secret look the same. */
async function open(platform: Platform, c: Request): Promise<Context> {
  const stranger = () => new Refusal('forbidden', 'scim.token', 'Send the secret of the directory as a bearer token.')
  const [, token = ''] = /^Bearer (mro_scim_[\w-]{43})$/.exec(c.req.header('Authorization') ?? '') ?? []
  const residence = token ? await residenceAt(platform.env, c.req.param('organization') ?? '') : null
  if (residence) {
    const probe = await platform.openTenant(residence, { kind: 'system', id: 'directory' }, c.var.requestId)
    const known = await lookUpToken(probe, await hashOf(token))
    if (known) {
      // In the audit log the directory acts as the secret that it came with.
      const actor = { kind: 'system', id: known.id } as const
      const ctx = await platform.openTenant(residence, actor, c.var.requestId, addressPrefix(c))
      ctx.later(tokenUsed(ctx, known.id))
      return ctx
    }
  }
  await countTry(platform, 'address', addressPrefix(c))
  throw stranger()
}

const door =
  (handle: (door: Door) => Promise<Response>) =>
  async (platform: Platform, c: Request): Promise<Response> => {
    const done = await attempt(async () => {
      const ctx = await open(platform, c)
      return handle({ ctx, platform, c, base: `${ctx.origin}/scim/v2/${ctx.organization.slug}` })
    }).catch((error: unknown) => {
      log('error', 'fault', { requestId: c.var.requestId, route: c.req.routePath, error: describe(error) })
      return null
    })
    if (done === null) {
      const body = {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '500',
        detail: 'That did not work, and nothing was saved.',
      }
      return answerAs(c, body, 500)
    }
    if (done.ok) return done.value
    const { refusal } = done
    const { status, body } = scimError(refusal)
    if (refusal.retryAfterSeconds !== null) c.header('Retry-After', String(refusal.retryAfterSeconds))
    if (refusal.reason !== 'scim.token') return answerAs(c, body, status)
    c.header('WWW-Authenticate', 'Bearer realm="scim"')
    return answerAs(c, { ...body, status: '401' }, 401)
  }

function bodyOf(c: Request): unknown {
  const type = (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/scim+json' && type !== 'application/json')
    no('invalidSyntax', 'Send this as application/scim+json.')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(c.var.bytes))
  } catch {
    return no('invalidSyntax', 'This is not JSON in UTF-8.')
  }
}

/** `startIndex` begins at 1; what is less counts as 1, and a negative count as none. Source: RFC 7644, 3.4.2.4. */
function pageAsked(c: Request): { startIndex: number; count: number } {
  const number = (name: string, otherwise: number) => {
    const text = c.req.query(name)
    if (text === undefined) return otherwise
    return /^-?\d{1,9}$/.test(text) ? Number(text) : no('invalidValue', `${name} must be a whole number.`)
  }
  return {
    startIndex: Math.max(1, number('startIndex', 1)),
    count: Math.min(pageSize, Math.max(0, number('count', pageSize))),
  }
}

const listOf = (resources: unknown[], totalResults: number, startIndex: number) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
})

const noSuch = (what: string) => refuse('not-found', 'scim.unknown', `There is no such ${what}.`)
const idOf = (c: Request) => c.req.param('id') ?? ''

async function showUser({ ctx, c, base }: Door, id: string, status: 200 | 201 = 200) {
  const user = (await lookUpUser(ctx, id)) ?? noSuch('person')
  if (status === 201) c.header('Location', `${base}/Users/${id}`)
  return answerAs(c, userResource(user, base), status)
}

/** The login of a person whom the directory sends: found or made. Only for an address at a domain that was proved. */
async function loginFor({ ctx, platform }: Door, user: DirectoryUser): Promise<string> {
  const { CONTROL } = platform.env
  const domain = await CONTROL.prepare('SELECT 1 FROM proved_domains WHERE domain = ? AND organization_id = ?')
    .bind(domainOf(user.email), ctx.organization.id)
    .first()
  if (!domain)
    no(
      'invalidValue',
      `${ctx.organization.name} has not proved that ${domainOf(user.email)} is theirs: prove the domain first.`,
    )
  const at = platform.now()
  await CONTROL.prepare(
    'INSERT INTO logins (id, email, email_written, name, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING',
  )
    .bind(newId('lg', at), user.email, user.email, user.displayName || user.userName, at)
    .run()
  const login = await CONTROL.prepare('SELECT id FROM logins WHERE email = ? AND disabled_at IS NULL')
    .bind(user.email)
    .first<{ id: string }>()
  return login?.id ?? no('invalidValue', 'The login with this address is closed.')
}

async function createUser(here: Door): Promise<Response> {
  const user = readUser(bodyOf(here.c))
  const [there] = (await searchUsers(here.ctx, [[{ attribute: 'emails', op: 'eq', value: user.email }]])) ?? []
  if (there)
    throw new Refusal(
      'conflict',
      'scim.uniqueness',
      'There is a person with this address already: look for them by userName.',
    )
  const made = await attempt(async () => provisionMember(here.ctx, { ...user, loginId: await loginFor(here, user) }))
  if (!made.ok && made.refusal.reason === 'member.there')
    throw new Refusal('conflict', 'scim.uniqueness', 'This person is a member already.')
  if (!made.ok) throw made.refusal
  return showUser(here, made.value.id, 201)
}

const plain = ({
  userName,
  externalId,
  givenName,
  familyName,
  displayName,
  email,
  jobTitle,
  phone,
  active,
}: DirectoryUser) => ({
  userName,
  externalId,
  givenName,
  familyName,
  displayName,
  email,
  jobTitle,
  phone,
  active,
})

async function changeUser(here: Door, change: (before: DirectoryUser) => DirectoryUser): Promise<Response> {
  const id = idOf(here.c)
  const before = (await lookUpUser(here.ctx, id)) ?? noSuch('person')
  await changeFromDirectory(here.ctx, { ...plain(change(before)), id })
  return showUser(here, id)
}

async function listUsers({ ctx, c, base }: Door): Promise<Response> {
  const { startIndex, count } = pageAsked(c)
  const filter = c.req.query('filter')
  if (filter) {
    const found =
      (await searchUsers(ctx, readFilter(filter))) ??
      no('invalidFilter', 'People can be looked for by userName, externalId, id or e-mail address.')
    const page = found.slice(startIndex - 1, startIndex - 1 + count)
    return answerAs(
      c,
      listOf(
        page.map((user) => userResource(user, base)),
        found.length,
        startIndex,
      ),
    )
  }
  if (startIndex === 1) await giveOrdinals(ctx)
  const { total, users } = await pageOfUsers(ctx, startIndex, count)
  return answerAs(
    c,
    listOf(
      users.map((user) => userResource(user, base)),
      total,
      startIndex,
    ),
  )
}

async function showGroup({ ctx, c, base }: Door, id: string, status: 200 | 201 = 200): Promise<Response> {
  const group = (await lookUpGroup(ctx, id)) ?? noSuch('group')
  const without = /(^|,)\s*members\s*(,|$)/i.test(c.req.query('excludedAttributes') ?? '')
  if (status === 201) c.header('Location', `${base}/Groups/${id}`)
  return answerAs(c, groupResource(group, without ? null : await membersOfGroup(ctx, id), base), status)
}

/** Those of the groups that are as all of the conditions say. */
async function groupsWith(ctx: Context, every: Group[], conditions: Condition[]): Promise<Group[]> {
  let groups = every
  for (const condition of conditions) {
    const { attribute, op, value } = condition
    if (attribute === 'displayname') groups = groups.filter(({ displayName }) => compares(displayName, condition))
    else if (attribute === 'externalid' && op === 'eq') groups = groups.filter((group) => group.externalId === value)
    else if (attribute === 'id' && op === 'eq') groups = groups.filter((group) => group.id === value)
    else if ((attribute === 'members' || attribute === 'members.value') && op === 'eq') {
      const inside = await Promise.all(groups.slice(0, 50).map((group) => isInGroup(ctx, group.id, value)))
      groups = groups.slice(0, 50).filter((_, index) => inside[index])
    } else no('invalidFilter', 'Groups can be looked for by displayName, externalId, id or members.')
  }
  return groups
}

async function listAllGroups({ ctx, c, base }: Door): Promise<Response> {
  const { startIndex, count } = pageAsked(c)
  const filter = c.req.query('filter')
  const every = await listGroups(ctx)
  let groups = every
  if (filter) {
    const found = new Set<Group>()
    for (const conditions of readFilter(filter))
      for (const group of await groupsWith(ctx, every, conditions)) found.add(group)
    groups = every.filter((group) => found.has(group))
  }
  const page = groups.slice(startIndex - 1, startIndex - 1 + count)
  const without = filter !== undefined || /members/i.test(c.req.query('excludedAttributes') ?? '')
  const shown = await Promise.all(
    page.map(async (group) => groupResource(group, without ? null : await membersOfGroup(ctx, group.id), base)),
  )
  return answerAs(c, listOf(shown, groups.length, startIndex))
}

const scim = '/scim/v2/:organization'
const limitBytes = 256 * 1024
const routes: [Method, string, (door: Door) => Promise<Response>][] = [
  ['GET', '/ServiceProviderConfig', async ({ c, base }) => answerAs(c, serviceConfig(base))],
  ['GET', '/ResourceTypes', async ({ c, base }) => answerAs(c, listOf(resourceTypes(base), 2, 1))],
  ['GET', '/Schemas', async ({ c, base }) => answerAs(c, listOf(schemas(base), 2, 1))],
  ['GET', '/Users', listUsers],
  ['POST', '/Users', createUser],
  ['GET', '/Users/:id', (here) => showUser(here, idOf(here.c))],
  ['PUT', '/Users/:id', (here) => changeUser(here, (before) => ({ ...before, ...readUser(bodyOf(here.c)) }))],
  ['PATCH', '/Users/:id', (here) => changeUser(here, (before) => patchUser(before, readOperations(bodyOf(here.c))))],
  [
    'DELETE',
    '/Users/:id',
    async (here) => {
      await changeUser(here, (before) => ({ ...before, active: false }))
      return here.c.body(null, 204)
    },
  ],
  ['GET', '/Groups', listAllGroups],
  [
    'POST',
    '/Groups',
    async (here) => {
      const { displayName, externalId, members } = readGroup(bodyOf(here.c))
      const { id } = await putGroup(here.ctx, {
        id: null,
        displayName,
        externalId,
        members: [{ kind: 'set', ids: members }],
      })
      return showGroup(here, id, 201)
    },
  ],
  ['GET', '/Groups/:id', (here) => showGroup(here, idOf(here.c))],
  [
    'PUT',
    '/Groups/:id',
    async (here) => {
      const { displayName, externalId, members } = readGroup(bodyOf(here.c))
      const id = ((await lookUpGroup(here.ctx, idOf(here.c))) ?? noSuch('group')).id
      await putGroup(here.ctx, { id, displayName, externalId, members: [{ kind: 'set', ids: members }] })
      return showGroup(here, id)
    },
  ],
  [
    'PATCH',
    '/Groups/:id',
    async (here) => {
      const id = ((await lookUpGroup(here.ctx, idOf(here.c))) ?? noSuch('group')).id
      await putGroup(here.ctx, { id, ...readGroupPatch(readOperations(bodyOf(here.c))) })
      return showGroup(here, id)
    },
  ],
  [
    'DELETE',
    '/Groups/:id',
    async (here) => {
      await removeGroup(here.ctx, { id: idOf(here.c) })
      return here.c.body(null, 204)
    },
  ],
]

/** SCIM 2.0: the organization's directory writes its people and groups. */
export const scimRoutes = routes.reduce(
  (doors, [method, path, handle]) => doors.raw(method, scim + path, { answers: 'json', limitBytes }, door(handle)),
  new Open(),
)
