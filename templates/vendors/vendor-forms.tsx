import type { Child } from 'hono/jsx'
import {
  A,
  Button,
  Card,
  Checkbox,
  type Choice,
  Combobox,
  ErrorSummary,
  Form,
  PageHead,
  Radios,
  Select,
  TextArea,
  TextField,
  type Trouble,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import type { Tier } from './vendors'

type Values = Record<string, string>
type Named = { id: string; name: string; version: number }

type FormProps = {
  vendor: (Named & { number: number }) | null
  values: Values
  trouble: Trouble
  /** Another vendor of this name is written down: the person says that this is another company. */
  twin: boolean
  currencies: Choice[]
  languages: Choice[]
  known: string[]
}

export const VendorFormPage = ({ vendor, values, trouble, twin, currencies, languages, known }: FormProps) => {
  const title = vendor ? `Edit ${vendor.name}` : 'New vendor'
  const field = { trouble, optional: true }
  return (
    <Page title={title} door="vendors" wrong={trouble !== null}>
      <PageHead
        title={title}
        back={vendor ? { href: `/vendors/${vendor.id}`, label: vendor.name } : { href: '/vendors', label: 'Vendors' }}
      />
      <ErrorSummary trouble={trouble} />
      <Form
        action={vendor ? `/vendors/${vendor.id}` : '/vendors'}
        class="form"
        draft={vendor ? `vendor-${vendor.id}` : 'vendor-new'}
      >
        {vendor ? <input type="hidden" name="version" value={String(vendor.version)} /> : null}
        <TextField name="name" label="Name" value={values.name} trouble={trouble} longest={160} autofocus={!trouble} />
        {twin ? (
          <Checkbox name="another" checked={values.another === 'on'}>
            This is another company of the same name
          </Checkbox>
        ) : null}
        <TextField
          name="categories"
          label="Delivers"
          hint={`With commas between${known.length > 0 ? `, such as ${known.slice(0, 4).join(', ')}` : ', such as Seals, Bearings'}.`}
          value={values.categories}
          {...field}
        />
        <h2>Terms</h2>
        <div class="form-row">
          <Select
            name="currency"
            label="Currency"
            value={values.currency}
            choices={currencies}
            width="full"
            trouble={trouble}
          />
          <TextField
            name="paymentDays"
            label="Days to pay"
            inputmode="numeric"
            width="short"
            value={values.paymentDays}
            {...field}
          />
        </div>
        <TextField
          name="paymentTerms"
          label="Payment in words"
          hint="Such as 2 % within 10 days."
          value={values.paymentTerms}
          longest={200}
          {...field}
        />
        <TextField
          name="deliveryTerms"
          label="Delivery"
          hint="Such as DAP Rotterdam, free above EUR 500."
          value={values.deliveryTerms}
          longest={200}
          {...field}
        />
        <h2>The company</h2>
        <TextField name="legalName" label="Legal name" value={values.legalName} longest={200} {...field} />
        <div class="form-row">
          <TextField name="taxNumber" label="Tax number" value={values.taxNumber} longest={40} {...field} />
          <TextField
            name="accountNumber"
            label="Our number in their books"
            value={values.accountNumber}
            longest={60}
            {...field}
          />
        </div>
        <div class="form-row">
          <TextField name="website" label="Website" type="url" value={values.website} longest={300} {...field} />
          <Select
            name="language"
            label="Language"
            value={values.language}
            choices={languages}
            width="full"
            {...field}
          />
        </div>
        <TextArea name="notes" label="Notes" rows={4} value={values.notes} {...field} />
        <div class="form-end">
          <Button kind="primary">{vendor ? 'Save changes' : 'Save vendor'}</Button>
          <A href={vendor ? `/vendors/${vendor.id}` : '/vendors'} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

/** A deed about one vendor that needs some words. */
const DeedPage = ({
  vendor,
  title,
  path,
  trouble,
  button,
  danger,
  children,
}: {
  vendor: Named
  title: string
  path: string
  trouble: Trouble
  button: string
  danger?: boolean
  children: Child
}) => (
  <Page title={title} door="vendors" wrong={trouble !== null}>
    <PageHead title={title} back={{ href: `/vendors/${vendor.id}`, label: vendor.name }} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/vendors/${vendor.id}/${path}`} class="form">
      <input type="hidden" name="version" value={String(vendor.version)} />
      {children}
      <div class="form-end">
        <Button kind={danger ? 'danger' : 'primary'}>{button}</Button>
        <A href={`/vendors/${vendor.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

const tierChoices: (Choice & { value: Tier; hint: string })[] = [
  { value: 'approved', label: 'Approved', hint: 'It can be asked for prices and ordered from.' },
  { value: 'pending', label: 'Pending', hint: 'It can be written to; asking and ordering takes a right of its own.' },
  {
    value: 'blacklisted',
    label: 'Blacklisted',
    hint: 'Nothing is sent to it by anybody. Lifting this takes two people.',
  },
]

type DeedProps = { vendor: Named & { tier: Tier }; values: Values; trouble: Trouble }

export const TierPage = ({ vendor, values, trouble }: DeedProps) => (
  <DeedPage
    vendor={vendor}
    title={`How far is ${vendor.name} trusted?`}
    path="tier"
    trouble={trouble}
    button="Change the tier"
  >
    <Radios
      name="tier"
      legend="Tier"
      value={values.tier ?? ''}
      choices={tierChoices.filter(({ value }) => value !== vendor.tier)}
      trouble={trouble}
    />
    <TextArea
      name="reason"
      label="Why?"
      hint="It stands beside the vendor and in the audit log."
      rows={3}
      value={values.reason}
      trouble={trouble}
    />
  </DeedPage>
)

export const LiftPage = ({ vendor, values, trouble }: DeedProps) => (
  <DeedPage
    vendor={vendor}
    title={`Lift the blacklisting of ${vendor.name}?`}
    path="lift"
    trouble={trouble}
    button="Ask a second person"
  >
    <p class="hint">You ask; somebody else who may lift it decides. Until then nothing is sent to this vendor.</p>
    <Radios
      name="tier"
      legend="What should it be then?"
      value={values.tier ?? 'pending'}
      choices={tierChoices.filter(({ value }) => value !== 'blacklisted')}
      trouble={trouble}
    />
    <TextArea name="reason" label="Why?" rows={3} value={values.reason} trouble={trouble} />
  </DeedPage>
)

export const MergePage = ({ vendor, values, trouble }: DeedProps) => (
  <DeedPage vendor={vendor} title={`Merge ${vendor.name}`} path="merging" trouble={trouble} button="Merge" danger>
    <p class="hint">
      Its people, addresses, papers and files go to the vendor that stays. This entry stays only as the way there: links
      to it still work.
    </p>
    <Combobox
      name="intoId"
      label="Which one stays?"
      hint="Begin to type a name or a number."
      find="/vendors/pick"
      value={values.intoId}
      shown={values['intoId-words']}
      trouble={trouble}
    />
  </DeedPage>
)

type DecideProps = {
  vendor: { id: string; name: string; tierReason: string }
  lift: { id: string; toTier: string; reason: string; asker: string; askedAt: number }
  values: Record<string, string>
  trouble: Trouble
}

/** The second person's page: what is asked, why it was blacklisted, and the two answers. */
export const DecidePage = ({ vendor, lift, values, trouble }: DecideProps) => (
  <Page title={`Lift the blacklisting of ${vendor.name}?`} door="vendors" wrong={trouble !== null}>
    <PageHead
      title={`Lift the blacklisting of ${vendor.name}?`}
      back={{ href: `/vendors/${vendor.id}`, label: vendor.name }}
    />
    <ErrorSummary trouble={trouble} />
    <Card title="Why it was blacklisted">
      <p class="prose">{vendor.tierReason || 'No reason was written.'}</p>
    </Card>
    <Card title={`${lift.asker} asks for it to be ${lift.toTier}`}>
      <p class="prose">{lift.reason}</p>
      <p class="muted">
        <When at={lift.askedAt} />
      </p>
    </Card>
    <Form action={`/vendors/lifts/${lift.id}`} class="form">
      <TextArea name="reason" label="Your words to it" optional rows={2} value={values.reason} trouble={trouble} />
      <div class="form-end">
        <Button kind="primary" name="decision" value="lifted">
          Lift the blacklisting
        </Button>
        <Button name="decision" value="declined">
          Leave it blacklisted
        </Button>
      </div>
    </Form>
  </Page>
)
