import { describe, expect, it } from 'vitest'
import {
  type AccessPolicy,
  bounds,
  defaultPolicy,
  denialOf,
  endOf,
  isFrom,
  isTwoFactor,
  networkOf,
  type Standing,
} from '../../src/identity/access'
import type { Way } from '../../src/platform/routes'

const minute = 60_000
const signedIn = 1_764_000_000_000
const proofs = (...ways: Way[]) => ways.map((way) => ({ way, at: signedIn }))
const standing = (changes: Partial<Standing> = {}): Standing => ({
  kind: 'browser',
  createdAt: signedIn,
  seenAt: signedIn,
  proofs: proofs('password'),
  address: '192.0.2.7',
  organizationId: 'org_acme',
  owner: false,
  ...changes,
})
const policy = (changes: Partial<AccessPolicy> = {}): AccessPolicy => ({ ...defaultPolicy, ...changes })

describe('a session ends at the exact second [MRO-5e]', () => {
  it.each([
    ['an hour without use', standing(), policy(), 60],
    ['as the organization shortened it', standing(), policy({ idleMinutes: 15 }), 15],
    ['a shared tablet', standing({ kind: 'shared' }), policy(), 10],
    ['a shared tablet in a strict organization', standing({ kind: 'shared' }), policy({ idleMinutes: 15 }), 10],
    ['a day in any case', standing({ seenAt: signedIn + 1439 * minute }), policy(), 1440],
    ['a shift in any case', standing({ seenAt: signedIn + 479 * minute }), policy({ absoluteMinutes: 480 }), 480],
  ])('%s', (_, at, asked, minutes) => {
    const end = signedIn + minutes * minute
    expect(endOf(at, asked)).toBe(end)
    expect(denialOf(at, asked, end - 1000)).toBeNull()
    expect(denialOf(at, asked, end)).toBe('expired')
    expect(denialOf(at, asked, end + 1000)).toBe('expired')
  })

  it('the defaults are the longest that an organization may choose', () => {
    expect([bounds.idleMinutes.most, bounds.absoluteMinutes.most]).toEqual([
      defaultPolicy.idleMinutes,
      defaultPolicy.absoluteMinutes,
    ])
  })
})

describe('what an organization asks for', () => {
  const required = policy({ secondFactor: 'required' })
  const sso = policy({ ssoEnforced: true })
  const office = policy({ networks: ['192.0.2.0/24', '2001:db8::/32'] })
  it.each([
    ['a password where a second factor is required', standing(), required, 'factor-needed'],
    ['a mailed code after a password', standing({ proofs: proofs('password', 'code') }), required, 'factor-needed'],
    ['a password and a TOTP code', standing({ proofs: proofs('password', 'totp') }), required, null],
    ['a mailed code and a recovery code', standing({ proofs: proofs('code', 'recovery') }), required, null],
    ['a TOTP code alone', standing({ proofs: proofs('totp') }), required, 'factor-needed'],
    ['a passkey', standing({ proofs: proofs('passkey') }), required, null],
    ['the own identity provider', standing({ proofs: proofs('sso:org_acme') }), required, null],
    ['the identity provider of another', standing({ proofs: proofs('sso:org_zenith') }), required, 'factor-needed'],
    [
      'the provider of another, where nothing is asked',
      standing({ proofs: proofs('sso:org_zenith') }),
      policy(),
      'expired',
    ],
    ['a password where SSO is enforced', standing(), sso, 'sso-needed'],
    ['a passkey of a member where SSO is enforced', standing({ proofs: proofs('passkey') }), sso, 'sso-needed'],
    ['the provider of another', standing({ proofs: proofs('sso:org_zenith') }), sso, 'sso-needed'],
    ['the own provider', standing({ proofs: proofs('sso:org_acme') }), sso, null],
    ['an owner with a password alone', standing({ owner: true }), sso, 'sso-needed'],
    ['an owner with two factors', standing({ owner: true, proofs: proofs('password', 'totp') }), sso, null],
    ['from the office', standing(), office, null],
    ['from the office in IPv6', standing({ address: '2001:db8:1::7' }), office, null],
    ['from the office, IPv4 in IPv6', standing({ address: '::ffff:192.0.2.9' }), office, null],
    ['from elsewhere', standing({ address: '192.0.3.7' }), office, 'network'],
    ['from nobody knows where', standing({ address: '' }), office, 'network'],
  ] as const)('%s', (_, at, asked, denied) => {
    expect(denialOf(at, asked, signedIn + minute)).toBe(denied)
  })

  it('a session that is over is over before anything else is said', () => {
    expect(denialOf(standing({ address: '203.0.113.1' }), office, signedIn + 60 * minute)).toBe('expired')
  })

  it('knows two factors', () => {
    expect(isTwoFactor([])).toBe(false)
    expect(isTwoFactor(proofs('totp', 'recovery'))).toBe(false)
  })
})

describe('networks', () => {
  it.each([
    ['192.0.2.17/24', '192.0.2.0/24'],
    [' 192.0.2.17 ', '192.0.2.17/32'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['192.0.2.0/33', null],
    ['office', null],
    ['', null],
    ['192.0.2.0/24, 198.51.100.0/24', null],
  ])('%s', (text, network) => expect(networkOf(text)).toBe(network))

  it('the whole world in IPv4 is not the world in IPv6', () => {
    expect(isFrom(['0.0.0.0/0'], '203.0.113.9')).toBe(true)
    expect(isFrom(['0.0.0.0/0'], '2001:db8::1')).toBe(false)
  })
})
