import { refuse } from '../../kernel/refusal'

/** Digits of a PIN, at least and at most. */
export const pinDigits = { least: 6, most: 12 } as const

/**
 * Reads a PIN as a person chooses it. Refuses 'invalid' ('pin.weak') when it is too short or long, is not made of
 * digits, or is one that everybody tries first: one digit or pair repeated, or a row of neighbours.
 */
export function checkPin(text: string, again: string): string {
  const pin = text.replaceAll(/\s/g, '')
  const say = (sentence: string, field = 'pin') => refuse('invalid', 'pin.weak', sentence, { [field]: sentence })
  if (!/^\d*$/.test(pin)) say('Use digits only.')
  if (pin.length < pinDigits.least) say(`Use at least ${pinDigits.least} digits.`)
  if (pin.length > pinDigits.most) say(`Use at most ${pinDigits.most} digits.`)
  if (/^(\d{1,3})\1+$/.test(pin) || isRow(pin))
    say('This PIN is among the first that anybody tries. Choose another one.')
  if (pin !== again.replaceAll(/\s/g, '')) say('The two are not the same. Type the PIN again.', 'again')
  return pin
}

/** 123456, 987654, and the same through 0: 567890. */
function isRow(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10)
  return steps.every((step) => step === 1) || steps.every((step) => step === 9)
}
