import {
  A,
  Button,
  Card,
  Checkbox,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  PageHead,
  TextArea,
  TextField,
  type Trouble,
  When,
} from '../../kit'
import { Door } from '../../layouts/door'
import { Page } from '../../layouts/page'
import { type Agreements, PhoneFields } from '../doors'
import { GrantFields, type RoleChoice } from './grants'
import { PeopleTabs } from './people'

type Values = Record<string, string>

/** Asks to be let in, for people whose address is of the organization's proved domain. */
export const AskToJoinPage = ({
  organization,
  values,
  trouble,
  agreements,
}: {
  organization: { slug: string; name: string }
  values: Values
  trouble: Trouble
  agreements: Agreements
}) => (
  <Door title={`Ask to join ${organization.name}`} wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Ask to join {organization.name}</h1>
    <p class="muted">Your address is of its domain. An administrator decides and gives you your roles.</p>
    <Form action={`/join/${organization.slug}`} absolute class="form" draft="join">
      <TextField
        name="name"
        label="Your name"
        autocomplete="name"
        longest={120}
        value={values.name}
        trouble={trouble}
      />
      <TextField
        name="jobTitle"
        label="Your job title"
        optional
        autocomplete="organization-title"
        longest={120}
        value={values.jobTitle}
        trouble={trouble}
      />
      <PhoneFields values={values} trouble={trouble} sms={agreements.sms} />
      <TextArea
        name="message"
        label="A word to the administrators"
        optional
        rows={2}
        value={values.message}
        trouble={trouble}
      />
      <Checkbox name="agreed" checked={values.agreed === 'on'} trouble={trouble}>
        {agreements.age} {agreements.policy}
      </Checkbox>
      <div class="form-end">
        <Button kind="primary" wide>
          Ask to join
        </Button>
      </div>
    </Form>
  </Door>
)

export type RequestRow = {
  id: string
  name: string
  email: string
  jobTitle: string
  phone: string
  message: string
  askedAt: number
  version: number
}

const columns: Column<RequestRow>[] = [
  {
    head: 'Name',
    main: true,
    wide: true,
    cell: ({ id, name }) => (
      <A href={`/join-requests/${id}`} class="lk">
        {name}
      </A>
    ),
  },
  { head: 'E-mail', bare: true, cell: ({ email }) => email },
  { head: 'Job title', bare: true, cell: ({ jobTitle }) => jobTitle },
  { head: 'Asked', cell: ({ askedAt }) => <When at={askedAt} /> },
]

export const RequestsPage = ({ rows }: { rows: RequestRow[] }) => (
  <Page title="Requests" door="people">
    <PageHead title="Requests" />
    <PeopleTabs current="requests" waiting={rows.length} />
    <DataTable
      caption="People who ask to be let in"
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      summary={`${rows.length} waiting, the longest first`}
      empty={
        <EmptyState icon="inbox" title="Nobody waits">
          <p>People whose address is of a domain that you have proved can ask to be let in. You decide here.</p>
        </EmptyState>
      }
    />
  </Page>
)

export const RequestPage = ({
  request,
  values,
  trouble,
  roles,
  sites,
}: {
  request: RequestRow
  values: Values
  trouble: Trouble
  roles: RoleChoice[]
  sites: { id: string; title: string }[]
}) => (
  <Page title={request.name} door="people" wrong={trouble !== null}>
    <PageHead title={`${request.name} asks to be let in`} back={{ href: '/join-requests', label: 'Requests' }} />
    <ErrorSummary trouble={trouble} />
    <Card title="Who asks">
      <KeyValues
        pairs={[
          ['E-mail, proved', request.email],
          ['Job title', request.jobTitle],
          ['Telephone', request.phone],
          ['Says', request.message],
          ['Asked', <When at={request.askedAt} plain />],
        ]}
      />
    </Card>
    <Form action={`/join-requests/${request.id}`} class="form">
      <input type="hidden" name="version" value={String(request.version)} />
      <div id="roles" class={trouble?.fields.roles ? 'field wrong' : undefined}>
        {trouble?.fields.roles ? <p class="wrong-words">{trouble.fields.roles}</p> : null}
        <GrantFields roles={roles} sites={sites} values={values} trouble={trouble} />
      </div>
      <div class="form-end">
        <Button kind="primary" name="decision" value="accept">
          Let {request.name} in
        </Button>
        <Button kind="danger" name="decision" value="decline">
          Decline
        </Button>
      </div>
    </Form>
  </Page>
)
