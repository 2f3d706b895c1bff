import { formatMoney } from '../../src/kernel/money'
import { A, DueWords, State, useRender } from '../kit'

export type OrderStatus =
  | 'requested'
  | 'rejected'
  | 'approved'
  | 'planned'
  | 'scheduled'
  | 'waiting-material'
  | 'waiting-condition'
  | 'in-progress'
  | 'on-hold'
  | 'completed'
  | 'closed'
  | 'cancelled'

export type OrderRowShown = {
  id: string
  number: number
  title: string
  kind: string
  priority: number
  status: OrderStatus
  reason: string
  assetId: string | null
  assetTag: string
  assetName: string
  placeName: string
  assigneeId: string | null
  assignee: string | null
  dueOn: string | null
  dueMinute: number | null
  dueAt: number | null
  scheduledOn: string | null
  completedAt: number | null
  closedAt: number | null
  costMinor: number | null
  version: number
}

export const code = ({ number }: { number: number }) => `WO-${number}`

export const kindNames: Record<string, string> = {
  corrective: 'Repair',
  preventive: 'Preventive',
  inspection: 'Inspection',
  improvement: 'Improvement',
  safety: 'Safety',
  calibration: 'Calibration',
  project: 'Project',
}

export const statusNames: Record<OrderStatus, string> = {
  requested: 'Requested',
  rejected: 'Rejected',
  approved: 'Open',
  planned: 'Planned',
  scheduled: 'Scheduled',
  'waiting-material': 'Waiting for parts',
  'waiting-condition': 'Waiting for the plant',
  'in-progress': 'In progress',
  'on-hold': 'On hold',
  completed: 'Done, to review',
  closed: 'Closed',
  cancelled: 'Cancelled',
}

export const priorityNames = ['', 'Low', 'Normal', 'High', 'Emergency']

/** What a button says that moves an order there. */
export const moveNames: Record<OrderStatus, string> = {
  requested: 'Ask again',
  rejected: 'Reject',
  approved: 'Approve',
  planned: 'Mark as planned',
  scheduled: 'Schedule',
  'waiting-material': 'Wait for parts',
  'waiting-condition': 'Wait for the plant',
  'in-progress': 'Start work',
  'on-hold': 'Pause',
  completed: 'Complete',
  closed: 'Close',
  cancelled: 'Cancel order',
}

export const isOver = (status: OrderStatus) => ['completed', 'closed', 'cancelled', 'rejected'].includes(status)

export const OrderState = ({ order }: { order: { status: OrderStatus } }) => <State of="order" is={order.status} />

export const OrderDue = ({ order }: { order: Pick<OrderRowShown, 'dueOn' | 'dueMinute' | 'dueAt' | 'status'> }) => (
  <DueWords on={order.dueOn} minute={order.dueMinute} at={order.dueAt} over={isOver(order.status)} />
)

/** Where the work is: the machine with its tag, then the place. */
export const Where = ({ order }: { order: Pick<OrderRowShown, 'assetTag' | 'assetName' | 'placeName'> }) => (
  <>
    {order.assetTag ? (
      <>
        {order.assetName} <span class="code">{order.assetTag}</span>
      </>
    ) : null}
    {order.assetTag && order.placeName ? ' · ' : ''}
    {order.placeName}
  </>
)

export const OrderLink = ({ order }: { order: { id: string; number: number } }) => (
  <A href={`/orders/${order.id}`} class="lk code">
    {code(order)}
  </A>
)

/** An amount in the organization's currency, of those who may see it. */
export const Money = ({ minor }: { minor: number }) => {
  const { locale, currency } = useRender()
  return <span class="money">{formatMoney({ minor, currency }, locale)}</span>
}
