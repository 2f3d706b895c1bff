import { A, Button, EmptyState, Form, PageHead, Pager, Priority, useRender } from '../kit'
import { Page } from '../layouts/page'
import { NewOrder, WorkTabs } from './orders'
import { code, moveNames, OrderDue, type OrderRowShown, type OrderStatus, statusNames } from './pieces'

export type LaneShown = {
  status: OrderStatus
  title: string
  rows: (OrderRowShown & { moves: OrderStatus[] })[]
  more: boolean
}

/** Columns by state. A card moves by its own menu; dragging is the shorter way to the same form. */
export const OrderBoardPage = ({ lanes }: { lanes: LaneShown[] }) => {
  const empty = lanes.every(({ rows }) => rows.length === 0)
  return (
    <Page title="Work orders, board" door="work">
      <PageHead title="Work orders">
        <NewOrder />
      </PageHead>
      <WorkTabs current="board" />
      {empty ? (
        <EmptyState icon="wrench" title="No open work">
          <p>Orders appear here by their state as soon as there are some.</p>
        </EmptyState>
      ) : (
        <div class="board board-6">
          {lanes.map((lane) => (
            <section class="lane" data-lane={lane.status} aria-labelledby={`lane-${lane.status}`}>
              <h2 id={`lane-${lane.status}`}>
                {lane.title} <span class="muted">{lane.more ? `${lane.rows.length}+` : lane.rows.length}</span>
              </h2>
              <ul>
                {lane.rows.map((order) => (
                  <li class="slip" id={order.id} data-card={order.moves.length > 0 ? 'yes' : undefined}>
                    <A href={`/orders/${order.id}`} class="slip-t">
                      {order.title}
                    </A>
                    <span class="slip-f muted">
                      <span class="code">{code(order)}</span>
                      <span class="code">{order.assetTag}</span>
                      <span>{order.assignee ?? 'Nobody'}</span>
                    </span>
                    <span class="slip-f">
                      <Priority of={order.priority} />
                      <OrderDue order={order} />
                    </span>
                    <MoveMenu order={order} />
                  </li>
                ))}
                {lane.rows.length === 0 ? <li class="slip-none muted">Nothing here</li> : null}
              </ul>
              {lane.more ? (
                <A href={`/orders?status=${lane.status}`} class="lk">
                  All of them
                </A>
              ) : null}
            </section>
          ))}
        </div>
      )}
      {lanes.some(({ more }) => more) ? <Pager summary="Each column shows its first 30." next={null} /> : null}
    </Page>
  )
}

const MoveMenu = ({ order }: { order: LaneShown['rows'][number] }) => {
  const { may } = useRender()
  if (order.moves.length === 0 || !may('work.order.move')) return null
  return (
    <Form action={`/orders/${order.id}/status?back=board`} class="slip-to">
      <input type="hidden" name="version" value={String(order.version)} />
      <label class="sr" for={`to-${order.id}`}>{`Move ${code(order)} to`}</label>
      <select name="status" id={`to-${order.id}`}>
        {order.moves.map((to) => (
          <option value={to}>{to === 'in-progress' || to === 'completed' ? moveNames[to] : statusNames[to]}</option>
        ))}
      </select>
      <Button size="small">Move</Button>
    </Form>
  )
}
