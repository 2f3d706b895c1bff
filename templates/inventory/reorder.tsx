import { formatMoney } from '../../src/kernel/money'
import { unit as unitOf } from '../../src/kernel/units'
import {
  A,
  type Bar,
  BarChart,
  Button,
  Card,
  type Choice,
  type Column,
  Combobox,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  PageHead,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, type UnitCode } from './amount'
import type { PartDetail } from './part'
import { StoresTabs } from './stores'

export type WantingRow = {
  partId: string
  number: string
  name: string
  unit: UnitCode
  available: number
  onOrder: number
  reorderPoint: number
  lowSince: number | null
  vendor: string | null
  vendorNumber: string | null
  leadDays: number
  suggestion: { bought: number; unit: UnitCode; words: string }
}
export type ShortRow = {
  partId: string
  number: string
  name: string
  unit: UnitCode
  place: string
  there: number
  elsewhere: number
  reorderPoint: number
}
export type ClassCell = { class: 'A' | 'B' | 'C' | null; criticality: string; parts: number; used: number | null }

const columns: Column<WantingRow>[] = [
  {
    head: 'Part',
    main: true,
    cell: ({ partId, number, name }) => (
      <>
        <A href={`/parts/${partId}`} class="lk code">
          {number}
        </A>{' '}
        {name}
      </>
    ),
    wide: true,
  },
  { head: 'Available', number: true, cell: ({ available, unit }) => <Amount scaled={available} unit={unit} /> },
  { head: 'On order', number: true, cell: ({ onOrder, unit }) => <Amount scaled={onOrder} unit={unit} /> },
  { head: 'Reorder at', number: true, cell: ({ reorderPoint, unit }) => <Amount scaled={reorderPoint} unit={unit} /> },
  {
    head: 'Order',
    number: true,
    cell: ({ suggestion }) => (
      <b>
        <Amount scaled={suggestion.bought} unit={suggestion.unit} />
      </b>
    ),
  },
  {
    head: 'From',
    cell: ({ vendor, vendorNumber, leadDays }) =>
      vendor ? (
        <>
          {vendor} {vendorNumber ? <span class="code">{vendorNumber}</span> : null}{' '}
          <span class="muted">{leadDays} d</span>
        </>
      ) : (
        <span class="muted">No vendor yet</span>
      ),
  },
  {
    head: 'Low since',
    bare: true,
    cell: ({ lowSince }) => (lowSince === null ? <span class="muted">Not yet</span> : <When at={lowSince} />),
  },
  {
    head: 'Why',
    bare: true,
    wide: true,
    cell: ({ suggestion }) => (
      <details class="how">
        <summary>How</summary>
        {suggestion.words}
      </details>
    ),
  },
]

type Props = { rows: WantingRow[]; next: string | null; short: ShortRow[]; classes: ClassCell[] }

/** What to order now, with the sum behind each line in words. */
export const ReorderPage = ({ rows, next, short, classes }: Props) => {
  const { currency, locale, base, may } = useRender()
  const money = (minor: number) => formatMoney({ minor, currency }, locale)
  return (
    <Page title="Reorder" door="parts">
      <PageHead title="Reorder" facts="What will be at its reorder point by the time an order of today is here">
        {rows.length > 0 ? (
          <>
            {may('procurement.requisition.create') ? (
              <LinkButton href="/requisitions/new?from=reorder" kind="primary" icon="clipboard-list">
                Write needs
              </LinkButton>
            ) : null}
            <a class="bt" href={`${base}/stock/reorder.csv`}>
              Download the list
            </a>
          </>
        ) : null}
      </PageHead>
      <StoresTabs at="reorder" />
      <DataTable
        caption="Suggested orders"
        columns={columns}
        rows={rows}
        keyOf={({ partId }) => partId}
        next={next}
        summary={rows.length === 1 ? '1 part to order' : `${rows.length} parts to order`}
        empty={
          <EmptyState icon="circle-check" title="Nothing needs ordering">
            <p>
              All parts with a reorder point will be above it. A part gets one on its page, under “When to reorder”.
            </p>
            <LinkButton href="/parts">Parts</LinkButton>
          </EmptyState>
        }
      />
      {short.length > 0 ? (
        <section aria-labelledby="rooms">
          <h2 class="group-h" id="rooms">
            Storerooms that are short
          </h2>
          <DataTable
            caption="Storerooms that are short"
            columns={[
              { head: 'Storeroom', bare: true, cell: ({ place }) => place },
              {
                head: 'Part',
                main: true,
                wide: true,
                cell: ({ partId, number, name }) => (
                  <>
                    <A href={`/parts/${partId}`} class="lk code">
                      {number}
                    </A>{' '}
                    {name}
                  </>
                ),
              },
              { head: 'There', number: true, cell: ({ there, unit }) => <Amount scaled={there} unit={unit} /> },
              {
                head: 'Reorder at',
                number: true,
                cell: ({ reorderPoint, unit }) => <Amount scaled={reorderPoint} unit={unit} />,
              },
              {
                head: 'Elsewhere',
                number: true,
                cell: ({ elsewhere, unit }) => <Amount scaled={elsewhere} unit={unit} />,
              },
              {
                head: 'Deed',
                silent: true,
                deed: true,
                bare: true,
                cell: ({ partId, elsewhere }) =>
                  elsewhere > 0 ? (
                    <LinkButton href={`/parts/${partId}/transfer`} size="small">
                      Move some
                    </LinkButton>
                  ) : null,
              },
            ]}
            rows={short}
            keyOf={({ partId, place }) => `${place}-${partId}`}
            empty={null}
          />
        </section>
      ) : null}
      <Card title="What is used most, by value and by how much it matters">
        {classes.length === 0 ? (
          <p class="muted">It is worked out each night from what was issued in twelve months.</p>
        ) : (
          <div class="map">
            <table class="tbl plain">
              <caption class="sr">Parts by class</caption>
              <thead>
                <tr>
                  <th scope="col">Class</th>
                  {['vital', 'essential', 'desirable'].map((word) => (
                    <th scope="col" class="num">
                      {word[0]?.toUpperCase()}
                      {word.slice(1)}
                    </th>
                  ))}
                  <th scope="col" class="num">
                    Used in a year
                  </th>
                </tr>
              </thead>
              <tbody>
                {(['A', 'B', 'C'] as const).map((letter) => (
                  <tr>
                    <th scope="row">{letter}</th>
                    {['vital', 'essential', 'desirable'].map((word) => (
                      <td class="num n">
                        {classes.find((cell) => cell.class === letter && cell.criticality === word)?.parts ?? 0}
                      </td>
                    ))}
                    <td class="num n">
                      {classes.some(({ used }) => used === null)
                        ? 'Not shown'
                        : money(
                            classes
                              .filter((cell) => cell.class === letter)
                              .reduce((sum, { used }) => sum + (used ?? 0), 0),
                          )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p class="hint">
              A is the first 80 % of the value used, B the next 15 %, C the rest. A vital spare is looked after like B
              at least.
            </p>
          </div>
        )}
      </Card>
    </Page>
  )
}

type PolicyProps = {
  part: PartDetail
  values: Record<string, string>
  trouble: Trouble
  months: Bar[]
  subjects: { title: string; href: string | null; quantity: number }[]
  advice: { point: number; words: string; level: string }
  levels: Choice[]
  klass: string
  rooms: { place: string; reorderPoint: number; maximum: number | null }[]
}

/** When a part is bought again: what it says now, what its use suggests, and what it was used for. */
export const ReorderPolicyPage = ({
  part,
  values,
  trouble,
  months,
  subjects,
  advice,
  levels,
  klass,
  rooms,
}: PolicyProps) => {
  const { base } = useRender()
  return (
    <Page title={`When to reorder ${part.number}`} door="parts" wrong={trouble !== null}>
      <PageHead title="When to reorder" back={{ href: `/parts/${part.id}`, label: part.number }} facts={part.name} />
      <ErrorSummary trouble={trouble} />
      <div class="two">
        <Form action={`/parts/${part.id}/reordering`} class="form">
          <TextField
            name="reorderPoint"
            label={`Reorder at, ${unitOf(part.unit).sign}`}
            hint="Left empty, it is never suggested."
            value={values.reorderPoint}
            inputmode="decimal"
            width="short"
            optional
            trouble={trouble}
          />
          <TextField
            name="reorderQuantity"
            label="Order so many"
            hint="Left empty, up to the maximum."
            value={values.reorderQuantity}
            inputmode="decimal"
            width="short"
            optional
            trouble={trouble}
          />
          <TextField
            name="maximum"
            label="Maximum"
            value={values.maximum}
            inputmode="decimal"
            width="short"
            optional
            trouble={trouble}
          />
          <Combobox
            name="placeId"
            label="For one storeroom"
            hint="Left empty, for all that there is."
            find="/places/pick"
            value={values.placeId}
            shown={values['placeId-words']}
            optional
            trouble={trouble}
          />
          {rooms.length > 0 ? (
            <p class="hint">
              Of their own: {rooms.map(({ place, reorderPoint }) => `${place} at ${reorderPoint / 100_000}`).join(', ')}
              .
            </p>
          ) : null}
          <div class="form-end">
            <Button kind="primary">Save</Button>
            <A href={`/parts/${part.id}`} class="bt bt-q">
              Cancel
            </A>
          </div>
        </Form>
        <div>
          <Card title="What its use suggests">
            <p>
              <b>Reorder at {advice.point}</b> · class {klass}
            </p>
            <p class="hint">{advice.words}</p>
            <form class="filter" method="get" action={`${base}/parts/${part.id}/reordering`}>
              <label>
                How sure to have it
                <select name="level">
                  {levels.map(({ value, label }) => (
                    <option value={value} selected={value === advice.level}>
                      {label} %
                    </option>
                  ))}
                </select>
              </label>
              <Button size="small">Work it out</Button>
            </form>
          </Card>
          <Card title="Used in twelve months">
            {months.every(({ value }) => value === 0) ? (
              <p class="muted">None was issued.</p>
            ) : (
              <BarChart title={`Used of ${part.number} by month`} unit={unitOf(part.unit).sign} bars={months} />
            )}
            {subjects.map(({ title, href, quantity }) => (
              <div class="row">
                <span class="row-t">
                  {href ? (
                    <A href={href} class="lk">
                      {title}
                    </A>
                  ) : (
                    title
                  )}
                </span>
                <span class="end">
                  <Amount scaled={quantity} unit={part.unit} />
                </span>
              </div>
            ))}
          </Card>
        </div>
      </div>
    </Page>
  )
}
