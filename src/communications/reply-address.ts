import type { Context } from '../platform/context'

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** Base 32 in lower case: mail systems may change the case of an address. */
function base32(bytes: Uint8Array): string {
  let out = ''
  let value = 0
  let bits = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      out += letters[(value >>> (bits - 5)) & 31]
      bits -= 5
    }
    value &= (1 << bits) - 1
  }
  return bits > 0 ? out + letters[(value << (5 - bits)) & 31] : out
}

/** The seal of a thread's number: 80 bits, which nobody guesses and nobody carries to another organization. */
async function tagOf(ctx: Pick<Context, 'seal'>, number: number): Promise<string> {
  const sealed = await ctx.seal(`reply:v1:${number}`)
  const bytes = Uint8Array.from(atob(sealed.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  )
  return base32(bytes.slice(0, 10))
}

/** The organization's own address: whoever writes there reaches its inbox. */
export const houseAddress = (ctx: Pick<Context, 'organization' | 'mailDomain'>): string =>
  `${ctx.organization.slug}@${ctx.mailDomain}`

/**
 * The address to which an answer in a thread goes: `acme+104-k3j5…@…`. It proves the thread, never the sender. A local
 * part may have 64 letters; the slug of an organization leaves room for the whole seal.
 */
export const replyAddress = async (
  ctx: Pick<Context, 'organization' | 'mailDomain' | 'seal'>,
  number: number,
): Promise<string> => `${ctx.organization.slug}+${number}-${await tagOf(ctx, number)}@${ctx.mailDomain}`

/** The number of the thread that an address proves; null for an address without a seal, or with a wrong one. */
export async function threadOfAddress(ctx: Pick<Context, 'seal'>, address: string): Promise<number | null> {
  const [, number = '', tag = ''] = /^[^@+]+\+(\d{1,9})-([a-z2-7]{16})@/.exec(address.toLowerCase()) ?? []
  if (number === '') return null
  const expected = await tagOf(ctx, Number(number))
  let difference = 0
  for (let at = 0; at < expected.length; at++) difference |= expected.charCodeAt(at) ^ tag.charCodeAt(at)
  return difference === 0 ? Number(number) : null
}
