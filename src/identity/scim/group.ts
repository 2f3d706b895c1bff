import { isFields, line, lowered, type Operation } from './body'
import { no } from './errors'

/** What becomes of the people in a group. `set`: these and no others. */
export type MemberChange = { kind: 'set' | 'add' | 'remove'; ids: string[] }

export type GroupChange = { displayName: string | null; externalId: string | null | undefined; members: MemberChange[] }

const idsOf = (value: unknown): string[] => {
  if (value === null || value === undefined) return []
  const list = Array.isArray(value) ? value : [value]
  return list.map((entry) => {
    const id = isFields(entry) ? lowered(entry).value : entry
    return typeof id === 'string' ? id : no('invalidValue', 'members must be named by their value.')
  })
}

const nameOf = (value: unknown): string => {
  const name = line(value, 200)
  return name === '' ? no('invalidValue', 'displayName must say something.') : name
}

/** A group of a POST or a PUT: whole, so that who is not named is not in it. */
export function readGroup(body: unknown): { displayName: string; externalId: string | null; members: string[] } {
  const fields = lowered(body)
  return {
    displayName: nameOf(fields.displayname),
    externalId: line(fields.externalid, 254) || null,
    members: idsOf(fields.members),
  }
}

/** What a PATCH changes of a group: Entra, Okta and Google each in their way. */
export function readGroupPatch(operations: readonly Operation[]): GroupChange {
  const change: GroupChange = { displayName: null, externalId: undefined, members: [] }
  const put = (name: string, value: unknown, op: Operation['op']) => {
    if (name === 'displayname') change.displayName = nameOf(value)
    else if (name === 'externalid') change.externalId = op === 'remove' ? null : line(value, 254) || null
    else if (name === 'members') {
      change.members.push(
        op === 'remove' && idsOf(value).length === 0
          ? { kind: 'set', ids: [] }
          : { kind: op === 'replace' ? 'set' : op, ids: idsOf(value) },
      )
    }
  }
  for (const { op, path, value } of operations) {
    const plain = path.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:group:/, '')
    const one = /^members\[\s*value\s+eq\s+"([^"]+)"\s*\]$/i.exec(
      path.replace(/^urn:ietf:params:scim:schemas:core:2\.0:Group:/i, ''),
    )
    if (one) change.members.push({ kind: op === 'remove' ? 'remove' : 'add', ids: [one[1] ?? ''] })
    else if (path === '') {
      if (!isFields(value)) return no('invalidSyntax', 'Without a path the value must be an object.')
      for (const [name, inner] of Object.entries(lowered(value))) put(name, inner, op)
    } else if (!/^[a-z.:\d]+$/.test(plain)) return no('invalidPath', `The path ${path.slice(0, 80)} cannot be read.`)
    else put(plain, value, op)
  }
  return change
}

export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'

export type ShownGroup = {
  id: string
  displayName: string
  externalId: string | null
  madeAt: number
  changedAt: number
  version: number
}

/** A group as the protocol has it; without its members when the directory does not want them. */
export const groupResource = (group: ShownGroup, members: { id: string; name: string }[] | null, base: string) => ({
  schemas: [groupSchema],
  id: group.id,
  ...(group.externalId === null ? {} : { externalId: group.externalId }),
  displayName: group.displayName,
  ...(members === null
    ? {}
    : {
        members: members.map(({ id, name }) => ({
          value: id,
          display: name,
          type: 'User',
          $ref: `${base}/Users/${id}`,
        })),
      }),
  meta: {
    resourceType: 'Group',
    created: new Date(group.madeAt).toISOString(),
    lastModified: new Date(group.changedAt).toISOString(),
    location: `${base}/Groups/${group.id}`,
    version: `W/"${group.version}"`,
  },
})
