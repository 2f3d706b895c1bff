import { ulid } from 'ulid'

/** What an id may be the id of; the prefix says it. */
export type Prefix =
  | 'org'
  | 'vr'
  | 'vi'
  | 'vy'
  | 'lg'
  | 'mb'
  | 'ss'
  | 'dv'
  | 'si'
  | 'se'
  | 'tk'
  | 'st'
  | 'ob'
  | 'au'
  | 'in'
  | 'req'
  | 'dl'
  | 'fl'
  | 'fe'
  | 'rl'
  | 'sv'
  | 'ak'
  | 'at'
  | 'tm'
  | 'iv'
  | 'jr'
  | 'cn'
  | 'fa'
  | 'up'
  | 'pl'
  | 'as'
  | 'md'
  | 'ac'
  | 'iv'
  | 'nt'
  | 'vw'
  | 'pk'
  | 'sd'
  | 'cd'
  | 'ch'
  | 'cb'
  | 'bc'
  | 'sc'
  | 'lp'
  | 'rp'
  | 'rv'
  | 'pt'
  | 'pc'
  | 'lt'
  | 'mv'
  | 'rs'
  | 'vp'
  | 'cr'
  | 'cs'
  | 'cl'
  | 'kt'
  | 'ln'
  | 'fd'
  | 'cn'
  | 'ev'
  | 'dt'
  | 'dt'
  | 'dg'
  | 'vd'
  | 'vc'
  | 'va'
  | 'vx'
  | 'vl'
  | 'im'
  | 'wo'
  | 'we'
  | 'wc'
  | 'lb'
  | 'fc'
  | 'wd'
  | 'ls'
  | 'sg'
  | 'th'
  | 'ms'
  | 'ru'
  | 'rq'
  | 'rf'
  | 'ry'
  | 'rn'
  | 'qt'
  | 'qy'
  | 'po'
  | 'py'
  | 'oa'
  | 'rc'
  | 'rk'
  | 'pm'
  | 'pa'
  | 'oc'
  | 'me'
  | 'mr'
  | 'mg'
  | 'mf'
  | 'bk'
  | 'pd'
  | 'pv'
  | 'sp'

export type Id<P extends Prefix> = `${P}_${string}`

/**
 * A new id: its prefix and 26 time-ordered characters (Crockford base 32, lower case), so that ids sort by birth.
 * It is a name, never a secret: secrets come from `secret`.
 */
export const newId = <P extends Prefix>(prefix: P, at: number): Id<P> => `${prefix}_${ulid(at).toLowerCase()}`

/** Says whether the text has the shape of such an id. */
export const isId = <P extends Prefix>(prefix: P, text: string): text is Id<P> =>
  text.startsWith(`${prefix}_`) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(prefix.length + 1))

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** 256 random bits as 43 letters that are safe in a URL: session tokens, links. Stored only as their hash. */
export const secret = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)))

/** A code that a person types: six digits, every one equally likely. */
export function sixDigits(): string {
  for (;;) {
    const [number = 0] = crypto.getRandomValues(new Uint32Array(1))
    // 4,294,000,000 is the largest multiple of a million below 2^32: above it the low codes would be likelier.
    if (number < 4_294_000_000) return String(number % 1_000_000).padStart(6, '0')
  }
}

/** SHA-256 of the text, as base64url: how secrets are kept. */
export async function hashOf(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}

/** HMAC-SHA-256 of the text under the key, as base64url. */
export async function sealOf(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder()
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  return base64url(new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text))))
}

/** Compares two texts in a time that does not depend on where they differ. */
export function sameSecret(one: string, other: string): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (let index = 0; index < one.length; index++) difference |= one.charCodeAt(index) ^ other.charCodeAt(index)
  return difference === 0
}
