/*
 * Whole-number arithmetic behind money, prices and quantities. A fraction is a scaled integer: 12.50 with two decimals
 * is 1250. Floats never come near.
 */

export const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent)

const sizeOf = (value: bigint): bigint => (value < 0n ? -value : value)

/** The quotient as a whole number; exactly half goes to the even neighbour, so that many roundings do not drift. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('division by zero')
  const negative = numerator < 0n !== denominator < 0n
  const [size, by] = [sizeOf(numerator), sizeOf(denominator)]
  const floor = size / by
  const twiceTheRest = (size % by) * 2n
  const up = twiceTheRest > by || (twiceTheRest === by && floor % 2n === 1n)
  const rounded = up ? floor + 1n : floor
  return negative ? -rounded : rounded
}

/**
 * Reads the machine's form of a number ('-12.5'): scaled by ten to the power of `decimals`.
 * Answers null for anything else, and for more decimals than there is room for.
 */
export function readDecimal(text: string, decimals: number): bigint | null {
  const parts = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text)
  if (!parts) return null
  const [, sign, whole = '', fraction = ''] = parts
  if (fraction.length > decimals) return null
  const scaled = BigInt(whole + fraction.padEnd(decimals, '0'))
  return sign ? -scaled : scaled
}

/** Writes the machine's form: '-12.5'. Zeros at the end are left out down to `least` decimals. */
export function writeDecimal(scaled: bigint, decimals: number, least = 0): string {
  const digits = sizeOf(scaled)
    .toString()
    .padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits
    .slice(digits.length - decimals)
    .replace(/0+$/, '')
    .padEnd(least, '0')
  return (scaled < 0n ? '-' : '') + whole + (fraction ? `.${fraction}` : '')
}

/** Whether a number of JavaScript holds this whole number exactly. */
export const isSafe = (value: bigint): boolean =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
