import { scrypt, timingSafeEqual } from 'node:crypto'
import { sealOf } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { common } from './common-passwords'

/**
 * scrypt as OWASP has it for 16 MiB: N = 2^14, r = 8, p = 5.
 * N·r·p = 655,360 stays below the 2^20 that the production runtime accepts and a local one does not check.
 */
export const cost = { N: 16_384, r: 8, p: 5 } as const

/** Characters; longer is welcome, up to what hashing a form should cost. Source: NIST SP 800-63B-4, 3.1.1.2. */
export const shortest = 15
export const longest = 1_000

/**
 * Refuses 'invalid' for a password that is too short or long, well known, or made of what is known of the person.
 * Nothing else: no rules of letters and digits.
 */
export function checkPassword(password: string, known: string[] = []): void {
  const text = password.normalize('NFKC')
  const say = (sentence: string) => refuse('invalid', 'password.weak', sentence, { password: sentence })
  if ([...text].length < shortest)
    say(`Use at least ${shortest} characters. Four or five words in a row are easy to remember.`)
  if ([...text].length > longest) say(`Use at most ${longest} characters.`)
  const plain = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  if (new Set(plain).size < 5) say('This repeats the same few characters. Use several different words.')
  if (common.some((word) => plain === word || (plain.startsWith(word) && plain.length - word.length < 4))) {
    say('This password is on the lists that attackers try first. Choose another one.')
  }
  const told = known
    .flatMap((fact) => fact.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length > 3 && plain.includes(word))
  if (told.join('').length * 2 > plain.length)
    say('This is made of your name, e-mail address or company. Choose something else.')
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
