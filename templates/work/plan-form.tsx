import {
  A,
  Button,
  Checkbox,
  type Choice,
  Combobox,
  DateField,
  ErrorSummary,
  Form,
  PageHead,
  Radios,
  Select,
  TextArea,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { kindNames, priorityNames } from './pieces'

export type Dated = { ruleOn: string; dueOn: string; left: string | null }
type PreviewShown = { words: string; items: Dated[]; trouble: string }

type Props = {
  /** Null for a new one. */
  plan: { id: string; number: number; version: number } | null
  values: Record<string, string>
  teams: Choice[]
  procedures: Choice[]
  preview: PreviewShown
  trouble: Trouble
}

export const planCode = ({ number }: { number: number }) => `PM-${number}`

const kinds = ['preventive', 'inspection', 'safety', 'calibration'].map((value) => ({
  value,
  label: kindNames[value] ?? value,
}))
const priorities = [1, 2, 3, 4].map((rank) => ({ value: String(rank), label: priorityNames[rank] ?? '' }))
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const unitChoices = [
  { value: 'day', label: 'days' },
  { value: 'week', label: 'weeks' },
  { value: 'month', label: 'months' },
  { value: 'year', label: 'years' },
]

/** A date with what a holiday made of it. */
export const DateLine = ({ item }: { item: Dated }) => {
  const { calendar } = useRender()
  if (item.left === 'holiday') {
    return (
      <li class="muted">
        <s>{calendar.dayWords(item.ruleOn)}</s> a holiday, left out
      </li>
    )
  }
  if (item.left === 'same-day') {
    return (
      <li class="muted">
        <s>{calendar.dayWords(item.ruleOn)}</s> falls on the day before it
      </li>
    )
  }
  return (
    <li>
      {calendar.dayWords(item.dueOn)}
      {item.dueOn === item.ruleOn ? null : (
        <span class="muted"> instead of {calendar.dayShort(item.ruleOn)}, a holiday</span>
      )}
    </li>
  )
}

/** The next dates of what the form says. */
export const Preview = ({ preview }: { preview: PreviewShown }) => (
  <section class="box" id="preview" aria-live="polite">
    <div class="box-h">
      <h2>Next dates</h2>
    </div>
    <div class="box-in">
      {preview.trouble ? <p class="muted">{preview.trouble}</p> : null}
      {preview.words ? <p class="muted">It is due {preview.words}.</p> : null}
      <ol class="dates">
        {preview.items.map((item) => (
          <DateLine item={item} />
        ))}
      </ol>
      {preview.items.length === 0 && !preview.trouble ? (
        <p class="muted">No date falls within the next years.</p>
      ) : null}
    </div>
  </section>
)

export const PlanFormPage = ({ plan, values, teams, procedures, preview, trouble }: Props) => {
  const title = plan ? `Change ${planCode(plan)}` : 'New plan'
  const back = plan ? { href: `/plans/${plan.id}`, label: planCode(plan) } : { href: '/plans', label: 'Plans' }
  return (
    <Page title={title} door="plans" wrong={trouble !== null}>
      <PageHead title={title} back={back} />
      <ErrorSummary trouble={trouble} />
      <Form action={plan ? `/plans/${plan.id}` : '/plans'} class="form" draft={plan ? undefined : 'plan-new'}>
        {plan ? <input type="hidden" name="version" value={String(plan.version)} /> : null}
        <TextField
          name="title"
          label="What is done again and again?"
          longest={160}
          value={values.title}
          trouble={trouble}
          autofocus={!trouble && !plan}
        />
        <Timing plan={plan} values={values} preview={preview} trouble={trouble} />
        <TextArea
          name="tasks"
          label="Tasks"
          hint="One a line; they stand on each order."
          optional
          rows={5}
          value={values.tasks}
          trouble={trouble}
        />
        {procedures.length > 0 ? (
          <Select
            name="procedureId"
            label="Procedure"
            hint="Each order pins the version that is approved when it is raised."
            optional
            width="full"
            value={values.procedureId}
            choices={[{ value: '', label: 'None' }, ...procedures]}
            trouble={trouble}
          />
        ) : null}
        <div class="form-row">
          <Combobox
            name="assigneeId"
            label="Person"
            optional
            find="/people/pick"
            value={values.assigneeId}
            shown={values['assigneeId-words']}
            trouble={trouble}
          />
          <TextField
            name="estimate"
            label="Hours that it takes"
            optional
            width="short"
            inputmode="decimal"
            value={values.estimate}
            trouble={trouble}
          />
        </div>
        <details class="fold" open={trouble !== null}>
          <summary>Kind, priority, and who decides</summary>
          <div class="form">
            <div class="form-row">
              <Select name="kind" label="Kind" value={values.kind || 'preventive'} choices={kinds} trouble={trouble} />
              <Select
                name="priority"
                label="Priority"
                value={values.priority || '2'}
                choices={priorities}
                trouble={trouble}
              />
            </div>
            {teams.length > 0 ? (
              <Select
                name="teamId"
                label="Team"
                optional
                value={values.teamId}
                choices={[{ value: '', label: 'No team' }, ...teams]}
                trouble={trouble}
              />
            ) : null}
            <TextArea
              name="description"
              label="What is known"
              optional
              rows={3}
              value={values.description}
              trouble={trouble}
            />
            <Combobox
              name="ownerId"
              label="Who decides when nobody does it"
              optional
              find="/people/pick"
              value={values.ownerId}
              shown={values['ownerId-words']}
              trouble={trouble}
            />
            <TextField
              name="family"
              label="Family"
              hint="Plans of one family on one asset: the longest does what shorter ones ask on the same days."
              optional
              longest={60}
              value={values.family}
              trouble={trouble}
            />
            <div class="form-row">
              <TextField
                name="graceEarlyDays"
                label="Days early that count as in time"
                hint="Empty is a tenth of the interval."
                optional
                width="short"
                inputmode="numeric"
                value={values.graceEarlyDays}
                trouble={trouble}
              />
              <TextField
                name="graceLateDays"
                label="Days late that count as in time"
                hint="Empty is a tenth of the interval."
                optional
                width="short"
                inputmode="numeric"
                value={values.graceLateDays}
                trouble={trouble}
              />
            </div>
            <Checkbox
              name="stacks"
              checked={values.stacks === 'on'}
              hint="Otherwise a date that passes while the order before is open is written down as missed."
            >
              Raise another order while the one before is open
            </Checkbox>
          </div>
        </details>
        <div class="form-end">
          <Button kind="primary">{plan ? 'Save changes' : 'Save plan'}</Button>
          <A href={back.href} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

/** When it falls: what is changed here shows its next dates at once. */
const Timing = ({ plan, values, preview, trouble }: Omit<Props, 'teams' | 'procedures'>) => {
  const { base } = useRender()
  const days = (values.weekdays ?? '').split(/[\s,]+/)
  return (
    <fieldset
      class="form timing"
      hx-get={`${base}/plans/preview`}
      hx-trigger="change delay:150ms"
      hx-target="#preview"
      hx-swap="outerHTML"
    >
      <legend class="sr">When</legend>
      {plan ? null : (
        <Combobox
          name="assetId"
          label="Asset"
          hint="More of them are put on the plan afterwards; each has a clock of its own."
          optional
          find="/assets/pick"
          value={values.assetId}
          shown={values['assetId-words']}
          trouble={trouble}
        />
      )}
      <div class="form-row">
        <TextField
          name="every"
          label="Every"
          width="short"
          inputmode="numeric"
          value={values.every || '1'}
          trouble={trouble}
        />
        <Select name="unit" label="Unit" value={values.unit || 'month'} choices={unitChoices} trouble={trouble} />
        <DateField name="startsOn" label="First on" value={values.startsOn} trouble={trouble} />
      </div>
      <fieldset class="field if-week">
        <legend>On these days of the week</legend>
        <div class="ticks">
          {weekdays.map((name, index) => (
            <label class="tick">
              <input type="checkbox" name={`weekday.${index + 1}`} checked={days.includes(String(index + 1))} />
              <span>{name}</span>
            </label>
          ))}
        </div>
        <p class="hint">Of plans by the week; none is the weekday of the first day.</p>
      </fieldset>
      <Radios
        name="basis"
        legend="Counted"
        value={values.basis || 'fixed'}
        choices={[
          { value: 'fixed', label: 'On its dates', hint: 'Whatever was done when.' },
          { value: 'floating', label: 'From when it was last done', hint: 'Done late, the next one moves as well.' },
        ]}
        trouble={trouble}
      />
      <TextField
        name="leadDays"
        label="Raise the order so many days before"
        width="short"
        inputmode="numeric"
        value={values.leadDays ?? '0'}
        trouble={trouble}
      />
      <details class="fold" open={trouble !== null || plan !== null}>
        <summary>Holidays, seasons, time of day and end</summary>
        <div class="form">
          <Select
            name="holidays"
            label="On a holiday of the site"
            value={values.holidays || 'ignore'}
            choices={[
              { value: 'ignore', label: 'It stays on that day' },
              { value: 'before', label: 'The working day before' },
              { value: 'after', label: 'The working day after' },
              { value: 'skip', label: 'It is left out' },
            ]}
            trouble={trouble}
          />
          <Select
            name="monthly"
            label="Within the month"
            value={values.monthly || 'day'}
            choices={[
              { value: 'day', label: 'On the day of the first date' },
              { value: 'weekday', label: 'On its weekday, such as the second Tuesday' },
              { value: 'last-day', label: 'On the last day of the month' },
            ]}
            trouble={trouble}
          />
          <TextField
            name="seasons"
            label="Only in these seasons"
            hint="Month and day, such as 04-01 to 09-30. Several with commas."
            optional
            value={values.seasons}
            trouble={trouble}
          />
          <div class="form-row">
            <TextField
              name="skipEvery"
              label="Leave out every … date"
              hint="4 leaves out the fourth, the eighth …"
              optional
              width="short"
              inputmode="numeric"
              value={values.skipEvery}
              trouble={trouble}
            />
            <TextField
              name="dueTime"
              label="Due at"
              hint="By the clock of the site, such as 06:00."
              optional
              width="short"
              value={values.dueTime}
              trouble={trouble}
            />
            <DateField name="endsOn" label="Last day" optional value={values.endsOn} trouble={trouble} />
          </div>
        </div>
      </details>
      <Preview preview={preview} />
      <button type="submit" name="preview" value="1" class="bt no-js">
        Show the next dates
      </button>
    </fieldset>
  )
}
