import { refuse } from './refusal'

/** C0 and C1 control characters but tab and new line. */
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/
/** Characters that turn the direction of what stands around them: they can make a text look like another. */
const directional = /[\u202a-\u202e\u2066-\u2069]/

/**
 * A text as the house keeps it: composed (NFC), without white space around it, lines ended by `\n`.
 *
 * Refuses 'invalid' for what cannot be kept or shown faithfully: NUL and other control characters, half a surrogate
 * pair, characters that turn the direction of writing, more than `longest` characters.
 */
export function cleanText(given: string, { longest, lines }: { longest: number; lines: 'one' | 'many' }): string {
  const say = (reason: string, sentence: string): never => refuse('invalid', reason, sentence)
  if (!given.isWellFormed()) say('text.broken', 'This holds half a character. Type it again instead of pasting it.')
  const text = given.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim()
  if (control.test(text))
    say('text.control', 'This holds control characters that cannot be kept. Remove them, or type it again.')
  if (directional.test(text))
    say('text.directional', 'This holds hidden characters that change the direction of writing. Type it again.')
  if (lines === 'one' && /[\n\t\u2028\u2029]/.test(text)) say('text.lines', 'Write this on one line.')
  if ([...text].length > longest)
    say('text.long', `This is too long: at most ${longest.toLocaleString('en')} characters fit.`)
  return text
}

/** The first letter raised, the rest as it was: for sentences made of names. */
export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
