import { EmptyState, Icon, Job, JobList, Jumps, LinkButton, PageHead, RunBar, useRender } from '../kit'
import { Page } from '../layouts/page'
import { WorkTabs } from './orders'
import { code, OrderDue, type OrderRowShown, Where } from './pieces'

export type JobShown = OrderRowShown & { photo: string | null; parts: 'none' | 'ready' | 'missing' }

type Props = {
  groups: { id: string; title: string; rows: JobShown[]; more: boolean }[]
  counts: { late: number; today: number; waiting: number }
  running: { orderId: string; number: number; assetTag: string; assetName: string; startedAt: number } | null
  nobodys: JobShown[]
}

/** What this person does next. */
export const MyWorkPage = ({ groups, counts, running, nobodys }: Props) => {
  const { now, calendar } = useRender()
  const shown = groups.filter(({ rows }) => rows.length > 0)
  return (
    <Page title="My work" door="work">
      <PageHead title="My work" facts={calendar.dayWords(calendar.dateOf(now))}>
        <span class="head-desk-only line">
          <LinkButton href="/orders">All work orders</LinkButton>
        </span>
      </PageHead>
      <WorkTabs current="mine" />
      <Jumps
        items={[
          { href: '#late', count: String(counts.late), label: 'Overdue', late: counts.late > 0 },
          { href: '#today', count: String(counts.today), label: 'Today' },
          { href: '#waiting', count: String(counts.waiting), label: 'Waiting' },
        ]}
      />
      {shown.map(({ id, title, rows, more }) => (
        <JobList id={id} title={title} count={`${rows.length}${more ? '+' : ''}`}>
          {rows.map((order) => (
            <OrderJob order={order} />
          ))}
        </JobList>
      ))}
      {shown.length === 0 ? (
        <EmptyState icon="clipboard-list" title="Nothing is assigned to you">
          <p>
            {nobodys.length > 0
              ? 'These belong to nobody yet: open one and take it.'
              : 'What planners give you, and what you start yourself, appears here.'}
          </p>
        </EmptyState>
      ) : null}
      {nobodys.length > 0 ? (
        <JobList id="nobodys" title="Nobody’s yet" count={String(nobodys.length)}>
          {nobodys.map((order) => (
            <OrderJob order={order} />
          ))}
        </JobList>
      ) : null}
      {running ? (
        <RunBar
          label={
            <span>
              <span class="code">{code(running)}</span> · {running.assetName}{' '}
              <span class="code">{running.assetTag}</span>
            </span>
          }
          since={running.startedAt}
          href={`/orders/${running.orderId}`}
          verb="Continue"
        />
      ) : null}
    </Page>
  )
}

export const OrderJob = ({ order }: { order: JobShown }) => (
  <Job
    href={`/orders/${order.id}`}
    code={code(order)}
    priority={order.priority}
    title={order.title}
    where={<Where order={order} />}
    photo={order.photo}
    due={<OrderDue order={order} />}
    fact={<PartsFact order={order} />}
  />
)

const PartsFact = ({ order }: { order: JobShown }) => {
  if (order.status === 'on-hold' || order.status === 'waiting-condition')
    return <span class="wait">{order.reason || 'Waiting'}</span>
  if (order.status === 'waiting-material' || order.parts === 'missing') return <span class="wait">Parts missing</span>
  if (order.parts === 'ready')
    return (
      <span class="good">
        <Icon name="check" class="ico-s" />
        Parts ready
      </span>
    )
  return <span class="muted">No parts needed</span>
}
