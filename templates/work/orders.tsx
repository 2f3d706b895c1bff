import {
  A,
  Button,
  Checkbox,
  Chips,
  type Choice,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  Icon,
  LinkButton,
  Note,
  PageHead,
  Priority,
  Tabs,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import {
  code,
  kindNames,
  Money,
  OrderDue,
  type OrderRowShown,
  OrderState,
  type OrderStatus,
  priorityNames,
  statusNames,
  Where,
} from './pieces'

type Filter = {
  view?: string | undefined
  status?: string | undefined
  kind?: string | undefined
  priority?: number | undefined
  person?: string | undefined
  team?: string | undefined
  asset?: string | undefined
  place?: string | undefined
  q?: string | undefined
}

export type ViewShown = { id: string; name: string; query: string; mine: boolean }

type Props = {
  rows: OrderRowShown[]
  next: string | null
  sparse: boolean
  first: boolean
  filter: Filter
  query: string
  names: { asset: string | null; place: string | null }
  views: ViewShown[]
  people: Choice[]
  teams: Choice[]
  sites: Choice[]
  bulkMost: number
  showsCost: boolean
  trouble: Trouble
}

const chooser = 'chosen-orders'

const standardViews = [
  { label: 'Open', query: '' },
  { label: 'Late', query: 'view=late' },
  { label: 'To review', query: 'status=completed' },
  { label: 'Done', query: 'view=done' },
]

export const WorkTabs = ({ current, views = [] }: { current: string; views?: { name: string; query: string }[] }) => {
  const { may } = useRender()
  return (
    <Tabs
      label="Views of work"
      tabs={[
        ...(may('work.order.take') ? [{ href: '/work', label: 'My work', current: current === 'mine' }] : []),
        ...[...standardViews, ...views.map(({ name, query }) => ({ label: name, query }))].map((view) => ({
          href: view.query ? `/orders?${view.query}` : '/orders',
          label: view.label,
          current: current === `?${view.query}`,
        })),
        { href: '/orders/board', label: 'Board', current: current === 'board' },
      ]}
    />
  )
}

export const NewOrder = () =>
  useRender().may('work.order.create') ? (
    <LinkButton href="/orders/new" kind="primary" icon="plus">
      New work order
    </LinkButton>
  ) : null

export const OrdersPage = (props: Props) => {
  const { rows, next, sparse, first, filter, query, views, showsCost, trouble } = props
  const { may } = useRender()
  const bulk = may('work.order.assign')
  const done = filter.view === 'done' || filter.status === 'completed' || filter.status === 'closed'
  return (
    <Page title="Work orders" door="work" wrong={trouble !== null}>
      <PageHead title="Work orders">
        <NewOrder />
      </PageHead>
      <WorkTabs current={`?${query}`} views={views} />
      <ErrorSummary trouble={trouble} />
      <Filters {...props} />
      <DataTable
        caption="Work orders"
        columns={columnsOf({ bulk, done, cost: showsCost })}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'order' : 'orders'}${next || !first ? ' on this page' : ''}, ${filter.q ? 'open ones first' : done ? 'newest first' : 'most urgent first'}`}
        empty={<NoOrders filtered={query !== ''} first={first} next={next} />}
      />
      {sparse && rows.length > 0 ? (
        <Note>Few of the orders that were looked through match all filters. The next page looks further.</Note>
      ) : null}
      {bulk && rows.length > 0 ? <BulkBar query={query} people={props.people} most={props.bulkMost} /> : null}
    </Page>
  )
}

const columnsOf = ({ bulk, done, cost }: { bulk: boolean; done: boolean; cost: boolean }): Column<OrderRowShown>[] => [
  ...(bulk
    ? [
        {
          head: 'Choose',
          silent: true,
          bare: true,
          pick: chooser,
          cell: (order: OrderRowShown) => (
            <input
              type="checkbox"
              class="pickrow"
              name={`pick.${order.id}`}
              form={chooser}
              aria-label={`Choose ${code(order)}`}
            />
          ),
        },
      ]
    : []),
  { head: 'Number', bare: true, cell: (order) => <span class="code">{code(order)}</span> },
  {
    head: 'Work',
    main: true,
    wide: true,
    cell: (order) => (
      <A href={`/orders/${order.id}`} class="lk">
        {order.title}
      </A>
    ),
  },
  { head: 'State', bare: true, cell: (order) => <OrderState order={order} /> },
  { head: 'Where', bare: true, wide: true, cell: (order) => <Where order={order} /> },
  { head: 'Priority', bare: true, cell: (order) => <Priority of={order.priority} /> },
  { head: 'Person', cell: (order) => order.assignee ?? <span class="muted">Nobody</span> },
  { head: 'Due', bare: true, cell: (order) => <OrderDue order={order} /> },
  ...(done && cost
    ? [
        {
          head: 'Cost',
          number: true,
          cell: (order: OrderRowShown) =>
            order.costMinor !== null ? (
              <Money minor={order.costMinor} />
            ) : (
              <span class="muted">{order.closedAt === null ? 'Not closed' : 'Not shown'}</span>
            ),
        },
      ]
    : []),
]

const NoOrders = ({ filtered, first, next }: { filtered: boolean; first: boolean; next: string | null }) => {
  const { may } = useRender()
  if (next) {
    return (
      <EmptyState icon="search" title="None of those that were looked through match">
        <LinkButton href={next}>Look further</LinkButton>
      </EmptyState>
    )
  }
  if (filtered || !first) {
    return (
      <EmptyState icon="search" title={filtered ? 'No work order matches' : 'That was the last page'}>
        <LinkButton href="/orders">{filtered ? 'Clear filters' : 'Back to the start'}</LinkButton>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon="wrench" title="No open work">
      <p>A work order is a promise to maintain one thing: what, by whom, by when, and what it cost.</p>
      {may('work.order.create') ? <LinkButton href="/orders/new">Write the first one</LinkButton> : null}
    </EmptyState>
  )
}

const Filters = ({ filter, query, names, views, people, teams, sites }: Props) => {
  const { base, may } = useRender()
  const without = (name: keyof Filter) => {
    const left = new URLSearchParams(query)
    left.delete(name)
    return left.size > 0 ? `/orders?${left}` : '/orders'
  }
  const personName = filter.person === 'nobody' ? 'Nobody' : people.find(({ value }) => value === filter.person)?.label
  const chips = (
    [
      ['asset', 'Asset', names.asset ?? 'Another asset'],
      ['place', 'Place', names.place ?? 'Another place'],
      ['status', 'State', statusNames[(filter.status ?? 'approved') as OrderStatus]],
      ['kind', 'Kind', kindNames[filter.kind ?? ''] ?? ''],
      ['priority', 'Priority', priorityNames[filter.priority ?? 0] ?? ''],
      ['person', 'Person', personName ?? 'Somebody else'],
      ['team', 'Team', teams.find(({ value }) => value === filter.team)?.label ?? 'Another team'],
      ['q', 'Words', filter.q ?? ''],
    ] as [keyof Filter, string, string][]
  )
    .filter(([name]) => filter[name])
    .map(([name, field, value]) => ({ field, value, without: without(name) }))
  const saved = views.find((view) => view.query === query)
  const choices = (name: string, label: string, any: string, all: Choice[], value: string | undefined) => (
    <label>
      {label}
      <select name={name}>
        <option value="">{any}</option>
        {all.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  )
  const named = (all: Record<string, string>) => Object.entries(all).map(([value, label]) => ({ value, label }))
  return (
    <div class="tools">
      <form class="filter" method="get" action={`${base}/orders`} data-auto>
        {filter.view ? <input type="hidden" name="view" value={filter.view} /> : null}
        {filter.asset ? <input type="hidden" name="asset" value={filter.asset} /> : null}
        <label>
          Number or words
          <input type="search" name="q" value={filter.q ?? ''} placeholder="WO-12, leak, P-204" />
        </label>
        {choices('status', 'State', 'Any', named(statusNames), filter.status)}
        {choices('person', 'Person', 'Anybody', [{ value: 'nobody', label: 'Nobody' }, ...people], filter.person)}
        {teams.length > 0 ? choices('team', 'Team', 'Any', teams, filter.team) : null}
        {choices('kind', 'Kind', 'Any', named(kindNames), filter.kind)}
        {choices(
          'priority',
          'Priority',
          'Any',
          [4, 3, 2, 1].map((rank) => ({ value: String(rank), label: priorityNames[rank] ?? '' })),
          filter.priority ? String(filter.priority) : undefined,
        )}
        {sites.length > 1 || filter.place
          ? choices(
              'place',
              'Site',
              'Any',
              filter.place && !sites.some(({ value }) => value === filter.place)
                ? [{ value: filter.place, label: names.place ?? 'This place' }, ...sites]
                : sites,
              filter.place,
            )
          : null}
        <button type="submit" class="bt" data-auto-button>
          Show
        </button>
      </form>
      <Chips chips={chips} clear="/orders" />
      {query && !saved && !standardViews.some((view) => view.query === query) && may('work.view.save') ? (
        <SaveView query={query} />
      ) : null}
      {saved && (saved.mine || may('work.view.share')) ? (
        <Form action="/orders/views/removal">
          <input type="hidden" name="id" value={saved.id} />
          <Button kind="quiet" size="small">
            Remove this view
          </Button>
        </Form>
      ) : null}
    </div>
  )
}

const SaveView = ({ query }: { query: string }) => (
  <details class="save-view">
    <summary class="bt bt-s">
      <Icon name="plus" class="ico-s" />
      Save view
    </summary>
    <Form action="/orders/views" class="form">
      <input type="hidden" name="query" value={query} />
      <TextField name="name" label="Name of the view" longest={40} width="medium" />
      {useRender().may('work.view.share') ? <Checkbox name="shared">Everybody sees it</Checkbox> : null}
      <Button kind="primary" size="small">
        Save view
      </Button>
    </Form>
  </details>
)

/** What is done with the chosen rows at once. */
const BulkBar = ({ query, people, most }: { query: string; people: Choice[]; most: number }) => {
  const { may } = useRender()
  return (
    <Form action="/orders/bulk" id={chooser} class="bulk">
      <input type="hidden" name="query" value={query} />
      <b data-chosen role="status">
        Chosen rows
      </b>
      <span class="muted">{`at most ${most} at once`}</span>
      <span class="end filter">
        <label>
          Give to
          <select name="assigneeId">
            <option value="">As it is</option>
            {people.map(({ value, label }) => (
              <option value={value}>{label}</option>
            ))}
          </select>
        </label>
        <label>
          Priority
          <select name="priority">
            <option value="">As it is</option>
            {[4, 3, 2, 1].map((rank) => (
              <option value={String(rank)}>{priorityNames[rank]}</option>
            ))}
          </select>
        </label>
        <label>
          Planned for
          <input type="date" name="scheduledOn" />
        </label>
        <Button name="do" value="change">
          Change
        </Button>
        {may('work.order.close') ? (
          <Button name="do" value="close">
            Close
          </Button>
        ) : null}
      </span>
    </Form>
  )
}
