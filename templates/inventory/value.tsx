import { formatMoney } from '../../src/kernel/money'
import {
  A,
  Button,
  Card,
  DataTable,
  DateField,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  PageHead,
  Radios,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { kindWords } from './part'
import { StoresTabs } from './stores'

export type ValuedRow = { id: string | null; name: string | null; valueMinor: number }
export type MovementRow = { kind: string; lines: number; inMinor: number; outMinor: number }

type Props = {
  day: string
  from: string
  totalMinor: number
  categories: ValuedRow[]
  rooms: ValuedRow[]
  movements: MovementRow[]
  policy: { method: string; openFrom: string }
}

/** What the stock is worth on a day, by category and storeroom, and what moved it. */
export const ValuePage = ({ day, from, totalMinor, categories, rooms, movements, policy }: Props) => {
  const { currency, locale, base, may, calendar } = useRender()
  const money = (minor: number) => formatMoney({ minor, currency }, locale)
  const valued = (caption: string, head: string, none: string, rows: ValuedRow[], href?: (id: string) => string) => (
    <DataTable
      caption={caption}
      columns={[
        {
          head,
          main: true,
          cell: ({ id, name }: ValuedRow) =>
            id && name && href ? (
              <A href={href(id)} class="lk">
                {name}
              </A>
            ) : (
              (name ?? none)
            ),
        },
        {
          head: 'Value',
          number: true,
          cell: ({ valueMinor }: ValuedRow) => <span class="n">{money(valueMinor)}</span>,
        },
      ]}
      rows={rows}
      keyOf={({ id }) => `${head}-${id ?? 'none'}`}
      summary={`Together ${money(rows.reduce((sum, row) => sum + row.valueMinor, 0))}`}
      empty={
        <EmptyState icon="package" title="Nothing of value">
          <p>There was nothing in stock on this day.</p>
        </EmptyState>
      }
    />
  )
  return (
    <Page title="Value of the stock" door="parts">
      <PageHead title="Value of the stock" facts={`${money(totalMinor)} at the end of ${calendar.dayWords(day)}`}>
        {may('inventory.policy.method') || may('inventory.policy.close') ? (
          <LinkButton href="/stock/policy">How stock is valued</LinkButton>
        ) : null}
      </PageHead>
      <StoresTabs at="value" />
      <form class="filter tools" method="get" action={`${base}/stock/value`}>
        <label>
          Movements from
          <input type="date" name="from" value={from} />
        </label>
        <label>
          Value on
          <input type="date" name="day" value={day} />
        </label>
        <Button>Show</Button>
      </form>
      <div class="two-even">
        <section>
          <h2 class="group-h">By category</h2>
          {valued('Value by category', 'Category', 'Not sorted', categories, (id) => `/parts?category=${id}`)}
        </section>
        <section>
          <h2 class="group-h">By storeroom</h2>
          {valued('Value by storeroom', 'Storeroom', 'A place that is gone', rooms, (id) => `/places/${id}`)}
        </section>
      </div>
      <section>
        <h2 class="group-h">What moved it</h2>
        <DataTable
          caption="Movements by kind"
          columns={[
            { head: 'Kind', main: true, cell: ({ kind }: MovementRow) => kindWords[kind] ?? kind },
            { head: 'Lines', number: true, cell: ({ lines }: MovementRow) => <span class="n">{lines}</span> },
            { head: 'In', number: true, cell: ({ inMinor }: MovementRow) => <span class="n">{money(inMinor)}</span> },
            {
              head: 'Out',
              number: true,
              cell: ({ outMinor }: MovementRow) => <span class="n">{money(outMinor)}</span>,
            },
          ]}
          rows={movements}
          keyOf={({ kind }) => kind}
          summary={`Together ${money(movements.reduce((sum, row) => sum + row.inMinor + row.outMinor, 0))} from ${calendar.dayWords(from)} to ${calendar.dayWords(day)}`}
          empty={
            <EmptyState icon="history" title="Nothing moved">
              <p>No line was posted between these days. Choose an earlier first day.</p>
            </EmptyState>
          }
        />
      </section>
      <p class="hint">
        Valued {policy.method === 'fifo' ? 'first in, first out' : 'by moving average'}
        {policy.openFrom > '1970-01-01' ? `; the period before ${calendar.dayWords(policy.openFrom)} is closed` : ''}.
        What is entered for an earlier day counts by value from the day on which it is entered.
      </p>
    </Page>
  )
}

type PolicyProps = { policy: { method: string; openFrom: string }; values: Record<string, string>; trouble: Trouble }

export const StockPolicyPage = ({ policy, values, trouble }: PolicyProps) => {
  const { may } = useRender()
  return (
    <Page title="How stock is valued" door="parts" wrong={trouble !== null}>
      <PageHead title="How stock is valued" back={{ href: '/stock/value', label: 'Value of the stock' }} />
      <ErrorSummary trouble={trouble} />
      {may('inventory.policy.method') ? (
        <Card title="Method">
          <Form action="/stock/policy/method" class="form">
            <Radios
              name="method"
              legend="What goes out costs"
              value={values.method ?? policy.method}
              choices={[
                {
                  value: 'average',
                  label: 'The moving average',
                  hint: 'Every unit costs what all that is there costs on average',
                },
                { value: 'fifo', label: 'First in, first out', hint: 'What came first goes first, at what it cost' },
              ]}
              trouble={trouble}
            />
            <TextField name="reason" label="Why" value={values.reason} longest={300} trouble={trouble} />
            <p class="hint">
              From today on. What is in stock keeps its value, and every part gets a line that says so.
            </p>
            <div class="form-end">
              <Button kind="primary">Change the method</Button>
            </div>
          </Form>
        </Card>
      ) : null}
      {may('inventory.policy.close') ? (
        <Card title="Closed periods">
          <Form action="/stock/policy/closing" class="form">
            <DateField
              name="openFrom"
              label="Open from"
              hint="Nothing can be entered for a day before it. A closed period stays closed."
              value={values.openFrom ?? (policy.openFrom > '1970-01-01' ? policy.openFrom : '')}
              trouble={trouble}
            />
            <div class="form-end">
              <Button>Close what is before</Button>
            </div>
          </Form>
        </Card>
      ) : null}
    </Page>
  )
}
