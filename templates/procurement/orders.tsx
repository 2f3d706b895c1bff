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
  More,
  Note,
  PageHead,
  ShownOnce,
  State,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { Amount, BuyingTabs, Count, Price } from './pieces'
import type { Approval, Order, OrderLine, OrderRow, Prices } from './shapes'

const columns: Column<OrderRow>[] = [
  {
    head: 'Vendor',
    main: true,
    cell: ({ id, vendor }) => (
      <A href={`/purchase-orders/${id}`} class="lk">
        {vendor}
      </A>
    ),
  },
  { head: 'Number', bare: true, cell: ({ number }) => <span class="code">PO-{number}</span> },
  { head: 'State', bare: true, cell: ({ state }) => <State of="purchase-order" is={state} /> },
  {
    head: 'Total',
    number: true,
    cell: ({ totalMinor, currency }) =>
      totalMinor === undefined ? null : <Amount minor={totalMinor} currency={currency} />,
  },
  { head: 'Due', cell: ({ dueOn, state }) => <Due on={dueOn} done={state !== 'sent' && state !== 'acknowledged'} /> },
  { head: 'Written', cell: ({ createdAt }) => <When at={createdAt} /> },
]

export const orderViews = {
  all: { label: 'All', states: undefined },
  approval: { label: 'To approve', states: ['approval'] },
  approved: { label: 'To send', states: ['approved'] },
  coming: { label: 'On their way', states: ['sent', 'acknowledged'] },
  received: { label: 'Received', states: ['received'] },
  over: { label: 'Declined and cancelled', states: ['declined', 'cancelled'] },
} as const
export type OrderView = keyof typeof orderViews

/** Purchase orders, newest first. */
export const OrdersPage = ({ rows, next, view }: { rows: OrderRow[]; next: string | null; view: OrderView }) => (
  <Page title="Orders" door="purchase-orders">
    <PageHead title="Orders" />
    <BuyingTabs current="orders" />
    <p class="hint">
      {(Object.keys(orderViews) as OrderView[]).map((one) => (
        <>
          {one === view ? (
            <b>{orderViews[one].label}</b>
          ) : (
            <A href={one === 'all' ? '/purchase-orders' : `/purchase-orders?view=${one}`} class="lk">
              {orderViews[one].label}
            </A>
          )}
          {'  '}
        </>
      ))}
    </p>
    <DataTable
      caption="Orders"
      columns={
        rows.some(({ totalMinor }) => totalMinor !== undefined)
          ? columns
          : columns.filter(({ head }) => head !== 'Total')
      }
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={rows.length === 1 ? '1 order' : `${rows.length} orders, newest first`}
      empty={
        <EmptyState icon="truck" title="No order here">
          <p>Orders come from awarded quotes.</p>
          <LinkButton href="/rfqs">RFQs</LinkButton>
        </EmptyState>
      }
    />
  </Page>
)

type Arrival = {
  number: number
  slip: string
  receivedAt: number
  who: string
  quantity: number
  condition: 'ok' | 'quarantine'
  position: number
  bin: string
}

type Props = {
  order: Order
  lines: OrderLine[]
  /** Null for who does not see what vendors ask. */
  prices: Prices | null
  approvals: Approval[]
  /** The step that waits, whether this person may decide it, and why not. */
  step: 1 | 2 | null
  whyNot: string | null
  arrivals: Arrival[]
  vendor: string
  site: string
  maker: string
  rfq: string | null
  about: { title: string; href: string } | null
  link: string | null
  trouble: Trouble
}

/** An order: what, from whom, where it stands, and the one thing to do next. */
export const OrderPage = (props: Props) => {
  const { order, lines, prices, vendor, arrivals, trouble, step, link } = props
  const { may } = useRender()
  const out = order.state === 'sent' || order.state === 'acknowledged'
  return (
    <Page title={`PO-${order.number} ${vendor}`} door="purchase-orders" wrong={trouble !== null}>
      <PageHead
        title={vendor}
        code={`PO-${order.number}`}
        back={{ href: '/purchase-orders', label: 'Orders' }}
        pill={<State of="purchase-order" is={order.state} />}
        facts={
          <>
            {prices ? <Amount minor={prices.totalMinor} currency={order.currency} /> : null}
            {order.revision > 1 ? ` · revision ${order.revision}` : ''}
          </>
        }
      >
        {order.state === 'approved' && may('procurement.order.send') ? (
          <Form action={`/purchase-orders/${order.id}/sending`}>
            <Button kind="primary" icon="mail">
              Send to the vendor
            </Button>
          </Form>
        ) : null}
        {out && may('procurement.order.receive') ? (
          <LinkButton href={`/purchase-orders/${order.id}/receipt`} kind="primary" icon="package">
            Receive
          </LinkButton>
        ) : null}
        {order.sentAt !== null && may('procurement.invoice.enter') ? (
          <LinkButton href={`/purchase-orders/${order.id}/invoice`}>Enter an invoice</LinkButton>
        ) : null}
        <A href={`/purchase-orders/${order.id}/pdf`} class="bt">
          PDF
        </A>
        {may('procurement.order.cancel') && !['received', 'cancelled', 'declined'].includes(order.state) ? (
          <More label="More for this order">
            {out && may('procurement.order.chase') ? (
              <Form action={`/purchase-orders/${order.id}/chase`}>
                <Button kind="quiet">Ask when it comes</Button>
              </Form>
            ) : null}
            <A href={`/purchase-orders/${order.id}/cancellation`}>Cancel what has not come</A>
          </More>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      {out && order.trouble ? (
        <Note kind="warning">
          <span>{order.trouble}</span>
        </Note>
      ) : null}
      {step !== null && order.state === 'approval' ? <Approve {...props} /> : null}
      <div class="two">
        <div>
          <Card title="Lines">
            {lines.map((line) => (
              <div class="row flush">
                <span class="muted n">{line.position}</span>
                <span class="row-t">
                  {line.partId ? (
                    <A href={`/parts/${line.partId}`} class="lk">
                      {line.words}
                    </A>
                  ) : (
                    line.words
                  )}
                  <span class="muted">
                    <Count scaled={line.quantity} unit={line.unit} />
                    {prices ? (
                      <>
                        {' at '}
                        <Price scaled={prices.lines.get(line.id) ?? 0} currency={order.currency} unit={line.unit} />
                      </>
                    ) : null}
                    {line.promisedOn ? (
                      <>
                        {' · due '}
                        <Due on={line.promisedOn} done={line.received >= line.quantity} />
                      </>
                    ) : null}
                  </span>
                </span>
                <span class="end">
                  {line.received > 0 || line.damaged > 0 || line.cancelled > 0 ? (
                    <>
                      <Count scaled={line.received} unit={line.unit} /> here
                      {line.damaged > 0 ? <span class="late block">{line.damaged / 100_000} damaged</span> : null}
                      {line.cancelled > 0 ? (
                        <span class="muted block">{line.cancelled / 100_000} cancelled</span>
                      ) : null}
                    </>
                  ) : (
                    <span class="muted">Nothing here yet</span>
                  )}
                </span>
              </div>
            ))}
            {prices ? (
              <>
                <div class="row flush">
                  <span class="row-t muted">Freight</span>
                  <span class="end">
                    <Amount minor={prices.freightMinor} currency={order.currency} />
                  </span>
                </div>
                <div class="row flush">
                  <span class="row-t">
                    <b>Total</b>
                  </span>
                  <span class="end">
                    <b>
                      <Amount minor={prices.totalMinor} currency={order.currency} />
                    </b>
                  </span>
                </div>
              </>
            ) : null}
          </Card>
          {out && may('procurement.order.acknowledge') ? <Promised {...props} /> : null}
          {arrivals.length > 0 ? (
            <Card title="Received">
              {arrivals.map((one) => (
                <div class="row flush">
                  <span class="row-t">
                    Line {one.position}: {one.quantity / 100_000}{' '}
                    {one.condition === 'ok' ? `to ${one.bin || 'the asker'}` : 'set aside as damaged'}
                    <span class="muted">
                      {[one.who, one.slip ? `slip ${one.slip}` : '', `GR-${one.number}`].filter(Boolean).join(' · ')}
                    </span>
                  </span>
                  <span class="end">
                    <When at={one.receivedAt} />
                  </span>
                </div>
              ))}
            </Card>
          ) : null}
          <Panels on="purchase-order" id={order.id} />
        </div>
        <Card title="Facts">
          <KeyValues
            pairs={
              [
                [
                  'Vendor',
                  <A href={`/vendors/${order.vendorId}`} class="lk">
                    {vendor}
                  </A>,
                ],
                ['Written by', props.maker],
                ...(props.rfq && order.rfqId
                  ? ([
                      [
                        'From',
                        <A href={`/rfqs/${order.rfqId}/quotes`} class="lk">
                          {props.rfq}
                        </A>,
                      ],
                    ] as never)
                  : []),
                ...(props.about
                  ? ([
                      [
                        'For',
                        <A href={props.about.href} class="lk">
                          {props.about.title}
                        </A>,
                      ],
                    ] as never)
                  : []),
                ['Deliver to', props.site],
                ['Terms', order.terms],
                ['Due', <Due on={order.dueOn} done={!out} />],
                ['Sent', order.sentAt === null ? 'Not yet' : <When at={order.sentAt} />],
                ['Acknowledged', order.acknowledgedAt === null ? 'Not yet' : <When at={order.acknowledgedAt} />],
                ...props.approvals.map(
                  (one) =>
                    [
                      one.decision === 'approved' ? `Approved, step ${one.step}` : 'Declined',
                      <span>
                        {one.who}, <When at={one.decidedAt} />
                        {one.contentHash === order.contentHash ? '' : ' (of an earlier version)'}
                        {one.reason ? `: ${one.reason}` : ''}
                      </span>,
                    ] as [string, unknown],
                ),
              ] as never
            }
          />
          {link ? (
            <ShownOnce
              id="link"
              label="The vendor’s link"
              hint="There they confirm days and take the PDF."
              text={link}
            />
          ) : null}
        </Card>
      </div>
    </Page>
  )
}

/** Ten seconds on a phone: who, how much, what for, yes or no. */
const Approve = ({ order, prices, vendor, lines, maker, step, whyNot, about, trouble }: Props) => {
  const { currency } = useRender()
  return (
    <section class="box approve">
      <div class="box-in">
        <p class="approve-sum">
          {prices ? (
            <b>
              <Amount minor={prices.ownMinor} currency={currency} />
            </b>
          ) : (
            'An order'
          )}{' '}
          to {vendor}
        </p>
        <p class="muted">
          {lines.length === 1
            ? lines[0]?.words
            : `${lines.length} lines: ${lines.map(({ words }) => words).join(', ')}`}
          {about ? ` · for ${about.title}` : ''} · asked by {maker}
          {step === 2 ? ' · second approval' : ''}
        </p>
        {whyNot ? (
          <p class="hint">{whyNot}</p>
        ) : (
          <Form action={`/purchase-orders/${order.id}/approval`} class="form">
            <input type="hidden" name="contentHash" value={order.contentHash} />
            <div class="deeds">
              <Button kind="primary" size="large" name="decision" value="approve">
                Approve
              </Button>
              <Button size="large" name="decision" value="decline">
                Decline
              </Button>
            </div>
            <TextField
              name="reason"
              label="Note"
              hint="Asked when you decline."
              longest={300}
              optional
              trouble={trouble}
            />
          </Form>
        )}
      </div>
    </section>
  )
}

const Promised = ({ order, lines, trouble }: Props) => (
  <Card title={order.state === 'acknowledged' ? 'Promised days' : 'The vendor confirmed?'}>
    <details class="fold" open={trouble !== null}>
      <summary>Write down the promised days</summary>
      <Form action={`/purchase-orders/${order.id}/acknowledgement`} class="form">
        {lines
          .filter((line) => line.quantity - line.received - line.cancelled > 0)
          .map((line) => (
            <DateField
              name={`promise-${line.position}`}
              label={`${line.position}. ${line.words}`}
              value={line.promisedOn ?? ''}
              optional
              trouble={trouble}
            />
          ))}
        <div class="form-end">
          <Button>Save as acknowledged</Button>
        </div>
      </Form>
    </details>
  </Card>
)
