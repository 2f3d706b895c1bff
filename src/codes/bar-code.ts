import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'

export const symbologies = ['code-128', 'code-39', 'data-matrix', 'ean-13', 'ean-8', 'qr'] as const
export type Symbology = (typeof symbologies)[number]

export const symbologyNames: Record<Symbology, string> = {
  'code-128': 'Code 128',
  'code-39': 'Code 39',
  'data-matrix': 'Data Matrix',
  'ean-13': 'EAN-13 or UPC-A',
  'ean-8': 'EAN-8',
  qr: 'QR',
}

/** A code that a maker put on the thing: it belongs to one record of the organization. */
export type BarCode = {
  id: Id<'bc'>
  value: string
  symbology: Symbology
  match: string
  target: string
  addedAt: Instant
  addedBy: string
  removedAt: Instant | null
  version: number
}

/** The check digit of EAN-13, EAN-8 and UPC-A over the digits before it. Source: GS1 General Specifications, 7.9. */
export function checkDigit(digits: string): number {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10
}

const isEan = (digits: string): boolean => checkDigit(digits.slice(0, -1)) === Number(digits.slice(-1))

/**
 * One spelling for what scanners write differently: a UPC-A is the EAN-13 with a zero before it; Code 39 has no small
 * letters; white space around a value is the scanner's.
 */
export function matchOf(value: string): string {
  const text = value.trim()
  return /^\d{12}$/.test(text) && isEan(text) ? `0${text}` : text.toUpperCase()
}

/**
 * What a person typed or scanned, as the symbology has it.
 * Refuses 'invalid' ('bar-code.value') for what that symbology cannot hold, and ('bar-code.check') for a check digit
 * that does not fit: a digit was misread.
 */
export function barCodeOf(symbology: Symbology, given: string): { value: string; match: string } {
  const value = given.trim()
  const say = (reason: string, sentence: string): never => refuse('invalid', reason, sentence, { value: sentence })
  if (symbology === 'ean-13' || symbology === 'ean-8') {
    const digits = value.replaceAll(/[\s-]/g, '')
    const lengths = symbology === 'ean-8' ? [8] : [12, 13]
    if (!/^\d+$/.test(digits) || !lengths.includes(digits.length)) {
      say('bar-code.value', `${symbologyNames[symbology]} has ${lengths.join(' or ')} digits and nothing else.`)
    }
    if (!isEan(digits)) {
      say(
        'bar-code.check',
        `The last digit does not fit the others: it should be ${checkDigit(digits.slice(0, -1))}. Compare it with the label.`,
      )
    }
    return { value: digits, match: matchOf(digits) }
  }
  if (symbology === 'code-39' && !/^[0-9A-Za-z \-.$/+%]+$/.test(value)) {
    say('bar-code.value', 'Code 39 holds capitals, digits, spaces and - . $ / + % only.')
  }
  if (symbology === 'code-128' && !/^[\u0020-\u007e]+$/.test(value)) {
    say('bar-code.value', 'Code 128 holds plain letters, digits and signs only, without accents.')
  }
  if (value === '') say('bar-code.value', 'Scan the bar code, or type what stands under it.')
  return { value: symbology === 'code-39' ? value.toUpperCase() : value, match: matchOf(value) }
}
