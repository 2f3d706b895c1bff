import {
  A,
  Button,
  Card,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  More,
  Note,
  PageHead,
  Pill,
  Radios,
  Select,
  ShownOnce,
  State,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

export type KeyLine = {
  id: string
  kind: 'key' | 'rotating'
  name: string
  hint: string
  state: 'active' | 'ending' | 'expired' | 'revoked' | 'orphaned'
  serviceId: string | null
  service: string | null
  maker: string
  mine: boolean
  scopes: readonly string[]
  createdAt: number
  expiresAt: number
  revokedAt: number | null
  usedAt: number | null
  usedFrom: string | null
}

export type ScopeChoice = { name: string; room: string; about: string; writes: boolean }

const kinds = { key: 'Constant', rotating: 'Rotating' }
const whose = { key: 'mro_', rotating: 'mrr_' }

const columns: Column<KeyLine>[] = [
  {
    head: 'Key',
    main: true,
    cell: ({ id, name, hint, kind }) => (
      <A href={`/settings/keys/${id}`} class="lk">
        {name}{' '}
        <span class="code muted">
          {whose[kind]}…{hint}
        </span>
      </A>
    ),
  },
  {
    head: 'Acts as',
    cell: ({ service, maker, mine }) =>
      service ?? (
        <span>
          {maker}
          {mine ? <span class="muted"> (you)</span> : null}
        </span>
      ),
  },
  { head: 'May do', number: true, cell: ({ scopes }) => String(scopes.length) },
  { head: 'Last used', cell: ({ usedAt }) => (usedAt ? <When at={usedAt} /> : <span class="muted">Never</span>) },
  { head: 'Ends', cell: ({ expiresAt, revokedAt }) => <When at={revokedAt ?? expiresAt} plain /> },
  { head: 'State', bare: true, cell: ({ state }) => <State of="key" is={state} /> },
]

export const KeyTable = ({ rows, next, empty }: { rows: KeyLine[]; next: string | null; empty: string }) => (
  <DataTable
    caption="API keys"
    columns={columns}
    rows={rows}
    keyOf={({ id }) => id}
    next={next}
    summary={`${rows.length} ${rows.length === 1 ? 'key' : 'keys'}, newest first`}
    empty={
      <EmptyState icon="key-round" title="No key yet">
        <p>{empty}</p>
      </EmptyState>
    }
  />
)

export const KeysPage = ({ rows, next, all }: { rows: KeyLine[]; next: string | null; all: boolean }) => {
  const { may } = useRender()
  return (
    <Page title="API keys" door="settings">
      <PageHead
        title="API keys"
        back={{ href: '/settings', label: 'Settings' }}
        facts={all ? 'All keys of the organization' : 'The keys that you made'}
      >
        {may('identity.service.see') ? (
          <LinkButton href="/settings/services" icon="plug">
            Services
          </LinkButton>
        ) : null}
        {may('identity.key.make') ? (
          <LinkButton href="/settings/keys/new" kind="primary" icon="plus">
            New key
          </LinkButton>
        ) : null}
      </PageHead>
      <KeyTable
        rows={rows}
        next={next}
        empty="With a key a program of yours reads and writes here as you do: within your rights of the day, and only what you tick."
      />
      <p class="muted">
        How a program uses a key stands on{' '}
        <a class="lk" href="/api/v1">
          the page of the API
        </a>
        .
      </p>
    </Page>
  )
}

/** The things that can be ticked, room by room. */
export const ScopeFields = ({
  scopes,
  ticked,
  trouble,
  field,
}: {
  scopes: ScopeChoice[]
  ticked: (name: string) => boolean
  trouble: Trouble
  /** The name under which trouble with them is told. */
  field: string
}) => (
  <>
    {[...new Set(scopes.map(({ room }) => room))].map((room, index) => (
      <fieldset class={trouble?.fields[field] ? 'field wrong' : 'field'} id={index === 0 ? field : undefined}>
        <legend>{index === 0 ? `It may do in ${room}` : `In ${room}`}</legend>
        {index === 0 && trouble?.fields[field] ? (
          <p class="wrong-words" id={`${field}-error`}>
            <span class="sr">Error: </span>
            {trouble.fields[field]}
          </p>
        ) : null}
        {scopes
          .filter((scope) => scope.room === room)
          .map(({ name, about, writes }) => (
            <label class="tick">
              <input type="checkbox" name={`scope:${name}`} checked={ticked(name)} />
              <span>
                {about} <span class="hint code">{name}</span> {writes ? <Pill hue="amber">Changes</Pill> : null}
              </span>
            </label>
          ))}
      </fieldset>
    ))}
  </>
)

const lives = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '365', label: 'A year' },
]

export const KeyFormPage = ({
  service,
  scopes,
  values,
  trouble,
}: {
  service: { id: string; name: string } | null
  scopes: ScopeChoice[]
  values: Record<string, string>
  trouble: Trouble
}) => {
  const back = service
    ? { href: `/settings/services/${service.id}`, label: service.name }
    : { href: '/settings/keys', label: 'API keys' }
  return (
    <Page title="New API key" door="settings" wrong={trouble !== null}>
      <PageHead title={service ? `New key of ${service.name}` : 'New API key'} back={back} />
      <ErrorSummary trouble={trouble} />
      <Form action="/settings/keys" class="form">
        {service ? <input type="hidden" name="serviceId" value={service.id} /> : null}
        <TextField
          name="name"
          label="What it is for"
          hint="Such as: stock levels for the ERP"
          value={values.name}
          trouble={trouble}
          longest={80}
        />
        {service ? null : (
          <Radios
            name="kind"
            legend="Kind"
            value={values.kind ?? 'key'}
            choices={[
              { value: 'key', label: 'Constant', hint: 'The same text with every request: for a program on a server' },
              {
                value: 'rotating',
                label: 'Rotating',
                hint: 'A refresh token that changes with each use: for an app on a device',
              },
            ]}
            trouble={trouble}
          />
        )}
        <Select name="days" label="It lives for" value={values.days ?? '90'} choices={lives} trouble={trouble} />
        {scopes.length === 0 ? (
          <Note kind="warning">There is nothing that you could let a program do.</Note>
        ) : (
          <ScopeFields
            scopes={scopes}
            ticked={(name) => values[`scope:${name}`] === 'on'}
            trouble={trouble}
            field="scopes"
          />
        )}
        <p class="muted">
          {service
            ? `It acts as ${service.name}, never beyond what ${service.name} and you may do on the day.`
            : 'It acts as you. When you may do less, so may the key; when you leave, it ends.'}
        </p>
        <div class="form-end">
          <Button kind="primary">Make the key</Button>
          <A href={back.href} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

type NewKeyProps = { id: string; name: string; kind: 'key' | 'rotating'; text: string; origin: string }

/** The only page that ever shows a key. */
export const NewKeyPage = ({ id, name, kind, text, origin }: NewKeyProps) => {
  const { base } = useRender()
  const constant = kind === 'key'
  const address = `${origin}/api/v1${base}`
  return (
    <Page title={name} door="settings">
      <PageHead title={`The key “${name}”`} back={{ href: '/settings/keys', label: 'API keys' }} />
      <Note kind="warning">
        Copy it now: it is shown this once. We keep only a print of it. Whoever has it can do what it may do.
      </Note>
      <Card title={constant ? 'The key' : 'The first refresh token'}>
        <ShownOnce id="key" label={constant ? 'Key' : 'Refresh token'} text={text} />
        <KeyValues
          pairs={[
            ['Client id', <span class="code">{id}</span>],
            [
              constant ? 'Address' : 'Exchanged at',
              <span class="code">{constant ? address : `${origin}/oauth/token`}</span>,
            ],
          ]}
        />
      </Card>
      <Card title="Try it">
        <pre class="sample">
          {constant
            ? `curl -H "Authorization: Bearer ${text}" \\\n  ${address}/tasks`
            : `curl -d grant_type=refresh_token -d client_id=${id} \\\n  -d refresh_token=${text} \\\n  ${origin}/oauth/token`}
        </pre>
      </Card>
      <LinkButton href={`/settings/keys/${id}`} kind="primary">
        I have copied it
      </LinkButton>
    </Page>
  )
}

export const KeyPage = ({ row, scopes, mayRevoke }: { row: KeyLine; scopes: ScopeChoice[]; mayRevoke: boolean }) => {
  const { may } = useRender()
  const acts = row.service ? (
    may('identity.service.see') ? (
      <A href={`/settings/services/${row.serviceId}`} class="lk">
        {row.service}
      </A>
    ) : (
      row.service
    )
  ) : (
    row.maker
  )
  return (
    <Page title={row.name} door="settings">
      <PageHead
        title={row.name}
        back={{ href: '/settings/keys', label: 'API keys' }}
        pill={<State of="key" is={row.state} />}
      >
        {mayRevoke && row.revokedAt === null ? (
          <More label="More for this key">
            <Form action={`/settings/keys/${row.id}/revocation`}>
              <Button kind="danger">Revoke the key</Button>
            </Form>
          </More>
        ) : null}
      </PageHead>
      {row.state === 'orphaned' ? (
        <Note kind="warning">
          {row.maker} made this key and is no longer here, so it opens nothing. Make another one.
        </Note>
      ) : null}
      {row.state === 'ending' ? (
        <Note kind="warning">
          <span>
            It ends on <When at={row.expiresAt} plain />. Make the next one and change it in the program before.
          </span>
        </Note>
      ) : null}
      <Card title="Facts">
        <KeyValues
          pairs={[
            ['Client id', <span class="code">{row.id}</span>],
            [
              'Text',
              <span class="code">
                {whose[row.kind]}…{row.hint}
              </span>,
            ],
            ['Kind', kinds[row.kind]],
            ['Acts as', acts],
            ['Made by', row.maker],
            ['Made', <When at={row.createdAt} plain />],
            [row.revokedAt === null ? 'Ends' : 'Revoked', <When at={row.revokedAt ?? row.expiresAt} plain />],
            [
              'Last used',
              row.usedAt ? (
                <span>
                  <When at={row.usedAt} /> <span class="muted">from {row.usedFrom}</span>
                </span>
              ) : (
                'Never'
              ),
            ],
          ]}
        />
      </Card>
      <Card title="It may do">
        <ul class="rules">
          {row.scopes.map((name) => (
            <li>
              {scopes.find((scope) => scope.name === name)?.about ?? name} <span class="code muted">{name}</span>
            </li>
          ))}
        </ul>
        <p class="muted">
          Never more than {row.service ? `${row.service} and ` : ''}
          {row.maker} may do on the day.
        </p>
      </Card>
    </Page>
  )
}
