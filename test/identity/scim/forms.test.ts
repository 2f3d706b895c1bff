import { describe, expect, it } from 'vitest'
import { readOperations } from '../../../src/identity/scim/body'
import { readFilter } from '../../../src/identity/scim/filter'
import { readGroupPatch } from '../../../src/identity/scim/group'
import { type DirectoryUser, patchUser, readUser } from '../../../src/identity/scim/user'
import { attempt } from '../../../src/kernel/refusal'

const bo: DirectoryUser = {
  userName: 'bo@acme.example',
  externalId: 'x1',
  givenName: 'Bo',
  familyName: 'Acme',
  displayName: 'Bo Acme',
  email: 'bo@acme.example',
  jobTitle: 'Fitter',
  phone: '',
  active: true,
}
const reason = async <T>(work: () => T) => {
  const done = await attempt(work)
  return done.ok ? done.value : done.refusal.reason
}

const eq = (attribute: string, value: string) => ({ attribute, op: 'eq', value })

describe('filters that directories send', () => {
  it.each([
    ['Entra', 'userName eq "Bo@acme.example"', [[eq('username', 'Bo@acme.example')]]],
    ['Google', 'userName Eq "bo@acme.example"', [[eq('username', 'bo@acme.example')]]],
    ['Entra, by its own id', 'externalId eq "a-1"', [[eq('externalid', 'a-1')]]],
    ['a work address', 'emails[type eq "work"].value eq "bo@acme.example"', [[eq('emails.value', 'bo@acme.example')]]],
    ['Entra, of a group', 'id eq "dg_1" and members eq "mb_1"', [[eq('id', 'dg_1'), eq('members', 'mb_1')]]],
    ['a quote within', 'displayName eq "say \\"a\\""', [[eq('displayname', 'say "a"')]]],
    ['with its schema', 'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "b"', [[eq('username', 'b')]]],
    ['a beginning', 'userName sw "b"', [[{ attribute: 'username', op: 'sw', value: 'b' }]]],
    ['a part', 'displayName co "fit"', [[{ attribute: 'displayname', op: 'co', value: 'fit' }]]],
    ['or', 'userName eq "a" or userName eq "b"', [[eq('username', 'a')], [eq('username', 'b')]]],
    [
      'brackets',
      'active eq true and (userName eq "a" OR externalId eq "b")',
      [
        [eq('active', 'true'), eq('username', 'a')],
        [eq('active', 'true'), eq('externalid', 'b')],
      ],
    ],
    [
      '“and” before “or”',
      'id eq "1" or id eq "2" and active eq true',
      [[eq('id', '1')], [eq('id', '2'), eq('active', 'true')]],
    ],
    ['another comparison', 'userName gt "b"', 'scim.invalidFilter'],
    ['a bracket that stays open', '(userName eq "a"', 'scim.invalidFilter'],
    ['words after it', 'userName eq "a" please', 'scim.invalidFilter'],
    ['brackets without end', `${'('.repeat(300)}id eq "1"`, 'scim.invalidFilter'],
    [
      'alternatives without end',
      Array.from({ length: 9 }, () => '(id eq "1" or id eq "2")').join(' and '),
      'scim.invalidFilter',
    ],
    ['nothing', '', 'scim.invalidFilter'],
    ['an injection', `userName eq "a' OR 1=1 --"`, [[eq('username', "a' OR 1=1 --")]]],
  ])('%s', async (_, text, expected) => expect(await reason(() => readFilter(text))).toEqual(expected))
})

const patch = (...operations: unknown[]) => reason(() => patchUser(bo, readOperations({ Operations: operations })))

describe('what directories change of a person', () => {
  it.each<[string, unknown, Partial<DirectoryUser> | string]>([
    ['Entra deactivates, in words', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
    ['Entra, in a list', { op: 'Replace', path: 'active', value: [{ $ref: null, value: 'False' }] }, { active: false }],
    ['Okta deactivates, without a path', { op: 'replace', value: { active: false } }, { active: false }],
    ['Okta, truth as text', { op: 'replace', value: { active: 'False' } }, { active: false }],
    [
      'a dotted name without a path',
      { op: 'replace', value: { 'name.familyName': 'Zenith' } },
      { familyName: 'Zenith' },
    ],
    ['a name within a name', { op: 'Replace', value: { name: { givenName: 'Bob' } } }, { givenName: 'Bob' }],
    [
      'a work address that was not there',
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'Bo2@acme.example' },
      { email: 'bo2@acme.example' },
    ],
    [
      'a work telephone',
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+31 10 123 4567' },
      { phone: '+31101234567' },
    ],
    [
      'the same without a path',
      { op: 'Add', value: { 'phoneNumbers[type eq "work"].value': '+31101234567' } },
      { phone: '+31101234567' },
    ],
    [
      'under its schema’s name',
      { op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:title', value: 'Planner' },
      { jobTitle: 'Planner' },
    ],
    [
      'another schema is passed over',
      { op: 'add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Works' },
      {},
    ],
    ['an address is passed over', { op: 'add', path: 'addresses[type eq "work"].country', value: 'NL' }, {}],
    ['a title is taken away', { op: 'Remove', path: 'title' }, { jobTitle: '' }],
    ['a userName cannot be', { op: 'remove', path: 'userName' }, 'scim.mutability'],
    ['an unreadable path', { op: 'replace', path: 'emails[type co "w"].value', value: 'x' }, 'scim.invalidPath'],
    ['removing nothing', { op: 'remove' }, 'scim.noTarget'],
    ['an unknown verb', { op: 'move', path: 'title', value: 'x' }, 'scim.invalidSyntax'],
    ['truth that is none', { op: 'replace', path: 'active', value: 'perhaps' }, 'scim.invalidValue'],
  ])('%s', async (_, operation, expected) => {
    expect(await patch(operation)).toEqual(typeof expected === 'string' ? expected : { ...bo, ...expected })
  })

  it('a whole person, as Entra sends one without a primary address', async () => {
    const body = {
      schemas: [],
      userName: 'Bo@acme.example',
      externalId: 'x1',
      active: 'True',
      displayName: 'Bo Acme',
      name: { givenName: 'Bo', familyName: 'Acme' },
      title: 'Fitter',
    }
    expect(await reason(() => readUser(body))).toEqual(bo)
    expect(await reason(() => readUser({ ...body, userName: 'bo' }))).toBe('scim.invalidValue')
    expect(await reason(() => readUser([]))).toBe('scim.invalidSyntax')
    expect(await reason(() => readUser({ displayName: 'x' }))).toBe('scim.invalidValue')
  })
})

it('what directories change of a group', async () => {
  const read = (...operations: unknown[]) => readGroupPatch(readOperations({ operations })).members
  expect(read({ op: 'Add', path: 'members', value: [{ value: 'a' }, { value: 'b' }] })).toEqual([
    { kind: 'add', ids: ['a', 'b'] },
  ])
  expect(read({ op: 'Remove', path: 'members', value: [{ value: 'a' }] })).toEqual([{ kind: 'remove', ids: ['a'] }])
  expect(read({ op: 'remove', path: 'members[value eq "a"]' })).toEqual([{ kind: 'remove', ids: ['a'] }])
  expect(read({ op: 'remove', path: 'members' })).toEqual([{ kind: 'set', ids: [] }])
  expect(read({ op: 'replace', path: 'members', value: [{ value: 'a' }] })).toEqual([{ kind: 'set', ids: ['a'] }])
  expect(read({ op: 'replace', value: { id: 'x', displayName: 'New' } })).toEqual([])
})
