import { refuse } from '../kernel/refusal'

export const stepKinds = ['check', 'inspect', 'number', 'text', 'choice', 'photo', 'meter'] as const
export type StepKind = (typeof stepKinds)[number]

/** One step of a procedure, as its version has it. Numbers are hundred-thousandths of the unit. */
export type Step = {
  /** Names it through all versions: answers are kept under it. */
  id: string
  kind: StepKind
  text: string
  help: string
  /** The order is not completed without it. */
  required: boolean
  /** Of a number. A meter's unit is the meter's own. */
  unit: string
  low: number | null
  high: number | null
  /** Of a choice; those in `bad` fail the step. */
  choices: string[]
  bad: string[]
  /** The name of the meter of the asset that is read. */
  meter: string
}

/** How a step came out: passed, worth a look, failed, or not applicable with a reason. */
export const results = ['pass', 'flag', 'fail', 'na'] as const
export type Result = (typeof results)[number]

export type Said = {
  /** Of a number or a meter, in hundred-thousandths; null where nothing was written. */
  value: number | null
  /** Of a text or a choice. */
  words: string
  result: Result | ''
  note: string
  /** How many pictures hang on the step. */
  pictures: number
}

export type Answer = { value: number | null; words: string; result: Result; isOutside: boolean }

const wrong = (field: string, reason: string, sentence: string): never =>
  refuse('invalid', reason, sentence, { [field]: sentence })

/**
 * What an answer says of its step. A number out of its limits is kept, flagged and never refused: it does not pass,
 * whatever was pressed.
 *
 * Refuses 'invalid' where nothing was said ('step.empty', 'step.result', 'step.choice', 'step.photo'), and what is not
 * applicable without a reason ('step.reason').
 */
export function judge(step: Step, said: Said): Answer {
  if (said.result === 'na') {
    if (said.note === '') wrong('note', 'step.reason', 'Write why it does not apply.')
    return { value: null, words: '', result: 'na', isOutside: false }
  }
  if (step.kind === 'number' || step.kind === 'meter') {
    if (said.value === null && said.words === '') return wrong('value', 'step.empty', 'Write what it shows.')
    const { value } = said
    const isOutside =
      value !== null && ((step.low !== null && value < step.low) || (step.high !== null && value > step.high))
    const result = isOutside ? (said.result === 'flag' ? 'flag' : 'fail') : said.result || 'pass'
    return { value, words: said.words, result, isOutside }
  }
  if (step.kind === 'text') {
    if (said.words === '') wrong('words', 'step.empty', 'Write what you found.')
    return { value: null, words: said.words, result: said.result || 'pass', isOutside: false }
  }
  if (step.kind === 'choice') {
    if (!step.choices.includes(said.words)) wrong('words', 'step.choice', `Choose one of: ${step.choices.join(', ')}.`)
    const result = step.bad.includes(said.words) ? 'fail' : said.result || 'pass'
    return { value: null, words: said.words, result, isOutside: false }
  }
  if (step.kind === 'photo') {
    if (said.pictures === 0) wrong('file', 'step.photo', 'Take the photo first.')
    return { value: null, words: '', result: said.result || 'pass', isOutside: false }
  }
  if (step.kind === 'inspect' && said.result === '') wrong('result', 'step.result', 'Choose pass, flag or fail.')
  return { value: null, words: '', result: said.result || 'pass', isOutside: false }
}

/** How many steps a procedure has at most. */
export const mostSteps = 100

/** Steps with one changed, added, moved or taken away. Refuses 'invalid' ('procedure.steps'), 'not-found' ('step.unknown'). */
export function withStep(steps: readonly Step[], step: Step): Step[] {
  const there = steps.some(({ id }) => id === step.id)
  if (!there && steps.length >= mostSteps) {
    refuse('invalid', 'procedure.steps', `A procedure has at most ${mostSteps} steps. Make two of it.`)
  }
  return there ? steps.map((one) => (one.id === step.id ? step : one)) : [...steps, step]
}

export function movedStep(steps: readonly Step[], id: string, by: -1 | 1): Step[] {
  const at = steps.findIndex((step) => step.id === id)
  if (at < 0) refuse('not-found', 'step.unknown', 'There is no such step.')
  const to = at + by
  if (to < 0 || to >= steps.length) return [...steps]
  const moved = [...steps]
  const [step] = moved.splice(at, 1)
  if (step) moved.splice(to, 0, step)
  return moved
}

export function withoutStep(steps: readonly Step[], id: string): Step[] {
  if (!steps.some((step) => step.id === id)) refuse('not-found', 'step.unknown', 'There is no such step.')
  return steps.filter((step) => step.id !== id)
}

/** Refuses 'invalid' for a step that could not be answered ('step.limits', 'step.choices', 'step.meter'). */
export function checkStep(step: Step): Step {
  if (step.low !== null && step.high !== null && step.low > step.high) {
    wrong('low', 'step.limits', 'The lower limit is above the upper one.')
  }
  if (step.kind === 'choice' && step.choices.length < 2) wrong('choices', 'step.choices', 'Write two choices or more.')
  if (step.kind === 'meter' && step.meter === '') wrong('meter', 'step.meter', 'Write the name of the meter.')
  return step
}
