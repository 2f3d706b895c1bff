import { readDecimal } from '../kernel/decimal'
import { readNumber, writeNumber } from '../kernel/number-text'
import { refuse } from '../kernel/refusal'
import type { Operator } from './meter'

const decimals = 5

/** A value as people of that locale write it, in hundred-thousandths; JSON numbers as they are. Refuses 'invalid'. */
export function scaledOf(given: string | number, locale: string, field = 'value'): number {
  const no = (): never => {
    const sentence = 'Write this as a number, with at most five decimals.'
    return refuse('invalid', 'value.form', sentence, { [field]: sentence })
  }
  const text = String(given).trim()
  const exact = typeof given === 'number' ? readDecimal(text, decimals) : null
  if (typeof given === 'number' && exact === null) no()
  let scaled: bigint
  try {
    scaled = exact ?? readNumber(text, { locale, decimals, least: 0 }, { reason: 'value', thing: 'value' })
  } catch {
    return no()
  }
  return scaled > BigInt(Number.MAX_SAFE_INTEGER) || scaled < BigInt(Number.MIN_SAFE_INTEGER) ? no() : Number(scaled)
}

/** A value as people of that locale read it, with its unit. */
export const valueText = (scaled: number | null, unit: string, locale: string): string =>
  scaled === null ? '' : `${writeNumber(BigInt(scaled), { locale, decimals, least: 0 })}${unit ? ` ${unit}` : ''}`

/** A value as machines read it. */
export const plainValue = (scaled: number | null): number | null => (scaled === null ? null : scaled / 100_000)

/** What a trigger watches for, in words. */
export function triggerWords(
  trigger: { operator: Operator; value: number | null; word: string },
  unit: string,
  locale: string,
): string {
  const value = trigger.word || valueText(trigger.value, unit, locale)
  return {
    above: `above ${value}`,
    below: `below ${value}`,
    equal: `equal to ${value}`,
    'increases-by': `every ${value} more`,
    'decreases-by': `every ${value} less`,
    'rises-from-last': `${value} more than the last time`,
    'falls-from-last': `${value} less than the last time`,
  }[trigger.operator]
}
