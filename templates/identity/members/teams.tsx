import {
  A,
  Button,
  type Column,
  Combobox,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  PageHead,
  TextArea,
  TextField,
  type Trouble,
  useRender,
} from '../../kit'
import { Page } from '../../layouts/page'
import { PeopleTabs } from './people'

export type Kind = 'team' | 'department' | 'position'
export type TeamRow = {
  id: string
  kind: Kind
  name: string
  about: string
  lead: string | null
  leadId: string | null
  people: number
  version: number
}

const words: Record<Kind, { one: string; many: string; view: 'teams' | 'departments' | 'positions'; purpose: string }> =
  {
    team: {
      one: 'team',
      many: 'Teams',
      view: 'teams',
      purpose: 'People who work together: a shift, a crew, a project. One person may be in several.',
    },
    department: {
      one: 'department',
      many: 'Departments',
      view: 'departments',
      purpose: 'Where a person belongs in the organization: one department each.',
    },
    position: {
      one: 'position',
      many: 'Positions',
      view: 'positions',
      purpose: 'What somebody is employed as: one position each.',
    },
  }

const columnsOf = (changes: boolean): Column<TeamRow>[] => [
  {
    head: 'Name',
    main: true,
    wide: true,
    cell: ({ id, name }) =>
      changes ? (
        <A href={`/teams/${id}`} class="lk">
          {name}
        </A>
      ) : (
        name
      ),
  },
  { head: 'Purpose', wide: true, cell: ({ about }) => about },
  {
    head: 'Lead',
    cell: ({ lead, leadId }) =>
      lead ? (
        <A href={`/people/${leadId}`} class="lk">
          {lead}
        </A>
      ) : (
        <span class="muted">Nobody</span>
      ),
  },
  {
    head: 'People',
    number: true,
    cell: ({ id, people }) => (
      <A href={`/people?team=${id}`} class="lk">
        {String(people)}
      </A>
    ),
  },
]

export const TeamsPage = ({ kind, rows }: { kind: Kind; rows: TeamRow[] }) => {
  const { may } = useRender()
  const { one, many, view, purpose } = words[kind]
  const add = may('identity.team.create') ? (
    <LinkButton href={`/teams/new?kind=${kind}`} kind="primary" icon="plus">
      New {one}
    </LinkButton>
  ) : null
  return (
    <Page title={many} door="people">
      <PageHead title={many}>{rows.length > 0 ? add : null}</PageHead>
      <PeopleTabs current={view} />
      <DataTable
        caption={many}
        columns={columnsOf(may('identity.team.change'))}
        rows={rows}
        keyOf={({ id }) => id}
        summary={`${rows.length} by name`}
        empty={
          <EmptyState icon="users" title={`No ${many.toLowerCase()} yet`}>
            <p>{purpose}</p>
            {add}
          </EmptyState>
        }
      />
    </Page>
  )
}

type FormProps = { kind: Kind; team: TeamRow | null; values: Record<string, string>; trouble: Trouble }

export const TeamFormPage = ({ kind, team, values, trouble }: FormProps) => {
  const { may } = useRender()
  const { one, many, purpose } = words[kind]
  const title = team ? team.name : `New ${one}`
  const back = kind === 'team' ? '/teams' : `/teams?kind=${kind}`
  return (
    <Page title={title} door="people" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: back, label: many }} />
      <ErrorSummary trouble={trouble} />
      <p class="muted">{purpose}</p>
      <Form action={team ? `/teams/${team.id}` : '/teams'} class="form" draft={team ? `team-${team.id}` : 'team'}>
        <input type="hidden" name="kind" value={kind} />
        {team ? <input type="hidden" name="version" value={values.version ?? String(team.version)} /> : null}
        <TextField name="name" label="Name" value={values.name} trouble={trouble} longest={120} />
        <TextArea name="about" label="Purpose" optional rows={3} value={values.about} trouble={trouble} />
        {kind === 'position' ? null : (
          <Combobox
            name="leadId"
            label="Lead"
            optional
            find="/people/pick"
            value={values.leadId}
            shown={values['leadId-words']}
            trouble={trouble}
          />
        )}
        <div class="form-end">
          <Button kind="primary">Save</Button>
          <LinkButton href={back} kind="quiet">
            Cancel
          </LinkButton>
        </div>
      </Form>
      {team && may('identity.team.remove') ? (
        <Form action={`/teams/${team.id}/removal`}>
          <input type="hidden" name="version" value={String(team.version)} />
          <Button kind="danger" icon="trash-2">
            Remove this {one}
          </Button>
        </Form>
      ) : null}
    </Page>
  )
}
