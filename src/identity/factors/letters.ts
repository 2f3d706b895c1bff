import type { LetterText } from '../../../templates/layouts/mail'
import { newId } from '../../kernel/ids'
import type { Platform } from '../../platform/platform'
import { post } from '../letters'

type To = { name: string; email: string }

const footer = ['MRO Command', 'You get this letter because a way of signing in with this address was changed or used.']

/** Tells a person that something about how they sign in has changed. Source: OWASP ASVS 5.0, 6.3.7. */
export function tellOfFactors(platform: Platform, to: To, what: string): void {
  const letter: LetterText = {
    subject: what,
    preheader: 'If this was you, nothing is to be done.',
    lines: [
      `Hello ${to.name},`,
      `${what}. If this was you, nothing is to be done.`,
      'If it was not you: sign in, look at “Signing in” in your profile, remove what you do not know, change your password, and tell an administrator of your organization.',
    ],
    button: { label: 'Look at how you sign in', href: `${platform.env.ORIGIN}/security` },
    footer,
  }
  post(platform, `factor:${newId('in', platform.now())}`, { address: to.email, name: to.name }, letter)
}
/** The letter that stands in for a lost second factor, once. */
export function mailReset(platform: Platform, to: To, organization: string, code: string, hours: number): void {
  const letter: LetterText = {
    subject: 'Set up a new second factor',
    preheader: `Type the code of this letter within ${hours} hours.`,
    lines: [
      `Hello ${to.name},`,
      `an administrator of ${organization} lets you set up a new second factor, since you lost the one you had.`,
      `Sign in with your password. Where it asks for your second factor, choose the recovery code and type this within ${hours} hours. It works once; after it your lost devices and old codes open nothing any more.`,
    ],
    code,
    footer: [
      'MRO Command',
      'If you did not ask for this, do nothing and tell an administrator. Nobody can get in with this code alone.',
    ],
  }
  post(platform, `reset:${newId('in', platform.now())}`, { address: to.email, name: to.name }, letter)
}
