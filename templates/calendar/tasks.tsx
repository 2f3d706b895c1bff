import {
  A,
  Board,
  Button,
  Chips,
  type Column,
  DataTable,
  Due,
  EmptyState,
  Form,
  LinkButton,
  PageHead,
  Pager,
  State,
  Tabs,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

export type TaskRow = {
  id: string
  number: number
  title: string
  status: 'to-do' | 'doing' | 'done'
  dueOn: string | null
  assigneeId: string | null
  assignee: string | null
  about: string | null
  doneAt: number | null
  version: number
}

export type View = 'open' | 'mine' | 'done' | 'removed'
type Person = { id: string; name: string }

export const code = (task: { number: number }) => `TK-${task.number}`

const views: { view: View; label: string }[] = [
  { view: 'open', label: 'Open' },
  { view: 'mine', label: 'Mine' },
  { view: 'done', label: 'Done' },
  { view: 'removed', label: 'Removed' },
]

const TaskTabs = ({ current }: { current: View | 'board' }) => {
  const { may } = useRender()
  return (
    <Tabs
      label="Views of tasks"
      tabs={[
        ...views
          .filter(({ view }) => view !== 'removed' || may('calendar.task.restore'))
          .map(({ view, label }) => ({
            href: view === 'open' ? '/tasks' : `/tasks?view=${view}`,
            label,
            current: view === current,
          })),
        { href: '/tasks/board', label: 'Board', current: current === 'board' },
      ]}
    />
  )
}

const Head = () =>
  useRender().may('calendar.task.create') ? (
    <PageHead title="Tasks">
      <LinkButton href="/tasks/new" kind="primary" icon="plus">
        New task
      </LinkButton>
    </PageHead>
  ) : (
    <PageHead title="Tasks" />
  )

type TasksProps = {
  view: View
  rows: TaskRow[]
  next: string | null
  filter: { status?: string | undefined; assigneeId?: string | undefined; about?: string | undefined }
  people: Person[]
  first: boolean
}

export const TasksPage = ({ view, rows, next, filter, people, first }: TasksProps) => {
  const filtered = Boolean(filter.status || filter.assigneeId || filter.about)
  return (
    <Page title="Tasks" door="tasks">
      <Head />
      <TaskTabs current={view} />
      {view === 'open' ? <Filters filter={filter} people={people} /> : null}
      <TaskTable view={view} rows={rows} next={next} filtered={filtered} first={first} />
    </Page>
  )
}

const Filters = ({ filter, people }: Pick<TasksProps, 'filter' | 'people'>) => {
  const { base } = useRender()
  const without = (name: 'status' | 'assigneeId' | 'about') => {
    const left = new URLSearchParams(
      Object.entries(filter).filter(([key, value]) => key !== name && value) as [string, string][],
    )
    return left.size > 0 ? `/tasks?${left}` : '/tasks'
  }
  const person = filter.assigneeId === 'nobody' ? 'Nobody' : people.find(({ id }) => id === filter.assigneeId)?.name
  const chips = [
    ...(filter.status
      ? [{ field: 'State', value: filter.status === 'doing' ? 'Doing' : 'To do', without: without('status') }]
      : []),
    ...(filter.assigneeId
      ? [{ field: 'Person', value: person ?? 'Somebody else', without: without('assigneeId') }]
      : []),
    ...(filter.about ? [{ field: 'About', value: filter.about, without: without('about') }] : []),
  ]
  return (
    <div class="tools">
      <form class="filter" method="get" action={`${base}/tasks`} data-auto>
        {filter.about ? <input type="hidden" name="about" value={filter.about} /> : null}
        <label>
          State
          <select name="status">
            <option value="">Any</option>
            <option value="to-do" selected={filter.status === 'to-do'}>
              To do
            </option>
            <option value="doing" selected={filter.status === 'doing'}>
              Doing
            </option>
          </select>
        </label>
        <label>
          Person
          <select name="assigneeId">
            <option value="">Anybody</option>
            <option value="nobody" selected={filter.assigneeId === 'nobody'}>
              Nobody
            </option>
            {people.map(({ id, name }) => (
              <option value={id} selected={filter.assigneeId === id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="bt" data-auto-button>
          Show
        </button>
      </form>
      <Chips chips={chips} clear="/tasks" />
    </div>
  )
}

const columnsOf = (view: View, moves: boolean): Column<TaskRow>[] => [
  { head: 'Task', main: true, wide: true, cell: (task) => <TaskName task={task} /> },
  { head: 'Number', bare: true, cell: (task) => <span class="code">{code(task)}</span> },
  { head: 'State', bare: true, cell: (task) => <State of="task" is={task.status} /> },
  { head: 'Person', bare: true, cell: (task) => task.assignee ?? <span class="muted">Nobody</span> },
  view === 'done'
    ? { head: 'Done', cell: (task) => (task.doneAt === null ? '' : <When at={task.doneAt} />) }
    : { head: 'Due', bare: true, cell: (task) => <Due on={task.dueOn} /> },
  ...(moves
    ? [
        {
          head: 'Next step',
          silent: true,
          bare: true,
          deed: true,
          cell: (task: TaskRow) => <NextMove task={task} view={view} />,
        },
      ]
    : []),
]

const TaskName = ({ task }: { task: TaskRow }) => (
  <A href={`/tasks/${task.id}`} class="lk">
    {task.title}
  </A>
)

/** One form serves every row: each row's button says which task, which version, and where to. */
const rowForm = 'row-move'

const RowForm = () => {
  const { path } = useRender()
  return (
    <Form action="/tasks/moves" id={rowForm}>
      <input type="hidden" name="back" value={path} />
    </Form>
  )
}

/** The one deed that is likely next, in the row itself. */
const NextMove = ({ task, view }: { task: TaskRow; view: View }) => {
  const [verb, to] =
    view === 'removed' ? ['Bring back', 'list'] : task.status === 'done' ? ['Reopen', 'to-do'] : ['Done', 'done']
  return (
    <Button
      size="small"
      form={rowForm}
      name="move"
      value={`${task.id} ${task.version} ${to}`}
      label={`${verb}: ${task.title}`}
    >
      {verb ?? ''}
    </Button>
  )
}

type TableProps = { view: View; rows: TaskRow[]; next: string | null; filtered: boolean; first: boolean }

const TaskTable = ({ view, rows, next, filtered, first }: TableProps) => {
  const { may } = useRender()
  const moves = may(view === 'removed' ? 'calendar.task.restore' : 'calendar.task.move')
  const part = next || !first ? ' on this page' : ''
  return (
    <>
      {moves ? <RowForm /> : null}
      <DataTable
        caption="Tasks"
        columns={columnsOf(view, moves)}
        rows={rows}
        keyOf={(task) => task.id}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'task' : 'tasks'}${part}, ${view === 'done' || view === 'removed' ? 'newest first' : 'most urgent first'}`}
        empty={<NoTasks view={view} filtered={filtered} first={first} />}
      />
    </>
  )
}

const NoTasks = ({ view, filtered, first }: { view: View; filtered: boolean; first: boolean }) => {
  const { may } = useRender()
  if (!first) {
    return (
      <EmptyState icon="clipboard-list" title="That was the last page">
        <LinkButton href="/tasks">Back to the start</LinkButton>
      </EmptyState>
    )
  }
  if (filtered) {
    return (
      <EmptyState icon="clipboard-list" title="No task matches these filters">
        <LinkButton href="/tasks">Clear filters</LinkButton>
      </EmptyState>
    )
  }
  const [title, words] = {
    open: ['Nothing to do', 'Tasks are small things to do, for somebody, by a day, about any record.'],
    mine: ['Nothing is yours to do', 'What others give you appears here. Unassigned tasks are under Open.'],
    done: ['Nothing is done yet', 'What was done appears here, the newest first.'],
    removed: ['Nothing was removed', 'Removed tasks stay here for thirty days.'],
  }[view] as [string, string]
  return (
    <EmptyState icon="clipboard-list" title={title}>
      <p>{words}</p>
      {view === 'open' && may('calendar.task.create') ? (
        <LinkButton href="/tasks/new" icon="plus">
          Write the first task
        </LinkButton>
      ) : null}
    </EmptyState>
  )
}

type BoardProps = { lanes: { name: 'to-do' | 'doing' | 'done'; rows: TaskRow[]; more: boolean }[] }

export const BoardPage = ({ lanes }: BoardProps) => {
  const { may } = useRender()
  const titles = { 'to-do': 'To do', doing: 'Doing', done: 'Done' }
  return (
    <Page title="Tasks, board" door="tasks">
      <Head />
      <TaskTabs current="board" />
      <Board
        lanes={lanes.map(({ name, rows, more }) => ({
          name,
          title: titles[name],
          rows,
          count: more ? `${rows.length}+` : String(rows.length),
          more: null,
        }))}
        keyOf={(task) => task.id}
        versionOf={(task) => task.version}
        field="status"
        moveTo={may('calendar.task.move') ? (task) => `/tasks/${task.id}/status?back=board` : null}
        card={(task) => (
          <>
            <A href={`/tasks/${task.id}`} class="slip-t">
              {task.title}
            </A>
            <span class="slip-f muted">
              <span class="code">{code(task)}</span>
              <span>{task.assignee ?? 'Nobody'}</span>
              <Due on={task.dueOn} done={task.status === 'done'} />
            </span>
          </>
        )}
      />
      {lanes.some(({ more }) => more) ? (
        <Pager summary="Each column shows its first 50. The list has them all." next={null} />
      ) : null}
    </Page>
  )
}
