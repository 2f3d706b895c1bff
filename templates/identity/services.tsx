import {
  A,
  Button,
  Card,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  More,
  Note,
  PageHead,
  State,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { type KeyLine, KeyTable, type ScopeChoice, ScopeFields } from './keys'

export type ServiceLine = {
  id: string
  name: string
  about: string
  permissions: readonly string[]
  createdAt: number
  disabledAt: number | null
  version: number
}

const columns: Column<ServiceLine & { keys: number }>[] = [
  {
    head: 'Service',
    main: true,
    cell: ({ id, name }) => (
      <A href={`/settings/services/${id}`} class="lk">
        {name}
      </A>
    ),
  },
  { head: 'What it does', bare: true, wide: true, cell: ({ about }) => about || <span class="muted">Not stated</span> },
  { head: 'May do', number: true, cell: ({ permissions }) => String(permissions.length) },
  { head: 'Keys', number: true, cell: ({ keys }) => String(keys) },
  {
    head: 'State',
    bare: true,
    cell: ({ disabledAt }) => <State of="service" is={disabledAt === null ? 'on' : 'off'} />,
  },
]

export const ServicesPage = ({ rows, next }: { rows: (ServiceLine & { keys: number })[]; next: string | null }) => {
  const { may } = useRender()
  return (
    <Page title="Services" door="settings">
      <PageHead
        title="Service accounts"
        back={{ href: '/settings', label: 'Settings' }}
        facts="Programs that act as themselves"
      >
        <LinkButton href="/settings/keys" icon="key-round">
          API keys
        </LinkButton>
        {may('identity.service.create') ? (
          <LinkButton href="/settings/services/new" kind="primary" icon="plus">
            New service
          </LinkButton>
        ) : null}
      </PageHead>
      <DataTable
        caption="Service accounts"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'service' : 'services'}, by name`}
        empty={
          <EmptyState icon="plug" title="No service yet">
            <p>
              A service is a program with an account of its own: the audit log names it, not the person who set it up.
            </p>
          </EmptyState>
        }
      />
    </Page>
  )
}

export const ServiceFormPage = ({
  service,
  scopes,
  values,
  trouble,
}: {
  service: ServiceLine | null
  scopes: ScopeChoice[]
  values: Record<string, string>
  trouble: Trouble
}) => {
  const title = service ? `Edit ${service.name}` : 'New service'
  const back = service
    ? { href: `/settings/services/${service.id}`, label: service.name }
    : { href: '/settings/services', label: 'Service accounts' }
  return (
    <Page title={title} door="settings" wrong={trouble !== null}>
      <PageHead title={title} back={back} />
      <ErrorSummary trouble={trouble} />
      <Form action={service ? `/settings/services/${service.id}` : '/settings/services'} class="form">
        {service ? <input type="hidden" name="version" value={String(service.version)} /> : null}
        <TextField
          name="name"
          label="Name"
          hint="The audit log says it: such as SCADA gateway"
          value={values.name}
          trouble={trouble}
          longest={80}
        />
        <TextField name="about" label="What it does" optional value={values.about} trouble={trouble} longest={200} />
        <ScopeFields
          scopes={scopes}
          ticked={(name) => values[`scope:${name}`] === 'on'}
          trouble={trouble}
          field="permissions"
        />
        <div class="form-end">
          <Button kind="primary">{service ? 'Save changes' : 'Save service'}</Button>
          <A href={back.href} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

export const ServicePage = ({
  service,
  keys,
  next,
  scopes,
}: {
  service: ServiceLine
  keys: KeyLine[]
  next: string | null
  scopes: ScopeChoice[]
}) => {
  const { may } = useRender()
  const off = service.disabledAt !== null
  const deed = (path: string, words: string, kind: 'danger' | 'outline') => (
    <Form action={`/settings/services/${service.id}/${path}`}>
      <input type="hidden" name="version" value={String(service.version)} />
      <Button kind={kind}>{words}</Button>
    </Form>
  )
  return (
    <Page title={service.name} door="settings">
      <PageHead
        title={service.name}
        back={{ href: '/settings/services', label: 'Service accounts' }}
        pill={<State of="service" is={off ? 'off' : 'on'} />}
        facts={service.about}
      >
        {may('identity.service.change') ? (
          <LinkButton href={`/settings/services/${service.id}/edit`} icon="pencil">
            Edit
          </LinkButton>
        ) : null}
        {off && may('identity.service.enable') ? deed('enabling', 'Switch on', 'outline') : null}
        {!off && may('identity.key.make') && may('identity.service.change') ? (
          <LinkButton href={`/settings/keys/new?service=${service.id}`} kind="primary" icon="plus">
            New key
          </LinkButton>
        ) : null}
        {!off && may('identity.service.disable') ? (
          <More label="More for this service">{deed('disabling', 'Switch off', 'danger')}</More>
        ) : null}
      </PageHead>
      {service.disabledAt !== null ? (
        <Note kind="warning">
          <span>
            Switched off on <When at={service.disabledAt} plain />: none of its keys opens anything.
          </span>
        </Note>
      ) : null}
      <KeyTable
        rows={keys}
        next={next}
        empty="Make a key, and put it into the program. It signs in by the key itself, or exchanges it for short tokens."
      />
      <Card title="It may do">
        <ul class="rules">
          {service.permissions.map((name) => (
            <li>
              {scopes.find((scope) => scope.name === name)?.about ?? name} <span class="code muted">{name}</span>
            </li>
          ))}
        </ul>
      </Card>
      <p class="muted">
        <A href={`/audit?person=${service.id}`} class="lk">
          What it did
        </A>{' '}
        stands in the audit log under its own name.
      </p>
    </Page>
  )
}
