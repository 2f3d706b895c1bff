import {
  A,
  Button,
  Card,
  type Choice,
  Combobox,
  DateField,
  Due,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  More,
  Note,
  PageHead,
  Pill,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { kindNames, priorityNames } from './pieces'
import { type Dated, DateLine, planCode } from './plan-form'

type PlanShown = {
  id: string
  number: number
  title: string
  description: string
  tasks: string[]
  kind: string
  priority: number
  assigneeId: string | null
  ownerId: string | null
  estimateMinutes: number | null
  dueMinute: number | null
  endsOn: string | null
  basis: 'fixed' | 'floating'
  leadDays: number
  holidays: 'ignore' | 'before' | 'after' | 'skip'
  seasons: { from: string; to: string }[]
  skipEvery: number | null
  stacks: boolean
  family: string
  pausedAt: number | null
  pausedBy: string | null
  pauseReason: string
  version: number
}

type Clock = {
  id: string
  assetId: string
  tag: string
  asset: string
  nextOn: string | null
  lastDoneOn: string | null
  untouched: number
  trouble: string
  open: { orderId: string | null; orderNumber: number | null; dueOn: string } | null
}

type Past = {
  id: string
  tag: string
  dueOn: string
  state: 'raised' | 'done' | 'missed' | 'skipped' | 'satisfied'
  why: string
  orderId: string | null
  orderNumber: number | null
  settledOn: string | null
}

type Props = {
  plan: PlanShown
  words: string
  names: Map<string, string>
  clocks: Clock[]
  past: Past[]
  next: Dated[]
  compliance: { of: number; inTime: number; early: number; late: number }
  today: string
  values: Record<string, string>
  trouble: Trouble
}

const states = {
  raised: { word: 'Raised', hue: 'blue', glyph: 'half' },
  done: { word: 'Done', hue: 'green', glyph: 'tick' },
  missed: { word: 'Missed', hue: 'red', glyph: 'square' },
  skipped: { word: 'Left out', hue: 'grey', glyph: 'cross' },
  satisfied: { word: 'Done with another', hue: 'teal', glyph: 'tick' },
} as const

const holidayWords = {
  ignore: 'It stays on a holiday',
  before: 'The working day before',
  after: 'The working day after',
  skip: 'Left out on holidays',
}

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const days = (count: number) => `${count} ${count === 1 ? 'day' : 'days'}`

export const PlanPage = ({ plan, words, names, clocks, past, next, compliance, today, values, trouble }: Props) => {
  const { may, calendar, base } = useRender()
  const untouched = Math.max(0, ...clocks.map((one) => one.untouched))
  const { inTime, of, early, late } = compliance
  return (
    <Page title={`${planCode(plan)} ${plan.title}`} door="plans" wrong={trouble !== null}>
      <PageHead
        title={plan.title}
        code={planCode(plan)}
        back={{ href: '/plans', label: 'Plans' }}
        pill={
          plan.pausedAt === null ? undefined : (
            <Pill hue="amber" glyph="pause">
              Paused
            </Pill>
          )
        }
        facts={`Due ${words}`}
      >
        {may('work.plan.change') ? (
          <LinkButton href={`/plans/${plan.id}/edit`} icon="pencil">
            Change
          </LinkButton>
        ) : null}
        {plan.pausedAt !== null && may('work.plan.resume') ? (
          <Form action={`/plans/${plan.id}/resumption`}>
            <input type="hidden" name="version" value={String(plan.version)} />
            <Button kind="primary" icon="play">
              Let it run
            </Button>
          </Form>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      {plan.pausedAt === null ? null : (
        <Note kind="warning">
          Paused by {names.get(plan.pausedBy ?? '') ?? 'somebody'}, <When at={plan.pausedAt} />: {plan.pauseReason}
        </Note>
      )}
      {untouched >= 3 ? (
        <Decision
          plan={plan}
          untouched={untouched}
          owner={names.get(plan.ownerId ?? '')}
          trouble={trouble}
          values={values}
        />
      ) : null}
      <div class="two">
        <div>
          <Assets plan={plan} clocks={clocks} today={today} values={values} trouble={trouble} />
          {plan.tasks.length > 0 ? (
            <Card title="Tasks">
              <ol class="tasks">
                {plan.tasks.map((task) => (
                  <li>{task}</li>
                ))}
              </ol>
            </Card>
          ) : null}
          <Panels on="plan" id={plan.id} />
          <Card title="What became of its dates">
            {past.length === 0 ? <p class="muted">None has come yet.</p> : null}
            <ul class="evs">
              {past.map((one) => (
                <li>
                  <span class="t">{calendar.dayShort(one.dueOn)}</span>
                  <p>
                    <span class="line">
                      <Pill hue={states[one.state].hue} glyph={states[one.state].glyph}>
                        {states[one.state].word}
                      </Pill>
                      <span class="code">{one.tag}</span>
                      {one.orderId && one.orderNumber !== null ? (
                        <A href={`/orders/${one.orderId}`} class="lk code">
                          WO-{one.orderNumber}
                        </A>
                      ) : null}
                    </span>
                    {one.why ? <span class="muted">{one.why}</span> : null}
                    {one.state === 'done' && one.settledOn && one.settledOn !== one.dueOn ? (
                      <span class="muted">Done on {calendar.dayShort(one.settledOn)}.</span>
                    ) : null}
                  </p>
                </li>
              ))}
            </ul>
          </Card>
          {may('insights.audit.see') ? (
            <section hx-get={`${base}/audit/of/${plan.id}`} hx-trigger="load" hx-swap="outerHTML">
              <A href={`/audit?subject=${plan.id}`} class="lk">
                What happened to this plan
              </A>
            </section>
          ) : null}
        </div>
        <div>
          {next.length > 0 ? (
            <Card title="Next dates">
              <ol class="dates">
                {next.map((item) => (
                  <DateLine item={item} />
                ))}
              </ol>
            </Card>
          ) : null}
          <Card title="How it is kept">
            {of === 0 ? (
              <p class="muted">No date of the last year has come to an end yet.</p>
            ) : (
              <p>
                <b class="n">
                  {inTime} of {of}
                </b>{' '}
                in time in the last year.
              </p>
            )}
            <p class="hint">
              In time is at most {days(early)} early and {days(late)} late. Missed dates count, open ones do not.
            </p>
          </Card>
          <Card title="Facts">
            <KeyValues
              pairs={[
                ['Counted', plan.basis === 'fixed' ? 'On its dates' : 'From when it was last done'],
                ['Raised', plan.leadDays === 0 ? 'On its day' : `${days(plan.leadDays)} before`],
                ...(plan.dueMinute === null
                  ? []
                  : ([['Due at', `${clock(plan.dueMinute)} by the clock of the site`]] as [string, string][])),
                ['Holidays', holidayWords[plan.holidays]],
                ...(plan.seasons.length === 0
                  ? []
                  : ([['Seasons', plan.seasons.map(({ from, to }) => `${from} to ${to}`).join(', ')]] as [
                      string,
                      string,
                    ][])),
                ...(plan.skipEvery === null
                  ? []
                  : ([['Left out', `Every ${plan.skipEvery}th date`]] as [string, string][])),
                [
                  'While one is open',
                  plan.stacks ? 'Another is raised' : 'The next waits; its day passed, it is written down as missed',
                ],
                ...(plan.family ? ([['Family', plan.family]] as [string, string][]) : []),
                ...(plan.endsOn ? ([['Last day', calendar.dayWords(plan.endsOn)]] as [string, string][]) : []),
                ['Person', names.get(plan.assigneeId ?? '') ?? 'Nobody yet'],
                ['Decides', names.get(plan.ownerId ?? '') ?? 'Nobody yet'],
                ['Takes', plan.estimateMinutes === null ? '' : `${Math.round(plan.estimateMinutes / 6) / 10} h`],
                ['Kind', kindNames[plan.kind] ?? plan.kind],
                ['Priority', priorityNames[plan.priority] ?? ''],
              ]}
            />
            {plan.description ? <p class="said">{plan.description}</p> : null}
          </Card>
          {plan.pausedAt === null && may('work.plan.pause') ? (
            <Card title="Pause it">
              <Form action={`/plans/${plan.id}/pause`} class="form">
                <input type="hidden" name="version" value={String(plan.version)} />
                <TextField
                  name="reason"
                  label="Why"
                  longest={300}
                  value={untouched >= 3 ? '' : values.reason}
                  trouble={untouched >= 3 ? null : trouble}
                />
                <Button icon="pause">Pause the plan</Button>
              </Form>
            </Card>
          ) : null}
        </div>
      </div>
    </Page>
  )
}

const Decision = ({
  plan,
  untouched,
  owner,
  values,
  trouble,
}: {
  plan: PlanShown
  untouched: number
  owner: string | undefined
  values: Record<string, string>
  trouble: Trouble
}) => (
  <Note kind="danger">
    <p>
      <b>{untouched} dates in a row were missed.</b> {owner ? `${owner} decides` : 'Somebody has to decide'}: keep it,
      make it rarer, or pause it. Nothing is switched off by itself.
    </p>
    {useRender().may('work.plan.keep') ? (
      <Form action={`/plans/${plan.id}/keep`} class="form">
        <TextField
          name="reason"
          label="Why it goes on as it is"
          longest={300}
          value={values.reason}
          trouble={trouble}
        />
        <div class="deeds">
          <Button>Keep it</Button>
          <A href={`/plans/${plan.id}/edit`} class="bt bt-q">
            Make it rarer
          </A>
        </div>
      </Form>
    ) : null}
  </Note>
)

type AssetsProps = Pick<Props, 'plan' | 'clocks' | 'today' | 'values' | 'trouble'>

const Assets = ({ plan, clocks, today, values, trouble }: AssetsProps) => {
  const { may, calendar } = useRender()
  const choices: Choice[] = clocks
    .filter(({ open }) => open === null)
    .map(({ id, tag, asset }) => ({ value: id, label: `${tag} ${asset}` }))
  return (
    <Card title={clocks.length === 1 ? 'Asset' : `Assets, ${clocks.length}`}>
      {clocks.length === 0 ? <p class="muted">It is for no asset yet, and raises nothing.</p> : null}
      <ul class="evs">
        {clocks.map((one) => (
          <li>
            <p>
              <A href={`/assets/${one.assetId}`} class="lk">
                <span class="code">{one.tag}</span> {one.asset}
              </A>
              <span class="muted">
                {one.lastDoneOn ? `Last done ${calendar.dayShort(one.lastDoneOn)}` : 'Not done yet'}
                {one.untouched > 0 ? ` · ${one.untouched} missed in a row` : ''}
              </span>
              {one.trouble ? <span class="late">Cannot raise its order: {one.trouble}</span> : null}
            </p>
            <span class="end line">
              {one.open?.orderId ? (
                <A href={`/orders/${one.open.orderId}`} class="lk">
                  WO-{one.open.orderNumber}, <Due on={one.open.dueOn} />
                </A>
              ) : plan.pausedAt !== null ? null : (
                <Due on={one.nextOn} />
              )}
              {may('work.plan.remove-asset') ? (
                <More label={`More of ${one.tag}`}>
                  <Form action={`/plans/${plan.id}/assets/removal`}>
                    <input type="hidden" name="clockId" value={one.id} />
                    <Button kind="quiet">Take off the plan</Button>
                  </Form>
                </More>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {may('work.plan.add-assets') ? (
        <details class="fold" open={Boolean(trouble?.fields.assetId)}>
          <summary>Put another asset on the plan</summary>
          <Form action={`/plans/${plan.id}/assets`} class="form">
            <Combobox
              name="assetId"
              label="Asset"
              find="/assets/pick"
              value={values.assetId}
              shown={values['assetId-words']}
              trouble={trouble}
            />
            <DateField name="startsOn" label="First on" optional value={values.startsOn} trouble={trouble} />
            <Button>Put it on the plan</Button>
          </Form>
        </details>
      ) : null}
      {may('work.occurrence.record') && choices.length > 0 ? (
        <details class="fold" open={Boolean(trouble?.fields.doneOn)}>
          <summary>It was done without an order</summary>
          <Form action={`/plans/${plan.id}/done`} class="form">
            {choices.length === 1 ? (
              <input type="hidden" name="clockId" value={choices[0]?.value} />
            ) : (
              <div class="field">
                <label for="clockId">Asset</label>
                <select id="clockId" name="clockId" class="input-medium">
                  {choices.map(({ value, label }) => (
                    <option value={value} selected={value === values.clockId}>
                      {label}
                    </option>
                  ))}
                </select>
              </div>
            )}
            <DateField name="doneOn" label="Done on" value={values.doneOn ?? today} trouble={trouble} />
            <Button>Write it down</Button>
          </Form>
        </details>
      ) : null}
    </Card>
  )
}
