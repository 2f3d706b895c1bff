import {
  A,
  Chips,
  type Column,
  DataTable,
  EmptyState,
  LinkButton,
  PageHead,
  Pill,
  State,
  Tabs,
  useRender,
} from '../../kit'
import { Page } from '../../layouts/page'

type MemberState = 'active' | 'disabled' | 'left'

export type MemberRow = {
  id: string
  name: string
  jobTitle: string
  email?: string
  roles: string[]
  department: string | null
  state: MemberState
}

export type PeopleView = 'people' | 'invitations' | 'requests' | 'teams' | 'departments' | 'positions' | 'roles'

/** What belongs to people, each a page of its own. */
export const PeopleTabs = ({ current, waiting = 0 }: { current: PeopleView; waiting?: number }) => {
  const { may } = useRender()
  const tabs: { view: PeopleView; label: string; href: string; may: string; count?: string }[] = [
    { view: 'people', label: 'People', href: '/people', may: 'identity.member.see' },
    { view: 'teams', label: 'Teams', href: '/teams', may: 'identity.team.see' },
    { view: 'departments', label: 'Departments', href: '/teams?kind=department', may: 'identity.team.see' },
    { view: 'positions', label: 'Positions', href: '/teams?kind=position', may: 'identity.team.see' },
    { view: 'roles', label: 'Roles', href: '/roles', may: 'identity.role.see' },
    { view: 'invitations', label: 'Invitations', href: '/invitations', may: 'identity.invitation.see' },
    {
      view: 'requests',
      label: 'Requests',
      href: '/join-requests',
      may: 'identity.join-request.see',
      ...(waiting > 0 ? { count: String(waiting) } : {}),
    },
  ]
  return (
    <Tabs
      label="People and access"
      tabs={tabs
        .filter((tab) => may(tab.may))
        .map(({ view, label, href, count }) => ({
          href,
          label,
          current: view === current,
          ...(count ? { count } : {}),
        }))}
    />
  )
}

const columns: Column<MemberRow>[] = [
  {
    head: 'Name',
    main: true,
    wide: true,
    cell: ({ id, name }) => (
      <A href={`/people/${id}`} class="lk">
        {name}
      </A>
    ),
  },
  { head: 'Job title', bare: true, cell: ({ jobTitle }) => jobTitle || <span class="muted">Not stated</span> },
  { head: 'Department', cell: ({ department }) => department ?? <span class="muted">None</span> },
  { head: 'Roles', cell: ({ roles }) => (roles.length > 0 ? roles.join(', ') : <Pill hue="amber">No role</Pill>) },
  { head: 'State', bare: true, cell: ({ state }) => <State of="member" is={state} /> },
]

const email: Column<MemberRow> = {
  head: 'E-mail',
  bare: true,
  cell: (row) =>
    row.email ? (
      <a href={`mailto:${row.email}`} class="lk">
        {row.email}
      </a>
    ) : (
      ''
    ),
}

type Filter = {
  state?: string | undefined
  role?: string | undefined
  team?: string | undefined
  q?: string | undefined
}

type PeopleProps = {
  rows: MemberRow[]
  next: string | null
  filter: Filter
  roles: { value: string; label: string }[]
  teams: { id: string; name: string; kind: string }[]
  first: boolean
  waiting: number
}

export const PeoplePage = ({ rows, next, filter, roles, teams, first, waiting }: PeopleProps) => {
  const { may } = useRender()
  const filtered = Object.values(filter).some(Boolean)
  const shown = rows.some((row) => row.email !== undefined)
    ? [...columns.slice(0, 4), email, ...columns.slice(4)]
    : columns
  return (
    <Page title="People" door="people">
      <PageHead title="People">
        {may('identity.invitation.send') ? (
          <LinkButton href="/invitations/new" kind="primary" icon="plus">
            Invite somebody
          </LinkButton>
        ) : null}
      </PageHead>
      <PeopleTabs current="people" waiting={waiting} />
      <Filters filter={filter} roles={roles} teams={teams} />
      <DataTable
        caption="People of this organization"
        columns={shown}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'person' : 'people'}, by name`}
        empty={
          <EmptyState icon="users" title={filtered ? 'Nobody is so' : first ? 'Nobody yet' : 'That was the last page'}>
            <A href="/people" class="lk">
              {filtered ? 'Clear filters' : 'Back to the start'}
            </A>
          </EmptyState>
        }
      />
    </Page>
  )
}

const stateWords: Record<string, string> = { disabled: 'Disabled', left: 'Has left' }

const Filters = ({ filter, roles, teams }: Pick<PeopleProps, 'filter' | 'roles' | 'teams'>) => {
  const { base } = useRender()
  const without = (name: keyof Filter) => {
    const left = new URLSearchParams(
      Object.entries(filter).filter(([key, value]) => key !== name && value) as [string, string][],
    )
    return left.size > 0 ? `/people?${left}` : '/people'
  }
  const words: Record<keyof Filter, [string, string | undefined]> = {
    state: ['State', stateWords[filter.state ?? '']],
    role: ['Role', roles.find(({ value }) => value === filter.role)?.label],
    team: ['Team', teams.find(({ id }) => id === filter.team)?.name],
    q: ['Name', filter.q],
  }
  const chips = (Object.keys(words) as (keyof Filter)[])
    .filter((name) => filter[name])
    .map((name) => ({ field: words[name][0], value: words[name][1] ?? 'Another', without: without(name) }))
  return (
    <div class="tools">
      <form class="filter" method="get" action={`${base}/people`} data-auto>
        <label>
          Name
          <input type="search" name="q" value={filter.q ?? ''} />
        </label>
        <label>
          Role
          <select name="role">
            <option value="">Any</option>
            {roles.map(({ value, label }) => (
              <option value={value} selected={value === filter.role}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {teams.length > 0 ? (
          <label>
            Team
            <select name="team">
              <option value="">Any</option>
              {(['team', 'department', 'position'] as const).map((kind) => (
                <optgroup label={{ team: 'Teams', department: 'Departments', position: 'Positions' }[kind]}>
                  {teams
                    .filter((team) => team.kind === kind)
                    .map(({ id, name }) => (
                      <option value={id} selected={id === filter.team}>
                        {name}
                      </option>
                    ))}
                </optgroup>
              ))}
            </select>
          </label>
        ) : null}
        <label>
          State
          <select name="state">
            <option value="">Active</option>
            {Object.entries(stateWords).map(([value, label]) => (
              <option value={value} selected={value === filter.state}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="bt" data-auto-button>
          Show
        </button>
      </form>
      <Chips chips={chips} clear="/people" />
    </div>
  )
}

/** What a combobox shows while one types a name. */
export const PeopleOptions = ({ people }: { people: { id: string; name: string; jobTitle: string }[] }) => (
  <>
    {people.map(({ id, name, jobTitle }) => (
      <li role="option" tabindex={-1} aria-selected="false" id={`option-${id}`} data-value={id} data-words={name}>
        {name} <span class="muted">{jobTitle}</span>
      </li>
    ))}
  </>
)
