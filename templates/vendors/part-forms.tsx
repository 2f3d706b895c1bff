import { AddressFields } from '../identity/settings'
import {
  A,
  Button,
  Checkbox,
  type Choice,
  DateField,
  ErrorSummary,
  FileField,
  Form,
  PageHead,
  Radios,
  Select,
  TextField,
  type Trouble,
} from '../kit'
import { Page } from '../layouts/page'
import { addressWords } from './vendor'

type Values = Record<string, string>
type Of = { vendor: { id: string; name: string }; values: Values; trouble: Trouble }

const End = ({ vendor, button }: { vendor: Of['vendor']; button: string }) => (
  <div class="form-end">
    <Button kind="primary">{button}</Button>
    <A href={`/vendors/${vendor.id}`} class="bt bt-q">
      Cancel
    </A>
  </div>
)

type ContactProps = Of & { contact: { id: string; name: string; version: number } | null; languages: Choice[] }

export const ContactFormPage = ({ vendor, contact, values, trouble, languages }: ContactProps) => {
  const title = contact ? `Edit ${contact.name}` : `Somebody at ${vendor.name}`
  return (
    <Page title={title} door="vendors" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: `/vendors/${vendor.id}`, label: vendor.name }} />
      <ErrorSummary trouble={trouble} />
      <Form
        action={contact ? `/vendors/contacts/${contact.id}` : `/vendors/${vendor.id}/contacts`}
        class="form"
        draft={`contact-${contact?.id ?? vendor.id}`}
      >
        {contact ? <input type="hidden" name="version" value={String(contact.version)} /> : null}
        <TextField
          name="name"
          label="Name"
          hint="A person, or a desk such as Sales."
          value={values.name}
          longest={120}
          trouble={trouble}
        />
        <TextField
          name="jobTitle"
          label="What they do there"
          optional
          value={values.jobTitle}
          longest={120}
          trouble={trouble}
        />
        <TextField
          name="email"
          label="E-mail"
          type="email"
          inputmode="email"
          optional
          value={values.email}
          trouble={trouble}
        />
        <TextField
          name="phone"
          label="Telephone"
          hint="With its country code, such as +31 10 123 4567."
          type="tel"
          inputmode="tel"
          optional
          width="medium"
          value={values.phone}
          trouble={trouble}
        />
        <Radios
          name="channel"
          legend="How do they like to be reached?"
          value={values.channel ?? 'email'}
          choices={[
            { value: 'email', label: 'By e-mail' },
            { value: 'sms', label: 'By text message', hint: 'Only while they agree: STOP ends it at once.' },
            { value: 'phone', label: 'By telephone' },
          ]}
          trouble={trouble}
        />
        <Select name="language" label="Language" value={values.language} choices={languages} trouble={trouble} />
        <Checkbox name="main" checked={values.main === 'on'} hint="When nobody chooses another.">
          Written to first
        </Checkbox>
        <End vendor={vendor} button={contact ? 'Save changes' : 'Save person'} />
      </Form>
    </Page>
  )
}

type AddressProps = Of & { address: { id: string } | null; countries: Choice[] }

export const AddressFormPage = ({ vendor, address, values, trouble, countries }: AddressProps) => {
  const title = address ? `Edit an address of ${vendor.name}` : `An address of ${vendor.name}`
  return (
    <Page title={title} door="vendors" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: `/vendors/${vendor.id}`, label: vendor.name }}>
        {address ? (
          <Form action={`/vendors/addresses/${address.id}/removal`}>
            <Button kind="danger">Take off</Button>
          </Form>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      <Form
        action={address ? `/vendors/addresses/${address.id}` : `/vendors/${vendor.id}/addresses`}
        class="form"
        draft={`address-${address?.id ?? vendor.id}`}
      >
        <Select
          name="kind"
          label="What is there"
          value={values.kind}
          choices={Object.entries(addressWords).map(([value, label]) => ({ value, label }))}
          trouble={trouble}
        />
        <AddressFields name="address" legend="Address" values={values} trouble={trouble} countries={countries} />
        <TextField
          name="coordinates"
          label="Coordinates"
          optional
          hint="Latitude and longitude as a map copies them: 51.8869, 4.4370. Distances are counted from here."
          width="medium"
          value={values.coordinates}
          trouble={trouble}
        />
        <End vendor={vendor} button="Save address" />
      </Form>
    </Page>
  )
}

export const DocumentFormPage = ({ vendor, values, trouble }: Of) => (
  <Page title={`A document of ${vendor.name}`} door="vendors" wrong={trouble !== null}>
    <PageHead title={`A document of ${vendor.name}`} back={{ href: `/vendors/${vendor.id}`, label: vendor.name }} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/vendors/${vendor.id}/documents`} class="form" files>
      <TextField
        name="kind"
        label="What it is"
        hint="Such as ISO 9001, Insurance or Frame contract."
        value={values.kind}
        longest={80}
        trouble={trouble}
      />
      <TextField
        name="number"
        label="Its number"
        optional
        width="medium"
        value={values.number}
        longest={80}
        trouble={trouble}
      />
      <DateField
        name="expiresOn"
        label="Ends on"
        hint="A month before, it is spoken of."
        optional
        value={values.expiresOn}
        trouble={trouble}
      />
      <FileField
        name="file"
        label="The paper itself"
        hint="PDF or picture, at most 10 MB."
        optional
        accept=".pdf,image/*"
        trouble={trouble}
      />
      <End vendor={vendor} button="Keep document" />
    </Form>
  </Page>
)
