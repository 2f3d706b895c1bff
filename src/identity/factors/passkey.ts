import { refuse } from '../../kernel/refusal'

/** What the house keeps of a passkey: nothing of it is secret. */
export type Passkey = {
  id: string
  loginId: string
  credentialId: string
  publicKey: string
  counter: number
  transports: string[]
  synced: boolean
  name: string
  createdAt: number
  usedAt: number | null
}

/** The house as devices know it: the whole origin, and its host name. */
export type Site = { origin: string; host: string }

export const siteOf = (origin: string): Site => ({ origin, host: new URL(origin).hostname })

/** What an answer says of itself, before anything in it is believed. */
export type Claims = {
  type: string
  origin: string
  challenge: string
  rpIdHash: string
  present: boolean
  verified: boolean
  counter: number
}

type Expected = { type: 'webauthn.create' | 'webauthn.get'; challenge: string; site: Site; hostHash: string }

/**
 * Says in words why an answer of a device is not taken. The signature is another matter: the library checks it, and
 * all of this once more.
 *
 * Refuses 'invalid': 'passkey.unreadable' for an answer of the other ceremony, 'passkey.challenge' for one to another
 * challenge, 'passkey.other-site' for one that was made for another site, 'passkey.unverified' when the device did not
 * make sure of the person.
 */
export function checkClaims(claims: Claims, { type, challenge, site, hostHash }: Expected): void {
  if (claims.type !== type) unreadable()
  if (claims.origin !== site.origin || claims.rpIdHash !== hostHash) {
    refuse(
      'invalid',
      'passkey.other-site',
      `This passkey answered for another site. Look at the address bar: it must say ${site.host}. Then choose the passkey that was made here.`,
    )
  }
  if (claims.challenge !== challenge) {
    refuse('invalid', 'passkey.challenge', 'This answers an earlier question. Press the button once more.')
  }
  if (!claims.present || !claims.verified) {
    refuse(
      'invalid',
      'passkey.unverified',
      'Your device did not check that it is you. Set up its screen lock, or the PIN of your security key, and try again.',
    )
  }
}

/**
 * Refuses 'invalid' ('passkey.copied') when the device's counter did not go on: two devices use the same key, and one
 * of them may be a copy. Devices that do not count always say 0. Source: W3C Web Authentication 3, 6.1.1.
 */
export function checkCounter(kept: number, answered: number): void {
  if ((kept > 0 || answered > 0) && answered <= kept) {
    refuse(
      'invalid',
      'passkey.copied',
      'This passkey was used elsewhere meanwhile, as a copy of it would be. Sign in another way, remove it under “Signing in”, and make a new one.',
    )
  }
}

export const unreadable = (): never =>
  refuse('invalid', 'passkey.unreadable', 'The answer of your device arrived damaged. Press the button once more.')

export const unknownPasskey = (): never =>
  refuse(
    'invalid',
    'passkey.unknown',
    'We do not know this passkey. It may have been removed here. Sign in another way, then make a new one under “Signing in”.',
  )
