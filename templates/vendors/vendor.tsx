import {
  A,
  Button,
  Card,
  DataTable,
  Form,
  KeyValues,
  LinkButton,
  More,
  Note,
  PageHead,
  State,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { addressLine } from '../places/sites'
import type { Tier } from './vendors'

export type VendorDetail = {
  id: string
  number: number
  name: string
  legalName: string
  taxNumber: string
  website: string
  accountNumber: string
  languageName: string
  currency: string
  paymentDays: number | null
  paymentTerms: string
  deliveryTerms: string
  categories: string[]
  notes: string
  tier: Tier
  tierReason: string
  tierAt: number
  tierByName: string
  endedAt: number | null
  version: number
}

type ContactRow = {
  id: string
  name: string
  jobTitle: string
  email: string
  phone: string
  channel: 'email' | 'sms' | 'phone'
  languageName: string
  main: boolean
  version: number
}

type AddressRow = {
  id: string
  kind: keyof typeof addressWords
  address: Record<string, string | undefined>
  latitudeMicro: number | null
}
type DocumentRow = { id: string; kind: string; number: string; expiresOn: string | null; fileId: string | null }
export type LiftRow = {
  id: string
  toTier: string
  reason: string
  askedBy: string
  asker: string
  askedAt: number
  decision: 'lifted' | 'declined' | null
  decisionReason: string
  decider: string
}

export const addressWords = {
  office: 'Office',
  warehouse: 'Warehouse',
  returns: 'Returns go to',
  payment: 'Payments',
} as const

export const channelWords = { email: 'E-mail', sms: 'Text message', phone: 'Telephone' } as const

type Props = {
  vendor: VendorDetail
  contacts: ContactRow[]
  addresses: AddressRow[]
  documents: DocumentRow[]
  /** A local date. */
  today: string
  distances: { site: string; km: number }[]
  lifts: LiftRow[]
  me: string
  into: { id: string; name: string } | null
}

/** One vendor: whether it may be reached and by whom, what hangs on it, and its terms. */
export const VendorPage = (props: Props) => {
  const { vendor, into, addresses, distances } = props
  const { may, base } = useRender()
  return (
    <Page title={vendor.name} door="vendors">
      <Head {...props} />
      {into ? (
        <Note>
          <span>
            This is the same company as{' '}
            <A href={`/vendors/${into.id}`} class="lk">
              {into.name}
            </A>
            , which has its people and papers.
          </span>
        </Note>
      ) : null}
      <Standing {...props} />
      <div class="two">
        <div>
          <People {...props} />
          <Panels on="vendor" id={vendor.id} />
          <Papers {...props} />
          {may('insights.audit.see') ? (
            <section hx-get={`${base}/audit/of/${vendor.id}`} hx-trigger="load" hx-swap="outerHTML">
              <A href={`/audit?subject=${vendor.id}`} class="lk">
                What happened to this vendor
              </A>
            </section>
          ) : null}
        </div>
        <div>
          <Card title="Terms">
            <KeyValues
              pairs={[
                ['Delivers', vendor.categories.join(', ')],
                ['Currency', vendor.currency],
                ['Payment', [days(vendor.paymentDays), vendor.paymentTerms].filter(Boolean).join(' · ')],
                ['Delivery', vendor.deliveryTerms],
                ['Our number', vendor.accountNumber ? <span class="code">{vendor.accountNumber}</span> : ''],
                ['Language', vendor.languageName],
                ['Legal name', vendor.legalName],
                ['Tax number', vendor.taxNumber ? <span class="code">{vendor.taxNumber}</span> : ''],
                [
                  'Website',
                  vendor.website ? (
                    <a class="lk" href={vendor.website} rel="noopener noreferrer nofollow" target="_blank">
                      {vendor.website.replace(/^https?:\/\//, '')}
                    </a>
                  ) : (
                    ''
                  ),
                ],
              ]}
            />
            {vendor.notes ? (
              <>
                <h3 class="sub-h">Notes</h3>
                <p class="prose">{vendor.notes}</p>
              </>
            ) : null}
          </Card>
          <Where vendor={vendor} addresses={addresses} distances={distances} />
        </div>
      </div>
    </Page>
  )
}

const days = (count: number | null) => (count === null ? '' : count === 0 ? 'At once' : `${count} days`)

const Head = ({ vendor, into }: Props) => {
  const { may } = useRender()
  const open = vendor.endedAt === null
  return (
    <PageHead
      title={vendor.name}
      back={{ href: '/vendors', label: 'Vendors' }}
      pill={<State of="vendor" is={open ? vendor.tier : 'ended'} />}
      facts={<span class="code">V-{vendor.number}</span>}
    >
      {open && may('vendors.vendor.change') ? (
        <LinkButton href={`/vendors/${vendor.id}/edit`} icon="pencil">
          Edit
        </LinkButton>
      ) : null}
      {open && vendor.tier === 'pending' && may('vendors.tier.change') ? (
        <LinkButton href={`/vendors/${vendor.id}/tier?to=approved`} kind="primary" icon="circle-check">
          Approve
        </LinkButton>
      ) : null}
      {!open && !into && may('vendors.vendor.bring-back') ? (
        <Form action={`/vendors/${vendor.id}/return-to-use`}>
          <input type="hidden" name="version" value={String(vendor.version)} />
          <Button icon="undo-2">Bring back</Button>
        </Form>
      ) : null}
      {open ? <MoreDeeds vendor={vendor} /> : null}
    </PageHead>
  )
}

const MoreDeeds = ({ vendor }: { vendor: VendorDetail }) => {
  const { may } = useRender()
  const black = vendor.tier === 'blacklisted'
  const deeds = ['vendors.tier.change', 'vendors.vendor.merge', 'vendors.vendor.end', 'vendors.tier.ask-lift']
  if (!deeds.some((deed) => may(deed))) return null
  return (
    <More label="More for this vendor">
      {!black && may('vendors.tier.change') ? (
        <A href={`/vendors/${vendor.id}/tier`} class="bt bt-q">
          Change its tier
        </A>
      ) : null}
      {black && may('vendors.tier.ask-lift') ? (
        <A href={`/vendors/${vendor.id}/lift`} class="bt bt-q">
          Ask to lift the blacklisting
        </A>
      ) : null}
      {may('vendors.vendor.merge') ? (
        <A href={`/vendors/${vendor.id}/merging`} class="bt bt-q">
          Merge into another
        </A>
      ) : null}
      {may('vendors.vendor.end') ? (
        <Form action={`/vendors/${vendor.id}/ending`}>
          <input type="hidden" name="version" value={String(vendor.version)} />
          <Button kind="danger">Take out of use</Button>
        </Form>
      ) : null}
    </More>
  )
}

/** Why it is approved, pending or blacklisted, and what waits for a second person. */
const Standing = ({ vendor, lifts, me }: Props) => {
  const { may } = useRender()
  const open = lifts.find(({ decision }) => decision === null)
  return (
    <>
      {vendor.tier === 'blacklisted' ? (
        <Note kind="danger">
          <span>
            <b>Nothing is sent to this vendor.</b> {vendor.tierReason}{' '}
            <span class="muted">
              {vendor.tierByName}, <When at={vendor.tierAt} />
            </span>
          </span>
        </Note>
      ) : null}
      {vendor.tier === 'pending' && vendor.endedAt === null ? (
        <Note kind="warning">
          <span>
            <b>Not approved yet.</b>{' '}
            {vendor.tierReason || 'It can be written to. Asking for prices and ordering takes a right of its own.'}
          </span>
        </Note>
      ) : null}
      {open ? (
        <Note kind="warning">
          <span>
            <b>
              {open.asker} asks to lift this, to {open.toTier}:
            </b>{' '}
            {open.reason}{' '}
            <span class="muted">
              <When at={open.askedAt} />
            </span>
          </span>
          {may('vendors.tier.lift') && open.askedBy !== me ? (
            <LinkButton href={`/vendors/lifts/${open.id}`} size="small">
              Decide
            </LinkButton>
          ) : (
            <span class="muted">A second person decides.</span>
          )}
        </Note>
      ) : null}
    </>
  )
}

const People = ({ vendor, contacts }: Props) => {
  const { may } = useRender()
  const changes = may('vendors.contact.change')
  return (
    <Card
      title="People"
      end={
        may('vendors.contact.add') ? (
          <A href={`/vendors/${vendor.id}/contacts/new`} class="lk">
            Add a person
          </A>
        ) : null
      }
    >
      {contacts.length === 0 ? (
        <p class="muted">Nobody is written down yet: add whom to write to.</p>
      ) : (
        <ul class="evs">
          {contacts.map((contact) => (
            <li id={contact.id}>
              <span class="row-t">
                <b>{contact.name}</b>
                {contact.main ? <span class="muted-in"> · written to first</span> : null}
                <span class="muted">{[contact.jobTitle, contact.languageName].filter(Boolean).join(' · ')}</span>
                <span>
                  {contact.email ? (
                    <a class="lk" href={`mailto:${contact.email}`}>
                      {contact.email}
                    </a>
                  ) : null}{' '}
                  {contact.phone ? (
                    <a class="lk" href={`tel:${contact.phone}`}>
                      {contact.phone}
                    </a>
                  ) : null}
                </span>
                <span class="muted">Prefers {channelWords[contact.channel].toLowerCase()}</span>
              </span>
              {changes ? (
                <span class="deeds">
                  <LinkButton href={`/vendors/contacts/${contact.id}`} size="small">
                    Edit
                  </LinkButton>
                  <Form action={`/vendors/contacts/${contact.id}/removal`}>
                    <input type="hidden" name="version" value={String(contact.version)} />
                    <Button size="small" label={`Take ${contact.name} off the list`}>
                      Remove
                    </Button>
                  </Form>
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

const Papers = ({ vendor, documents, today }: Props) => {
  const { may, calendar } = useRender()
  const soon = new Date(Date.parse(today) + 30 * 86_400_000).toISOString().slice(0, 10)
  return (
    <Card
      title="Papers that end"
      end={
        may('vendors.document.add') ? (
          <A href={`/vendors/${vendor.id}/documents/new`} class="lk">
            Add a document
          </A>
        ) : null
      }
    >
      <DataTable
        caption="Certificates, insurances and contracts"
        columns={[
          {
            head: 'Document',
            main: true,
            cell: ({ kind, fileId }: DocumentRow) =>
              fileId ? (
                <A href={`/files/${fileId}`} class="lk">
                  {kind}
                </A>
              ) : (
                kind
              ),
          },
          { head: 'Number', cell: ({ number }) => (number ? <span class="code">{number}</span> : '') },
          {
            head: 'Ends',
            cell: ({ expiresOn }) =>
              expiresOn === null ? (
                <span class="muted">Never</span>
              ) : (
                <time datetime={expiresOn}>{calendar.dayShort(expiresOn)}</time>
              ),
          },
          {
            head: 'State',
            bare: true,
            cell: ({ expiresOn }) => (
              <State
                of="paper"
                is={expiresOn === null || expiresOn > soon ? 'holds' : expiresOn < today ? 'expired' : 'ending'}
              />
            ),
          },
          ...(may('vendors.document.remove')
            ? [
                {
                  head: 'Take off',
                  silent: true,
                  deed: true,
                  cell: ({ id, kind }: DocumentRow) => (
                    <Form action={`/vendors/documents/${id}/removal`}>
                      <Button size="small" label={`Take ${kind} off the list`}>
                        Remove
                      </Button>
                    </Form>
                  ),
                },
              ]
            : []),
        ]}
        rows={documents}
        keyOf={({ id }) => id}
        empty={
          <p class="muted">No certificate, insurance or contract is kept. One that ends is spoken of a month before.</p>
        }
      />
    </Card>
  )
}

const Where = ({ vendor, addresses, distances }: Pick<Props, 'vendor' | 'addresses' | 'distances'>) => {
  const { may } = useRender()
  const changes = may('vendors.address.change')
  return (
    <Card
      title="Where it is"
      end={
        may('vendors.address.add') ? (
          <A href={`/vendors/${vendor.id}/addresses/new`} class="lk">
            Add
          </A>
        ) : null
      }
    >
      {addresses.length === 0 ? <p class="muted">No address yet.</p> : null}
      {addresses.length > 0 ? (
        <KeyValues
          pairs={addresses.map((address) => [
            addressWords[address.kind],
            <>
              {addressLine(address.address)}{' '}
              {changes ? (
                <A href={`/vendors/addresses/${address.id}`} class="lk">
                  Edit
                </A>
              ) : null}
            </>,
          ])}
        />
      ) : null}
      {distances.length > 0 ? (
        <>
          <h3 class="sub-h">As the crow flies</h3>
          <KeyValues pairs={distances.map(({ site, km }) => [site, `${km} km`])} />
        </>
      ) : addresses.length > 0 ? (
        <p class="hint">Distances stand here once the address and a site that receives goods have coordinates.</p>
      ) : null}
    </Card>
  )
}
