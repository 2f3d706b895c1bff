import { refuse } from '../../kernel/refusal'
import type { Claims } from './claims'

/** What a SAML response says. What stands under `assertion` was read from the bytes that the signature covers. */
export type Presented = {
  destination: string | null
  inResponseTo: string | null
  issuer: string | null
  assertion: {
    id: string
    issuer: string | null
    subject: string | null
    /** The last part of the name's format: `emailAddress`, `persistent`, `transient`. */
    subjectFormat: string
    conditions: { notBefore: string | null; notOnOrAfter: string | null; audiences: string[][] }[]
    confirmations: {
      method: string | null
      recipient: string | null
      inResponseTo: string | null
      notBefore: string | null
      notOnOrAfter: string | null
    }[]
    sessionEnds: (string | null)[]
    attributes: Record<string, string[]>
  }
}

/** What the organization expects. */
export type Expected = {
  /** The provider's entity id. */
  issuer: string
  /** Our entity id. */
  audience: string
  /** Where responses are sent. */
  recipient: string
  /** Milliseconds. */
  now: number
}

export type Accepted = {
  claims: Claims
  /** The request that it answers; null when the provider began by itself. */
  inResponseTo: string | null
  assertionId: string
  /** The instant from which on it cannot be taken in any case, in milliseconds. */
  expiresAt: number
}

/** How far the clocks of two servers may differ, in milliseconds. */
export const leewayMs = 60_000

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'

const no = (reason: string, sentence: string): never => refuse('forbidden', `saml.${reason}`, sentence)

/**
 * Whether an assertion is for us, from whom we expect it, and good now.
 * Source: SAML 2.0 Profiles, 4.1.4.3. Refuses 'forbidden' with a reason each ('saml.issuer', 'saml.audience', …); the
 * sentences are for an administrator who tests the connection.
 */
export function accept({ destination, inResponseTo, issuer, assertion }: Presented, expected: Expected): Accepted {
  for (const said of issuer === null ? [assertion.issuer] : [issuer, assertion.issuer]) {
    if (said !== expected.issuer) {
      no(
        'issuer',
        `The response comes from “${said ?? 'nobody'}”, and “${expected.issuer}” is expected. Write the provider’s entity id exactly.`,
      )
    }
  }
  if (destination !== null && destination !== expected.recipient) {
    no('destination', `The response is addressed to ${destination}. It must be sent to ${expected.recipient}.`)
  }
  if (!assertion.id) no('form', 'The assertion has no id.')
  const [conditions, ...more] = assertion.conditions
  if (!conditions || more.length > 0) return no('form', 'The assertion must state its conditions once.')
  inTime(conditions, expected.now)
  if (conditions.audiences.length === 0)
    no('audience', `The response names no audience. It must be ${expected.audience}.`)
  for (const audiences of conditions.audiences) {
    if (!audiences.includes(expected.audience)) {
      no(
        'audience',
        `The response is meant for ${audiences.join(', ') || 'nobody'}. Set the audience (entity id) to ${expected.audience}.`,
      )
    }
  }
  for (const ends of assertion.sessionEnds) inTime({ notBefore: null, notOnOrAfter: ends }, expected.now)

  const confirmation = confirmed(assertion.confirmations, expected)
  if (inResponseTo !== null && confirmation.inResponseTo !== inResponseTo) {
    no('in-response-to', 'The response and the assertion in it answer different requests.')
  }
  if (!assertion.subject || assertion.subjectFormat === 'transient') {
    return no(
      'subject',
      'The response must name a lasting subject (NameID): set its format to persistent or e-mail address.',
    )
  }
  return {
    claims: claimsOf(assertion, expected.issuer, assertion.subject),
    inResponseTo: confirmation.inResponseTo,
    assertionId: assertion.id,
    expiresAt: timeOf(confirmation.notOnOrAfter) + leewayMs,
  }
}

function confirmed(confirmations: Presented['assertion']['confirmations'], expected: Expected) {
  const bearers = confirmations.filter(({ method }) => method === bearer)
  if (bearers.length === 0) return no('confirmation', 'The response has no bearer confirmation of its subject.')
  // More than one is allowed by the standard and sent by nobody: each of them must hold.
  for (const { recipient, notBefore, notOnOrAfter } of bearers) {
    if (recipient !== expected.recipient) {
      no(
        'recipient',
        `The response is for ${recipient ?? 'nobody'}. Set the recipient (ACS URL) to ${expected.recipient}.`,
      )
    }
    if (notOnOrAfter === null) no('expired', 'The response does not say until when it is good.')
    inTime({ notBefore, notOnOrAfter }, expected.now)
  }
  const [first] = bearers
  if (!first || bearers.some(({ inResponseTo }) => inResponseTo !== first.inResponseTo)) {
    return no('in-response-to', 'The confirmations of the response answer different requests.')
  }
  return first
}

function inTime({ notBefore, notOnOrAfter }: { notBefore: string | null; notOnOrAfter: string | null }, now: number) {
  if (notBefore !== null && now + leewayMs < timeOf(notBefore)) {
    no(
      'too-early',
      `The response is good from ${notBefore} on, and it is ${timeText(now)}. The provider’s clock is ahead.`,
    )
  }
  if (notOnOrAfter !== null && now - leewayMs >= timeOf(notOnOrAfter)) {
    no(
      'expired',
      `The response was good until ${notOnOrAfter}, and it is ${timeText(now)}. Sign in again; if it stays, the provider’s clock is behind.`,
    )
  }
}

const timeText = (at: number) => new Date(at).toISOString()

/** An instant as SAML has it: in UTC, always. */
function timeOf(text: string | null): number {
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)) {
    return no('form', 'The response states a time that is not in UTC.')
  }
  const at = Date.parse(text)
  return Number.isNaN(at) ? no('form', 'The response states a time that does not exist.') : at
}

const emailNames = [
  'email',
  'mail',
  'emailaddress',
  'user.email',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  'urn:oid:0.9.2342.19200300.100.1.3',
]
const nameNames = [
  'displayname',
  'name',
  'cn',
  'http://schemas.microsoft.com/identity/claims/displayname',
  'urn:oid:2.16.840.1.113730.3.1.241',
  'urn:oid:2.5.4.3',
]
const givenNames = [
  'givenname',
  'firstname',
  'first_name',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  'urn:oid:2.5.4.42',
]
const familyNames = [
  'surname',
  'sn',
  'lastname',
  'last_name',
  'familyname',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  'urn:oid:2.5.4.4',
]

function claimsOf({ attributes, subjectFormat }: Presented['assertion'], issuer: string, subject: string): Claims {
  const byName = new Map(Object.entries(attributes).map(([name, values]) => [name.toLowerCase(), values]))
  const first = (names: string[]) => names.flatMap((name) => byName.get(name) ?? [])[0]?.trim() ?? ''
  const ownEmail = first(emailNames) || (subjectFormat === 'emailAddress' ? subject : '')
  const parts = [first(givenNames), first(familyNames)].filter(Boolean).join(' ')
  return {
    issuer,
    subject,
    email: ownEmail || null,
    emailVerified: null,
    name: (parts || first(nameNames)).slice(0, 120),
  }
}
