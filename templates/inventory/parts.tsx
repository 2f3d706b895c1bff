import { formatAmount } from '../../src/kernel/money'
import {
  A,
  Button,
  Chips,
  type Column,
  DataTable,
  EmptyState,
  LinkButton,
  PageHead,
  Photo,
  Pill,
  State,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, type UnitCode } from './amount'
import { StoresTabs } from './stores'

export type PartRow = {
  id: string
  number: string
  name: string
  manufacturer: string
  unit: UnitCode
  onHand: number
  reserved: number
  available: number
  onOrder: number
  reorderPoint: number | null
  /** Null where the reader has no right to see what things cost. */
  valueMinor: number | null
  photo: string | null
  bin: string | null
  bins: number
}

/** What a part's stock is, in one word. What is on its way is no trouble any more. */
export const StockState = ({
  available,
  onOrder,
  reorderPoint,
}: Pick<PartRow, 'available' | 'onOrder' | 'reorderPoint'>) => {
  const isLow = available <= 0 || (reorderPoint !== null && available <= reorderPoint)
  if (!isLow) return <span class="muted">OK</span>
  return <State of="stock" is={onOrder > 0 ? 'on-order' : available <= 0 ? 'out' : 'low'} />
}

const columnsFor = (money: ((minor: number) => string) | null, currency: string): Column<PartRow>[] => [
  { head: 'Photo', silent: true, bare: true, cell: ({ photo }) => <Photo src={photo} alt="" icon="package" /> },
  {
    head: 'Number',
    bare: true,
    cell: ({ id, number }) => (
      <A href={`/parts/${id}`} class="lk code">
        {number}
      </A>
    ),
  },
  {
    head: 'Description',
    main: true,
    wide: true,
    cell: ({ id, name, manufacturer }) => (
      <>
        <A href={`/parts/${id}`}>{name}</A>
        {manufacturer ? <span class="muted"> {manufacturer}</span> : null}
      </>
    ),
  },
  { head: 'Stock', bare: true, cell: (row) => <StockState {...row} /> },
  { head: 'On hand', number: true, cell: ({ onHand, unit }) => <Amount scaled={onHand} unit={unit} /> },
  { head: 'Reserved', number: true, cell: ({ reserved, unit }) => <Amount scaled={reserved} unit={unit} /> },
  {
    head: 'Available',
    number: true,
    cell: ({ available, unit }) => (
      <b>
        <Amount scaled={available} unit={unit} />
      </b>
    ),
  },
  { head: 'On order', number: true, cell: ({ onOrder, unit }) => <Amount scaled={onOrder} unit={unit} /> },
  {
    head: 'Bin',
    cell: ({ bin, bins }) =>
      bin === null ? (
        <span class="muted">None</span>
      ) : (
        <>
          <span class="code">{bin}</span>
          {bins > 1 ? <span class="muted"> +{bins - 1}</span> : null}
        </>
      ),
  },
  {
    head: 'Reorder at',
    number: true,
    cell: ({ reorderPoint, unit }) =>
      reorderPoint === null ? <span class="muted">–</span> : <Amount scaled={reorderPoint} unit={unit} />,
  },
  ...(money
    ? [
        {
          head: `Value, ${currency}`,
          number: true,
          cell: ({ valueMinor }: PartRow) => <span class="n">{valueMinor === null ? '' : money(valueMinor)}</span>,
        },
      ]
    : []),
]

export type PartsView = 'all' | 'low' | 'vital' | 'retired'

type PartsProps = {
  rows: PartRow[]
  next: string | null
  words: string
  view: PartsView
  category: { id: string; name: string } | null
  first: boolean
}

const views = [
  { view: 'all', href: '/parts', label: 'All parts' },
  { view: 'low', href: '/parts?view=low', label: 'Low or out' },
  { view: 'vital', href: '/parts?view=vital', label: 'Vital spares' },
  { view: 'retired', href: '/parts?view=retired', label: 'Retired' },
] as const

export const PartsPage = ({ rows, next, words, view, category, first }: PartsProps) => {
  const { base, may, currency, locale } = useRender()
  const money = may('identity.field.cost') ? (minor: number) => formatAmount({ minor, currency }, locale) : null
  const total = rows.reduce((sum, { valueMinor }) => sum + (valueMinor ?? 0), 0)
  const chips = [
    ...(words ? [{ field: 'Search', value: words, without: '/parts' }] : []),
    ...(category ? [{ field: 'Category', value: category.name, without: '/parts' }] : []),
  ]
  return (
    <Page title="Parts" door="parts">
      <PageHead title="Parts">
        <LinkButton href="/parts/categories">Categories</LinkButton>
        {may('inventory.stock.prove') ? <LinkButton href="/stock/proof">Prove the stock</LinkButton> : null}
        {may('inventory.part.create') ? (
          <LinkButton href="/parts/new" kind="primary" icon="plus">
            New part
          </LinkButton>
        ) : null}
      </PageHead>
      <StoresTabs at="parts" />
      <div class="tools">
        <form class="filter" method="get" action={`${base}/parts`} role="search">
          <label>
            Part number or words
            <input type="search" name="q" value={words} placeholder="Any spacing, in part" />
          </label>
          <Button>Find</Button>
        </form>
        <nav class="seg" aria-label="Views of parts">
          {views.map((one) => (
            <A href={one.href} current={one.view === view && !words && !category}>
              {one.label}
            </A>
          ))}
        </nav>
        <Chips chips={chips} clear="/parts" />
      </div>
      <DataTable
        caption="Parts"
        columns={columnsFor(money, currency)}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={
          summaryOf(rows.length, words, next !== null || !first) +
          (money && rows.length > 0 ? ` · stock value of these rows ${currency} ${money(total)}` : '')
        }
        empty={<NoParts words={words} view={view} category={category?.name ?? null} />}
      />
    </Page>
  )
}

const summaryOf = (count: number, words: string, more: boolean): string => {
  const parts = count === 1 ? '1 part' : `${count} parts`
  return words ? `${parts} found, the number first` : `${parts}${more ? ' on this page' : ''}, by number`
}

const NoParts = ({ words, view, category }: { words: string; view: PartsView; category: string | null }) =>
  words ? (
    <EmptyState icon="search" title={`No part is found by “${words}”`}>
      <p>A piece of any number will do, with or without dashes. Or look at all of them.</p>
      <LinkButton href="/parts">All parts</LinkButton>
    </EmptyState>
  ) : category ? (
    <EmptyState icon="package" title={`No part is in ${category} yet`}>
      <p>A part is put into its category when it is edited.</p>
      <LinkButton href="/parts">All parts</LinkButton>
    </EmptyState>
  ) : view === 'low' ? (
    <EmptyState icon="circle-check" title="No part is low">
      <p>A part stands here once what is available falls to its reorder point.</p>
      <LinkButton href="/parts">All parts</LinkButton>
    </EmptyState>
  ) : view === 'vital' ? (
    <EmptyState icon="package" title="No part is vital">
      <p>A spare without which the plant stands is marked so on its page.</p>
      <LinkButton href="/parts">All parts</LinkButton>
    </EmptyState>
  ) : view === 'retired' ? (
    <EmptyState icon="package" title="No part is retired">
      <p>A part that is no longer bought or issued stands here, with its ledger.</p>
    </EmptyState>
  ) : (
    <EmptyState icon="package" title="No part yet">
      <p>
        A part is what you keep in stock: a bearing, a belt, a can of grease. Its movements are kept from the first.
      </p>
      {useRender().may('inventory.part.create') ? (
        <LinkButton href="/parts/new">Write the first part</LinkButton>
      ) : null}
    </EmptyState>
  )

/** The condition of what is not fit. */
export const ConditionPill = ({ is }: { is: string }) =>
  is === 'ok' ? <span class="muted">Good</span> : <Pill hue="amber">{conditionWords[is] ?? is}</Pill>

export const conditionWords: Record<string, string> = {
  ok: 'Good',
  quarantine: 'In quarantine',
  damaged: 'Damaged',
  rejected: 'Rejected',
  'in-repair': 'In repair',
  expired: 'Expired',
  lost: 'Lost',
}
