import {
  A,
  Button,
  Card,
  type Choice,
  ErrorSummary,
  Form,
  Icon,
  PageHead,
  Pill,
  Select,
  TextArea,
  TextField,
  type Trouble,
  Uploader,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { code } from './pieces'

type Result = 'pass' | 'flag' | 'fail' | 'na'
type Step = {
  kind: 'check' | 'inspect' | 'number' | 'text' | 'choice' | 'photo' | 'meter'
  text: string
  help: string
  required: boolean
  unit: string
  low: number | null
  high: number | null
  choices: string[]
}
type Hung = { id: string; position: number; step: Step; result: Result | null; followId: string | null }

const resultLooks = {
  pass: { word: 'Passed', hue: 'green', glyph: 'tick' },
  flag: { word: 'Worth a look', hue: 'amber', glyph: 'triangle' },
  fail: { word: 'Failed', hue: 'red', glyph: 'square' },
  na: { word: 'Does not apply', hue: 'grey', glyph: 'cross' },
} as const

const ResultPill = ({ is }: { is: Result }) => (
  <Pill hue={resultLooks[is].hue} glyph={resultLooks[is].glyph}>
    {resultLooks[is].word}
  </Pill>
)

type PanelProps = {
  order: { id: string; number: number }
  steps: Hung[]
  done: number
  /** The first step that is still to do. */
  next: string | null
  choices: Choice[]
  whole: boolean
}

/** The steps of an order: hung on its page, and a page of its own without JavaScript. */
export const OrderSteps = ({ order, steps, done, next, choices, whole }: PanelProps) => {
  const card = (
    <Card
      title={steps.length === 0 ? 'Steps' : `Steps, ${done} of ${steps.length}`}
      end={
        next === null ? null : (
          <A href={`/steps/${next}`} class="bt bt-s">
            {done === 0 ? 'Begin' : 'Go on'}
          </A>
        )
      }
    >
      {steps.length === 0 && choices.length === 0 ? <p class="muted">It has no procedure.</p> : null}
      <ol class="steps-l">
        {steps.map((one) => (
          <li>
            <span class="n">{one.position}</span>
            <p>
              <A href={`/steps/${one.id}`} class="lk">
                {one.step.text}
              </A>
              {one.followId ? (
                <A href={`/orders/${one.followId}`} class="lk">
                  Follow-up is proposed
                </A>
              ) : null}
            </p>
            {one.result ? (
              <ResultPill is={one.result} />
            ) : one.step.required ? (
              <span class="muted">required</span>
            ) : null}
          </li>
        ))}
      </ol>
      {choices.length > 0 ? (
        <Form action={`/orders/${order.id}/procedure`} class="form">
          <Select
            name="procedureId"
            label="Do it by a procedure"
            width="full"
            choices={[{ value: '', label: 'None' }, ...choices]}
          />
          <Button>Hang its steps on this order</Button>
        </Form>
      ) : null}
    </Card>
  )
  return whole ? (
    <Page title={`Steps of ${code(order)}`} door="work">
      <PageHead title="Steps" back={{ href: `/orders/${order.id}`, label: code(order) }} />
      {card}
    </Page>
  ) : (
    card
  )
}

type RunnerProps = {
  order: { id: string; number: number; title: string; assetTag: string; assetName: string }
  steps: { id: string; position: number; result: Result | null }[]
  done: number
  current: Hung & {
    words: string
    note: string
    value: number | null
    isOutside: boolean
    valueText: string
    lowText: string
    highText: string
    over: string
    before: { text: string; at: number } | null
  }
  photos: string[]
  answers: boolean
  values: Record<string, string>
  trouble: Trouble
}

/** One step a card, as large as a glove; what is answered is saved with each step. */
export const RunnerPage = ({ order, steps, done, current, photos, answers, values, trouble }: RunnerProps) => {
  const { step, position } = current
  const last = steps.length
  const photoPart = (
    <section class="runner-p">
      {photos.map((src) => (
        <img src={src} alt="What was found at this step" width="72" height="72" />
      ))}
      {answers ? <Uploader id={`photo-${current.id}`} about={current.id} as="photo" limits={null} single /> : null}
    </section>
  )
  const at = (of: number) => steps.find((one) => one.position === of)?.id ?? ''
  return (
    <Page title={`${code(order)}, step ${position}`} door="work" wrong={trouble !== null}>
      <div class="runner">
        <header class="runner-h">
          <A href={`/orders/${order.id}`} class="crumb" label={`Back to ${code(order)}`}>
            <Icon name="arrow-left" class="ico-s" />
            <span class="code">{code(order)}</span> {[order.assetTag, order.title].filter(Boolean).join(' ')}
          </A>
          <p class="runner-n">
            <b>
              Step {position} of {last}
            </b>
            <span class="muted">{done} done</span>
          </p>
          <ol class="ticks-l" aria-hidden="true">
            {steps.map((one) => (
              <li
                class={
                  [one.result ?? '', one.position === position ? 'now' : ''].filter(Boolean).join(' ') || undefined
                }
              />
            ))}
          </ol>
        </header>
        <ErrorSummary trouble={trouble} />
        <h1 tabindex={-1}>{step.text}</h1>
        {step.help ? <p class="muted runner-help">{step.help}</p> : null}
        {current.isOutside || current.result === 'fail' || current.result === 'flag' ? (
          <Outside current={current} answers={answers} />
        ) : null}
        {step.kind === 'photo' ? photoPart : null}
        <Form action={`/steps/${current.id}`} class="runner-f" id="answer">
          <Answer current={current} values={values} trouble={trouble} />
          {answers ? (
            <fieldset class="results" id="result">
              <legend>Result</legend>
              {(['pass', 'flag', 'fail'] as const).map((result) => (
                <label class={`result result-${result}`}>
                  <input
                    type="radio"
                    name="result"
                    value={result}
                    checked={(values.result ?? current.result) === result}
                  />
                  <span>{{ pass: 'Pass', flag: 'Flag', fail: 'Fail' }[result]}</span>
                </label>
              ))}
            </fieldset>
          ) : null}
          {answers ? (
            <details class="fold" open={Boolean(values.note || current.note || trouble?.fields.note)}>
              <summary>Note, or it does not apply</summary>
              <TextArea
                name="note"
                label="Note"
                optional
                rows={2}
                value={values.note ?? current.note}
                trouble={trouble}
              />
              <label class="tick">
                <input type="radio" name="result" value="na" checked={(values.result ?? current.result) === 'na'} />
                <span>It does not apply, for the reason in the note</span>
              </label>
            </details>
          ) : current.note ? (
            <p>{current.note}</p>
          ) : null}
          <div class="runner-tray">
            {position > 1 ? (
              <A href={`/steps/${at(position - 1)}`} class="bt bt-l">
                Previous
              </A>
            ) : (
              <A href={`/orders/${order.id}`} class="bt bt-l">
                The order
              </A>
            )}
            {answers ? (
              <Button kind="primary" size="large">
                {position < last ? 'Next step' : 'Finish'}
              </Button>
            ) : position < last ? (
              <A href={`/steps/${at(position + 1)}`} class="bt bt-p bt-l">
                Next step
              </A>
            ) : null}
          </div>
        </Form>
        {step.kind !== 'photo' && (current.result === 'fail' || current.result === 'flag' || photos.length > 0)
          ? photoPart
          : null}
      </div>
    </Page>
  )
}

/** What is out of its limits or failed, kept and flagged, with the way to the work that mends it. */
const Outside = ({ current, answers }: Pick<RunnerProps, 'current' | 'answers'>) => {
  const { calendar, may } = useRender()
  return (
    <section class={`runner-out runner-${current.result ?? 'fail'}`} role="status">
      <p>
        <b>{current.over || (current.result === 'flag' ? 'Worth a look' : 'Failed')}</b>
      </p>
      {current.before ? (
        <p>
          Last time {current.before.text}, on {calendar.dayShort(calendar.dateOf(current.before.at))}.
        </p>
      ) : null}
      {current.followId ? (
        <A href={`/orders/${current.followId}`} class="lk">
          The follow-up is proposed
        </A>
      ) : answers && may('work.step.propose') ? (
        <Form action={`/steps/${current.id}/follow-up`}>
          <Button size="large" icon="plus">
            Add follow-up
          </Button>
        </Form>
      ) : null}
    </section>
  )
}

const Answer = ({ current, values, trouble }: Pick<RunnerProps, 'current' | 'values' | 'trouble'>) => {
  const { step } = current
  const wrong = trouble?.fields.value
  if (step.kind === 'number' || step.kind === 'meter') {
    const limits = [
      current.lowText ? `from ${current.lowText}` : '',
      current.highText ? `up to ${current.highText}` : '',
    ]
      .filter(Boolean)
      .join(' ')
    return (
      <div class={wrong || current.isOutside ? 'runner-v wrong' : 'runner-v'}>
        <label for="value" class="sr">
          {step.text}
        </label>
        {wrong ? <p class="wrong-words">{wrong}</p> : null}
        <div class="with-unit">
          <input
            id="value"
            name="value"
            inputmode="decimal"
            autocomplete="off"
            value={values.value ?? current.valueText}
          />
          <span>{step.unit}</span>
        </div>
        <p class="muted">
          {limits ? `It passes ${limits}.` : ''}
          {current.before && !current.isOutside ? ` Last time ${current.before.text}.` : ''}
        </p>
      </div>
    )
  }
  if (step.kind === 'text') {
    return <TextField name="words" label="What did you find?" value={values.words ?? current.words} trouble={trouble} />
  }
  if (step.kind === 'choice') {
    return (
      <fieldset class="results choices" id="words">
        <legend>Choose one</legend>
        {trouble?.fields.words ? <p class="wrong-words">{trouble.fields.words}</p> : null}
        {step.choices.map((choice) => (
          <label class="result">
            <input type="radio" name="words" value={choice} checked={(values.words ?? current.words) === choice} />
            <span>{choice}</span>
          </label>
        ))}
      </fieldset>
    )
  }
  return null
}
