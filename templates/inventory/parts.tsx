import {
  A,
  Button,
  Chips,
  type Column,
  DataTable,
  EmptyState,
  LinkButton,
  PageHead,
  Pill,
  State,
  Tabs,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, type UnitCode } from './amount'

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
  bin: string | null
  bins: number
}

/** What a part's stock is, in one word. */
export const StockState = ({ available, onOrder }: Pick<PartRow, 'available' | 'onOrder'>) =>
  available > 0 ? (
    <span class="muted">OK</span>
  ) : onOrder > 0 ? (
    <State of="stock" is="on-order" />
  ) : (
    <State of="stock" is="out" />
  )

const columns: Column<PartRow>[] = [
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
          {bins > 1 ? <span class="muted"> and {bins - 1} more</span> : null}
        </>
      ),
  },
]

type PartsProps = {
  rows: PartRow[]
  next: string | null
  words: string
  retired: boolean
  first: boolean
}

export const PartsPage = ({ rows, next, words, retired, first }: PartsProps) => {
  const { base, may } = useRender()
  return (
    <Page title="Parts" door="parts">
      <PageHead title="Parts">
        {may('inventory.stock.prove') ? <LinkButton href="/stock/proof">Prove the stock</LinkButton> : null}
        {may('inventory.part.create') ? (
          <LinkButton href="/parts/new" kind="primary" icon="plus">
            New part
          </LinkButton>
        ) : null}
      </PageHead>
      <Tabs
        label="Views of parts"
        tabs={[
          { href: '/parts', label: 'In use', current: !retired },
          { href: '/parts?retired=true', label: 'Retired', current: retired },
        ]}
      />
      {retired ? null : (
        <div class="tools">
          <form class="filter" method="get" action={`${base}/parts`} role="search">
            <label>
              Part number or words
              <input type="search" name="q" value={words} placeholder="Any spacing, in part" />
            </label>
            <Button>Find</Button>
          </form>
          <Chips chips={words ? [{ field: 'Search', value: words, without: '/parts' }] : []} clear="/parts" />
        </div>
      )}
      <DataTable
        caption="Parts"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={summaryOf(rows.length, words, next !== null || !first)}
        empty={<NoParts words={words} retired={retired} />}
      />
    </Page>
  )
}

const summaryOf = (count: number, words: string, more: boolean): string => {
  const parts = count === 1 ? '1 part' : `${count} parts`
  return words ? `${parts} found, the number first` : `${parts}${more ? ' on this page' : ''}, by number`
}

const NoParts = ({ words, retired }: { words: string; retired: boolean }) =>
  words ? (
    <EmptyState icon="search" title={`No part is found by “${words}”`}>
      <p>A piece of any number will do, with or without dashes. Or look at all of them.</p>
      <LinkButton href="/parts">All parts</LinkButton>
    </EmptyState>
  ) : retired ? (
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
