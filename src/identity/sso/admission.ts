import { emailAddress } from '../../kernel/email-address'
import { attempt, refuse } from '../../kernel/refusal'
import type { Claims } from './claims'
import { domainOf, type JoinPolicy } from './domain'

/** What the house knows of whom the provider means. */
export type Known = {
  /** The login that this issuer and subject meant before, in this organization. */
  identity: { loginId: string } | null
  /**
   * The login with the address that the provider says, and whether this issuer means it by another subject already: an
   * address that was given to somebody else there does not bring the login along.
   */
  login: { id: string; meantOtherwise: boolean } | null
  /** The proved domain of that address, when it is this organization's. */
  domain: { joinPolicy: JoinPolicy } | null
  /** What that login is in this organization. */
  membership: { ended: boolean } | null
}

/** `known`: signs in. `link`: a member's first time by this provider. `join`: becomes a member, then signs in. */
export type Admission =
  | { way: 'known'; loginId: string }
  | { way: 'link'; loginId: string; email: string }
  | { way: 'join'; loginId: string | null; email: string; name: string }

const no = (reason: string, sentence: string): never => refuse('forbidden', `sso.${reason}`, sentence)

/**
 * Whether somebody whom the organization's own identity provider vouches for comes in, and as whom.
 *
 * The issuer and the subject are the key. An address means somebody only the first time, and only one of a domain that
 * the organization has proved: a provider can say any address. `unsaidIsVerified`: an administrator knows that the
 * directory proves addresses though it does not say so (Entra ID, SAML).
 * Refuses 'forbidden' with a reason of its own each: 'sso.left', 'sso.email-missing', 'sso.email-form',
 * 'sso.email-unverified', 'sso.domain', 'sso.other-subject', 'sso.not-a-member'.
 */
export async function admit(
  claims: Claims,
  known: Known,
  organization: string,
  unsaidIsVerified: boolean,
): Promise<Admission> {
  if (known.membership?.ended) {
    no('left', `You are no longer a member of ${organization}. Ask an administrator there to enable you again.`)
  }
  if (known.identity) {
    if (!known.membership) no('not-a-member', notAMember(organization))
    return { way: 'known', loginId: known.identity.loginId }
  }
  const email = await addressOf(claims, organization, unsaidIsVerified)
  const { domain, login, membership } = known
  if (!domain) {
    return no(
      'domain',
      `Your identity provider says the address ${email}, and ${organization} has not proved that ${domainOf(email)} is theirs. Ask an administrator to prove the domain or to correct your address.`,
    )
  }
  if (login?.meantOtherwise) {
    no(
      'other-subject',
      `Your identity provider meant somebody else by the address ${email} before. Ask an administrator of ${organization} to let you be recognized anew.`,
    )
  }
  if (login && membership) return { way: 'link', loginId: login.id, email }
  if (domain.joinPolicy !== 'sso') no('not-a-member', notAMember(organization))
  return { way: 'join', loginId: login?.id ?? null, email, name: claims.name || (email.split('@')[0] ?? email) }
}

const notAMember = (organization: string) =>
  `You are not a member of ${organization} yet. Ask an administrator there to invite you.`

/** The address as the house compares it, when it can be relied on. */
export async function addressOf(claims: Claims, organization: string, unsaidIsVerified: boolean): Promise<string> {
  const { email, emailVerified } = claims
  if (!email) {
    return no(
      'email-missing',
      `Your identity provider did not say your e-mail address. Ask an administrator of ${organization} to have it sent.`,
    )
  }
  const read = await attempt(() => emailAddress(email))
  if (!read.ok) return no('email-form', 'What your identity provider says is your e-mail address is none.')
  if (emailVerified === false || (emailVerified === null && !unsaidIsVerified)) {
    no(
      'email-unverified',
      'Your identity provider does not say that your e-mail address was verified. Verify it there, then sign in again.',
    )
  }
  return read.value
}
