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
  Radios,
  Select,
  State,
  TextArea,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { type Around, Inside, NewInside } from './places'

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
    <Page title="Sites" door="places">
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

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

type SitePageProps = {
  site: SiteRow
  coordinates: string
  /** The shifts of each weekday in words; null for around the clock. */
  week: string[] | null
  exceptions: { on: string; name: string; hours: string }[]
  holidays: { on: string; name: string }[]
  around: Around
}

export const SitePage = ({ site, coordinates, week, exceptions, holidays, around }: SitePageProps) => {
  const { may, calendar } = useRender()
  const closed = site.closedAt !== null
  return (
    <Page title={site.name} door="places">
      <PageHead
        title={site.name}
        back={{ href: '/places', label: 'Places' }}
        pill={<State of="site" is={closed ? 'closed' : 'open'} />}
      >
        {may('places.site.change') ? (
          <LinkButton href={`/sites/${site.id}/edit`} icon="pencil">
            Edit
          </LinkButton>
        ) : null}
        {closed ? null : <NewInside place={{ id: site.id, kind: 'site' }} kinds={around.kinds} />}
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
      <div class="two">
        <div>
          <Inside place={site} around={around} />
          <Panels on="place" id={site.id} />
          {around.children.length === 0 ? (
            <EmptyState icon="factory" title="Nothing stands here yet">
              <p>Name its areas and lines first, then the storerooms and their bins. Equipment is put into them.</p>
            </EmptyState>
          ) : null}
        </div>
        <div>
          <Card title="Facts">
            <KeyValues
              pairs={[
                ['Address', addressLine(site.address)],
                ['Coordinates', coordinates],
                ['Goods', site.receives ? 'Sent here' : 'Not sent here'],
                ['Contact', site.contact],
                ['Telephone', site.phone],
                ['Delivery', site.instructions ? <p class="prose">{site.instructions}</p> : ''],
                ['Time zone', site.timeZone.replaceAll('_', ' ')],
              ]}
            />
          </Card>
          <Card
            title="Operating hours"
            end={
              may('places.site.set-hours') ? (
                <A href={`/sites/${site.id}/hours`} class="lk">
                  Change
                </A>
              ) : null
            }
          >
            {week === null ? (
              <p>Around the clock</p>
            ) : (
              <KeyValues
                pairs={week.map((hours, index) => [dayNames[index] ?? '', hours || <span class="muted">Closed</span>])}
              />
            )}
            {exceptions.length > 0 ? (
              <>
                <h3 class="sub-h">Days that differ</h3>
                <KeyValues
                  pairs={exceptions.map(({ on, name, hours }) => [
                    calendar.dayShort(on),
                    `${hours}${name ? `, ${name}` : ''}`,
                  ])}
                />
              </>
            ) : null}
            {holidays.length > 0 ? (
              <>
                <h3 class="sub-h">Next public holidays</h3>
                <KeyValues pairs={holidays.map(({ on, name }) => [calendar.dayShort(on), name])} />
              </>
            ) : null}
          </Card>
        </div>
      </div>
    </Page>
  )
}

type HoursProps = {
  site: { id: string; name: string; version: number; timeZone: string }
  values: Record<string, string>
  trouble: Trouble
  countries: Choice[]
  regions: Choice[]
}

export const HoursPage = ({ site, values, trouble, countries, regions }: HoursProps) => (
  <Page title={`Operating hours of ${site.name}`} door="places" wrong={trouble !== null}>
    <PageHead
      title={`Operating hours of ${site.name}`}
      back={{ href: `/sites/${site.id}`, label: site.name }}
      facts={site.timeZone.replaceAll('_', ' ')}
    />
    <ErrorSummary trouble={trouble} />
    <Form action={`/sites/${site.id}/hours`} class="form" draft={`hours-${site.id}`}>
      <input type="hidden" name="version" value={String(site.version)} />
      <Radios
        name="clock"
        legend="When does this site work?"
        value={values.clock ?? 'always'}
        choices={[
          { value: 'always', label: 'Around the clock' },
          { value: 'shifts', label: 'By shifts', hint: 'Availability counts only these hours.' },
        ]}
        trouble={trouble}
      />
      <h2>Shifts</h2>
      <p class="hint">
        Write 06:00-14:00, or several with commas between: Early 06:00-14:00, Late 14:00-22:00. A shift that ends before
        it begins goes on past midnight. Leave a free day empty.
      </p>
      {dayNames.map((day) => (
        <TextField
          name={day.toLowerCase()}
          label={day}
          value={values[day.toLowerCase()]}
          longest={300}
          trouble={trouble}
        />
      ))}
      <h2>Days that differ</h2>
      <TextArea
        name="exceptions"
        label="One day a line"
        optional
        hint="2026-12-24 06:00-12:00 Christmas Eve, or 2026-12-28 closed Shutdown"
        rows={4}
        value={values.exceptions}
        trouble={trouble}
      />
      <h2>Public holidays</h2>
      <div class="form-row">
        <Select
          name="country"
          label="Free on those of"
          value={values.country}
          choices={countries}
          width="full"
          trouble={trouble}
        />
        {regions.length > 0 ? (
          <Select
            name="region"
            label="Region"
            value={values.region}
            choices={[{ value: '', label: 'Whole country' }, ...regions]}
            width="full"
            trouble={trouble}
          />
        ) : null}
      </div>
      <p class="hint">Regions are offered once a country is saved.</p>
      <div class="form-end">
        <Button kind="primary">Save hours</Button>
        <A href={`/sites/${site.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

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
    <Page title={title} door="places" wrong={trouble !== null}>
      <PageHead
        title={title}
        back={site ? { href: `/sites/${site.id}`, label: site.name } : { href: '/sites', label: 'Sites' }}
      />
      <ErrorSummary trouble={trouble} />
      <Form action={site ? `/sites/${site.id}` : '/sites'} class="form" draft={site ? `site-${site.id}` : 'site-new'}>
        {site ? <input type="hidden" name="version" value={String(site.version)} /> : null}
        <TextField name="name" label="Name" value={values.name} trouble={trouble} longest={120} />
        <Select name="timeZone" label="Time zone" value={values.timeZone} choices={zones} trouble={trouble} />
        <TextField
          name="coordinates"
          label="Coordinates"
          optional
          hint="Latitude and longitude as a map copies them: 51.8869, 4.4370"
          width="medium"
          value={values.coordinates}
          trouble={trouble}
        />
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
