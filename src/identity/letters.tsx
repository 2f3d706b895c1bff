import { type LetterText, MailLetter, plainLetter } from '../../templates/layouts/mail'
import { Refusal } from '../kernel/refusal'
import { describe, log } from '../platform/log'
import type { Platform } from '../platform/platform'
import { goodForMinutes } from './ticket'

/** `Name <address>` as MAIL_FROM has it. */
export function senderOf(from: string | undefined): { name: string; address: string } {
  const parts = /^\s*(.*?)\s*<([^>]+)>\s*$/.exec(from ?? '')
  return parts
    ? { name: parts[1] ?? '', address: parts[2] ?? '' }
    : { name: 'MRO Command', address: from ?? 'house@localhost' }
}

/**
 * Sends a letter of the house after the answer is given: how long an answer takes says nothing of whether there was a
 * letter. A provider that is busy is asked three times; the page offers to send again.
 */
export function post(platform: Platform, key: string, to: { address: string; name: string }, letter: LetterText): void {
  const send = async () => {
    const html = `<!doctype html>${(<MailLetter {...letter} />).toString()}`
    const from = senderOf(platform.env.MAIL_FROM)
    for (let attempt = 1; ; attempt++) {
      try {
        await platform.ports.mail.send({ key, from, to, subject: letter.subject, text: plainLetter(letter), html })
        return
      } catch (error) {
        const again = error instanceof Refusal && error.code === 'unavailable'
        if (!again || attempt === 3) {
          log('error', 'letter.failed', { error: describe(error) })
          await platform.notify(
            'mail.failing',
            'Letters of the house do not go out. Look at the mail provider and its key.',
          )
          return
        }
        await new Promise((resolve) => setTimeout(resolve, 500 * attempt))
      }
    }
  }
  platform.later(send())
}

const footer = [
  'MRO Command',
  'You get this letter because somebody typed this address. If that was not you, do nothing.',
]

export const codeLetter = (why: string, code: string): LetterText => ({
  subject: `${code} is your code`,
  preheader: `Type it within ${goodForMinutes} minutes.`,
  lines: [why, `This code works once, in the browser that asked for it, within ${goodForMinutes} minutes:`],
  code,
  footer,
})
