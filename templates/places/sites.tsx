import { AddressFields } from '../identity/settings'
import {
  A,
  Button,
  Card,
  Checkbox,
  type Choice,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  More,
  PageHead,
  Select,
  State,
  TextArea,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'

type Address = { lines?: string; city?: string; region?: string; postcode?: string; country?: string }
export type SiteRow = {
  id: string
  name: string
  address: Address
  contact: string
  phone: string
  instructions: string
  timeZone: string
  receives: boolean
  closedAt: number | null
  version: number
}

export const addressLine = ({ lines, postcode, city, region, country }: Address): string =>
  [lines?.replaceAll('\n', ', '), [postcode, city].filter(Boolean).join(' '), region, country]
    .filter(Boolean)
    .join(', ')

const columns: Column<SiteRow>[] = [
  {
    head: 'Name',
    main: true,
    cell: ({ id, name }) => (
      <A href={`/sites/${id}`} class="lk">
        {name}
      </A>
    ),
  },
  {
    head: 'Address',
    bare: true,
    wide: true,
    cell: ({ address }) => addressLine(address) || <span class="muted">Not stated</span>,
  },
  { head: 'Goods', cell: ({ receives }) => (receives ? 'Sent here' : <span class="muted">Not sent here</span>) },
  { head: 'State', bare: true, cell: ({ closedAt }) => <State of="site" is={closedAt === null ? 'open' : 'closed'} /> },
]

export const SitesPage = ({ rows, next }: { rows: SiteRow[]; next: string | null }) => {
  const { may } = useRender()
  const add = may('places.site.create')
  return (
    <Page title="Sites" door="sites">
      <PageHead title="Sites">
        {add ? (
          <LinkButton href="/sites/new" kind="primary" icon="plus">
            New site
          </LinkButton>
        ) : null}
      </PageHead>
      <DataTable
        caption="Sites"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'site' : 'sites'}, by name`}
        empty={
          <EmptyState icon="factory" title="No site yet">
            <p>A site is a place with its own address: goods are sent there, work is done there.</p>
          </EmptyState>
        }
      />
    </Page>
  )
}

export const SitePage = ({ site }: { site: SiteRow }) => {
  const { may } = useRender()
  const closed = site.closedAt !== null
  return (
    <Page title={site.name} door="sites">
      <PageHead
        title={site.name}
        back={{ href: '/sites', label: 'Sites' }}
        pill={<State of="site" is={closed ? 'closed' : 'open'} />}
      >
        {may('places.site.change') ? (
          <LinkButton href={`/sites/${site.id}/edit`} icon="pencil">
            Edit
          </LinkButton>
        ) : null}
        {closed && may('places.site.reopen') ? (
          <Form action={`/sites/${site.id}/reopening`}>
            <Button>Open again</Button>
          </Form>
        ) : null}
        {!closed && may('places.site.close') ? (
          <More label="More for this site">
            <Form action={`/sites/${site.id}/closing`}>
              <Button kind="danger">Close the site</Button>
            </Form>
          </More>
        ) : null}
      </PageHead>
      <Card title="Facts">
        <KeyValues
          pairs={[
            ['Address', addressLine(site.address)],
            ['Goods', site.receives ? 'Sent here' : 'Not sent here'],
            ['Contact', site.contact],
            ['Telephone', site.phone],
            ['Delivery', site.instructions ? <p class="prose">{site.instructions}</p> : ''],
            ['Time zone', site.timeZone],
          ]}
        />
      </Card>
    </Page>
  )
}

type FormProps = {
  site: { id: string; name: string; version: number } | null
  values: Record<string, string>
  trouble: Trouble
  zones: Choice[]
  countries: Choice[]
}

export const SiteFormPage = ({ site, values, trouble, zones, countries }: FormProps) => {
  const title = site ? `Edit ${site.name}` : 'New site'
  return (
    <Page title={title} door="sites" wrong={trouble !== null}>
      <PageHead
        title={title}
        back={site ? { href: `/sites/${site.id}`, label: site.name } : { href: '/sites', label: 'Sites' }}
      />
      <ErrorSummary trouble={trouble} />
      <Form action={site ? `/sites/${site.id}` : '/sites'} class="form" draft={site ? `site-${site.id}` : 'site-new'}>
        {site ? <input type="hidden" name="version" value={String(site.version)} /> : null}
        <TextField name="name" label="Name" value={values.name} trouble={trouble} longest={120} />
        <Select name="timeZone" label="Time zone" value={values.timeZone} choices={zones} trouble={trouble} />
        <Checkbox name="receives" checked={values.receives === 'on'} hint="It can be chosen as ship-to on orders.">
          Goods are sent here
        </Checkbox>
        <AddressFields name="address" legend="Address" values={values} trouble={trouble} countries={countries} />
        <h2>Deliveries</h2>
        <div class="form-row">
          <TextField name="contact" label="Contact" optional value={values.contact} trouble={trouble} longest={120} />
          <TextField name="phone" label="Telephone" type="tel" optional value={values.phone} trouble={trouble} />
        </div>
        <TextArea
          name="instructions"
          label="Instructions for the driver"
          optional
          rows={3}
          value={values.instructions}
          trouble={trouble}
        />
        <div class="form-end">
          <Button kind="primary">{site ? 'Save changes' : 'Save site'}</Button>
          <A href={site ? `/sites/${site.id}` : '/sites'} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}
