import { A, Card, type Column, DataTable, EmptyState, KeyValues, PageHead, When } from '../kit'
import { Page } from '../layouts/page'

export type PersonRow = {
  id: string
  name: string
  email: string
  jobTitle: string
  phone: string
  joinedAt: number
}

const columns: Column<PersonRow & { roleTitle: string }>[] = [
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
  { head: 'Role', cell: ({ roleTitle }) => roleTitle },
  {
    head: 'E-mail',
    bare: true,
    cell: ({ email }) => (
      <a href={`mailto:${email}`} class="lk">
        {email}
      </a>
    ),
  },
]

export const PeoplePage = ({ rows, next }: { rows: (PersonRow & { roleTitle: string })[]; next: string | null }) => (
  <Page title="People" door="people">
    <PageHead title="People" />
    <DataTable
      caption="People of this organization"
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={`${rows.length} ${rows.length === 1 ? 'person' : 'people'}, by name`}
      empty={
        <EmptyState icon="users" title="That was the last page">
          <A href="/people" class="lk">
            Back to the start
          </A>
        </EmptyState>
      }
    />
  </Page>
)

export const PersonPage = ({ person, roleTitle }: { person: PersonRow; roleTitle: string }) => (
  <Page title={person.name} door="people">
    <PageHead title={person.name} back={{ href: '/people', label: 'People' }} facts={person.jobTitle} />
    <Card title="Facts">
      <KeyValues
        pairs={[
          ['Role', roleTitle],
          [
            'E-mail',
            <a href={`mailto:${person.email}`} class="lk">
              {person.email}
            </a>,
          ],
          ['Telephone', person.phone],
          ['Here since', <When at={person.joinedAt} plain />],
          [
            'Tasks',
            <A href={`/tasks?assigneeId=${person.id}`} class="lk">
              Open tasks of {person.name}
            </A>,
          ],
        ]}
      />
    </Card>
  </Page>
)

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
