import type { Child } from 'hono/jsx'
import {
  A,
  Button,
  Card,
  Checkbox,
  type Choice,
  ErrorSummary,
  FileField,
  Form,
  LinkButton,
  LinkList,
  Note,
  PageHead,
  Radios,
  Select,
  TextArea,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'

type Values = Record<string, string>

export const SettingsPage = ({ owns }: { owns: boolean }) => {
  const { may, organization } = useRender()
  const items = [
    {
      may: 'identity.profile.change',
      href: '/profile',
      icon: 'user',
      title: 'My profile',
      detail: 'Name, telephone, colours, density, time zone',
    },
    {
      may: 'identity.organization.see',
      href: '/settings/organization',
      icon: 'building-2',
      title: 'Organization',
      detail: 'Names, addresses, logo, time zone, currency, units, fiscal year',
    },
    {
      may: 'places.site.see',
      href: '/sites',
      icon: 'factory',
      title: 'Sites',
      detail: 'Where goods are sent and work is done',
    },
    {
      may: 'identity.key.make',
      href: '/settings/keys',
      icon: 'key-round',
      title: 'API keys',
      detail: 'By which programs read and write here',
    },
    {
      may: 'identity.service.see',
      href: '/settings/services',
      icon: 'plug',
      title: 'Service accounts',
      detail: 'Programs that act as themselves',
    },
    {
      may: 'identity.single-sign-on.see',
      href: '/settings/single-sign-on',
      icon: 'shield-check',
      title: 'Single sign-on',
      detail: 'Signing in with the account at work; domains; people from your directory',
    },
    {
      may: 'work.failure.add',
      href: '/work/failures',
      icon: 'clipboard-list',
      title: 'Failure codes',
      detail: 'What goes wrong with equipment, why, and what is done about it',
    },
    {
      may: 'work.rate.set',
      href: '/work/rates',
      icon: 'timer',
      title: 'Labor rates',
      detail: 'What an hour of work costs',
    },
    {
      may: 'insights.audit.see',
      href: '/audit',
      icon: 'history',
      title: 'Audit log',
      detail: 'Who changed what, and when',
    },
    {
      may: 'identity.shared-device.see',
      href: '/settings/shared-tablets',
      icon: 'tablet',
      title: 'Shared tablets',
      detail: 'Tablets that several people open by PIN or passkey',
    },
    {
      may: 'identity.security.see',
      href: '/settings/security',
      icon: 'shield-check',
      title: 'Security',
      detail: 'What is asked at the door, what to look at, sessions of members',
    },
    {
      may: 'identity.organization.see',
      href: '/settings/connections',
      icon: 'mail',
      title: 'Connections',
      detail: 'What stands behind mail, text messages and files',
    },
  ]
  return (
    <Page title="Settings" door="settings">
      <PageHead title="Settings" />
      <LinkList items={items.filter((item) => may(item.may))} />
      <div class="problem-ways line">
        {owns ? <LinkButton href="/settings/ownership">Pass ownership on</LinkButton> : null}
        <LinkButton href="/settings/leaving">Leave {organization?.name}</LinkButton>
        <Form action="/sign-out" absolute>
          <Button icon="log-out">Sign out</Button>
        </Form>
      </div>
    </Page>
  )
}

type AddressProps = { name: string; legend: string; values: Values; trouble: Trouble; countries: Choice[] }

const AddressFields = ({ name, legend, values, trouble, countries }: AddressProps) => (
  <>
    <h2>{legend}</h2>
    <TextArea
      name={`${name}.lines`}
      label="Street and number"
      optional
      rows={2}
      value={values[`${name}.lines`]}
      trouble={trouble}
    />
    <div class="form-row">
      <TextField
        name={`${name}.postcode`}
        label="Postcode"
        optional
        value={values[`${name}.postcode`]}
        trouble={trouble}
        longest={20}
      />
      <TextField
        name={`${name}.city`}
        label="Town"
        optional
        value={values[`${name}.city`]}
        trouble={trouble}
        longest={120}
      />
    </div>
    <div class="form-row">
      <TextField
        name={`${name}.region`}
        label="State or region"
        optional
        value={values[`${name}.region`]}
        trouble={trouble}
        longest={120}
      />
      <Select
        name={`${name}.country`}
        label="Country"
        optional
        width="full"
        value={values[`${name}.country`]}
        choices={countries}
        trouble={trouble}
      />
    </div>
  </>
)

export { AddressFields }

type OrganizationProps = {
  values: Values
  trouble: Trouble
  zones: Choice[]
  currencies: Choice[]
  countries: Choice[]
  logo: boolean
  version: number
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export const OrganizationPage = ({
  values,
  trouble,
  zones,
  currencies,
  countries,
  logo,
  version,
}: OrganizationProps) => {
  const { may, organization } = useRender()
  return (
    <Page title="Organization" door="settings" wrong={trouble !== null}>
      <PageHead title="Organization" back={{ href: '/settings', label: 'Settings' }} />
      <ErrorSummary trouble={trouble} />
      <div class="two">
        <Form action="/settings/organization" class="form">
          <input type="hidden" name="version" value={String(version)} />
          <TextField name="name" label="Name" value={values.name} trouble={trouble} longest={120} />
          <div class="form-row">
            <TextField
              name="legalName"
              label="Legal name, as on orders"
              optional
              value={values.legalName}
              trouble={trouble}
              longest={200}
            />
            <TextField
              name="taxNumber"
              label="Tax number"
              optional
              value={values.taxNumber}
              trouble={trouble}
              longest={40}
            />
          </div>
          <div class="form-row">
            <TextField name="email" label="E-mail" type="email" optional value={values.email} trouble={trouble} />
            <TextField name="phone" label="Telephone" type="tel" optional value={values.phone} trouble={trouble} />
          </div>
          <TextField name="website" label="Website" optional value={values.website} trouble={trouble} longest={200} />
          <AddressFields name="address" legend="Address" values={values} trouble={trouble} countries={countries} />
          <AddressFields
            name="billing"
            legend="Billing address, when it is another"
            values={values}
            trouble={trouble}
            countries={countries}
          />
          <h2>How it counts</h2>
          <div class="form-row">
            <Select
              name="timeZone"
              label="Time zone"
              width="full"
              value={values.timeZone}
              choices={zones}
              trouble={trouble}
            />
            <Select
              name="currency"
              label="Currency"
              width="full"
              value={values.currency}
              choices={currencies}
              trouble={trouble}
            />
          </div>
          <div class="form-row">
            <Select
              name="locale"
              label="Figures and dates"
              width="full"
              value={values.locale}
              choices={[
                { value: 'en-US', label: '1,234.50 (English, US)' },
                { value: 'en-GB', label: '1,234.50 (English, UK)' },
                { value: 'de-DE', label: '1.234,50 (German)' },
                { value: 'nl-NL', label: '1.234,50 (Dutch)' },
                { value: 'es-ES', label: '1234,50 (Spanish)' },
                { value: 'fr-FR', label: '1 234,50 (French)' },
              ]}
              trouble={trouble}
            />
            <Select
              name="fiscalYearStartMonth"
              label="Fiscal year begins in"
              width="full"
              value={values.fiscalYearStartMonth}
              choices={months.map((label, index) => ({ value: String(index + 1), label }))}
              trouble={trouble}
            />
          </div>
          <Radios
            name="units"
            legend="Units"
            value={values.units ?? 'metric'}
            choices={[
              { value: 'metric', label: 'Metric', hint: 'mm, bar, °C' },
              { value: 'us', label: 'US customary', hint: 'in, psi, °F' },
            ]}
            trouble={trouble}
          />
          {may('identity.organization.change') ? (
            <div class="form-end">
              <Button kind="primary">Save changes</Button>
            </div>
          ) : (
            <Note>Only administrators change this.</Note>
          )}
        </Form>
        {may('identity.organization.set-logo') ? (
          <Card title="Logo">
            {logo ? (
              <img src={organization?.logo ?? ''} alt={`Logo of ${organization?.name}`} width="160" />
            ) : (
              <p class="muted">No logo yet: the first letter stands for it.</p>
            )}
            <Form action="/settings/logo" files class="form">
              <FileField
                name="logo"
                label="Picture"
                hint="PNG, JPEG or WebP, at most 512 kB."
                accept="image/png,image/jpeg,image/webp"
                trouble={trouble}
              />
              <div class="form-end">
                <Button>{logo ? 'Replace the logo' : 'Put up the logo'}</Button>
              </div>
            </Form>
            {logo ? (
              <Form action="/settings/logo/removal">
                <Button kind="quiet" icon="trash-2">
                  Take the logo down
                </Button>
              </Form>
            ) : null}
          </Card>
        ) : null}
      </div>
    </Page>
  )
}

export const ProfilePage = ({
  values,
  trouble,
  zones,
  version,
  email,
  roleTitle,
  security,
}: {
  values: Values
  trouble: Trouble
  zones: Choice[]
  version: number
  email: string
  roleTitle: string
  /** How one signs in; null where it is not shown. */
  security: Child
}) => (
  <Page title="My profile" door="settings" wrong={trouble !== null}>
    <PageHead title="My profile" back={{ href: '/settings', label: 'Settings' }} facts={`${email} · ${roleTitle}`} />
    <ErrorSummary trouble={trouble} />
    <nav class="door-foot" aria-label="Signing in">
      <a class="lk" href="/security">
        How I sign in
      </a>
      <a class="lk" href="/security/devices">
        My devices
      </a>
      <a class="lk" href="/security/history">
        Sign-in history
      </a>
      <A class="lk" href="/profile/consents">
        Messages and consents
      </A>
    </nav>
    <Form action="/profile" class="form" draft="profile">
      <input type="hidden" name="version" value={String(version)} />
      <TextField name="name" label="Name" autocomplete="name" value={values.name} trouble={trouble} longest={120} />
      <TextField
        name="jobTitle"
        label="Job title"
        optional
        autocomplete="organization-title"
        value={values.jobTitle}
        trouble={trouble}
        longest={120}
      />
      <TextField
        name="phone"
        label="Telephone"
        optional
        type="tel"
        autocomplete="tel"
        width="medium"
        value={values.phone}
        trouble={trouble}
      />
      <Select
        name="timeZone"
        label="Time zone"
        value={values.timeZone}
        choices={[{ value: '', label: 'As the organization' }, ...zones]}
        trouble={trouble}
      />
      <Radios
        name="theme"
        legend="Colours"
        value={values.theme ?? 'auto'}
        choices={[
          { value: 'auto', label: 'As this device' },
          { value: 'day', label: 'Day', hint: 'Survives sunlight' },
          { value: 'night', label: 'Night' },
        ]}
        trouble={trouble}
      />
      <Radios
        name="density"
        legend="Lists"
        value={values.density ?? 'comfortable'}
        choices={[
          { value: 'comfortable', label: 'Comfortable' },
          { value: 'compact', label: 'Compact', hint: 'More rows on a desk' },
        ]}
        trouble={trouble}
      />
      <Checkbox
        name="shortcuts"
        checked={values.shortcuts === 'on'}
        hint="C for a new task, / for the search, ? for all of them."
      >
        Single keys do things
      </Checkbox>
      <div class="form-end">
        <Button kind="primary">Save changes</Button>
        <A href="/settings" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
    {security}
  </Page>
)

export const ConnectionsPage = ({
  doors,
}: {
  doors: { name: string; state: string; reaches: boolean; how: string }[]
}) => (
  <Page title="Connections" door="settings">
    <PageHead title="Connections" back={{ href: '/settings', label: 'Settings' }} />
    {doors.map(({ name, state, reaches, how }) => (
      <Note kind={reaches ? 'good' : 'warning'}>
        <span>
          <b>{name}.</b> {state} <span class="muted">{how}</span>
        </span>
      </Note>
    ))}
  </Page>
)
