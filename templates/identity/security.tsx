import {
  A,
  Button,
  Card,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkList,
  Note,
  PageHead,
  Radios,
  Select,
  TextArea,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

const hours = (minutes: number) => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`)

type Policy = {
  idleMinutes: number
  absoluteMinutes: number
  secondFactor: 'optional' | 'required'
  ssoEnforced: boolean
  networks: readonly string[]
}

type EventRow = { id: string; at: number; what: string; memberId: string; name: string | null; detail: string }

/** The administrators' page: what is asked at the door, what happened, and the ways to the rest. */
export const SecurityOverviewPage = ({
  policy,
  events,
  next,
}: {
  policy: Policy
  events: EventRow[]
  next: string | null
}) => {
  const { may } = useRender()
  const ways = [
    {
      may: 'identity.security.see',
      href: '/settings/security/sessions',
      icon: 'smartphone',
      title: 'Sessions of members',
      detail: 'Who is signed in, where; end one or all',
    },
    {
      may: 'identity.single-sign-on.see',
      href: '/settings/single-sign-on',
      icon: 'lock',
      title: 'Single sign-on',
      detail: 'Your own identity provider, domains, directory',
    },
    {
      may: 'identity.role.see',
      href: '/roles',
      icon: 'shield-check',
      title: 'Who may do what',
      detail: 'Roles, and why',
    },
    {
      may: 'identity.key.make',
      href: '/settings/keys',
      icon: 'key-round',
      title: 'Keys',
      detail: 'Of programs, with last use',
    },
    {
      may: 'insights.audit.see',
      href: '/audit',
      icon: 'history',
      title: 'Audit log',
      detail: 'Every change, with its maker',
    },
  ]
  return (
    <Page title="Security" door="settings">
      <PageHead title="Security" back={{ href: '/settings', label: 'Settings' }} />
      {policy.secondFactor === 'optional' ? (
        <Note kind="warning">
          A password alone opens this organization. Require a second factor: a stolen password is then not enough.
        </Note>
      ) : null}
      <div class="two">
        <Card
          title="At the door"
          end={
            may('identity.access-policy.change') ? (
              <A href="/settings/security/policy" class="bt bt-s">
                Change
              </A>
            ) : null
          }
        >
          <KeyValues
            pairs={[
              ['Second factor', policy.secondFactor === 'required' ? 'Required of everybody' : 'Each chooses'],
              [
                'Own sign-in (SSO)',
                policy.ssoEnforced ? 'The only way, but for owners with two factors' : 'Not enforced',
              ],
              ['Signed out without a request', `after ${policy.idleMinutes} min`],
              ['Signed out in any case', `after ${hours(policy.absoluteMinutes)}`],
              ['From', policy.networks.length === 0 ? 'any network' : policy.networks.join(', ')],
            ]}
          />
        </Card>
        <LinkList items={ways.filter((way) => may(way.may))} />
      </div>
      <Card title="What to look at">
        <DataTable
          caption="Security events, the newest first"
          rows={events}
          keyOf={({ id }) => id}
          next={next}
          summary={events.length === 1 ? '1 event' : `${events.length} events, the newest first`}
          empty={
            <EmptyState icon="shield-check" title="Nothing to look at">
              <p>
                Many wrong tries, a new country, more rights, data taken out and very many changes stand here, and are
                told to administrators by mail.
              </p>
            </EmptyState>
          }
          columns={[
            {
              head: 'Who',
              main: true,
              cell: ({ name, memberId }) => (name ? <A href={`/people/${memberId}`}>{name}</A> : 'A program'),
            },
            { head: 'What', cell: ({ what }) => what },
            { head: 'In particular', wide: true, cell: ({ detail }) => detail },
            { head: 'When', cell: ({ at }) => <When at={at} /> },
          ]}
        />
      </Card>
    </Page>
  )
}

type Bounds = Record<'idleMinutes' | 'absoluteMinutes', { least: number; most: number }>

const steps = ({ least, most }: { least: number; most: number }, step: number) =>
  Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step)

export const PolicyPage = ({
  values,
  version,
  bounds,
  address,
  trouble,
}: {
  values: Record<string, string>
  version: number
  bounds: Bounds
  address: string
  trouble: Trouble
}) => (
  <Page title="At the door" door="settings" wrong={trouble !== null}>
    <PageHead title="At the door" back={{ href: '/settings/security', label: 'Security' }} />
    <ErrorSummary trouble={trouble} />
    <Form action="/settings/security/policy" class="form" draft="access-policy">
      <input type="hidden" name="version" value={String(version)} />
      <Radios
        name="secondFactor"
        legend="Second factor"
        value={values.secondFactor ?? 'optional'}
        choices={[
          {
            value: 'required',
            label: 'Required of everybody',
            hint: 'Who has none is led to adding one, which takes a minute.',
          },
          { value: 'optional', label: 'Each chooses' },
        ]}
        trouble={trouble}
      />
      <div class="form-row">
        <Select
          name="idleMinutes"
          label="Sign out without a request after"
          value={values.idleMinutes}
          choices={steps(bounds.idleMinutes, 15).map((minutes) => ({
            value: String(minutes),
            label: `${minutes} minutes`,
          }))}
          trouble={trouble}
        />
        <Select
          name="absoluteMinutes"
          label="Sign out in any case after"
          value={values.absoluteMinutes}
          choices={steps(bounds.absoluteMinutes, 60).map((minutes) => ({
            value: String(minutes),
            label: `${minutes / 60} hours`,
          }))}
          trouble={trouble}
        />
      </div>
      <TextArea
        name="networks"
        label="Networks that people may come from"
        hint={`One a line, such as 192.0.2.0/24. Empty: from anywhere.${address ? ` You come from ${address}.` : ''}`}
        optional
        rows={4}
        value={values.networks}
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary">Save the policy</Button>
        <A href="/settings/security" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

type SessionRow = {
  id: string
  memberId: string
  name: string
  browser: string
  place: string | null
  prefix: string
  firstAt: number
  seenAt: number
  mine: boolean
}

export const SessionsPage = ({ sessions, next }: { sessions: SessionRow[]; next: string | null }) => {
  const { may } = useRender()
  return (
    <Page title="Sessions of members" door="settings">
      <PageHead title="Sessions of members" back={{ href: '/settings/security', label: 'Security' }} />
      <p class="muted">An ended session opens this organization again only after its person has proved who they are.</p>
      <DataTable
        caption="Sessions, the last used first"
        rows={sessions}
        keyOf={({ id }) => id}
        next={next}
        summary={sessions.length === 1 ? '1 session' : `${sessions.length} sessions, the last used first`}
        empty={
          <EmptyState icon="smartphone" title="Nobody is signed in">
            <p>Sessions stand here from their first page on.</p>
          </EmptyState>
        }
        columns={[
          {
            head: 'Member',
            main: true,
            cell: ({ name, memberId, mine }) => (
              <>
                <A href={`/people/${memberId}`}>{name}</A>
                {mine ? <span class="muted"> · you, here</span> : null}
              </>
            ),
          },
          { head: 'Browser', wide: true, cell: ({ browser }) => browser },
          {
            head: 'Place',
            wide: true,
            cell: ({ place, prefix }) => `${place ?? 'Place unknown'}${prefix ? ` · ${prefix}` : ''}`,
          },
          { head: 'First seen', cell: ({ firstAt }) => <When at={firstAt} /> },
          { head: 'Last seen', cell: ({ seenAt }) => <When at={seenAt} /> },
          {
            head: 'End it',
            silent: true,
            bare: true,
            deed: true,
            cell: ({ id, memberId, mine }) =>
              mine || !may('identity.session.end') ? null : (
                <Form action="/settings/security/sessions/end">
                  <input type="hidden" name="memberId" value={memberId} />
                  <input type="hidden" name="sessionId" value={id} />
                  <Button size="small">End it</Button>
                </Form>
              ),
          },
        ]}
      />
      {may('identity.session.end-all') ? (
        <Form action="/settings/security/sessions/end-all">
          <div class="form-end">
            <Button icon="log-out">Sign out everybody but me</Button>
          </div>
        </Form>
      ) : null}
    </Page>
  )
}
