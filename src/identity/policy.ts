import type { ConsentKind, GivenConsent } from './schema'

/**
 * What people agree to when they come in, in the exact words that stand beside the box. A change of words is a new
 * version: what somebody agreed to is kept with both.
 */
export const agreements = {
  age: { purpose: 'being-of-age', channel: 'none', version: '2026-11', words: 'I am at least 18 years old.' },
  policy: {
    purpose: 'terms',
    channel: 'none',
    version: '2026-11',
    words: 'I accept the terms of service and the privacy policy of 1 November 2026.',
  },
  sms: {
    purpose: 'work-messages',
    channel: 'text',
    version: '2026-11',
    words:
      'Send me text messages about my work at this number. Message frequency varies; message and data rates may apply. ' +
      'Reply STOP to end, HELP for help. Agreeing is not needed to use MRO Command.',
  },
} as const satisfies Record<ConsentKind, Pick<GivenConsent, 'purpose' | 'channel' | 'version' | 'words'>>

/** What was agreed to, as it is kept: age and policy, and text messages only when their box was ticked. */
export const consentsGiven = (at: number, sms: boolean): GivenConsent[] =>
  (sms ? (['age', 'policy', 'sms'] as const) : (['age', 'policy'] as const)).map((kind) => ({
    kind,
    given: true,
    at,
    ...agreements[kind],
  }))

/** The words as pages show them. */
export const agreementWords = {
  age: agreements.age.words,
  policy: agreements.policy.words,
  sms: agreements.sms.words,
}
