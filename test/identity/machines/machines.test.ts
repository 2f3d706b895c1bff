import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isText, longestDays, makeKey, newText, revokeKey, stateOf } from '../../../src/identity/machines/key'
import { OAuthRefusal, readTokenRequest, scopesOf } from '../../../src/identity/machines/oauth'
import { narrowed, serviceGrants } from '../../../src/identity/machines/rights'
import { checkGiven } from '../../../src/identity/machines/service'
import {
  accessTokenMinutes,
  leewaySeconds,
  publishedDaysBefore,
  rotationOf,
  type SigningKey,
  signsForDays,
} from '../../../src/identity/machines/signing-key'
import { accessOf, includes } from '../../../src/identity/roles'
import { instant } from '../../../src/kernel/instant'
import type { Grant } from '../../../src/platform/context'
import { outcome } from '../../kernel/reason'

const now = instant(Date.UTC(2026, 10, 24, 9, 0))
const minute = 60_000
const day = 24 * 60 * minute

const tasks: Grant = { role: 'technician', permissions: ['calendar.task.see', 'calendar.task.create'], sites: null }
const all: Grant = { role: 'owner', permissions: ['*'], sites: null }
const here: Grant = { role: 'planner', permissions: ['calendar.*'], sites: ['st_1'] }

const access = (grants: Grant[]) => accessOf({ kind: 'service', id: 'sv_1', name: '', keyId: 'ak_1', grants })

describe('what a key brings', () => {
  it('is what its maker may do today, of what was ticked [OPS-4c]', () => {
    expect(narrowed([tasks], ['calendar.task.see', 'calendar.task.remove'])).toEqual([
      { role: 'technician', permissions: ['calendar.task.see'], sites: null },
    ])
  })

  it('is nothing where the maker may do nothing any more', () => {
    expect(narrowed([], ['calendar.task.see'])).toEqual([])
    expect(narrowed([{ role: 'viewer', permissions: [], sites: null }], ['calendar.task.see'])).toEqual([])
  })

  it('never is a pattern: a star is no scope', () => {
    expect(narrowed([all], ['*', 'calendar.*'])).toEqual([])
  })

  it('stays at the sites of its maker', () => {
    const { may, sitesFor } = access(narrowed([here], ['calendar.task.see']))
    expect([may('calendar.task.see', 'st_1'), may('calendar.task.see', 'st_2')]).toEqual([true, false])
    expect(sitesFor('calendar.task.see')).toEqual(['st_1'])
  })

  it('of a service is what service, key and maker have in common', () => {
    const given = ['calendar.task.see', 'calendar.task.create']
    expect(serviceGrants(given, ['calendar.task.see', 'calendar.task.remove'], [all])).toEqual([
      { role: 'service', permissions: ['calendar.task.see'], sites: null },
    ])
    expect(serviceGrants(given, given, [tasks])[0]?.permissions).toEqual(given)
    expect(serviceGrants(given, given, [here])).toEqual([{ role: 'service', permissions: given, sites: ['st_1'] }])
    expect(serviceGrants(given, given, [])).toEqual([])
  })

  it('is never wider than its maker, whatever the grants and the scopes', () => {
    const names = ['a.b.c', 'a.b.d', 'a.e.f', 'g.h.i']
    const permission = fc.constantFrom(...names, '*', 'a.*', 'a.b.*')
    const grant: fc.Arbitrary<Grant> = fc.record({
      role: fc.constant('r'),
      permissions: fc.array(permission, { maxLength: 3 }),
      sites: fc.option(fc.array(fc.constantFrom('st_1', 'st_2'), { maxLength: 2 }), { nil: null }),
    })
    const some = fc.array(permission, { maxLength: 5 })
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 3 }), some, some, (maker, given, scopes) => {
        const wide = access(maker)
        for (const grants of [narrowed(maker, scopes), serviceGrants(given, scopes, maker)]) {
          const narrow = access(grants)
          for (const name of names) {
            for (const site of [null, 'st_1', 'st_2', 'st_3']) {
              if (!narrow.may(name, site)) continue
              expect([wide.may(name, site), scopes.includes(name)]).toEqual([true, true])
            }
          }
        }
        const service = access(serviceGrants(given, scopes, maker))
        for (const name of names) if (service.may(name)) expect(includes(given, name)).toBe(true)
      }),
    )
  })
})

describe('a key', () => {
  const wanted = {
    name: 'ERP',
    kind: 'key' as 'key' | 'rotating',
    scopes: ['calendar.task.see'],
    days: 90,
    hint: 'abcd',
  }
  const maker = { id: 'mb_1' as const, may: (permission: string) => permission.startsWith('calendar.task.') }
  type Service = { id: 'sv_1'; name: string; permissions: string[]; disabledAt: number | null }
  const service: Service = { id: 'sv_1', name: 'SCADA', permissions: ['calendar.task.see'], disabledAt: null }
  const make = (changed: Partial<typeof wanted> = {}, of: Service | null = null) =>
    makeKey({ ...wanted, ...changed }, maker, of, 'ak_1', now)

  it('is 256 random bits behind a word that scanners know', () => {
    expect(newText('key')).toMatch(/^mro_[\w-]{43}$/)
    expect(isText('key', newText('key'))).toBe(true)
    expect(isText('rotating', newText('key'))).toBe(false)
    expect(isText('rotating', newText('rotating'))).toBe(true)
    expect(new Set(Array.from({ length: 1000 }, () => newText('key'))).size).toBe(1000)
  })

  it('lives a year at most', () => {
    expect(longestDays).toBe(365)
    expect(make({ days: 365 }).expiresAt - now).toBe(365 * day)
    for (const days of [0, -1, 366, 1.5, Number.NaN]) expect(outcome(() => make({ days }))).toBe('key.days')
  })

  it('brings only what its maker has, by whole names', () => {
    expect(outcome(() => make({ scopes: ['places.site.see'] }))).toBe('key.scope')
    expect(outcome(() => make({ scopes: ['calendar.task.*'] }))).toBe('key.scope')
    expect(outcome(() => make({ scopes: [] }))).toBe('key.scopes')
    expect(outcome(() => make({ scopes: ['calendar.task.create'] }, service))).toBe('key.scope')
  })

  it('of a service that is off is not made, nor a rotating one of any service', () => {
    expect(outcome(() => make({}, { ...service, disabledAt: 1 }))).toBe('service.disabled')
    expect(outcome(() => make({ kind: 'rotating' }, service))).toBe('key.kind')
  })

  it('is active until its end or its revocation, which comes once', () => {
    const key = make()
    const states = [now, key.expiresAt - 1, key.expiresAt].map((at) => stateOf(key, at))
    expect(states).toEqual(['active', 'active', 'expired'])
    const revoked = revokeKey(key, 'mb_1', now)
    expect([stateOf(revoked, now), revoked.version]).toEqual(['revoked', 2])
    expect(outcome(() => revokeKey(revoked, 'mb_1', now))).toBe('key.revoked')
  })
})

it('nobody gives a service what they lack; what it has may stay', () => {
  const has = (permission: string) => permission === 'a.b.c'
  expect(outcome(() => checkGiven(['x.y.z'], [], has))).toBe('service.permission')
  expect(outcome(() => checkGiven(['*'], [], () => true))).toBe('service.permission')
  expect(outcome(() => checkGiven(['a.b.c', 'x.y.z'], ['x.y.z'], has))).toBeUndefined()
})

describe('the keys that sign', () => {
  const key = (generation: number, activeFrom: number): SigningKey => ({
    generation,
    kid: `k${generation}`,
    createdAt: activeFrom,
    activeFrom,
  })
  const summary = (keys: SigningKey[], at: number) => {
    const { make, signing, published, over } = rotationOf(keys, at)
    return [
      make && [make.generation, make.activeFrom],
      signing?.generation ?? null,
      published.map(({ generation }) => generation),
      over.map(({ generation }) => generation),
    ]
  }

  it('change every thirty days; the next one is published a day before it signs [OPS-4b]', () => {
    const start: number = now
    const turn = start + signsForDays * day
    const due = turn - publishedDaysBefore * day
    const lastToken = accessTokenMinutes * minute + 2 * leewaySeconds * 1000
    const one = [key(1, start)]
    const both = [key(1, start), key(2, turn)]
    // The keys, the moment, then: what is made, which signs, which are published, which are over.
    const table: [string, SigningKey[], number, unknown[]][] = [
      ['none yet', [], start, [[1, start], null, [], []]],
      ['the first', one, start, [null, 1, [1], []]],
      ['just before', one, due - 1, [null, 1, [1], []]],
      ['due', one, due, [[2, turn], 1, [1], []]],
      ['published', both, turn - 1, [null, 1, [2, 1], []]],
      ['the turn', both, turn, [null, 2, [2, 1], []]],
      ['the old one verifies while its tokens are out', both, turn + lastToken - 1, [null, 2, [2, 1], []]],
      ['and then no longer', both, turn + lastToken, [null, 2, [2], [1]]],
      ['a clock that stood still for a month', one, turn + 30 * day, [[2, turn + 31 * day], 1, [1], []]],
    ]
    for (const [name, keys, at, expected] of table) expect([name, summary(keys, at)]).toEqual([name, expected])
  })

  it('always has one that signs, and whatever signed a living token is published', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 * 24 * 60 }), { maxLength: 60 }), (steps) => {
        let at: number = now
        let keys: SigningKey[] = []
        const signed: [number, number][] = []
        for (const step of steps) {
          at += step * minute
          const { make, over } = rotationOf(keys, at)
          keys = keys.filter((one) => !over.includes(one))
          if (make) keys.push(key(make.generation, make.activeFrom))
          const after = rotationOf(keys, at)
          expect(after.signing).not.toBeNull()
          signed.push([after.signing?.generation ?? 0, at])
          const living = signed.filter(([, when]) => at - when <= accessTokenMinutes * minute + leewaySeconds * 1000)
          const published = after.published.map(({ generation }) => generation)
          for (const [generation] of living) expect(published).toContain(generation)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('a request for a token', () => {
  const form = 'application/x-www-form-urlencoded'
  const read = (body: string, authorization?: string, type = form) => {
    try {
      const { clientId, clientSecret, params } = readTokenRequest(type, authorization, new TextEncoder().encode(body))
      return [clientId, clientSecret, params.get('grant_type') ?? null]
    } catch (error) {
      if (error instanceof OAuthRefusal) return error.error
      throw error
    }
  }
  const basic = (pair: string) => `Basic ${btoa(pair)}`

  const cases: [string, unknown, unknown][] = [
    ['by the form', read('grant_type=g&client_id=a&client_secret=b'), ['a', 'b', 'g']],
    ['by the header', read('grant_type=g', basic('a:b')), ['a', 'b', 'g']],
    ['encoded in the header', read('grant_type=g', basic('a%3Ab:c+d')), ['a:b', 'c d', 'g']],
    ['by both', read('grant_type=g&client_secret=b', basic('a:b')), 'invalid_request'],
    ['two clients', read('client_id=x', basic('a:b')), 'invalid_request'],
    ['a parameter twice', read('grant_type=g&grant_type=h'), 'invalid_request'],
    ['as JSON', read('{}', undefined, 'application/json'), 'invalid_request'],
    ['as text', read('grant_type=g', undefined, 'text/plain'), 'invalid_request'],
    ['Bearer instead of Basic', read('', 'Bearer abc'), 'invalid_client'],
    ['Basic without a colon', read('', basic('abc')), 'invalid_client'],
    ['Basic that is no base64', read('', 'Basic ???'), 'invalid_client'],
    ['a broken escape', read('', basic('%zz:b')), 'invalid_request'],
    ['an empty parameter is none', read('grant_type=&client_id=a'), ['a', null, null]],
  ]
  it.each(cases)('%s', (_name, found, expected) => expect(found).toEqual(expected))

  it('gets the scopes that it asks for, or all, and never another', () => {
    expect(scopesOf(undefined, ['a', 'b'])).toEqual(['a', 'b'])
    expect(scopesOf('b', ['a', 'b'])).toEqual(['b'])
    for (const asked of ['c', 'a c', ' ', '*']) expect(() => scopesOf(asked, ['a', 'b'])).toThrow(OAuthRefusal)
  })
})
