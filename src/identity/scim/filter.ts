import { no } from './errors'

export type Condition = { attribute: string; value: string }

/** `userName eq "ana@acme.com"`, or several joined by `and`. */
const one = /^\s*\(?\s*([a-z][\w$.:-]*(?:\[[^\]]*\])?(?:\.[a-z]\w*)?)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*\)?\s*/i

/**
 * A filter as directories really send them: equality, several joined by `and`. Names in any case, with their schema or
 * without. Refuses 'invalidFilter' for what no list here can be searched by.
 */
export function readFilter(text: string): Condition[] {
  const conditions: Condition[] = []
  let rest = text
  if (text.length > 1000) no('invalidFilter', 'This filter is too long.')
  for (;;) {
    const match = one.exec(rest)
    if (!match) return no('invalidFilter', 'Only filters of the form  attribute eq "value"  are understood here.')
    const [whole, attribute = '', value = ''] = match
    conditions.push({
      attribute: plainName(attribute),
      value: value.startsWith('"') ? String(JSON.parse(value)) : value.toLowerCase(),
    })
    rest = rest.slice(whole.length)
    if (rest === '') return conditions
    if (!/^and\s/i.test(rest)) return no('invalidFilter', 'Conditions can only be joined by “and”.')
    rest = rest.slice(3)
  }
}

/** The attribute in lower case, without the schema before it and the kind of value in brackets. */
const plainName = (name: string) =>
  name
    .toLowerCase()
    .replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/, '')
    .replace(/\[[^\]]*\]/, '')
