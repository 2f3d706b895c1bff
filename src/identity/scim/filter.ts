import { no } from './errors'

export type Comparison = 'eq' | 'co' | 'sw'
export type Condition = { attribute: string; op: Comparison; value: string }

/** `userName eq "ana@acme.com"`: one comparison at the beginning of the text. */
const one = /^([a-z][\w$.:-]*(?:\[[^\]]*\])?(?:\.[a-z]\w*)?)\s+(eq|co|sw)\s+("(?:[^"\\]|\\.)*"|true|false)/i

/** More alternatives than a directory ever sends. */
const most = 50

/**
 * A filter as directories really send them: `eq`, `co` and `sw`, joined by `and` and `or`, with brackets around parts.
 * Names in any case, with their schema or without. Answers alternatives, each a list of conditions that hold together.
 * Refuses 'invalidFilter' for what no list here can be searched by. Source: RFC 7644, 3.4.2.2.
 */
export function readFilter(text: string): Condition[][] {
  if (text.length > 1000) no('invalidFilter', 'This filter is too long.')
  let rest = text.trim()
  const takes = (word: RegExp): boolean => {
    const match = word.exec(rest)
    if (match) rest = rest.slice(match[0].length).trimStart()
    return match !== null
  }
  const wrong = (): never =>
    no('invalidFilter', 'Comparisons by eq, co and sw are understood here, joined by “and” and “or”.')

  const alternatives = (depth: number): Condition[][] => {
    const found = together(depth)
    while (takes(/^or(?=[\s(])/i)) found.push(...together(depth))
    return found.length > most ? no('invalidFilter', 'This filter has too many alternatives.') : found
  }
  const together = (depth: number): Condition[][] => {
    let found = single(depth)
    while (takes(/^and(?=[\s(])/i)) {
      const next = single(depth)
      found = found.flatMap((these) => next.map((those) => [...these, ...those]))
      if (found.length > most) no('invalidFilter', 'This filter has too many alternatives.')
    }
    return found
  }
  const single = (depth: number): Condition[][] => {
    if (depth > 0 && takes(/^\(/)) {
      const inner = alternatives(depth - 1)
      return takes(/^\)/) ? inner : wrong()
    }
    const match = one.exec(rest)
    if (!match) return wrong()
    const [whole, attribute = '', op = '', value = ''] = match
    rest = rest.slice(whole.length).trimStart()
    return [[{ attribute: plainName(attribute), op: op.toLowerCase() as Comparison, value: plainValue(value) }]]
  }

  const found = alternatives(5)
  return rest === '' ? found : wrong()
}

const plainValue = (value: string): string => {
  if (!value.startsWith('"')) return value.toLowerCase()
  try {
    return String(JSON.parse(value))
  } catch {
    return no('invalidFilter', 'A value of this filter cannot be read.')
  }
}

/** The attribute in lower case, without the schema before it and the kind of value in brackets. */
const plainName = (name: string) =>
  name
    .toLowerCase()
    .replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/, '')
    .replace(/\[[^\]]*\]/, '')

/** Whether a text is as the comparison says, in any case of its letters. */
export function compares(text: string, { op, value }: Condition): boolean {
  const [whole, part] = [text.toLowerCase(), value.toLowerCase()]
  if (op === 'eq') return whole === part
  return op === 'sw' ? whole.startsWith(part) : whole.includes(part)
}
