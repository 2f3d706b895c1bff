import { A, Button, Card, Form, Icon, useRender } from '../kit'
import { code, Money, OrderDue, type OrderRowShown, OrderState } from './pieces'

type Props = {
  asset: { id: string; tag: string }
  open: (OrderRowShown & { starts: boolean; mine: boolean })[]
  past: OrderRowShown[]
  more: boolean
  locked: boolean
  showsCost: boolean
}

/** What is open on a machine and what was done: hung on its page. One tap starts. */
export const AssetWork = ({ asset, open, past, more, locked, showsCost }: Props) => {
  const { may, calendar } = useRender()
  return (
    <>
      <Card
        title={open.length === 0 ? 'Open work' : `Open work, ${open.length}`}
        id="open-work"
        end={
          may('work.order.create') ? (
            <A href={`/orders/new?assetId=${asset.id}`} class="lk">
              New work order
            </A>
          ) : null
        }
      >
        {open.length === 0 ? <p class="muted">Nothing is open.</p> : null}
        <ul class="evs">
          {open.map((order) => (
            <li>
              <p>
                <A href={`/orders/${order.id}`} class="lk">
                  <span class="code">{code(order)}</span> {order.title}
                </A>
                <span class="line">
                  <OrderState order={order} />
                  <span class="muted">
                    {order.assignee ?? 'Nobody'} · <OrderDue order={order} />
                  </span>
                </span>
              </p>
              {order.starts ? <StartButton order={order} /> : null}
            </li>
          ))}
        </ul>
        {may('work.sheet.write') || locked ? (
          <p>
            <A href={`/lock-outs/${asset.id}`} class="lk">
              <Icon name="lock" class="ico-s" /> {locked ? 'Lock-out and hazards' : 'Write its lock-out'}
            </A>
          </p>
        ) : null}
      </Card>
      {past.length > 0 ? (
        <Card
          title="Past work"
          end={
            more ? (
              <A href={`/orders?view=done&asset=${asset.id}`} class="lk">
                All past work
              </A>
            ) : null
          }
        >
          <ul class="evs">
            {past.map((order) => (
              <li>
                <span class="t">
                  {(order.completedAt ?? order.closedAt)
                    ? calendar.dayShort(calendar.dateOf(order.completedAt ?? order.closedAt ?? 0))
                    : 'Not done'}
                </span>
                <p>
                  <A href={`/orders/${order.id}`} class="lk">
                    <span class="code">{code(order)}</span> {order.title}
                  </A>
                  {showsCost && order.costMinor !== null ? (
                    <span class="muted">
                      <Money minor={order.costMinor} />
                    </span>
                  ) : null}
                </p>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  )
}

const StartButton = ({ order }: { order: OrderRowShown }) => (
  <Form action={`/orders/${order.id}/status`}>
    <input type="hidden" name="version" value={String(order.version)} />
    <input type="hidden" name="status" value="in-progress" />
    <Button icon="play" label={`Start work on ${code(order)}`}>
      Start
    </Button>
  </Form>
)
