import { emailAddress } from '../../kernel/email-address'
import { phoneNumber } from '../../kernel/phone'
import { chosen, type Fields, isFields, line, lowered, type Operation, truth } from './body'
import { no } from './errors'

/** A person as the directory has them, in one form. */
export type DirectoryUser = {
  /** As compared. */
  userName: string
  externalId: string | null
  givenName: string
  familyName: string
  displayName: string
  /** As compared; empty where the directory says none. */
  email: string
  jobTitle: string
  phone: string
  active: boolean
}

const none: DirectoryUser = {
  userName: '',
  externalId: null,
  givenName: '',
  familyName: '',
  displayName: '',
  email: '',
  jobTitle: '',
  phone: '',
  active: true,
}

type Setter = (user: DirectoryUser, value: unknown) => DirectoryUser

const email = (value: unknown): string => {
  const text = line(value, 254)
  if (text === '') return ''
  try {
    return emailAddress(text)
  } catch {
    return no('invalidValue', 'emails: this is not an e-mail address.')
  }
}

/** A number that cannot be read is left out: the person is worth more than their telephone. */
const phone = (value: unknown): string => {
  const text = line(value, 60)
  try {
    return text === '' ? '' : phoneNumber(text, 'US')
  } catch {
    return ''
  }
}

const setters: Record<string, Setter> = {
  username: (user, value) => {
    const userName = line(value, 254).toLowerCase()
    return userName === '' ? no('invalidValue', 'userName must say something.') : { ...user, userName }
  },
  externalid: (user, value) => ({ ...user, externalId: line(value, 254) || null }),
  active: (user, value) => ({ ...user, active: truth(value) }),
  displayname: (user, value) => ({ ...user, displayName: line(value, 120) }),
  title: (user, value) => ({ ...user, jobTitle: line(value, 120) }),
  name: (user, value) => within(user, 'name.', lowered(value)),
  'name.givenname': (user, value) => ({ ...user, givenName: line(value, 60) }),
  'name.familyname': (user, value) => ({ ...user, familyName: line(value, 60) }),
  'name.formatted': (user, value) => (user.displayName ? user : { ...user, displayName: line(value, 120) }),
  emails: (user, value) => ({ ...user, email: email(chosen(value)) || user.email }),
  'emails.value': (user, value) => ({ ...user, email: email(value) || user.email }),
  phonenumbers: (user, value) => ({ ...user, phone: phone(chosen(value)) }),
  'phonenumbers.value': (user, value) => ({ ...user, phone: phone(value) }),
}

/** What is not kept here (addresses, photos, other schemas) is passed over: directories send all that they have. */
const within = (user: DirectoryUser, prefix: string, fields: Fields): DirectoryUser =>
  Object.entries(fields).reduce((done, [name, value]) => setters[prefix + name]?.(done, value) ?? done, user)

/** A person of a POST or a PUT. Refuses with the protocol's types. */
export function readUser(body: unknown): DirectoryUser {
  const fields = lowered(body)
  const user = within(none, '', fields)
  if (user.userName === '') return no('invalidValue', 'userName is missing.')
  return withAddress(user)
}

/** Without an address of their own the user name is it, when it is one. */
function withAddress(user: DirectoryUser): DirectoryUser {
  if (user.email) return user
  try {
    return { ...user, email: emailAddress(user.userName) }
  } catch {
    return no('invalidValue', 'A work e-mail address is needed: in emails, or as the userName.')
  }
}

/** The person after a PATCH. */
export const patchUser = (before: DirectoryUser, operations: readonly Operation[]): DirectoryUser =>
  withAddress(operations.reduce(patched, before))

function patched(user: DirectoryUser, { op, path, value }: Operation): DirectoryUser {
  if (path === '')
    return isFields(value)
      ? within(user, '', dotted(lowered(value)))
      : no('invalidSyntax', 'Without a path the value must be an object.')
  const name = pathOf(path)
  if (op === 'remove') return removed(user, name)
  return setters[name]?.(user, value) ?? user
}

/** `emails[type eq "work"].value`, `urn:…:User:name.givenName`: the attribute that it means here. */
function pathOf(path: string): string {
  const plain = path.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:user:/, '')
  const match = /^([a-z$:.\d_-]+?)(?:\[([^\]]*)\])?(?:\.([a-z]+))?$/.exec(plain)
  if (!match) return no('invalidPath', `The path ${path.slice(0, 80)} cannot be read.`)
  const [, attribute = '', condition, part] = match
  if (condition !== undefined && !/^\s*\w+\s+eq\s+("[^"]*"|true|false)\s*$/.test(condition)) {
    return no('invalidPath', 'Only  [attribute eq "value"]  is understood in a path.')
  }
  return part ? `${attribute}.${part}` : attribute
}

/** A second e-mail address or telephone is nobody's only one: what is kept is the one that counts most. */
function removed(user: DirectoryUser, name: string): DirectoryUser {
  if (name === 'username') return no('mutability', 'A person cannot be without a userName.')
  if (name === 'externalid') return { ...user, externalId: null }
  if (name === 'title') return { ...user, jobTitle: '' }
  if (name === 'displayname') return { ...user, displayName: '' }
  if (name.startsWith('phonenumbers')) return { ...user, phone: '' }
  if (name === 'name.givenname') return { ...user, givenName: '' }
  if (name === 'name.familyname') return { ...user, familyName: '' }
  return user
}

/** Okta and Entra write `{"name.familyName": "Z"}` and `{"emails[type eq \"work\"].value": "…"}` without a path. */
const dotted = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.includes('[') ? pathOf(name) : name, value]))

/** The name as people read it. */
export const nameOf = ({ displayName, givenName, familyName, email, userName }: DirectoryUser): string =>
  displayName || [givenName, familyName].filter(Boolean).join(' ') || (email.split('@')[0] ?? '') || userName

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'

export type Shown = DirectoryUser & {
  id: string
  changedAt: number
  joinedAt: number
  version: number
  groups: { id: string; name: string }[]
}

/** A person as the protocol has them. */
export const userResource = (user: Shown, base: string) => ({
  schemas: [userSchema],
  id: user.id,
  ...(user.externalId === null ? {} : { externalId: user.externalId }),
  userName: user.userName,
  name: {
    formatted: nameOf(user),
    ...(user.givenName ? { givenName: user.givenName } : {}),
    ...(user.familyName ? { familyName: user.familyName } : {}),
  },
  displayName: nameOf(user),
  ...(user.jobTitle ? { title: user.jobTitle } : {}),
  active: user.active,
  emails: [{ value: user.email, type: 'work', primary: true }],
  ...(user.phone ? { phoneNumbers: [{ value: user.phone, type: 'work' }] } : {}),
  groups: user.groups.map(({ id, name }) => ({ value: id, display: name, $ref: `${base}/Groups/${id}` })),
  meta: {
    resourceType: 'User',
    created: new Date(user.joinedAt).toISOString(),
    lastModified: new Date(user.changedAt).toISOString(),
    location: `${base}/Users/${user.id}`,
    version: `W/"${user.version}"`,
  },
})
