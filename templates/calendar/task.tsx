import type { Child } from 'hono/jsx'
import {
  A,
  Button,
  Card,
  Combobox,
  DateField,
  Due,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  More,
  PageHead,
  State,
  TextArea,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { code, type TaskRow } from './tasks'

export type TaskDetail = TaskRow & { notes: string; createdAt: number; author: string; removedAt: number | null }

/** One task: what, who, when, and the one thing to do next. `history` is hung by URL from the room above. */
export const TaskPage = ({ task }: { task: TaskDetail }) => {
  const { may, base } = useRender()
  const removed = task.removedAt !== null
  return (
    <Page title={task.title} door="tasks">
      <PageHead
        title={task.title}
        back={{ href: '/tasks', label: 'Tasks' }}
        pill={<State of="task" is={task.status} />}
        facts={<span class="code">{code(task)}</span>}
      >
        {!removed && may('calendar.task.change') ? (
          <LinkButton href={`/tasks/${task.id}/edit`} icon="pencil">
            Edit
          </LinkButton>
        ) : null}
        {!removed && may('calendar.task.move') ? <Moves task={task} /> : null}
        {!removed && may('calendar.task.remove') ? (
          <More label="More for this task">
            <Move to={`/tasks/${task.id}/removal`} task={task} kind="danger" icon="trash-2">
              Remove
            </Move>
          </More>
        ) : null}
        {removed && may('calendar.task.restore') ? (
          <Move to={`/tasks/${task.id}/restoration`} task={task} kind="primary" icon="undo-2">
            Bring back
          </Move>
        ) : null}
      </PageHead>
      <div class="two">
        <div>
          <Card title="Notes">{task.notes ? <p class="prose">{task.notes}</p> : <p class="muted">No notes.</p>}</Card>
          <Panels on="task" id={task.id} />
          {may('insights.audit.see') ? (
            <section hx-get={`${base}/audit/of/${task.id}`} hx-trigger="load" hx-swap="outerHTML">
              <A href={`/audit?subject=${task.id}`} class="lk">
                What happened to this task
              </A>
            </section>
          ) : null}
        </div>
        <Card title="Facts">
          <KeyValues
            pairs={[
              ['Person', task.assignee ?? <span class="muted">Nobody yet</span>],
              ['Due', <Due on={task.dueOn} done={task.status === 'done'} />],
              ...(task.about ? ([['About', <span class="code">{task.about}</span>]] as [string, Child][]) : []),
              ['Written', <When at={task.createdAt} />],
              ['By', task.author],
              ...(task.doneAt === null ? [] : ([['Done', <When at={task.doneAt} />]] as [string, Child][])),
              ...(task.removedAt === null ? [] : ([['Removed', <When at={task.removedAt} />]] as [string, Child][])),
            ]}
          />
        </Card>
      </div>
    </Page>
  )
}

const Moves = ({ task }: { task: TaskDetail }) => {
  if (task.status === 'done') {
    return (
      <Move to={`/tasks/${task.id}/status`} task={task} status="to-do" icon="rotate-ccw">
        Reopen
      </Move>
    )
  }
  return (
    <>
      {task.status === 'to-do' ? (
        <Move to={`/tasks/${task.id}/status`} task={task} status="doing">
          Begin
        </Move>
      ) : null}
      <Move to={`/tasks/${task.id}/status`} task={task} status="done" kind="primary" icon="circle-check">
        Mark as done
      </Move>
    </>
  )
}

type MoveProps = {
  to: string
  task: TaskDetail
  status?: string
  kind?: 'primary' | 'danger'
  icon?: string
  children: string
}

const Move = ({ to, task, status, kind, icon, children }: MoveProps) => (
  <Form action={to}>
    <input type="hidden" name="version" value={String(task.version)} />
    {status ? <input type="hidden" name="status" value={status} /> : null}
    <Button kind={kind ?? 'outline'} {...(icon ? { icon } : {})}>
      {children}
    </Button>
  </Form>
)

type FormProps = {
  /** Null for a new one. */
  task: { id: string; number: number; version: number } | null
  values: Record<string, string>
  trouble: Trouble
  /** What the task says now, when somebody else changed it meanwhile. */
  now: TaskDetail | null
}

export const TaskFormPage = ({ task, values, trouble, now }: FormProps) => {
  const title = task ? `Edit ${code(task)}` : 'New task'
  return (
    <Page title={title} door="tasks" wrong={trouble !== null}>
      <PageHead
        title={title}
        back={task ? { href: `/tasks/${task.id}`, label: code(task) } : { href: '/tasks', label: 'Tasks' }}
      />
      <ErrorSummary trouble={trouble} />
      {now ? <Meanwhile now={now} values={values} /> : null}
      <Form action={task ? `/tasks/${task.id}` : '/tasks'} class="form" draft={task ? `task-${task.id}` : 'task-new'}>
        {task ? <input type="hidden" name="version" value={String(now?.version ?? task.version)} /> : null}
        <TextField
          name="title"
          label="What is to be done?"
          longest={200}
          value={values.title}
          trouble={trouble}
          autofocus={!trouble}
        />
        <TextArea name="notes" label="Notes" optional rows={5} value={values.notes} trouble={trouble} />
        <div class="form-row">
          <DateField name="dueOn" label="Due" optional value={values.dueOn} trouble={trouble} />
          <Combobox
            name="assigneeId"
            label="Person"
            hint="Begin to type a name."
            optional
            find="/people/pick"
            value={values.assigneeId}
            shown={values['assigneeId-words']}
            trouble={trouble}
          />
        </div>
        {values.about ? <input type="hidden" name="about" value={values.about} /> : null}
        <div class="form-end">
          <Button kind="primary">{task ? 'Save changes' : 'Save task'}</Button>
          <A href={task ? `/tasks/${task.id}` : '/tasks'} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

/** Two people saved the same task: both versions side by side, nothing overwritten in silence. */
const Meanwhile = ({ now, values }: { now: TaskDetail; values: Record<string, string> }) => {
  const differing = (
    [
      ['What is to be done', now.title, values.title],
      ['Notes', now.notes, values.notes],
      ['Due', now.dueOn ?? '', values.dueOn],
    ] as [string, string, string | undefined][]
  ).filter(([, theirs, yours]) => theirs !== (yours ?? ''))
  return (
    <Card title="What it says now">
      <table class="tbl plain">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Now</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {differing.map(([field, theirs, yours]) => (
            <tr>
              <td>{field}</td>
              <td class="wrap">{theirs || 'Nothing'}</td>
              <td class="wrap">{yours || 'Nothing'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">Save again to keep yours, or cancel to keep what is there.</p>
    </Card>
  )
}
