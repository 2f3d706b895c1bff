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
