import { Secret, TOTP } from 'otpauth'

/** Seconds for which one code stands. Source: RFC 6238, 5.2; OWASP ASVS 5.0, 6.5.5. */
export const stepSeconds = 30
/** Steps before and after the present one whose codes are taken: a person types slowly, and clocks differ a little. */
const window = 1
/** Steps in which we look for a clock that is wrong, so that we can say so: an hour and a bit on each side. */
const farWindow = 130

/** 160 random bits, as the apps want them. Source: RFC 4226, 4, R6. */
export const newSecret = (): string => new Secret({ size: 20 }).base32

const totp = (secret: string, account = '', issuer = 'MRO Command') =>
  new TOTP({
    issuer,
    label: account,
    algorithm: 'SHA1',
    digits: 6,
    period: stepSeconds,
    secret: Secret.fromBase32(secret),
  })

/** What the square picture says to the app. */
export const otpauthUri = (secret: string, account: string): string => totp(secret, account).toString()

/** The secret in groups of four, for people who type it. */
export const inGroups = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, '$1 ')

export type Reading =
  | { is: 'right'; step: number }
  /** Right, but this step's code, or a later one, was used before. */
  | { is: 'used' }
  /** Right at another time: the clock of the device is ahead (+) or behind (−) by these minutes. */
  | { is: 'clock'; minutes: number; step: number }
  | { is: 'wrong' }

/**
 * Reads a code at an instant of the server's own clock (ASVS 6.5.8). `lastStep` is the newest step whose code was used:
 * a step's code opens the door once, and none before it any more.
 */
export function readCode(secret: string, code: string, now: number, lastStep: number): Reading {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return { is: 'wrong' }
  const present = Math.floor(now / 1000 / stepSeconds)
  const near = totp(secret).validate({ token, timestamp: now, window })
  if (near !== null) {
    const step = present + near
    return step > lastStep ? { is: 'right', step } : { is: 'used' }
  }
  const far = totp(secret).validate({ token, timestamp: now, window: farWindow })
  if (far === null) return { is: 'wrong' }
  return {
    is: 'clock',
    minutes: Math.sign(far) * Math.max(1, Math.round((Math.abs(far) * stepSeconds) / 60)),
    step: present + far,
  }
}

/** What a person with a wrong clock is told. */
export const clockSentence = (minutes: number): string =>
  `The clock of your device is about ${Math.abs(minutes) === 1 ? 'a minute' : `${Math.abs(minutes)} minutes`} ${minutes > 0 ? 'ahead' : 'behind'}. Set it to the network’s time, wait for the next code, and type that one.`
