import { no } from './errors'

/*
 * Directories write the same thing in many ways: truth as "False", operations as "Replace", attributes in other cases
 * or under their schema's name, one value where a list belongs. What comes in is brought into one form here, first.
 */

export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields by their names in lower case, without the core schema's name before them. */
export function lowered(value: unknown): Fields {
  if (!isFields(value)) return no('invalidSyntax', 'An object is expected here.')
  const fields: Fields = Object.create(null)
  for (const [name, inner] of Object.entries(value)) {
    fields[name.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/, '')] = inner
  }
  return fields
}

/** Truth as it is, or as text in any case. */
export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const text = String(Array.isArray(value) ? unwrapped(value[0]) : unwrapped(value)).toLowerCase()
  if (text === 'true') return true
  if (text === 'false') return false
  return no('invalidValue', 'active must be true or false.')
}

const unwrapped = (value: unknown): unknown => (isFields(value) && 'value' in value ? value.value : value)

/** One line of text, at most so long; empty for nothing. */
export function line(value: unknown, longest: number): string {
  const inner = unwrapped(value)
  if (inner === null || inner === undefined) return ''
  if (typeof inner !== 'string' && typeof inner !== 'number') return no('invalidValue', 'A text is expected here.')
  const text = String(inner)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  return text.length > longest ? no('invalidValue', `At most ${longest} characters can be kept here.`) : text
}

/** The value of a list that counts most: the primary one, the one of work, the first. */
export function chosen(value: unknown): unknown {
  const list = Array.isArray(value) ? value : [value]
  const entries: Fields[] = list.map((entry) => (isFields(entry) ? lowered(entry) : { value: entry }))
  const best =
    entries.find(({ primary }) => primary === true || String(primary).toLowerCase() === 'true') ??
    entries.find(({ type }) => String(type ?? '').toLowerCase() === 'work') ??
    entries[0]
  return best?.value
}

export type Operation = { op: 'add' | 'replace' | 'remove'; path: string; value: unknown }

/** The operations of a PATCH. Source: RFC 7644, 3.5.2. */
export function readOperations(body: unknown): Operation[] {
  const list = lowered(body).operations
  if (!Array.isArray(list) || list.length === 0 || list.length > 1000) {
    return no('invalidSyntax', 'A PATCH brings a list of Operations.')
  }
  return list.map((entry) => {
    const { op, path, value } = lowered(entry)
    const verb = String(op).toLowerCase()
    if (verb !== 'add' && verb !== 'replace' && verb !== 'remove')
      return no('invalidSyntax', 'op must be add, replace or remove.')
    if (path !== undefined && path !== null && typeof path !== 'string')
      return no('invalidPath', 'path must be a text.')
    if (verb === 'remove' && !path) return no('noTarget', 'What is to be removed must be named by its path.')
    return { op: verb, path: path ?? '', value }
  })
}
