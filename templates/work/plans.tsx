import {
  A,
  BarChart,
  Card,
  type Column,
  DataTable,
  Due,
  EmptyState,
  LinkButton,
  Note,
  PageHead,
  Pill,
  Tabs,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { kindNames } from './pieces'
import { planCode } from './plan-form'

export type PlanRow = {
  id: string
  number: number
  title: string
  kind: string
  words: string
  nextOn: string
  pausedAt: number | null
  pauseReason: string
  untouched: number
  assets: number
  trouble: string | null
}

type View = 'running' | 'paused' | 'untouched'

export const PlanTabs = ({ current }: { current: View | 'forecast' }) => (
  <Tabs
    label="Views of plans"
    tabs={[
      { href: '/plans', label: 'Running', current: current === 'running' },
      { href: '/plans?view=paused', label: 'Paused', current: current === 'paused' },
      { href: '/plans?view=untouched', label: 'Nobody does them', current: current === 'untouched' },
      { href: '/plans/forecast', label: 'Weeks ahead', current: current === 'forecast' },
    ]}
  />
)

const Head = () => (
  <PageHead title="Plans">
    {useRender().may('work.plan.create') ? (
      <LinkButton href="/plans/new" kind="primary" icon="plus">
        New plan
      </LinkButton>
    ) : null}
  </PageHead>
)

const columns: Column<PlanRow>[] = [
  {
    head: 'Plan',
    main: true,
    wide: true,
    cell: (plan) => (
      <>
        <A href={`/plans/${plan.id}`} class="lk">
          {plan.title}
        </A>
        {plan.trouble ? <span class="late block">Cannot raise its order: {plan.trouble}</span> : null}
        {plan.pausedAt === null ? null : <span class="muted block">{plan.pauseReason}</span>}
      </>
    ),
  },
  { head: 'Number', bare: true, cell: (plan) => <span class="code">{planCode(plan)}</span> },
  { head: 'When', wide: true, cell: (plan) => plan.words },
  { head: 'Kind', cell: (plan) => kindNames[plan.kind] ?? plan.kind },
  { head: 'Assets', number: true, cell: (plan) => (plan.assets >= 100 ? '100+' : plan.assets) },
  {
    head: 'Next',
    cell: (plan) =>
      plan.pausedAt !== null ? (
        <Pill hue="amber" glyph="pause">
          Paused
        </Pill>
      ) : plan.assets === 0 ? (
        <span class="muted">No asset yet</span>
      ) : plan.nextOn === '9999-12-31' ? (
        <span class="muted">When it is done</span>
      ) : (
        <Due on={plan.nextOn} />
      ),
  },
]

export const PlansPage = ({
  view,
  rows,
  next,
  first,
}: {
  view: View
  rows: PlanRow[]
  next: string | null
  first: boolean
}) => (
  <Page title="Plans" door="plans">
    <Head />
    <PlanTabs current={view} />
    {view === 'untouched' && rows.length > 0 ? (
      <Note kind="warning">
        Three dates in a row and more were missed. Keep the plan with a reason, make it rarer, or pause it: nothing is
        switched off by itself.
      </Note>
    ) : null}
    <DataTable
      caption="Plans"
      columns={columns}
      rows={rows}
      keyOf={(plan) => plan.id}
      next={next}
      summary={`${rows.length} ${rows.length === 1 ? 'plan' : 'plans'}${next || !first ? ' on this page' : ''}`}
      empty={<NoPlans view={view} first={first} />}
    />
  </Page>
)

const NoPlans = ({ view, first }: { view: View; first: boolean }) => {
  const { may } = useRender()
  if (!first) {
    return (
      <EmptyState icon="clipboard-check" title="That was the last page">
        <LinkButton href="/plans">Back to the start</LinkButton>
      </EmptyState>
    )
  }
  const [title, words] = {
    running: [
      'No plan yet',
      'What is done again and again: greasing, inspections, calibrations. Each raises its orders.',
    ],
    paused: ['Nothing is paused', 'A paused plan stands here with its reason.'],
    untouched: ['All plans are done', 'Plans of which three dates in a row were missed stand here.'],
  }[view] as [string, string]
  return (
    <EmptyState icon="clipboard-check" title={title}>
      <p>{words}</p>
      {view === 'running' && may('work.plan.create') ? (
        <LinkButton href="/plans/new" icon="plus">
          Write the first plan
        </LinkButton>
      ) : null}
    </EmptyState>
  )
}

type Week = { monday: string; jobs: number; minutes: number; unknown: number }
type Row = { planId: string; number: number; title: string; tag: string; dueOn: string; minutes: number | null }

const hoursOf = (minutes: number) => Math.round(minutes / 6) / 10

/** What plans will bring, by week: each week opens the rows behind it. */
export const ForecastPage = ({
  weeks,
  week,
  rows,
  isPart,
}: {
  weeks: Week[]
  week: Week | null
  rows: Row[]
  isPart: boolean
}) => {
  const { calendar } = useRender()
  const unknown = weeks.reduce((sum, one) => sum + one.unknown, 0)
  return (
    <Page title="Plans, weeks ahead" door="plans">
      <Head />
      <PlanTabs current="forecast" />
      {isPart ? <Note kind="warning">Only the first thousand clocks are counted here.</Note> : null}
      <div class="two">
        <Card title="Hours of planned work">
          <BarChart
            title="Planned work by week"
            unit="hours"
            bars={weeks.map(({ monday, minutes }) => ({
              label: calendar.dayShort(monday).replace(/,? \d{4}$/, ''),
              value: hoursOf(minutes),
            }))}
          />
          <p class="hint">
            What counts from completion is taken as done on its day: an estimate.
            {unknown > 0 ? ` ${unknown} ${unknown === 1 ? 'job has' : 'jobs have'} no hours and count nothing.` : ''}
          </p>
        </Card>
        <DataTable
          caption="Weeks"
          columns={[
            {
              head: 'Week from',
              main: true,
              cell: (one: Week) => (
                <A href={`/plans/forecast?week=${one.monday}`} class="lk" current={one.monday === week?.monday}>
                  {calendar.dayWords(one.monday)}
                </A>
              ),
            },
            { head: 'Jobs', number: true, cell: (one) => one.jobs },
            { head: 'Hours', number: true, cell: (one) => hoursOf(one.minutes).toFixed(1) },
          ]}
          rows={weeks}
          keyOf={(one) => `week-${one.monday}`}
          summary="Twelve weeks"
          empty={null}
        />
      </div>
      {week ? (
        <Card title={`Week from ${calendar.dayWords(week.monday)}`} id="week">
          {rows.length === 0 ? <p class="muted">No plan falls into this week.</p> : null}
          <ul class="evs">
            {rows.map((row) => (
              <li>
                <span class="t">{calendar.dayShort(row.dueOn)}</span>
                <p>
                  <A href={`/plans/${row.planId}`} class="lk">
                    <span class="code">{planCode(row)}</span> {row.title}
                  </A>
                  <span class="muted">
                    {row.tag}
                    {row.minutes === null ? '' : ` · ${hoursOf(row.minutes)} h`}
                  </span>
                </p>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </Page>
  )
}
