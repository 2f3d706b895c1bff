import { powerOfTen, writeDecimal } from './decimal'
import { refuse } from './refusal'

/** How a number is read and written for people. */
export type NumberShape = {
  /** BCP 47: it says which sign parts the decimals. */
  locale: string
  /** How many decimals there is room for. */
  decimals: number
  /** Decimals that are shown even where they are zero. */
  least: number
  /** In several countries money is written with other signs than numbers are. */
  currency?: string
}

/** What the number is, for the refusal: the stem of its reason and its word in the sentence. */
export type NumberWords = { reason: string; thing: string }

/** Characters; nobody writes a longer number. */
const longest = 60

const space = /\p{Zs}/u
const spacesAndMarks = /[\u061c\u200e\u200f]/g
const apostrophes = ["'", '’']

/** A decimal digit of any script as 0 to 9, else null. Scripts keep their ten digits in a row, zero first. */
function digitOf(character: string): number | null {
  if (!/\p{Nd}/u.test(character)) return null
  const point = character.codePointAt(0) ?? 0
  let zero = point
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return (point - zero) % 10
}

function formatterOf({ locale, decimals, least, currency }: NumberShape, grouped = true): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, {
    ...(currency ? { style: 'currency', currency, currencyDisplay: 'code' } : {}),
    minimumFractionDigits: least,
    maximumFractionDigits: decimals,
    useGrouping: grouped ? 'always' : false,
  })
}

/** What stands between groups of digits, and before the decimals, there. */
function signsOf(shape: NumberShape): { group: string; decimal: string } {
  const parts = formatterOf({ ...shape, decimals: 1, least: 1 }).formatToParts(1234567.8)
  const sign = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise
  return { group: sign('group', ','), decimal: sign('decimal', '.') }
}

/** The whole number as the locale groups it, with one comma between groups. */
const grouped = (shape: NumberShape, whole: string) =>
  new Intl.NumberFormat(shape.locale, { useGrouping: 'always', numberingSystem: 'latn' })
    .formatToParts(BigInt(whole))
    .map(({ type, value }) => (type === 'group' ? ',' : value))
    .join('')

/** A scaled number for people: '1,234.50'. No currency, no unit. */
export function writeNumber(scaled: bigint, shape: NumberShape): string {
  const text = writeDecimal(scaled, shape.decimals) as Intl.StringNumericLiteral
  return formatterOf(shape)
    .formatToParts(text)
    .filter(({ type }) => type !== 'currency')
    .map(({ value }) => value)
    .join('')
    .trim()
}

/**
 * Reads a number as people of that locale write it: scaled by ten to the power of `decimals`.
 *
 * Spaces and apostrophes may part thousands everywhere. What could be meant in two ways is not guessed: thousands stand
 * in groups as the locale groups them, or in none. Refuses 'invalid' (the stem and `.form` or `.decimals`), naming the right form.
 */
export function readNumber(given: string, shape: NumberShape, { reason, thing }: NumberWords): bigint {
  const example = () => writeNumber((12345n * powerOfTen(shape.decimals)) / 10n, shape)
  const no = (): never => refuse('invalid', `${reason}.form`, `Write the ${thing} as a number, such as ${example()}.`)

  if (given.length > longest) no()
  const { group, decimal } = signsOf(shape)
  const text = given.normalize('NFC').replaceAll(spacesAndMarks, '').trim()
  const negative = /^[-−]/.test(text)
  const body = text.replace(/^[-−+]/, '').trim()

  const groupsBy = new Set<string>()
  let plain = ''
  for (const character of body) {
    const digit = digitOf(character)
    const parts = character === group || space.test(character) || apostrophes.includes(character) || character === '٬'
    if (digit !== null) plain += digit
    else if (character === decimal || character === '٫') plain += '.'
    else if (parts) {
      groupsBy.add(space.test(character) ? ' ' : character)
      plain += ','
    } else no()
  }

  const [, whole = '', fraction = ''] = /^(\d[\d,]*|)(?:\.(\d+))?$/.exec(plain) ?? no()
  const digits = whole.replaceAll(',', '')
  if (digits + fraction === '' || digits.length > 24) no()
  if (groupsBy.size > 1 || (whole.includes(',') && grouped(shape, digits) !== whole)) no()
  if (fraction.length > shape.decimals) {
    const room = shape.decimals === 0 ? 'no decimals' : `at most ${shape.decimals} decimals`
    refuse('invalid', `${reason}.decimals`, `Write the ${thing} with ${room}, such as ${example()}.`)
  }
  const scaled = BigInt(digits + fraction.padEnd(shape.decimals, '0'))
  return negative ? -scaled : scaled
}
