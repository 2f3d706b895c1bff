import { type LetterText, MailLetter, plainLetter } from '../../templates/layouts/mail'
import { Refusal } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { describe, log } from '../platform/log'
import type { Platform } from '../platform/platform'
import { browserName, placeName } from './browser'
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

export const codeLetter = (why: string, code: string, minutes: number = goodForMinutes['sign-in']): LetterText => ({
  subject: `${code} is your code`,
  preheader: `Type it within ${minutes} minutes.`,
  lines: [why, `This code works once, in the browser that asked for it, within ${minutes} minutes:`],
  code,
  footer,
})

const noticeFooter = ['MRO Command', 'You get this letter because it is about your login. It cannot be switched off.']

/** Letters about one's own login end with what to do when it was somebody else. */
export const noticeLetter = (platform: Platform, subject: string, lines: string[]): LetterText => ({
  subject,
  preheader: 'Nothing to do if this was you.',
  lines: [
    ...lines,
    'If this was you, there is nothing to do. If not, choose a new password now: it signs every device out.',
  ],
  button: { label: 'Choose a new password', href: `${platform.env.ORIGIN}/reset` },
  footer: noticeFooter,
})

export const newDeviceLetter = (
  platform: Platform,
  { browser, country, city, prefix }: { browser: string; country: string; city: string; prefix: string },
): LetterText =>
  noticeLetter(platform, 'A new device signed in', [
    'Somebody signed in to your login with a browser that never did before:',
    `${browserName(browser)}, ${placeName(country, city) ?? 'place unknown'}, network ${prefix}, ${new Date(platform.now()).toUTCString().slice(5, 22)} UTC.`,
  ])

/**
 * Sends a letter from a listener or a job: what cannot be sent now is thrown, so that the queue brings it again; an
 * address that takes no letters is let be.
 */
export async function send(
  ctx: Context,
  key: string,
  to: { address: string; name: string },
  letter: LetterText,
): Promise<void> {
  const html = `<!doctype html>${(<MailLetter {...letter} />).toString()}`
  try {
    const from = senderOf(ctx.mailFrom)
    await ctx.ports.mail.send({ key, from, to, subject: letter.subject, text: plainLetter(letter), html })
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'unavailable') throw error
    log('warn', 'letter.refused', { reason: error.reason })
  }
}

const ofOrganization = (organization: string) => ['MRO Command', `You get this letter as a member of ${organization}.`]

export const ownershipLetter = (organization: string, from: string, to: string, link: string): LetterText => ({
  subject: `${organization} has another owner`,
  preheader: `${from} has passed ownership on to ${to}.`,
  lines: [
    `${from} has passed the ownership of ${organization} on to ${to}.`,
    'Nothing changes for your work. If you did not expect this, speak with your administrators.',
  ],
  button: { label: 'Look at the people', href: link },
  footer: ofOrganization(organization),
})

/** Days for which the link of an invitation is good. */
export const invitationDays = 7

export const invitationLetter = (
  { organization, by, message }: { organization: string; by: string; message: string },
  link: string,
): LetterText => ({
  subject: `${by} invites you to ${organization}`,
  preheader: `Come in within ${invitationDays} days.`,
  lines: [
    `${by} invites you to work with ${organization} in MRO Command.`,
    ...(message ? [`“${message}”`] : []),
    `The link is for you alone, works once, and is good for ${invitationDays} days.`,
  ],
  button: { label: `Join ${organization}`, href: link },
  footer: [
    'MRO Command',
    `You get this letter because ${by} wrote your address. If you do not want to join, do nothing.`,
  ],
})

export const joinRequestLetter = (organization: string, who: string, link: string): LetterText => ({
  subject: `${who} asks to join ${organization}`,
  preheader: 'An administrator decides.',
  lines: [`${who} has an address of your proved domain and asks to join ${organization}.`],
  button: { label: 'Decide', href: link },
  footer: ofOrganization(organization),
})

export const joinedLetter = (organization: string, link: string): LetterText => ({
  subject: `You are in: ${organization}`,
  preheader: 'Your request was accepted.',
  lines: [`An administrator has let you into ${organization}.`],
  button: { label: `Open ${organization}`, href: link },
  footer: ['MRO Command', 'You get this letter because you asked to join.'],
})

/** Tells an administrator of something that they should look at. */
export const securityLetter = (
  organization: string,
  what: string,
  who: string,
  detail: string,
  link: string,
): LetterText => ({
  subject: `${organization}: ${what.toLowerCase()}`,
  preheader: `${who}. ${detail}`,
  lines: [`${what}: ${who}.`, detail, 'If this was meant, there is nothing to do.'],
  button: { label: 'Look at the security page', href: link },
  footer: ['MRO Command', `You get this letter as an administrator of ${organization}. It is sent once.`],
})
