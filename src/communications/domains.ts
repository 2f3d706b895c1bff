import { domainToUnicode } from 'node:url'

/** Letters that look like others, and what they look like. */
const alike: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['vv', 'w'],
  ['cl', 'd'],
  ['0', 'o'],
  ['1', 'l'],
  ['i', 'l'],
  ['5', 's'],
  ['8', 'b'],
  ['а', 'a'],
  ['е', 'e'],
  ['о', 'o'],
  ['р', 'p'],
  ['с', 'c'],
  ['у', 'y'],
  ['х', 'x'],
  ['і', 'l'],
  ['ı', 'l'],
  ['ӏ', 'l'],
  ['һ', 'h'],
  ['ο', 'o'],
  ['α', 'a'],
  ['ν', 'v'],
]

/** A domain as people see it: what begins with `xn--` in its own letters. */
const seen = (domain: string): string => (domain.includes('xn--') ? domainToUnicode(domain) || domain : domain)

/** A domain with what merely looks alike made the same: 'hartrnann-industrie.de' and 'hartmannindustrie.com' meet. */
export function foldedDomain(domain: string): string {
  const labels = seen(domain.toLowerCase()).split('.')
  const own = labels.length > 1 ? labels.slice(0, -1).join('') : (labels[0] ?? '')
  const plain = own.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/[-_]/g, '')
  return alike.reduce((text, [from, to]) => text.replaceAll(from, to), plain).replaceAll(/(.)\1+/g, '$1')
}

/** How many letters must change to make one domain the other, up to three. */
export function lettersApart(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 9) + 1, (next[j - 1] ?? 9) + 1, (row[j - 1] ?? 9) + cost))
    }
    row = next
  }
  return Math.min(3, row[other.length] ?? 3)
}

/** Their own names, without what stands behind the last dot, differ by a letter; by two where they are long. */
function nearly(domain: string, known: string): boolean {
  const [one, other] = [domain, known].map((name) => name.split('.').slice(0, -1).join('.')) as [string, string]
  return other.length > 4 && lettersApart(one, other) <= (other.length > 6 ? 2 : 1)
}

/** Whether a domain pretends to be another: not the same, and so near that an eye does not see it. */
export const looksLike = (domain: string, known: string): boolean =>
  domain !== known && known.length > 4 && (foldedDomain(domain) === foldedDomain(known) || nearly(domain, known))

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
