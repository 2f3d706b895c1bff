import { emailAddress } from '../../kernel/email-address'
import { attempt, refuse } from '../../kernel/refusal'

/** Who may join the organization with an address of the domain. `ask`: an administrator says yes; `sso`: by signing on. */
export type JoinPolicy = 'off' | 'ask' | 'sso'
export const joinPolicies = ['off', 'ask', 'sso'] as const satisfies JoinPolicy[]

/** Where everybody may have an address: nobody can prove that all who have one are theirs. */
const mailForAll: readonly string[] = (
  'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com icloud.com me.com mac.com ' +
  'proton.me protonmail.com pm.me gmx.com gmx.de gmx.net web.de mail.com mail.ru yandex.ru yandex.com zoho.com fastmail.com ' +
  'hey.com tutanota.com tuta.io qq.com 163.com 126.com naver.com t-online.de orange.fr free.fr laposte.net libero.it ' +
  'comcast.net verizon.net att.net btinternet.com ziggo.nl kpnmail.nl hetnet.nl'
).split(' ')

/**
 * A domain as it is compared: in lower case and ASCII, without an @ before it.
 * Refuses 'invalid' ('domain.form') for what is none, and a domain where everybody may have an address
 * ('domain.for-all').
 */
export async function domainName(given: string): Promise<string> {
  const read = await attempt(() => emailAddress(`a@${given.trim().replace(/^@/, '').replace(/\.$/, '')}`))
  if (!read.ok || given.trim().replace(/^@/, '').includes('@')) {
    const sentence = 'Write the domain of your e-mail addresses, such as acme.com.'
    return refuse('invalid', 'domain.form', sentence, { domain: sentence })
  }
  const domain = domainOf(read.value)
  if (mailForAll.includes(domain)) {
    const sentence = `Everybody may have an address at ${domain}. Only a domain of your own can be proved.`
    refuse('invalid', 'domain.for-all', sentence, { domain: sentence })
  }
  return domain
}

/** The part after the @ of an address that was read by `emailAddress`. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1)

/** Where the proof stands, and what it says. The name is of our own, so that it crowds out no other text. */
export const proofOf = (domain: string, token: string) => ({
  name: `_mro-command.${domain}`,
  value: `mro-command-domain=${token}`,
})

/** Whether one of the texts at the proof's name is the proof, whole. */
export const isProof = (texts: readonly string[], value: string): boolean => texts.some((text) => text.trim() === value)
