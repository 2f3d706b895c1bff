import { A, Card, Icon, LinkButton, PageHead, Priority, useRender } from '../kit'
import { Page } from '../layouts/page'
import type { OrderPageProps } from './order'
import { code, kindNames, OrderDue, OrderLink, OrderState, type OrderStatus } from './pieces'

type Props = Pick<OrderPageProps, 'order' | 'locks' | 'parts'>

/** One sheet for the plant that pins paper: the machine large, boxes to tick, room to write, and the way back. */
export const OrderPrintPage = ({ order, locks, parts }: Props) => {
  const { base } = useRender()
  return (
    <Page title={`${code(order)} on paper`} door="work">
      <div class="no-print">
        <PageHead title={`${code(order)} on paper`} back={{ href: `/orders/${order.id}`, label: code(order) }}>
          <button type="button" class="bt bt-p only-js" data-print>
            <Icon name="printer" class="ico-s" />
            Print
          </button>
          <LinkButton href={`/orders/${order.id}/pdf`} icon="file-text">
            As a PDF
          </LinkButton>
        </PageHead>
      </div>
      <article class="jobsheet">
        <header class="jobsheet-h">
          <div>
            <p class="jobsheet-c">{code(order)}</p>
            <h2>{order.title}</h2>
            <p class="jobsheet-m">
              {order.assetTag} {order.assetName}
            </p>
            <p>{order.placeName}</p>
          </div>
          <img
            src={`${base}/orders/${order.id}/qr.svg`}
            alt={`Code that opens ${code(order)}`}
            width="120"
            height="120"
          />
        </header>
        <p class="line">
          <Priority of={order.priority} /> {kindNames[order.kind] ?? order.kind} · <OrderDue order={order} /> ·{' '}
          {order.assignee ?? 'Nobody yet'}
        </p>
        {order.hazards.length > 0 ? (
          <section>
            <h3>Hazards</h3>
            <ul class="rules">
              {order.hazards.map((line) => (
                <li>{line}</li>
              ))}
            </ul>
          </section>
        ) : null}
        {(['isolation', 'restoration'] as const).map((phase) => {
          const steps = locks.filter((step) => step.phase === phase)
          return steps.length === 0 ? null : (
            <section>
              <h3>{phase === 'isolation' ? 'Lock out' : 'Bring back'}</h3>
              <ul class="boxes">
                {steps.map(({ text }) => (
                  <li>{text}</li>
                ))}
              </ul>
            </section>
          )
        })}
        {order.description ? (
          <section>
            <h3>What is known</h3>
            <p class="prose">{order.description}</p>
          </section>
        ) : null}
        {parts.needed.length > 0 ? (
          <section>
            <h3>Parts</h3>
            <ul class="boxes">
              {parts.needed.map((row) => (
                <li>
                  {row.quantity} × <span class="code">{row.number}</span> {row.name} {row.bin ? `(${row.bin})` : ''}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <section>
          <h3>Done, time, signature</h3>
          <div class="lines" aria-hidden="true" />
        </section>
      </article>
    </Page>
  )
}

type ReportWorkProps = {
  orders: { id: string; number: number; title: string; status: OrderStatus }[]
  make: string | null
}

/** The work that came of a report: hung on its page. */
export const ReportWork = ({ orders, make }: ReportWorkProps) => (
  <Card title="Work">
    {orders.length === 0 ? <p class="muted">There is no work order for it yet.</p> : null}
    <ul class="evs">
      {orders.map((order) => (
        <li>
          <p>
            <OrderLink order={order} /> {order.title}
          </p>
          <OrderState order={order} />
        </li>
      ))}
    </ul>
    {make ? (
      <LinkButton href={make} icon="wrench">
        Make a work order
      </LinkButton>
    ) : (
      <A href="/orders" class="lk">
        All work orders
      </A>
    )}
  </Card>
)
