import {
  A,
  Button,
  Card,
  Checkbox,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  PageHead,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import type { Agreements } from './doors'

export type ConsentRow = {
  id: string
  what: string
  channel: string
  given: boolean
  words: string
  version: string
  at: number
  how: string
}

/** By which channels one is reached, and every agreement with the words that stood beside its box. */
export const ConsentsPage = ({
  rows,
  sms,
  words,
  phone,
  trouble,
}: {
  rows: ConsentRow[]
  sms: boolean
  words: string
  phone: string
  trouble: Trouble
}) => (
  <Page title="Messages and consents" door="settings" wrong={trouble !== null}>
    <PageHead title="Messages and consents" back={{ href: '/profile', label: 'My profile' }} />
    <ErrorSummary trouble={trouble} />
    <Form action="/profile/consents" class="form">
      <p>
        Letters about your login and your work go to your e-mail address. Text messages only if you agree
        {phone ? ` (${phone})` : ''}:
      </p>
      <Checkbox name="sms" checked={sms} trouble={trouble}>
        {words}
      </Checkbox>
      <div class="form-end">
        <Button kind="primary">Save</Button>
        <A href="/profile" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
    <Card title="What you agreed to">
      <DataTable
        caption="Consents, the newest first"
        rows={rows}
        keyOf={({ id }) => id}
        summary={rows.length === 1 ? '1 entry' : `${rows.length} entries, the newest first`}
        empty={
          <EmptyState icon="shield-check" title="Nothing yet">
            <p>What you agree to is kept here with its words, and never changed afterwards.</p>
          </EmptyState>
        }
        columns={[
          { head: 'For', main: true, cell: ({ what }) => what },
          { head: 'Channel', cell: ({ channel }) => channel },
          { head: 'Answer', cell: ({ given }) => (given ? 'Agreed' : 'Taken back') },
          { head: 'Words that stood there', wide: true, cell: ({ words, version }) => `${words} (${version})` },
          { head: 'Where', cell: ({ how }) => how },
          { head: 'When', cell: ({ at }) => <When at={at} plain /> },
        ]}
      />
    </Card>
  </Page>
)

/** The first page of somebody whom the identity provider or the directory made a member. */
export const AgreementPage = ({
  agreements,
  next,
  trouble,
}: {
  agreements: Agreements
  next: string
  trouble: Trouble
}) => {
  const { organization } = useRender()
  return (
    <Page title="Before you begin" wrong={trouble !== null}>
      <PageHead title="Before you begin" />
      <ErrorSummary trouble={trouble} />
      <Form action="/agreement" class="form">
        <input type="hidden" name="next" value={next} />
        <p>
          Welcome to {organization?.name}. Your organization made you a member; this one thing only you yourself can
          say.
        </p>
        <Checkbox name="agreed" checked={false} trouble={trouble}>
          {agreements.age} {agreements.policy}
        </Checkbox>
        <div class="form-end">
          <Button kind="primary">Begin</Button>
        </div>
      </Form>
    </Page>
  )
}
