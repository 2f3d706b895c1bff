import { refuse } from './refusal'

/** C0 and C1 control characters but tab and new line. */
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/
/** Characters that turn the direction of what stands around them: they can make a text look like another. */
const directional = /[\u202a-\u202e\u2066-\u2069]/
/** Code points that Unicode promises never to give a meaning; XML and some programs refuse a file that holds one. */
const noncharacter = /\p{Noncharacter_Code_Point}/u
/** Anything that leaves a mark on paper; the fillers are letters by their class, but blank. */
const visible = /[^\p{Z}\p{Cc}\p{Cf}\p{M}\u115f\u1160\u3164\uffa0\u2800]/u

/**
 * A text as the house keeps it: composed (NFC), without white space around it, lines ended by `\n`.
 *
 * Characters are counted as code points. Refuses 'invalid' for what cannot be kept or shown faithfully: half a
 * surrogate pair or a code point without meaning ('text.broken'), NUL and other control characters ('text.control'),
 * characters that turn the direction of writing ('text.directional'), a line break in one line ('text.lines'), more
 * than `longest` characters ('text.long').
 */
export function cleanText(given: string, { longest, lines }: { longest: number; lines: 'one' | 'many' }): string {
  const say = (reason: string, sentence: string): never => refuse('invalid', reason, sentence)
  if (!given.isWellFormed() || noncharacter.test(given)) {
    say('text.broken', 'This holds a character that is only half there. Type it again instead of pasting it.')
  }
  const text = given.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim()
  if (control.test(text)) {
    say('text.control', 'This holds control characters that cannot be kept. Remove them, or type it again.')
  }
  if (directional.test(text)) {
    say('text.directional', 'This holds hidden characters that change the direction of writing. Type it again.')
  }
  if (lines === 'one' && /[\n\t\u2028\u2029]/.test(text)) say('text.lines', 'Write this on one line.')
  if (text.length > longest && [...text].length > longest) {
    say('text.long', `This is too long: at most ${longest.toLocaleString('en')} characters fit.`)
  }
  return text
}

/** Whether a reader would see nothing: spaces and invisible characters only. */
export const isBlank = (text: string): boolean => !visible.test(text)
