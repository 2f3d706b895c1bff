import {
  A,
  Button,
  Card,
  type Column,
  Combobox,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  More,
  Note,
  PageHead,
  Select,
  State,
  TextField,
  Ticks,
  type Trouble,
  useRender,
  When,
} from '../../kit'
import { Page } from '../../layouts/page'
import { GrantFields, type RoleChoice } from './grants'
import { SeeAs } from './roles'

type Values = Record<string, string>

export type Person = {
  id: string
  name: string
  jobTitle: string
  email?: string
  phone?: string
  joinedAt: number
  leftAt: number | null
  disabledAt: number | null
  state: 'active' | 'disabled' | 'left'
  version: number
}

export type Given = { role: string; title: string; where: string; at: number; by: string }
export type TeamName = { id: string; kind: 'team' | 'department' | 'position'; name: string }

type PersonProps = {
  person: Person
  given: Given[]
  teams: TeamName[]
  /** The reader is this person. */
  self: boolean
  /** The reader has all of this person's rights, and may so decide on them. */
  above: boolean
}

const named = (teams: TeamName[], kind: TeamName['kind']) =>
  teams
    .filter((team) => team.kind === kind)
    .map(({ name }) => name)
    .join(', ')

export const PersonPage = ({ person, given, teams, self, above }: PersonProps) => {
  const { may } = useRender()
  const here = person.state !== 'left'
  const decides = above && !self && here
  return (
    <Page title={person.name} door="people">
      <PageHead
        title={person.name}
        back={{ href: '/people', label: 'People' }}
        facts={person.jobTitle}
        pill={<State of="member" is={person.state} />}
      >
        {self ? (
          <LinkButton href="/profile" icon="pencil">
            My profile
          </LinkButton>
        ) : decides && may('identity.member.change') ? (
          <LinkButton href={`/people/${person.id}/edit`} icon="pencil">
            Change
          </LinkButton>
        ) : null}
        {decides && (may('identity.member.disable') || may('identity.member.remove')) ? (
          <More label={`More for ${person.name}`}>
            {person.state === 'active' && may('identity.member.disable') ? (
              <A href={`/people/${person.id}/disabling`}>Disable</A>
            ) : null}
            {person.state === 'disabled' && may('identity.member.enable') ? (
              <Form action={`/people/${person.id}/enabling`}>
                <input type="hidden" name="version" value={String(person.version)} />
                <Button kind="quiet">Enable</Button>
              </Form>
            ) : null}
            {person.state === 'active' && may('identity.session.end-all') ? (
              <A href={`/people/${person.id}/signing-out`}>Sign out everywhere</A>
            ) : null}
            {person.state === 'active' && may('identity.member.reset-factors') ? (
              <A href={`/people/${person.id}/second-factor`}>Second factor is lost</A>
            ) : null}
            {person.state === 'active' && may('identity.see-as.begin') ? <SeeAs as={person.id} /> : null}
            {may('identity.member.remove') ? <A href={`/people/${person.id}/removal`}>Remove</A> : null}
          </More>
        ) : null}
      </PageHead>
      {person.state === 'disabled' ? (
        <Note kind="warning">This person is disabled and cannot come in.</Note>
      ) : person.state === 'left' ? (
        <Note>
          This person left <When at={person.leftAt ?? 0} plain />. What they did stays in the records.
        </Note>
      ) : null}
      <div class="two">
        <div>
          <Card
            title="Roles"
            end={
              decides && may('identity.member.grant') ? (
                <A href={`/people/${person.id}/roles`} class="lk">
                  Change roles
                </A>
              ) : undefined
            }
          >
            {given.length === 0 ? (
              <p class="muted">
                No role: {self ? 'you' : person.name} can open the organization but may do nothing in it.
              </p>
            ) : (
              <KeyValues
                pairs={given.map(({ title, where, at, by }) => [
                  title,
                  <>
                    {where}, <span class="muted">since </span>
                    <When at={at} plain /> <span class="muted">by {by}</span>
                  </>,
                ])}
              />
            )}
            {may('identity.role.see') || self ? (
              <p>
                <A href={self ? '/profile/rights' : `/people/${person.id}/rights`} class="lk">
                  What {self ? 'I' : person.name} may do, and why
                </A>
              </p>
            ) : null}
          </Card>
          <Card title="Work">
            <KeyValues
              pairs={
                [
                  ['Department', named(teams, 'department')],
                  ['Position', named(teams, 'position')],
                  ['Teams', named(teams, 'team')],
                  ...(may('calendar.task.see')
                    ? [
                        [
                          'Tasks',
                          <A href={`/tasks?assigneeId=${person.id}`} class="lk">
                            Open tasks of {person.name}
                          </A>,
                        ] as [string, unknown],
                      ]
                    : []),
                ] as [string, string][]
              }
            />
          </Card>
        </div>
        <div>
          <Card title="How to reach">
            {person.email === undefined && person.phone === undefined ? (
              <p class="muted">
                Your roles do not include seeing how people are reached. Assign a task, or ask a manager.
              </p>
            ) : (
              <KeyValues
                pairs={[
                  [
                    'E-mail',
                    <a href={`mailto:${person.email}`} class="lk">
                      {person.email}
                    </a>,
                  ],
                  [
                    'Telephone',
                    person.phone ? (
                      <a href={`tel:${person.phone}`} class="lk">
                        {person.phone}
                      </a>
                    ) : (
                      ''
                    ),
                  ],
                ]}
              />
            )}
          </Card>
          <Card title="Membership">
            <KeyValues
              pairs={
                [
                  ['Here since', <When at={person.joinedAt} plain />],
                  ...(may('insights.audit.see')
                    ? [
                        [
                          'History',
                          <A href={`/audit/of/${person.id}`} class="lk">
                            What was changed about {self ? 'me' : person.name}
                          </A>,
                        ] as [string, string],
                      ]
                    : []),
                ] as [string, string][]
              }
            />
          </Card>
        </div>
      </div>
    </Page>
  )
}

type FormProps = { person: Person; values: Values; trouble: Trouble }

export const PersonFormPage = ({ person, values, trouble, teams }: FormProps & { teams: TeamName[] }) => {
  const of = (kind: TeamName['kind']) => teams.filter((team) => team.kind === kind)
  const choices = (kind: TeamName['kind']) => [
    { value: '', label: 'None' },
    ...of(kind).map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <Page title={`Change ${person.name}`} door="people" wrong={trouble !== null}>
      <PageHead title={`Change ${person.name}`} back={{ href: `/people/${person.id}`, label: person.name }} />
      <ErrorSummary trouble={trouble} />
      <Form action={`/people/${person.id}`} class="form" draft={`member-${person.id}`}>
        <input type="hidden" name="version" value={values.version ?? String(person.version)} />
        <TextField name="name" label="Name" value={values.name} trouble={trouble} longest={120} />
        <TextField name="jobTitle" label="Job title" optional value={values.jobTitle} trouble={trouble} longest={120} />
        {values.phone === undefined ? null : (
          <TextField
            name="phone"
            label="Telephone"
            optional
            type="tel"
            value={values.phone}
            trouble={trouble}
            hint="With its country code, such as +31 10 123 4567."
          />
        )}
        {of('department').length > 0 ? (
          <Select
            name="department"
            label="Department"
            optional
            value={values.department}
            choices={choices('department')}
          />
        ) : null}
        {of('position').length > 0 ? (
          <Select name="position" label="Position" optional value={values.position} choices={choices('position')} />
        ) : null}
        {of('team').length > 0 ? (
          <Ticks
            legend="Teams"
            choices={of('team').map(({ id, name }) => ({
              name: `team.${id}`,
              label: name,
              checked: values[`team.${id}`] === 'on',
            }))}
          />
        ) : null}
        <div class="form-end">
          <Button kind="primary">Save</Button>
          <LinkButton href={`/people/${person.id}`} kind="quiet">
            Cancel
          </LinkButton>
        </div>
      </Form>
    </Page>
  )
}

export const PersonRolesPage = ({
  person,
  values,
  trouble,
  roles,
  sites,
}: FormProps & { roles: RoleChoice[]; sites: { id: string; title: string }[] }) => (
  <Page title={`Roles of ${person.name}`} door="people" wrong={trouble !== null}>
    <PageHead title={`Roles of ${person.name}`} back={{ href: `/people/${person.id}`, label: person.name }} />
    <ErrorSummary trouble={trouble} />
    <p class="muted">What you take away is gone at once, on every device. You can give only what you have yourself.</p>
    <Form action={`/people/${person.id}/roles`} class="form">
      <input type="hidden" name="version" value={values.version ?? String(person.version)} />
      <GrantFields roles={roles} sites={sites} values={values} trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Save the roles</Button>
        <LinkButton href={`/people/${person.id}`} kind="quiet">
          Cancel
        </LinkButton>
      </div>
    </Form>
  </Page>
)

/** A deed that cannot be undone, or that shuts somebody out, is looked at once more. */
export const SurePage = ({
  person,
  verb,
  action,
  what,
  trouble,
}: {
  person: Person
  verb: string
  action: string
  what: string[]
  trouble: Trouble
}) => (
  <Page title={`${verb} ${person.name}`} door="people" wrong={trouble !== null}>
    <PageHead title={`${verb} ${person.name}?`} back={{ href: `/people/${person.id}`, label: person.name }} />
    <ErrorSummary trouble={trouble} />
    <ul class="rules">
      {what.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
    <Form action={action} class="form">
      <input type="hidden" name="version" value={String(person.version)} />
      <div class="form-end">
        <Button kind="danger">
          {verb} {person.name}
        </Button>
        <LinkButton href={`/people/${person.id}`} kind="quiet">
          Cancel
        </LinkButton>
      </div>
    </Form>
  </Page>
)

export type Right = { name: string; about: string; because: string | null }

const rightColumns: Column<Right>[] = [
  { head: 'What', main: true, wide: true, cell: ({ about }) => about },
  {
    head: 'May',
    bare: true,
    cell: ({ because }) => (because === null ? <span class="muted">No</span> : <State of="right" is="yes" />),
  },
  { head: 'Because of', wide: true, cell: ({ because }) => because ?? '' },
]

export const RightsPage = ({
  person,
  groups,
  self,
}: {
  person: Person
  groups: { title: string; rows: Right[] }[]
  self: boolean
}) => (
  <Page title={`What ${person.name} may do`} door="people">
    <PageHead
      title={self ? 'What I may do, and why' : `What ${person.name} may do, and why`}
      back={{ href: `/people/${person.id}`, label: person.name }}
    />
    {groups.map(({ title, rows }) => (
      <>
        <h2 class="part">{title}</h2>
        <DataTable
          caption={title}
          columns={rightColumns}
          rows={rows}
          keyOf={({ name }) => name}
          summary={`${rows.filter(({ because }) => because !== null).length} of ${rows.length}`}
          empty={<EmptyState icon="shield-check" title="Nothing" />}
        />
      </>
    ))}
  </Page>
)

export const OwnershipPage = ({ values, trouble }: { values: Values; trouble: Trouble }) => {
  const { organization } = useRender()
  return (
    <Page title="Pass ownership on" door="settings" wrong={trouble !== null}>
      <PageHead title="Pass ownership on" back={{ href: '/settings', label: 'Settings' }} />
      <ErrorSummary trouble={trouble} />
      <ul class="rules">
        <li>The person becomes an owner: they may do everything, also close the organization.</li>
        <li>You are an owner no more, and stay an administrator.</li>
        <li>All members are told by mail.</li>
      </ul>
      <Form action="/settings/ownership" class="form">
        <Combobox
          name="to"
          label="The next owner"
          find="/people/pick"
          value={values.to}
          shown={values['to-words']}
          trouble={trouble}
        />
        <TextField
          name="confirmed"
          label={`To confirm, write the name of the organization: ${organization?.name}`}
          value={values.confirmed}
          trouble={trouble}
          longest={200}
        />
        <div class="form-end">
          <Button kind="danger">Pass ownership on</Button>
          <LinkButton href="/settings" kind="quiet">
            Cancel
          </LinkButton>
        </div>
      </Form>
    </Page>
  )
}

export const LeavePage = ({ trouble }: { trouble: Trouble }) => {
  const { organization } = useRender()
  return (
    <Page title={`Leave ${organization?.name}`} door="settings" wrong={trouble !== null}>
      <PageHead title={`Leave ${organization?.name}?`} back={{ href: '/settings', label: 'Settings' }} />
      <ErrorSummary trouble={trouble} />
      <ul class="rules">
        <li>You lose all your roles here at once. Coming back takes an invitation.</li>
        <li>What you did stays in the records. Your login and your other organizations stay.</li>
      </ul>
      <Form action="/settings/leaving" class="form">
        <div class="form-end">
          <Button kind="danger">Leave {organization?.name}</Button>
          <LinkButton href="/settings" kind="quiet">
            Stay
          </LinkButton>
        </div>
      </Form>
    </Page>
  )
}
