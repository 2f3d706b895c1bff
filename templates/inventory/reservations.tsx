import type { Hue } from '../kit'
import {
  A,
  Button,
  Card,
  type Column,
  DataTable,
  Due,
  EmptyState,
  Form,
  Icon,
  LinkButton,
  PageHead,
  Pill,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, type UnitCode } from './amount'
import { StoresTabs } from './stores'

export type ReservationLine = {
  id: string
  partId: string
  number: string
  name: string
  unit: UnitCode
  state: string
  quantity: number
  issued: number
  bin: string | null
  subject: string
  requiredOn: string | null
  /** What it is for, as people call it, and its page. */
  title: string
  href: string | null
}

const looks: Record<
  string,
  { word: string; hue: Hue; glyph: 'ring' | 'half' | 'dot' | 'tick' | 'arrow' | 'cross' | 'diamond' }
> = {
  assigned: { word: 'Waits', hue: 'amber', glyph: 'ring' },
  reserved: { word: 'Reserved', hue: 'blue', glyph: 'half' },
  kitted: { word: 'Put together', hue: 'teal', glyph: 'diamond' },
  staged: { word: 'Staged', hue: 'purple', glyph: 'arrow' },
  issued: { word: 'Issued', hue: 'green', glyph: 'tick' },
  returned: { word: 'Returned', hue: 'grey', glyph: 'arrow' },
  released: { word: 'Given back', hue: 'grey', glyph: 'cross' },
}

export const ReservationPill = ({ is }: { is: string }) => {
  const look = looks[is]
  return look ? (
    <Pill hue={look.hue} glyph={look.glyph}>
      {look.word}
    </Pill>
  ) : null
}

const isOpen = (state: string) => ['assigned', 'reserved', 'kitted', 'staged'].includes(state)

const part: Column<ReservationLine> = {
  head: 'Part',
  main: true,
  wide: true,
  cell: ({ partId, number, name }) => (
    <A href={`/parts/${partId}`} class="lk">
      <span class="code">{number}</span> {name}
    </A>
  ),
}
const whom: Column<ReservationLine> = {
  head: 'For',
  main: false,
  wide: true,
  cell: ({ title, href, subject }) => (
    <A href={`/stock/for/${encodeURIComponent(subject)}`} class="lk">
      {title}
      {href ? null : ''}
    </A>
  ),
}
const quantity: Column<ReservationLine> = {
  head: 'Quantity',
  number: true,
  cell: ({ quantity: all, issued, unit, state }) => (
    <Amount scaled={isOpen(state) ? all - issued : issued} unit={unit} />
  ),
}
const bin: Column<ReservationLine> = {
  head: 'Bin',
  cell: (row) => (row.bin ? <span class="code">{row.bin}</span> : <span class="muted">None yet</span>),
}
const state: Column<ReservationLine> = {
  head: 'State',
  bare: true,
  cell: ({ state: is }) => <ReservationPill is={is} />,
}
const day: Column<ReservationLine> = {
  head: 'Wanted',
  cell: ({ requiredOn }) => (requiredOn ? <Due on={requiredOn} /> : 'Now'),
}

const Release = ({ row, back }: { row: ReservationLine; back: string }) =>
  useRender().may('inventory.stock.release') && isOpen(row.state) ? (
    <Form action="/stock/releases">
      <input type="hidden" name="ids" value={row.id} />
      <input type="hidden" name="back" value={back} />
      <Button size="small" label={`Give back ${row.number}`}>
        Give back
      </Button>
    </Form>
  ) : null

const deed = (back: string): Column<ReservationLine> => ({
  head: 'Deed',
  silent: true,
  deed: true,
  bare: true,
  cell: (row) => <Release row={row} back={back} />,
})

/** All that is promised or waited for, the most urgent first. */
export const ReservedPage = ({
  rows,
  next,
  waiting,
}: {
  rows: ReservationLine[]
  next: string | null
  waiting: boolean
}) => (
  <Page title="Reserved" door="parts">
    <PageHead title="Reserved parts" facts="What is promised to work, and what waits for stock" />
    <StoresTabs at="reserved" />
    <nav class="seg" aria-label="Which reservations">
      <A href="/stock/reserved" current={!waiting}>
        All
      </A>
      <A href="/stock/reserved?waiting=true" current={waiting}>
        Waiting for stock
      </A>
    </nav>
    <DataTable
      caption="Reservations"
      columns={[part, whom, state, quantity, bin, day, deed('/stock/reserved')]}
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={rows.length === 1 ? '1 reservation' : `${rows.length} reservations, the most urgent first`}
      empty={
        <EmptyState icon="circle-check" title={waiting ? 'Nobody waits for a part' : 'Nothing is reserved'}>
          <p>
            {waiting
              ? 'All that is wanted by now is promised from a bin.'
              : 'A part is reserved on its page, or by the work that needs it.'}
          </p>
          {waiting ? (
            <LinkButton href="/stock/reserved">All reservations</LinkButton>
          ) : (
            <LinkButton href="/parts">Parts</LinkButton>
          )}
        </EmptyState>
      }
    />
  </Page>
)

/** What of a part is promised to whom. */
export const ReservedOf = ({ rows, partId }: { rows: ReservationLine[]; partId: string }) =>
  rows.length === 0 ? null : (
    <section aria-labelledby="promised">
      <h2 class="group-h" id="promised">
        Reserved and wanted
      </h2>
      <DataTable
        caption="Reservations of this part"
        columns={[{ ...whom, main: true }, state, quantity, bin, day, deed(`/parts/${partId}`)]}
        rows={rows}
        keyOf={({ id }) => id}
        empty={null}
      />
    </section>
  )

type ForProps = {
  subject: string
  title: string
  href: string | null
  rows: ReservationLine[]
  moves: UsedLine[]
  money: ((minor: number) => string) | null
}

export type UsedLine = {
  id: string
  partId: string
  number: string
  name: string
  unit: UnitCode
  quantity: number
  returned: number
  valueMinor: number | null
  at: number
}

/** The pick list of one subject: where to walk, what to take, in the order of the bins. */
export const PartsFor = ({ subject, title, rows, moves, money }: ForProps) => {
  const { may } = useRender()
  const path = `/stock/for/${encodeURIComponent(subject)}`
  const open = rows.filter((row) => isOpen(row.state))
  const here = open.filter((row) => row.state !== 'assigned')
  const used: Column<UsedLine>[] = [
    { ...part, cell: part.cell as never },
    { head: 'Used', number: true, cell: (row) => <Amount scaled={row.quantity - row.returned} unit={row.unit} /> },
    ...(money
      ? [
          {
            head: 'Cost',
            number: true,
            cell: ({ valueMinor }: UsedLine) => <span class="n">{valueMinor === null ? '' : money(-valueMinor)}</span>,
          },
        ]
      : []),
    {
      head: 'Deed',
      silent: true,
      deed: true,
      bare: true,
      cell: (row) =>
        may('inventory.stock.return') && row.returned < row.quantity ? (
          <LinkButton href={`/stock/moves/${row.id}/return`} size="small">
            Return
          </LinkButton>
        ) : null,
    },
  ]
  return (
    <section id="parts-for" class="parts-for">
      <Card
        title={`Parts for ${title}`}
        end={
          may('inventory.stock.issue') ? (
            <LinkButton
              href={`/stock/counter?subject=${encodeURIComponent(subject)}`}
              size="small"
              icon="arrow-up-from-line"
            >
              Issue a part
            </LinkButton>
          ) : null
        }
      >
        {rows.length + moves.length === 0 ? <p class="muted">No part is reserved for it or used by it yet.</p> : null}
        {open.length > 0 ? (
          <>
            <DataTable
              caption="To fetch, by bin"
              columns={[part, bin, quantity, state, day, deed(path)]}
              rows={[...open].sort((one, other) => (one.bin ?? '~').localeCompare(other.bin ?? '~'))}
              keyOf={({ id }) => id}
              summary={
                here.length < open.length ? `${here.length} of ${open.length} can be fetched` : 'All can be fetched'
              }
              empty={null}
            />
            <div class="acts">
              {here.length > 0 && may('inventory.stock.issue') ? (
                <Form action={`${path}/issue`}>
                  <Button kind="primary">Issue all that is here</Button>
                </Form>
              ) : null}
              {here.length > 0 && may('inventory.stock.stage') ? (
                <LinkButton href={`${path}/staging`}>Stage them</LinkButton>
              ) : null}
              <LinkButton href={`${path}/list`} icon="printer">
                Pick list
              </LinkButton>
            </div>
          </>
        ) : null}
        {moves.length > 0 ? (
          <DataTable caption="Parts used" columns={used} rows={moves} keyOf={({ id }) => id} empty={null} />
        ) : null}
      </Card>
    </section>
  )
}

export const PartsForPage = (props: ForProps) => (
  <Page title={`Parts for ${props.title}`} door="parts">
    <PageHead
      title={`Parts for ${props.title}`}
      back={props.href ? { href: props.href, label: props.title } : { href: '/stock/reserved', label: 'Reserved' }}
    />
    <PartsFor {...props} />
  </Page>
)

/** A sheet to walk with: bin, part, how many, a box to tick. */
export const PickListPage = ({ title, subject, rows }: Pick<ForProps, 'title' | 'subject' | 'rows'>) => {
  const here = rows
    .filter(({ bin: at, state: is }) => at !== null && isOpen(is))
    .sort((one, other) => (one.bin ?? '').localeCompare(other.bin ?? ''))
  return (
    <Page title={`Pick list for ${title}`} door="parts">
      <PageHead
        title={`Pick list for ${title}`}
        back={{ href: `/stock/for/${encodeURIComponent(subject)}`, label: title }}
      >
        <button type="button" class="bt only-js" data-print>
          <Icon name="printer" class="ico-s" />
          Print
        </button>
      </PageHead>
      <DataTable
        caption="To fetch, by bin"
        columns={[
          { head: 'Taken', bare: true, silent: true, cell: () => <Icon name="square" /> },
          bin,
          part,
          quantity,
          state,
        ]}
        rows={here}
        keyOf={({ id }) => id}
        summary={here.length === 1 ? '1 line' : `${here.length} lines, in the order of the bins`}
        empty={
          <EmptyState icon="package" title="Nothing to fetch">
            <p>No part is promised from a bin for {title}.</p>
            <LinkButton href={`/stock/for/${encodeURIComponent(subject)}`}>Back</LinkButton>
          </EmptyState>
        }
      />
    </Page>
  )
}
