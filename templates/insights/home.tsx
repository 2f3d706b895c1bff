import { code, type TaskRow } from '../calendar/tasks'
import { A, type Bar, BarChart, Due, EmptyState, LinkButton, PageHead, Pill, State, StatTile, useRender } from '../kit'
import { Page } from '../layouts/page'

type Waiting = { title: string; count: number; words: string; href: string; urgent?: boolean }

type HomeProps = {
  /** What waits in the other rooms, urgent first. */
  needs: Waiting[]
  counts: { late: number; today: number; open: number; nobodys: number }
  mine: TaskRow[]
  nobodys: TaskRow[]
  /** What a new organization still has to do; empty when it is done or not this person's. */
  steps: { href: string; title: string; done: boolean }[]
  week: Bar[]
}

const upTo = (count: number) => (count >= 100 ? '100+' : String(count))

/** What needs this person, first; then the way things go. */
export const HomePage = ({ needs, counts, mine, nobodys, steps, week }: HomeProps) => {
  const { now, calendar, may } = useRender()
  const need = counts.late + counts.today + needs.reduce((sum, { count }) => sum + count, 0)
  const open = steps.filter(({ done }) => !done)
  const title = need === 0 ? 'Nothing needs you now' : `${upTo(need)} ${need === 1 ? 'thing needs' : 'things need'} you`
  return (
    <Page title={title} door="home">
      <PageHead title={title} facts={calendar.dayWords(calendar.dateOf(now))}>
        {may('calendar.task.create') ? (
          <LinkButton href="/tasks/new" kind="primary" icon="plus">
            New task
          </LinkButton>
        ) : null}
      </PageHead>
      <Needs needs={needs} />
      <div class="tiles">
        <StatTile
          label="Late"
          value={upTo(counts.late)}
          words={counts.late === 0 ? 'Nothing of yours is late' : 'Yours, past their day'}
          href="/tasks?view=mine"
        />
        <StatTile label="Today" value={upTo(counts.today)} words="Yours, due today" href="/tasks?view=mine" />
        <StatTile label="Open" value={upTo(counts.open)} words="All that is yours to do" href="/tasks?view=mine" />
        <StatTile
          label="Nobody’s"
          value={upTo(counts.nobodys)}
          words="Open and without a person"
          href="/tasks?assigneeId=nobody"
        />
      </div>
      {open.length > 0 ? <Steps steps={steps} left={open.length} /> : null}
      <div class="box">
        <Group title="Yours" count={counts.open} rows={mine} all="/tasks?view=mine" />
        <Group title="Nobody’s yet" count={counts.nobodys} rows={nobodys} all="/tasks?assigneeId=nobody" />
        {mine.length + nobodys.length === 0 ? (
          <EmptyState icon="clipboard-list" title="Nothing to do">
            <p>What others give you, and what nobody has taken yet, appears here.</p>
          </EmptyState>
        ) : null}
      </div>
      {week.some(({ value }) => value > 0) ? (
        <div class="three">
          <section class="box">
            <div class="box-h">
              <h2>Done in the last seven days</h2>
              <span class="muted">tasks</span>
            </div>
            <div class="box-in">
              <BarChart title="Tasks done" unit="tasks a day" bars={week} wholeName="Done" />
            </div>
          </section>
        </div>
      ) : null}
    </Page>
  )
}

const Needs = ({ needs }: { needs: Waiting[] }) =>
  needs.length === 0 ? null : (
    <section class="box">
      <div class="grp">
        <h2>Needs you</h2>
      </div>
      {needs.map(({ title, count, words, href, urgent }) => (
        <div class="row">
          <Pill hue={urgent ? 'red' : 'blue'}>{upTo(count)}</Pill>
          <A href={href} class="row-t lk">
            {title}
          </A>
          <span class="end muted">{words}</span>
        </div>
      ))}
    </section>
  )

const Steps = ({ steps, left }: { steps: HomeProps['steps']; left: number }) => (
  <section class="box">
    <div class="grp">
      <h2>Set up your organization</h2> {left} left
    </div>
    {steps.map(({ href, title, done }) => (
      <div class="row">
        <State of="task" is={done ? 'done' : 'to-do'} />
        <A href={href} class="row-t lk">
          {title}
        </A>
      </div>
    ))}
  </section>
)

const Group = ({ title, count, rows, all }: { title: string; count: number; rows: TaskRow[]; all: string }) =>
  rows.length === 0 ? null : (
    <>
      <div class="grp">
        <h2>{title}</h2> {upTo(count)}
        <A href={all} class="lk">
          All
        </A>
      </div>
      {rows.map((task) => (
        <div class="row">
          <span class="code muted">{code(task)}</span>
          <A href={`/tasks/${task.id}`} class="row-t lk">
            {task.title}
          </A>
          <State of="task" is={task.status} />
          <span class="end">
            <Due on={task.dueOn} />
          </span>
        </div>
      ))}
    </>
  )
