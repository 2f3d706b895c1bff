import { readDecimal, writeDecimal } from '../kernel/decimal'
import { localDate } from '../kernel/local-date'
import { readNumber, writeNumber } from '../kernel/number-text'
import { Refusal, refuse } from '../kernel/refusal'
import { cleanText } from '../kernel/text'
import { type UnitCode, unit as unitOf } from '../kernel/units'

export const fieldKinds = ['text', 'number', 'yes-no', 'date', 'choice'] as const
export type FieldKind = (typeof fieldKinds)[number]

/** A question that a class asks of its assets and models. */
export type Field = { id: string; name: string; kind: FieldKind; unit: UnitCode | null; choices: string[] }

/** Answers by the id of the field: text, a decimal as text, 'yes' or 'no', a date, one of the choices. */
export type Specifications = Record<string, string>

/** Decimals of a number. */
const decimals = 6

/** Reads one answer as a person typed it. Empty is none. Refuses 'invalid' ('field.…'). */
export function readAnswer(field: Field, given: string, locale: string): string | null {
  const text = given.trim()
  if (text === '') return null
  switch (field.kind) {
    case 'text':
      return cleanText(text, { longest: 500, lines: 'one' })
    case 'number':
      return writeDecimal(
        // The machine's own form is read as it is, so that JSON and forms take the same.
        readDecimal(text, decimals) ??
          readNumber(text, { locale, decimals, least: 0 }, { reason: 'field', thing: field.name.toLowerCase() }),
        decimals,
      )
    case 'yes-no':
      return ['yes', 'no'].includes(text) ? text : refuse('invalid', 'field.yes-no', 'Choose yes or no.')
    case 'date':
      return localDate(text)
    case 'choice':
      return field.choices.includes(text)
        ? text
        : refuse('invalid', 'field.choice', `Choose one of: ${field.choices.join(', ')}.`)
  }
}

/**
 * Reads all answers of a form, whose names are `field.<id>`. Refuses 'invalid' ('field') with one sentence a field.
 * What is not asked stays as it was.
 */
export function readAnswers(
  fields: readonly Field[],
  given: Record<string, unknown>,
  before: Specifications,
  locale: string,
): Specifications {
  const answers = { ...before }
  const wrong: Record<string, string> = {}
  for (const field of fields) {
    const text = given[`field.${field.id}`]
    if (typeof text !== 'string') continue
    try {
      const answer = readAnswer(field, text, locale)
      if (answer === null) delete answers[field.id]
      else answers[field.id] = answer
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      wrong[`field.${field.id}`] = `${field.name}: ${error.message}`
    }
  }
  if (Object.keys(wrong).length > 0) {
    refuse('invalid', 'field', 'There is a problem with what was entered.', wrong)
  }
  return answers
}

/** An answer as people read it, its unit behind it. */
export function showAnswer(field: Field, answer: string, locale: string): string {
  if (field.kind === 'yes-no') return answer === 'yes' ? 'Yes' : 'No'
  if (field.kind !== 'number') return answer
  const scaled = readDecimal(answer, decimals)
  const number = scaled === null ? answer : writeNumber(scaled, { locale, decimals, least: 0 })
  return field.unit ? `${number}\u00a0${unitOf(field.unit).sign}` : number
}
