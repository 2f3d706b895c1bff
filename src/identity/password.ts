import { scrypt, timingSafeEqual } from 'node:crypto'
import { sealOf } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { isListed, isRepeated, plainOf, unpacked } from './blocklist'
import { commonPasswords } from './common-passwords'

/**
 * scrypt as OWASP has it for 16 MiB: N = 2^14, r = 8, p = 5.
 * N·r·p = 655,360 stays below the 2^20 that the production runtime accepts and a local one does not check.
 */
export const cost = { N: 16_384, r: 8, p: 5 } as const

/** Characters; longer is welcome, up to what hashing a form should cost. Source: NIST SP 800-63B-4, 3.1.1.2. */
export const shortest = 15
export const longest = 1_000

/**
 * Words that attackers try on this product: its name, what its people are called and do. Source: ASVS 5.0, 6.1.2.
 * The person's own name, address and organization come with each password (`known`).
 */
export const contextWords = [
  ...['mro', 'command', 'mrocommand', 'mro command'],
  ...[
    'maintenance',
    'repair',
    'operations',
    'equipment',
    'inventory',
    'workorder',
    'work',
    'order',
    'plant',
    'factory',
  ],
  ...['administrator', 'admin', 'owner', 'manager', 'planner', 'technician', 'storekeeper', 'buyer', 'accountant'],
  ...['requester', 'viewer', 'operator', 'password', 'passwort', 'secret', 'welcome', 'login', 'changeme', 'temporary'],
] as const

/**
 * Refuses 'invalid' ('password.weak') for a password that is too short or long, well known, one piece over and over,
 * or made of what is known of the person and of this product. Nothing else: no rules of letters and digits, and it is
 * checked as it was typed (NFKC).
 */
export function checkPassword(password: string, known: string[] = []): void {
  const text = password.normalize('NFKC')
  const say = (sentence: string) => refuse('invalid', 'password.weak', sentence, { password: sentence })
  if ([...text].length < shortest)
    say(`Use at least ${shortest} characters. Four or five words in a row are easy to remember.`)
  if ([...text].length > longest) say(`Use at most ${longest} characters.`)
  const plain = plainOf(text)
  if (new Set(plain).size < 5 || isRepeated(plain)) {
    say('This repeats the same few characters. Use several different words.')
  }
  // Unpacked each time, which takes milliseconds: isolates keep nothing between requests.
  if (isListed(plain, unpacked(commonPasswords)))
    say('This password is on the lists that attackers try first. Choose another one.')
  if (isMadeOf(plain, [...contextWords, ...known]))
    say('This is made of your name, e-mail address, company or this product’s words. Choose something else.')
}

/** Says whether more than half of the text is words of the facts, or the digits around a year. */
function isMadeOf(plain: string, facts: readonly string[]): boolean {
  const words = facts.flatMap((fact) => fact.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 2)
  let rest = plain
  for (const word of [...new Set(words)].sort((one, other) => other.length - one.length)) {
    rest = rest.replaceAll(word, ' ')
  }
  return rest.replaceAll(' ', '').length * 2 < plain.length
}

const derive = (password: string, salt: Uint8Array, { N, r, p }: { N: number; r: number; p: number }) =>
  new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, 32, { N, r, p, maxmem: 64 * 1024 * 1024 }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })

/** The password as it is kept: `$scrypt$n=…,r=…,p=…$salt$hash`, the hash sealed with the pepper. */
export async function hashPassword(password: string, pepper: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const { N, r, p } = cost
  const sealed = await sealOf(pepper, (await derive(password, salt, cost)).toString('base64'))
  return `$scrypt$n=${N},r=${r},p=${p}$${Buffer.from(salt).toString('base64')}$${sealed}`
}

/** Says whether the password is the one. Takes as long for a login that has none. */
export async function isPassword(password: string, kept: string | null, pepper: string): Promise<boolean> {
  const parts = /^\$scrypt\$n=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(kept ?? '')
  const [, N, r, p, salt, hash] = parts ?? [null, cost.N, cost.r, cost.p, 'AAAAAAAAAAAAAAAAAAAAAA==', '']
  const key = await derive(password, Buffer.from(String(salt), 'base64'), { N: Number(N), r: Number(r), p: Number(p) })
  const sealed = Buffer.from(await sealOf(pepper, key.toString('base64')))
  const expected = Buffer.from(String(hash))
  return parts !== null && sealed.length === expected.length && timingSafeEqual(sealed, expected)
}
