import type { Child } from 'hono/jsx'
import {
  A,
  Button,
  Card,
  ErrorSummary,
  Form,
  Icon,
  KeyValues,
  LinkButton,
  More,
  minutesWords,
  Note,
  PageHead,
  Priority,
  Timer,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { CostCard, type CostShown } from './costs'
import { LaborCard, type LaborShown } from './labor'
import { LockCard, type LockStepShown } from './lock'
import { PartsCard, type PartsShown } from './parts'
import {
  code,
  kindNames,
  moveNames,
  OrderDue,
  OrderLink,
  type OrderRowShown,
  OrderState,
  type OrderStatus,
} from './pieces'
import { OrderTimeline, type WorkEvent } from './timeline'

export type OrderDetail = OrderRowShown & {
  description: string
  outcome: string
  hazards: string[]
  estimateMinutes: number | null
  createdAt: number
  startedAt: number | null
  completedBy: string | null
  placeId: string | null
  failure: string
  author: string
  closer: string | null
  team: string | null
  helpers: { id: string; name: string }[]
}

type Hanging = { id: string; number: number; title: string; status: OrderStatus }

export type OrderPageProps = {
  order: OrderDetail
  moves: OrderStatus[]
  parent: Hanging | null
  below: Hanging[]
  links: (Hanging & { words: string; kind: string })[]
  locks: LockStepShown[]
  labor: LaborShown | null
  costs: CostShown | null
  parts: PartsShown
  editsParts: boolean
  events: WorkEvent[]
  /** Of this person: since when their timer runs here. */
  timerSince: number | null
  source: { href: string; title: string } | null
  values: Record<string, string>
  trouble: Trouble
}

const needsWords: readonly OrderStatus[] = ['on-hold', 'waiting-condition', 'rejected', 'cancelled']
/** The likely next step stands first and filled. */
const firstOf = (order: OrderDetail, moves: OrderStatus[]): OrderStatus | null =>
  (
    ({
      requested: 'approved',
      approved: 'in-progress',
      planned: 'in-progress',
      scheduled: 'in-progress',
      'waiting-condition': 'scheduled',
      'on-hold': 'in-progress',
      'in-progress': 'completed',
      completed: 'closed',
    }) as Partial<Record<OrderStatus, OrderStatus>>
  )[order.status] ??
  moves[0] ??
  null

const Move = ({
  order,
  to,
  kind,
  icon,
  label,
}: {
  order: OrderDetail
  to: OrderStatus
  kind?: 'primary'
  icon?: string
  label?: string
}) => (
  <Form action={`/orders/${order.id}/status`}>
    <input type="hidden" name="version" value={String(order.version)} />
    <input type="hidden" name="status" value={to} />
    <Button kind={kind ?? 'outline'} {...(icon ? { icon } : {})} {...(kind ? { size: 'large' as const } : {})}>
      {label ?? moveNames[to]}
    </Button>
  </Form>
)

/** The one thing that is next. */
const Next = ({ order, moves }: { order: OrderDetail; moves: OrderStatus[] }) => {
  const { may } = useRender()
  const first = firstOf(order, moves)
  if (first === null || !moves.includes(first) || !may('work.order.move')) return null
  if (first === 'completed') {
    return may('work.order.complete') ? (
      <LinkButton href={`/orders/${order.id}/completion`} kind="primary" size="large" icon="circle-check">
        Complete
      </LinkButton>
    ) : null
  }
  return (
    <Move
      order={order}
      to={first}
      kind="primary"
      {...(first === 'in-progress' ? { icon: 'play' } : {})}
      label={order.status === 'on-hold' ? 'Go on' : moveNames[first]}
    />
  )
}

export const OrderPage = (props: OrderPageProps) => {
  const { order, moves, trouble, timerSince } = props
  const { may } = useRender()
  const canPause = moves.includes('on-hold') && may('work.order.move')
  const next = <Next order={order} moves={moves} />
  return (
    <Page
      title={`${code(order)} ${order.title}`}
      door="work"
      wrong={trouble !== null}
      tray={
        <>
          {timerSince !== null ? (
            <p class="tray-t">
              <span class="muted">Your timer runs</span>
              <Timer since={timerSince} />
            </p>
          ) : null}
          <div class="tray-b">
            {canPause ? <PauseLink order={order} /> : <LinkButton href="#say">Say something</LinkButton>}
            {next}
          </div>
        </>
      }
    >
      <PageHead
        title={order.title}
        code={code(order)}
        back={{ href: '/orders', label: 'Work orders' }}
        pill={<OrderState order={order} />}
        facts={<Priority of={order.priority} />}
      >
        <span class="head-desk-only line">
          <Tools {...props} />
          {canPause ? <PauseLink order={order} /> : null}
          {next}
        </span>
      </PageHead>
      <ErrorSummary trouble={trouble} />
      {order.reason ? (
        <Note kind={order.status === 'cancelled' || order.status === 'rejected' ? 'info' : 'warning'}>
          {order.reason}
        </Note>
      ) : null}
      <Hazards lines={order.hazards} />
      <div class="two two-wide">
        <div>
          <LockCard order={order} steps={props.locks} />
          <About {...props} />
          {order.outcome || order.failure ? (
            <Card title="What was done">
              {order.failure ? <p class="b">{order.failure}</p> : null}
              <p class="prose">{order.outcome}</p>
            </Card>
          ) : null}
          {props.labor ? <LaborCard order={order} labor={props.labor} /> : null}
          <PartsCard order={order} parts={props.parts} edits={props.editsParts} />
          <Panels on="order" id={order.id} />
          {props.costs ? <CostCard order={order} costs={props.costs} /> : null}
          <OrderTimeline order={order} events={props.events} values={props.values} trouble={trouble} />
        </div>
        <div>
          <Facts {...props} />
          <Around {...props} />
          <span class="head-phone line">
            <Tools {...props} />
          </span>
        </div>
      </div>
    </Page>
  )
}

const PauseLink = ({ order }: { order: OrderDetail }) => (
  <LinkButton href={`/orders/${order.id}/pause`} size="large" icon="pause">
    Pause
  </LinkButton>
)

/** Everything that is done rarely. */
const Tools = ({ order, moves, timerSince }: OrderPageProps) => {
  const { may } = useRender()
  const first = firstOf(order, moves)
  const others = moves.filter((to) => to !== first && to !== 'on-hold')
  const links: [string, string, string][] = [
    ['work.order.change', `/orders/${order.id}/edit`, 'Change'],
    ['work.order.create', `/orders/new?follows=${order.id}`, 'Write a follow-up'],
    ['work.order.create', `/orders/new?parentId=${order.id}`, 'Write a part of it'],
    ['work.order.link', `/orders/${order.id}/links`, 'Link to another order'],
    ['work.order.see', `/orders/${order.id}/print`, 'Print'],
    ['work.order.see', `/orders/${order.id}/pdf`, 'PDF'],
  ]
  const over = order.status === 'closed' || order.status === 'cancelled' || order.status === 'rejected'
  return (
    <>
      {order.assigneeId === null && !over && may('work.order.take') ? (
        <Form action={`/orders/${order.id}/take`}>
          <input type="hidden" name="version" value={String(order.version)} />
          <Button>Take it</Button>
        </Form>
      ) : null}
      {order.status === 'in-progress' && timerSince === null && may('work.labor.start') ? (
        <Form action={`/orders/${order.id}/timer`}>
          <Button icon="timer">Start my timer</Button>
        </Form>
      ) : null}
      <More label={`More for ${code(order)}`}>
        {links
          .filter(
            ([permission, , label]) =>
              may(permission) && !(over && label !== 'Print' && label !== 'PDF' && label !== 'Write a follow-up'),
          )
          .map(([, href, label]) => (
            <A href={href}>{label}</A>
          ))}
        {others.map((to) =>
          needsWords.includes(to) || (order.status === 'completed' && to === 'in-progress') ? (
            <A href={`/orders/${order.id}/move?to=${to}`}>
              {order.status === 'completed' ? 'Open again' : moveNames[to]}
            </A>
          ) : to === 'completed' ? null : (
            <Move order={order} to={to} />
          ),
        )}
      </More>
    </>
  )
}

const Hazards = ({ lines }: { lines: string[] }) =>
  lines.length === 0 ? null : (
    <section class="haz" aria-label="Hazards">
      <Icon name="triangle-alert" />
      <ul>
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </section>
  )

const About = ({ order, source }: OrderPageProps) => (
  <Card title="What is known">
    {order.description ? <p class="prose">{order.description}</p> : <p class="muted">Nothing beside the title.</p>}
    {source ? (
      <p>
        <span class="muted">Came of </span>
        <A href={source.href} class="lk">
          {source.title}
        </A>
      </p>
    ) : null}
  </Card>
)

const Facts = ({ order }: OrderPageProps) => {
  const { calendar } = useRender()
  const place = order.placeId
    ? order.placeId.startsWith('st_')
      ? `/sites/${order.placeId}`
      : `/places/${order.placeId}`
    : null
  return (
    <Card title="Facts">
      <KeyValues
        pairs={[
          [
            'Asset',
            order.assetId ? (
              <A href={`/assets/${order.assetId}`} class="lk">
                <span class="code">{order.assetTag}</span> {order.assetName}
              </A>
            ) : (
              <span class="muted">None</span>
            ),
          ],
          [
            'Place',
            place ? (
              <A href={place} class="lk">
                {order.placeName}
              </A>
            ) : (
              ''
            ),
          ],
          ['Due', <OrderDue order={order} />],
          [
            'Planned for',
            order.scheduledOn ? calendar.dayShort(order.scheduledOn) : <span class="muted">No day yet</span>,
          ],
          ['Takes', order.estimateMinutes === null ? '' : minutesWords(order.estimateMinutes)],
          ['Person', order.assignee ?? <span class="muted">Nobody yet</span>],
          ...(order.helpers.length > 0
            ? ([['Helps', order.helpers.map(({ name }) => name).join(', ')]] as [string, Child][])
            : []),
          ...(order.team ? ([['Team', order.team]] as [string, Child][]) : []),
          ['Kind', kindNames[order.kind] ?? order.kind],
          ['Written', <When at={order.createdAt} />],
          ['By', order.author],
          ...(order.completedAt === null
            ? []
            : ([
                ['Done', <When at={order.completedAt} />],
                ['By', order.closer ?? 'The house'],
              ] as [string, Child][])),
        ]}
      />
    </Card>
  )
}

/** What hangs together with it. */
const Around = ({ order: own, parent, below, links }: OrderPageProps) =>
  !parent && below.length === 0 && links.length === 0 ? null : (
    <Card title="Hangs together with">
      <ul class="evs">
        {parent ? <Hangs order={parent} words="Is a part of" /> : null}
        {below.map((order) => (
          <Hangs order={order} words="Part of it" />
        ))}
        {links.map((order) => (
          <Hangs order={order} words={order.words}>
            {order.kind === 'follow-up' ? null : <Unlink own={own} other={order} />}
          </Hangs>
        ))}
      </ul>
    </Card>
  )

const Hangs = ({ order, words, children }: { order: Hanging; words: string; children?: Child }) => (
  <li>
    <p>
      <span class="muted">{words}</span>
      <OrderLink order={order} /> {order.title} <OrderState order={order} />
    </p>
    {children}
  </li>
)

const Unlink = ({ own, other }: { own: OrderDetail; other: Hanging & { kind: string } }) =>
  useRender().may('work.order.unlink') && !['closed', 'cancelled', 'rejected'].includes(own.status) ? (
    <Form action={`/orders/${own.id}/links/removal`}>
      <input type="hidden" name="kind" value={other.kind} />
      <input type="hidden" name="to" value={other.id} />
      <Button kind="quiet" size="small" label={`Take the link to ${code(other)} away`}>
        Unlink
      </Button>
    </Form>
  ) : null
