import { sureText } from '../../src/kernel/amount-text'
import { decimalOfPrice } from '../../src/kernel/unit-price'
import type { UnitCode } from '../../src/kernel/units'
import {
  A,
  Button,
  Card,
  type Column,
  DataTable,
  DateField,
  Due,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  Note,
  PageHead,
  Select,
  State,
  Tabs,
  TextField,
  type Trouble,
  UnitField,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, BuyingTabs, Count, Price } from './pieces'
import type { OrderLine } from './shapes'

type State_ = 'matched' | 'exception' | 'released' | 'cancelled'

type Invoice = {
  id: string
  vendorId: string
  orderId: string
  number: string
  currency: string
  invoicedOn: string
  dueOn: string | null
  freightMinor: number
  totalMinor: number
  state: State_
  exceptions: string[]
  reason: string
  decidedAt: number | null
  createdAt: number
}

type Row = Invoice & { vendor: string; orderNumber: number }

const columns: Column<Row>[] = [
  {
    head: 'Invoice',
    main: true,
    cell: ({ id, number }) => (
      <A href={`/invoices/${id}`} class="lk">
        {number}
      </A>
    ),
  },
  { head: 'Vendor', cell: ({ vendor }) => vendor },
  { head: 'State', bare: true, cell: ({ state }) => <State of="invoice" is={state} /> },
  {
    head: 'Order',
    bare: true,
    cell: ({ orderId, orderNumber }) => (
      <A href={`/purchase-orders/${orderId}`} class="lk code">
        PO-{orderNumber}
      </A>
    ),
  },
  {
    head: 'Total',
    number: true,
    cell: ({ totalMinor, currency }) => <Amount minor={totalMinor} currency={currency} />,
  },
  { head: 'Due', cell: ({ dueOn, state }) => <Due on={dueOn} done={state === 'cancelled'} /> },
]

const views = { exception: 'To release', matched: 'Agree', released: 'Released', cancelled: 'Cancelled' }

/** Invoices of vendors, newest first. */
export const InvoicesPage = ({
  rows,
  next,
  state,
}: {
  rows: Row[]
  next: string | null
  state: State_ | undefined
}) => (
  <Page title="Invoices" door="purchase-orders">
    <PageHead title="Invoices">
      <LinkButton href="/invoices/unbilled">Received, not billed</LinkButton>
    </PageHead>
    <BuyingTabs current="invoices" />
    <Tabs
      label="States of invoices"
      tabs={([undefined, 'exception', 'matched', 'released', 'cancelled'] as const).map((one) => ({
        href: one ? `/invoices?state=${one}` : '/invoices',
        label: one ? views[one] : 'All',
        current: one === state,
      }))}
    />
    <DataTable
      caption="Invoices"
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={rows.length === 1 ? '1 invoice' : `${rows.length} invoices, newest first`}
      empty={
        <EmptyState icon="clipboard-check" title="No invoice here">
          <p>An invoice is entered on the page of its order, and matched with what was ordered and what came.</p>
          <LinkButton href="/purchase-orders?view=received">Received orders</LinkButton>
        </EmptyState>
      }
    />
  </Page>
)

type Unbilled = {
  id: string
  words: string
  unit: UnitCode
  open: number
  valueMinor: number
  currency: string
  orderId: string
  orderNumber: number
  vendor: string
}

const unbilledColumns: Column<Unbilled>[] = [
  { head: 'What came', main: true, cell: ({ words }) => words },
  { head: 'Vendor', cell: ({ vendor }) => vendor },
  {
    head: 'Order',
    bare: true,
    cell: ({ orderId, orderNumber }) => (
      <A href={`/purchase-orders/${orderId}`} class="lk code">
        PO-{orderNumber}
      </A>
    ),
  },
  { head: 'Not billed', number: true, cell: ({ open, unit }) => <Count scaled={open} unit={unit} /> },
  {
    head: 'Worth',
    number: true,
    cell: ({ valueMinor, currency }) => <Amount minor={valueMinor} currency={currency} />,
  },
]

/** What is here and nobody has billed yet: owed all the same. */
export const UnbilledPage = ({ rows, next }: { rows: Unbilled[]; next: string | null }) => (
  <Page title="Received, not billed" door="purchase-orders">
    <PageHead title="Received, not billed" back={{ href: '/invoices', label: 'Invoices' }} />
    <DataTable
      caption="Received, not billed"
      columns={unbilledColumns}
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={rows.length === 1 ? '1 line' : `${rows.length} lines, oldest first`}
      empty={
        <EmptyState icon="circle-check" title="All that came is billed">
          <p>What is received and has no invoice yet stands here, at the price of its order.</p>
        </EmptyState>
      }
    />
  </Page>
)

type OrderOf = { id: string; number: number; currency: string }

type LineRow = {
  id: string
  position: number
  words: string
  unit: UnitCode
  quantity: number
  price: number
  orderedPrice: number
  ordered: number
  received: number
  exceptions: string[]
}

type Props = {
  invoice: Invoice
  order: OrderOf
  vendor: string
  rows: LineRow[]
  owner: string
  maker: string
  decider: string | null
  /** This person entered it: somebody else releases it. */
  own: boolean
  trouble: Trouble
}

/** An invoice beside its order and what came: where they agree and where not. */
export const InvoicePage = ({ invoice, order, vendor, rows, owner, maker, decider, own, trouble }: Props) => {
  const { may, calendar } = useRender()
  return (
    <Page title={`Invoice ${invoice.number}`} door="purchase-orders" wrong={trouble !== null}>
      <PageHead
        title={`Invoice ${invoice.number}`}
        back={{ href: '/invoices', label: 'Invoices' }}
        pill={<State of="invoice" is={invoice.state} />}
        facts={vendor}
      />
      <ErrorSummary trouble={trouble} />
      {invoice.state === 'exception'
        ? invoice.exceptions.map((words) => (
            <Note kind="warning">
              <span>{words}.</span>
            </Note>
          ))
        : null}
      <div class="two">
        <div>
          <Card title="Lines">
            {rows.map((row) => (
              <div class="row flush">
                <span class="muted n">{row.position}</span>
                <span class="row-t">
                  {row.words}
                  <span class="muted">
                    Ordered <Count scaled={row.ordered} unit={row.unit} /> at{' '}
                    <Price scaled={row.orderedPrice} currency={order.currency} unit={row.unit} /> · came{' '}
                    <Count scaled={row.received} unit={row.unit} />
                  </span>
                  {row.exceptions.map((words) => (
                    <span class="q-flag">{words}</span>
                  ))}
                </span>
                <span class="end">
                  <Count scaled={row.quantity} unit={row.unit} />
                  <span class="muted block">
                    at <Price scaled={row.price} currency={invoice.currency} unit={row.unit} />
                  </span>
                </span>
              </div>
            ))}
            <div class="row flush">
              <span class="row-t muted">Freight</span>
              <span class="end">
                <Amount minor={invoice.freightMinor} currency={invoice.currency} />
              </span>
            </div>
            <div class="row flush">
              <span class="row-t">
                <b>Total without VAT</b>
              </span>
              <span class="end">
                <b>
                  <Amount minor={invoice.totalMinor} currency={invoice.currency} />
                </b>
              </span>
            </div>
          </Card>
          {invoice.state === 'exception' && may('procurement.invoice.release') ? (
            own ? (
              <p class="hint">You entered this invoice: somebody else releases it.</p>
            ) : (
              <Form action={`/invoices/${invoice.id}/release`} class="form">
                <TextField name="reason" label="Why is it paid all the same?" longest={300} trouble={trouble} />
                <div class="form-end">
                  <Button kind="primary">Release it</Button>
                </div>
              </Form>
            )
          ) : null}
          {invoice.state !== 'cancelled' && may('procurement.invoice.cancel') ? (
            <details class="fold">
              <summary>It was entered by mistake</summary>
              <Form action={`/invoices/${invoice.id}/cancellation`} class="form">
                <TextField name="reason" label="What was wrong with it?" longest={300} trouble={trouble} />
                <Button kind="danger">Take it back</Button>
              </Form>
            </details>
          ) : null}
        </div>
        <Card title="Facts">
          <KeyValues
            pairs={
              [
                [
                  'Order',
                  <A href={`/purchase-orders/${order.id}`} class="lk">
                    PO-{order.number}
                  </A>,
                ],
                [
                  'Vendor',
                  <A href={`/vendors/${invoice.vendorId}`} class="lk">
                    {vendor}
                  </A>,
                ],
                ['Dated', calendar.dayShort(invoice.invoicedOn)],
                ['Due', <Due on={invoice.dueOn} done={invoice.state === 'cancelled'} />],
                ['Entered', <When at={invoice.createdAt} />],
                ['Entered by', maker],
                ['Ask about it', owner],
                ...(decider
                  ? [[invoice.state === 'cancelled' ? 'Taken back by' : 'Released by', `${decider}: ${invoice.reason}`]]
                  : []),
              ] as never
            }
          />
        </Card>
      </div>
    </Page>
  )
}

type FormProps = {
  order: OrderOf
  vendor: string
  lines: (OrderLine & { price: number; billed: number })[]
  before: { id: string; number: string; state: State_ }[]
  currencies: string[]
  values: Record<string, string>
  trouble: Trouble
}

/** What stands on the paper, line by line: nothing is taken as billed by itself but its price. */
export const InvoiceFormPage = ({ order, vendor, lines, before, currencies, values, trouble }: FormProps) => (
  <Page title={`Invoice for PO-${order.number}`} door="purchase-orders" wrong={trouble !== null}>
    <PageHead
      title={`Invoice for PO-${order.number}`}
      back={{ href: `/purchase-orders/${order.id}`, label: `PO-${order.number}` }}
      facts={vendor}
    />
    <ErrorSummary trouble={trouble} />
    {before.length > 0 ? (
      <p class="hint">
        Entered already:{' '}
        {before.map(({ id, number }, at) => (
          <>
            {at > 0 ? ', ' : ''}
            <A href={`/invoices/${id}`} class="lk">
              {number}
            </A>
          </>
        ))}
      </p>
    ) : null}
    <Form action={`/purchase-orders/${order.id}/invoice`} class="form">
      <TextField name="number" label="Its number" longest={60} value={values.number} trouble={trouble} />
      <DateField name="invoicedOn" label="Dated" value={values.invoicedOn} trouble={trouble} />
      <DateField name="dueOn" label="To be paid by" value={values.dueOn} optional trouble={trouble} />
      <Select
        name="currency"
        label="Currency"
        value={values.currency ?? order.currency}
        choices={currencies.map((value) => ({ value, label: value }))}
        trouble={trouble}
      />
      {lines.map((line) => (
        <fieldset class="answer">
          <legend>
            <span class="answer-n">{line.position}</span>
            <span>
              {line.words}
              <span class="muted block">
                Came and not billed: <Count scaled={Math.max(0, line.received - line.billed)} unit={line.unit} />
              </span>
            </span>
          </legend>
          <div class="answer-row">
            <TextField
              name={`quantity-${line.position}`}
              label="Billed"
              inputmode="decimal"
              value={values[`quantity-${line.position}`] ?? ''}
              optional
              trouble={trouble}
            />
            <TextField
              name={`price-${line.position}`}
              label="At"
              inputmode="decimal"
              value={
                values[`price-${line.position}`] ??
                sureText(decimalOfPrice({ scaled: line.price, currency: order.currency, per: line.unit }))
              }
              trouble={trouble}
            />
          </div>
        </fieldset>
      ))}
      <UnitField
        name="freight"
        label="Freight"
        unit={order.currency}
        value={values.freight}
        optional
        trouble={trouble}
      />
      <UnitField
        name="total"
        label="Total without VAT"
        hint="As it is written on the invoice."
        unit={order.currency}
        value={values.total}
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary">Enter and match</Button>
        <A href={`/purchase-orders/${order.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)
