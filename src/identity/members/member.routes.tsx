import { grantValues } from '../../../templates/identity/members/grants'
import { PeopleOptions, PeoplePage } from '../../../templates/identity/members/people'
import {
  LeavePage,
  OwnershipPage,
  PersonFormPage,
  PersonPage,
  PersonRolesPage,
  RightsPage,
  SurePage,
} from '../../../templates/identity/members/person'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { show } from '../../platform/render'
import { Pages, type Request } from '../../platform/routes'
import { endMemberSessions } from '../security/sessions'
import { grantsOfActor, isAbove } from './grant'
import { requestsWaiting } from './join-request'
import {
  changeGrants,
  changeMember,
  disableMember,
  enableMember,
  leave,
  removeMember,
  transferOwnership,
} from './member.actions'
import {
  type Assignment,
  assignmentsOf,
  findMember,
  listMembers,
  type MemberFilter,
  namesOfMembers,
  searchMembers,
  teamsOf,
} from './member.queries'
import { allRoles, byRoom, grantsOfForm, rightsOf, rolesToGive, tickedOf } from './rights'
import { listTeams } from './team'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)
const statusOr = (refusal: Refusal | null) => (refusal ? statusFor(refusal) : 200)

/** “Everywhere”, or the names of the sites. */
async function placed(ctx: Context, assignments: Assignment[]) {
  const cards = await ctx.records(assignments.flatMap(({ sites }) => sites ?? []))
  return assignments.map((assignment) => ({
    ...assignment,
    where:
      assignment.sites === null
        ? 'Everywhere'
        : `At ${assignment.sites.map((site) => cards.get(site)?.title ?? 'a site').join(', ')}`,
  }))
}

async function showPerson(c: Request, ctx: Context) {
  const person = await findMember(ctx, id(c))
  const assignments = await placed(ctx, await assignmentsOf(ctx, person.id))
  const names = await namesOfMembers(
    ctx,
    assignments.map(({ grantedBy }) => grantedBy),
  )
  const given = assignments.map(({ role, title, where, grantedAt, grantedBy }) => ({
    role,
    title,
    where,
    at: grantedAt,
    by: names.get(grantedBy) ?? 'the house',
  }))
  const above = isAbove(
    grantsOfActor(ctx.actor),
    assignments.map(({ grant }) => grant),
  )
  const teams = await teamsOf(ctx, person.id)
  return show(
    c,
    ctx,
    <PersonPage person={person} given={given} teams={teams} self={person.id === ctx.actor.id} above={above} />,
  )
}

async function showForm(c: Request, ctx: Context, form: Record<string, string> | null, refusal: Refusal | null) {
  const person = await findMember(ctx, id(c))
  const mine = await teamsOf(ctx, person.id)
  const of = (kind: string) => mine.find((team) => team.kind === kind)?.id ?? ''
  const values = form ?? {
    name: person.name,
    jobTitle: person.jobTitle,
    ...(person.phone === undefined ? {} : { phone: person.phone }),
    department: of('department'),
    position: of('position'),
    ...Object.fromEntries(mine.map((team) => [`team.${team.id}`, 'on'])),
  }
  const page = (
    <PersonFormPage person={person} values={values} trouble={troubleOf(refusal)} teams={await listTeams(ctx)} />
  )
  return show(c, ctx, page, statusOr(refusal))
}

async function showRoles(c: Request, ctx: Context, form: Record<string, string> | null, refusal: Refusal | null) {
  const person = await findMember(ctx, id(c))
  const has = await assignmentsOf(ctx, person.id)
  const page = (
    <PersonRolesPage
      person={person}
      values={form ?? grantValues(has)}
      trouble={troubleOf(refusal)}
      roles={
        await rolesToGive(
          ctx,
          has.map(({ role }) => role),
        )
      }
      sites={await ctx.choices('st')}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

async function showRights(c: Request, ctx: Context, memberId: string) {
  const person = await findMember(ctx, memberId)
  const grants = await placed(ctx, await assignmentsOf(ctx, person.id))
  const groups = byRoom(rightsOf(ctx.catalogue, grants))
  return show(c, ctx, <RightsPage person={person} groups={groups} self={person.id === ctx.actor.id} />)
}

const sure = {
  disabling: {
    verb: 'Disable',
    what: [
      'Every device of theirs is out at once. Their roles and their records stay.',
      'They come in again when somebody enables them.',
    ],
  },
  'signing-out': {
    verb: 'Sign out',
    what: [
      'Every device of theirs is signed out here at once; what they were typing is kept for them.',
      'They come in again as soon as they prove who they are: to keep somebody out, disable them.',
      'API keys of theirs stay.',
    ],
  },
  removal: {
    verb: 'Remove',
    what: [
      'Every device of theirs is out at once, and their roles and teams end.',
      'What they did stays in the records, under their name.',
      'Coming back takes an invitation.',
    ],
  },
} as const

async function showSure(c: Request, ctx: Context, deed: keyof typeof sure, refusal: Refusal | null) {
  const person = await findMember(ctx, id(c))
  const { verb, what } = sure[deed]
  const page = (
    <SurePage
      person={person}
      verb={verb}
      action={`/people/${person.id}/${deed}`}
      what={[...what]}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

const filterOf = (c: Request): MemberFilter & { q?: string | undefined } => {
  const { state, role, team, q } = c.req.query()
  return {
    state: state === 'disabled' || state === 'left' ? state : undefined,
    role: role || undefined,
    team: team || undefined,
    words: q || undefined,
    q: q || undefined,
  }
}

/** People and what they may do. Handlers read the request, call one verb, show one screen. */
export const memberPages = new Pages()
  .get('/people', { may: 'identity.member.see' }, async (ctx, c) => {
    const { words: _, ...filter } = filterOf(c)
    const { after } = c.req.query()
    const { rows, next } = await listMembers(ctx, filterOf(c), after)
    const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value) as [string, string][])
    if (next) query.set('after', next)
    return show(
      c,
      ctx,
      <PeoplePage
        rows={rows}
        next={next ? `/people?${query}` : null}
        filter={filter}
        roles={(await allRoles(ctx)).map(({ role, title }) => ({ value: role, label: title }))}
        teams={await listTeams(ctx)}
        first={!after}
        waiting={ctx.may('identity.join-request.see') ? await requestsWaiting(ctx) : 0}
      />,
    )
  })

  .get('/people/pick', { may: 'identity.member.see' }, async (ctx, c) =>
    show(c, ctx, <PeopleOptions people={await searchMembers(ctx, c.req.query('q') ?? '')} />),
  )

  .get('/people/:id{mb_[^/]+}', { may: 'identity.member.see' }, (ctx, c) => showPerson(c, ctx))

  .get('/people/:id{mb_[^/]+}/rights', { may: 'identity.role.see' }, (ctx, c) => showRights(c, ctx, id(c)))

  .get('/profile/rights', { may: 'member' }, (ctx, c) => showRights(c, ctx, ctx.actor.id))

  .get('/people/:id{mb_[^/]+}/edit', { may: changeMember.action }, (ctx, c) => showForm(c, ctx, null, null))

  .post('/people/:id{mb_[^/]+}', { may: changeMember.action }, async (ctx, c) => {
    const { form } = c.var
    const done = await attempt(() =>
      changeMember(ctx, { ...form, id: id(c), teams: tickedOf(form, 'team') }, { key: c.var.key }),
    )
    if (!done.ok) return showForm(c, ctx, form, done.refusal)
    return seeOther(c, at(ctx, `/people/${id(c)}`), { text: 'Saved.', undo: null })
  })

  .get('/people/:id{mb_[^/]+}/roles', { may: changeGrants.action }, (ctx, c) => showRoles(c, ctx, null, null))

  .post('/people/:id{mb_[^/]+}/roles', { may: changeGrants.action, stepUp: true }, async (ctx, c) => {
    const { form } = c.var
    const done = await attempt(() =>
      changeGrants(ctx, { id: id(c), version: form.version, grants: grantsOfForm(form) }, { key: c.var.key }),
    )
    if (!done.ok) return showRoles(c, ctx, form, done.refusal)
    return seeOther(c, at(ctx, `/people/${id(c)}`), { text: 'The roles are changed, everywhere at once.', undo: null })
  })

  .get('/people/:id{mb_[^/]+}/disabling', { may: disableMember.action }, (ctx, c) =>
    showSure(c, ctx, 'disabling', null),
  )

  .post('/people/:id{mb_[^/]+}/disabling', { may: disableMember.action }, async (ctx, c) => {
    const done = await attempt(() => disableMember(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key }))
    if (!done.ok) return showSure(c, ctx, 'disabling', done.refusal)
    return seeOther(c, at(ctx, `/people/${id(c)}`), {
      text: 'Disabled: every device is out.',
      undo: { action: `/people/${id(c)}/enabling`, fields: { version: String(done.value.version) } },
    })
  })

  .post('/people/:id{mb_[^/]+}/enabling', { may: enableMember.action }, async (ctx, c) => {
    await enableMember(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, `/people/${id(c)}`), { text: 'Enabled. They sign in anew.', undo: null })
  })

  .get('/people/:id{mb_[^/]+}/signing-out', { may: endMemberSessions.action }, (ctx, c) =>
    showSure(c, ctx, 'signing-out', null),
  )

  .post('/people/:id{mb_[^/]+}/signing-out', { may: endMemberSessions.action, stepUp: true }, async (ctx, c) => {
    const person = await findMember(ctx, id(c))
    await endMemberSessions(ctx, { memberId: person.id }, { key: c.var.key })
    const text = `${person.name} is signed out on every device.`
    return seeOther(c, at(ctx, `/people/${person.id}`), { text, undo: null })
  })

  .get('/people/:id{mb_[^/]+}/removal', { may: removeMember.action }, (ctx, c) => showSure(c, ctx, 'removal', null))

  .post('/people/:id{mb_[^/]+}/removal', { may: removeMember.action, stepUp: true }, async (ctx, c) => {
    const done = await attempt(() => removeMember(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key }))
    if (!done.ok) return showSure(c, ctx, 'removal', done.refusal)
    return seeOther(c, at(ctx, '/people'), { text: 'Removed: every device is out.', undo: null })
  })

  .get('/settings/ownership', { may: transferOwnership.action }, async (ctx, c) =>
    show(c, ctx, <OwnershipPage values={{}} trouble={null} />),
  )

  .post('/settings/ownership', { may: transferOwnership.action, stepUp: true }, async (ctx, c) => {
    const { form } = c.var
    const done = await attempt(async () => {
      const words = form['to-words']?.trim() ?? ''
      const called = form.to || words === '' ? [] : await searchMembers(ctx, words)
      const [only] = called.filter(({ name }) => name.toLowerCase() === words.toLowerCase())
      const to = form.to || only?.id
      const sentence = 'Choose the person from the list.'
      if (!to) return refuse('invalid', 'ownership.to', sentence, { to: sentence })
      return transferOwnership(ctx, { to, confirmed: form.confirmed }, { key: c.var.key })
    })
    if (!done.ok) {
      const page = <OwnershipPage values={form} trouble={troubleOf(done.refusal)} />
      return show(c, ctx, page, statusFor(done.refusal))
    }
    return seeOther(c, at(ctx, '/people'), { text: 'Ownership is passed on. All members are told.', undo: null })
  })

  .get('/settings/leaving', { may: leave.action }, async (ctx, c) => show(c, ctx, <LeavePage trouble={null} />))

  .post('/settings/leaving', { may: leave.action }, async (ctx, c) => {
    const done = await attempt(() => leave(ctx, {}, { key: c.var.key }))
    if (!done.ok) return show(c, ctx, <LeavePage trouble={troubleOf(done.refusal)} />, statusFor(done.refusal))
    return seeOther(c, '/organizations', { text: `You have left ${ctx.organization.name}.`, undo: null })
  })
