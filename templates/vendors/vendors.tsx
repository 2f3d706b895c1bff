import {
  A,
  Button,
  Chips,
  type Column,
  DataTable,
  EmptyState,
  LinkButton,
  More,
  PageHead,
  State,
  Tabs,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'

export type Tier = 'approved' | 'pending' | 'blacklisted'

export type VendorRow = {
  id: string
  number: number
  name: string
  tier: Tier
  categories: string[]
  currency: string
  paymentDays: number | null
  endedAt: number | null
  contact: { name: string; email: string; phone: string } | null
  address: { city?: string; country?: string } | null
}

export type VendorFilter = { tier?: Tier | undefined; category?: string | undefined; ended?: boolean | undefined }

const columns: Column<VendorRow>[] = [
  {
    head: 'Vendor',
    main: true,
    cell: ({ id, name }) => (
      <A href={`/vendors/${id}`} class="lk">
        {name}
      </A>
    ),
  },
  { head: 'Number', bare: true, cell: ({ number }) => <span class="code">V-{number}</span> },
  { head: 'Tier', bare: true, cell: ({ tier }) => <State of="vendor" is={tier} /> },
  {
    head: 'Delivers',
    wide: true,
    cell: ({ categories }) => categories.join(', ') || <span class="muted">Not stated</span>,
  },
  {
    head: 'Person',
    cell: ({ contact }) =>
      contact ? (
        <span class="two-lines">
          {contact.name}
          <span class="muted">{contact.email || contact.phone}</span>
        </span>
      ) : (
        <span class="muted">Nobody yet</span>
      ),
  },
  {
    head: 'Place',
    cell: ({ address }) =>
      [address?.city, address?.country].filter(Boolean).join(', ') || <span class="muted">Not stated</span>,
  },
  {
    head: 'Pays',
    cell: ({ currency, paymentDays }) => `${currency}${paymentDays === null ? '' : `, ${paymentDays} days`}`,
  },
]

type Props = {
  rows: VendorRow[]
  next: string | null
  words: string
  filter: VendorFilter
  categories: string[]
  first: boolean
}

const queryOf = (filter: VendorFilter, words = ''): string => {
  const query = new URLSearchParams()
  if (words) query.set('q', words)
  if (filter.tier) query.set('tier', filter.tier)
  if (filter.category) query.set('category', filter.category)
  if (filter.ended) query.set('ended', 'true')
  return query.size > 0 ? `?${query}` : ''
}

/** Whom the organization buys from, by name. */
export const VendorsPage = ({ rows, next, words, filter, categories, first }: Props) => {
  const { may } = useRender()
  const query = queryOf(filter, words)
  return (
    <Page title="Vendors" door="vendors">
      <PageHead title="Vendors">
        {may('vendors.vendor.create') ? (
          <LinkButton href="/vendors/new" kind="primary" icon="plus">
            New vendor
          </LinkButton>
        ) : null}
        {may('vendors.vendor.export') ? (
          <More label="More for this list">
            <A href={`/vendors/export${query}`} class="bt bt-q">
              Take away as CSV
            </A>
            <A href={`/vendors/export${query ? `${query}&` : '?'}as=xlsx`} class="bt bt-q">
              Take away as a workbook
            </A>
          </More>
        ) : null}
      </PageHead>
      <Tabs
        label="Views of vendors"
        tabs={[
          { href: '/vendors', label: 'All', current: !filter.tier && !filter.ended },
          { href: '/vendors?tier=approved', label: 'Approved', current: filter.tier === 'approved' },
          { href: '/vendors?tier=pending', label: 'Pending', current: filter.tier === 'pending' },
          { href: '/vendors?tier=blacklisted', label: 'Blacklisted', current: filter.tier === 'blacklisted' },
          { href: '/vendors?ended=true', label: 'Out of use', current: filter.ended === true },
        ]}
      />
      <Tools words={words} filter={filter} categories={categories} />
      <DataTable
        caption="Vendors"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={summaryOf(rows.length, words, next !== null || !first)}
        empty={<NoVendors words={words} filter={filter} first={first} />}
      />
    </Page>
  )
}

const Tools = ({ words, filter, categories }: Pick<Props, 'words' | 'filter' | 'categories'>) => {
  const { base } = useRender()
  const chips = [
    ...(words ? [{ field: 'Search', value: words, without: `/vendors${queryOf(filter)}` }] : []),
    ...(filter.category
      ? [
          {
            field: 'Delivers',
            value: filter.category,
            without: `/vendors${queryOf({ ...filter, category: undefined }, words)}`,
          },
        ]
      : []),
  ]
  return (
    <div class="tools">
      <form class="filter" method="get" action={`${base}/vendors`}>
        {filter.tier ? <input type="hidden" name="tier" value={filter.tier} /> : null}
        {filter.ended ? <input type="hidden" name="ended" value="true" /> : null}
        <label>
          Name, person or address
          <input type="search" name="q" value={words} placeholder="Beginnings will do" />
        </label>
        {categories.length > 0 ? (
          <label>
            Delivers
            <select name="category">
              <option value="">Anything</option>
              {categories.map((category) => (
                <option value={category} selected={category === filter.category}>
                  {category}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <Button>Find</Button>
      </form>
      <Chips chips={chips} clear={`/vendors${queryOf({ tier: filter.tier, ended: filter.ended })}`} />
    </div>
  )
}

const summaryOf = (count: number, words: string, more: boolean): string => {
  const vendors = count === 1 ? '1 vendor' : `${count} vendors`
  return words ? `${vendors} found, by name` : `${vendors}${more ? ' on this page' : ''}, by name`
}

const NoVendors = ({ words, filter, first }: Pick<Props, 'words' | 'filter' | 'first'>) => {
  const { may } = useRender()
  if (!first || words || filter.category || filter.tier || filter.ended) {
    return (
      <EmptyState icon="search" title={words ? `No vendor is found by “${words}”` : 'No vendor is like that'}>
        <p>Look for the beginning of a name, a person, an address or a number such as V-12.</p>
        <LinkButton href="/vendors">All vendors</LinkButton>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon="truck" title="No vendor yet">
      <p>A vendor is a company that you buy from, or may: with its people, its terms and its papers.</p>
      {may('vendors.vendor.create') ? <LinkButton href="/vendors/new">Write the first vendor</LinkButton> : null}
    </EmptyState>
  )
}

/** The options of a vendor's combobox. */
export const VendorOptions = ({ vendors }: { vendors: { id: string; number: number; name: string; tier: Tier }[] }) => (
  <>
    {vendors.map(({ id, number, name, tier }) => (
      <li role="option" tabindex={-1} aria-selected="false" id={`option-${id}`} data-value={id} data-words={name}>
        {name} <span class="code">V-{number}</span>{' '}
        {tier === 'approved' ? null : <span class="muted">{tier === 'pending' ? 'Pending' : 'Blacklisted'}</span>}
      </li>
    ))}
  </>
)
