import { describe, expect, it } from 'vitest'
import { type Instant, instant } from '../../src/kernel/instant'
import { Refusal } from '../../src/kernel/refusal'
import { distanceKm } from '../../src/vendors/address'
import { checkContact } from '../../src/vendors/contact'
import { distancesOf } from '../../src/vendors/page'
import { askLift, checkReachable, decideLift, type Lift, type Purpose, retier, type Tier } from '../../src/vendors/tier'
import { bringBack, end, foldedName, merge, reword, type Vendor } from '../../src/vendors/vendor'

const now = instant(9_000)
const vendor = (changes: Partial<Vendor> = {}): Vendor => ({
  id: 'vd_1',
  number: 12,
  name: 'Van Dijk Seals',
  legalName: '',
  taxNumber: '',
  website: '',
  accountNumber: '',
  language: 'nl',
  currency: 'EUR',
  paymentDays: 30,
  paymentTerms: '',
  deliveryTerms: '',
  categories: ['Seals'],
  notes: '',
  tier: 'approved',
  tierReason: '',
  tierAt: instant(1),
  tierBy: 'mb_1',
  mergedInto: null,
  endedAt: null,
  createdAt: instant(1),
  createdBy: 'mb_1',
  version: 3,
  ...changes,
})

const reasonOf = (work: () => unknown): string => {
  try {
    work()
    return 'done'
  } catch (error) {
    return error instanceof Refusal ? error.reason : String(error)
  }
}

describe('who may be reached [MRO-2.4b]', () => {
  const ended: Instant = instant(5)
  it.each<[Tier, Instant | null, Purpose, boolean, string]>([
    ['approved', null, 'write', false, 'done'],
    ['approved', null, 'ask', false, 'done'],
    ['approved', null, 'order', false, 'done'],
    ['approved', ended, 'write', true, 'vendor.ended'],
    ['approved', ended, 'order', true, 'vendor.ended'],
    ['pending', null, 'write', false, 'done'],
    ['pending', null, 'ask', false, 'vendor.pending'],
    ['pending', null, 'order', false, 'vendor.pending'],
    ['pending', null, 'ask', true, 'done'],
    ['pending', null, 'order', true, 'done'],
    ['blacklisted', null, 'write', true, 'vendor.blacklisted'],
    ['blacklisted', null, 'ask', true, 'vendor.blacklisted'],
    ['blacklisted', null, 'order', true, 'vendor.blacklisted'],
    ['blacklisted', ended, 'write', true, 'vendor.blacklisted'],
  ])('%s, ended %s, to %s, may reach pending %s: %s', (tier, endedAt, purpose, mayPending, expected) => {
    expect(reasonOf(() => checkReachable(vendor({ tier, endedAt }), purpose, mayPending))).toBe(expected)
  })
})

describe('a tier', () => {
  it('changes with its reason, and never leaves the black list by one person', () => {
    expect(retier(vendor({ tier: 'pending' }), 'approved', 'Audited', 'mb_2', now)).toMatchObject({
      tier: 'approved',
      tierReason: 'Audited',
      tierBy: 'mb_2',
      tierAt: now,
      version: 4,
    })
    expect(reasonOf(() => retier(vendor(), 'approved', 'x', 'mb_2', now))).toBe('tier.there')
    expect(reasonOf(() => retier(vendor({ tier: 'blacklisted' }), 'approved', 'x', 'mb_2', now))).toBe(
      'tier.lift-needs-two',
    )
  })

  const lift = (changes: Partial<Lift> = {}): Lift => ({
    id: 'vl_1',
    vendorId: 'vd_1',
    toTier: 'pending',
    reason: 'They repaid',
    askedBy: 'mb_1',
    askedAt: instant(2),
    decision: null,
    decisionReason: '',
    decidedBy: null,
    decidedAt: null,
    ...changes,
  })
  const black = vendor({ tier: 'blacklisted' })

  it('is lifted by a second person only, once', () => {
    expect(reasonOf(() => askLift(vendor(), null))).toBe('tier.not-blacklisted')
    expect(reasonOf(() => askLift(black, lift()))).toBe('lift.asked')
    const by = (who: string, lifted = true) => ({ lifted, reason: '', by: who, at: now })
    expect(reasonOf(() => decideLift(black, lift(), by('mb_1')))).toBe('lift.own')
    expect(reasonOf(() => decideLift(black, lift({ decision: 'declined' }), by('mb_2')))).toBe('lift.decided')
    expect(decideLift(black, lift(), by('mb_2')).vendor).toMatchObject({ tier: 'pending', tierReason: 'They repaid' })
    expect(decideLift(black, lift(), by('mb_2', false)).vendor).toBe(black)
  })
})

it('two entries are one company only while neither washes the other clean', () => {
  const other = vendor({ id: 'vd_2', name: 'Van Dijk', categories: ['Pumps'] })
  expect(merge(vendor(), other, now)).toMatchObject({
    vendor: { mergedInto: 'vd_2', endedAt: now },
    into: { categories: ['Pumps', 'Seals'] },
  })
  expect(reasonOf(() => merge(vendor(), vendor(), now))).toBe('vendor.itself')
  expect(reasonOf(() => merge(vendor({ tier: 'blacklisted' }), other, now))).toBe('vendor.merge-blacklisted')
  expect(reasonOf(() => merge(vendor(), { ...other, tier: 'blacklisted' }, now))).toBe('vendor.merge-blacklisted')
  expect(reasonOf(() => merge(vendor(), { ...other, endedAt: now }, now))).toBe('vendor.ended')
  const merged = vendor({ mergedInto: 'vd_2', endedAt: now })
  for (const deed of [() => merge(merged, other, now), () => bringBack(merged), () => reword(merged, merged)])
    expect(reasonOf(deed)).toBe('vendor.merged')
  expect(reasonOf(() => end(merged, now))).toBe('vendor.ended')
})

it.each([
  ['Hartmann Industrie GmbH & Co. KG', 'Hartmann Industrie'],
  ['VAN DIJK SEALS B.V.', 'Van Dijk-Seals'],
  ['Świat Łożysk', 'swiat łożysk'],
  ['A. Müller AG', 'A Muller'],
])('%s is %s', (one, other) => {
  const [first, second] = [foldedName(one), foldedName(other)]
  expect(first).toBe(second)
  expect(first.length).toBeGreaterThan(3)
})

it('a company whose whole name is a legal form keeps it', () => {
  expect(foldedName('AS')).toBe('as')
})

it.each([
  [{ email: '', phone: '', channel: 'email' as const }, 'contact.unreachable'],
  [{ email: '', phone: '+31101234567', channel: 'email' as const }, 'contact.channel'],
  [{ email: 'a@b.example', phone: '', channel: 'sms' as const }, 'contact.channel'],
  [{ email: 'a@b.example', phone: '', channel: 'email' as const }, 'done'],
  [{ email: '', phone: '+31101234567', channel: 'phone' as const }, 'done'],
])('a person with %o: %s', (contact, expected) => {
  expect(reasonOf(() => checkContact(contact))).toBe(expected)
})

describe('distance [MRO-2.4h]', () => {
  const point = (latitude: number, longitude: number) => ({
    latitudeMicro: Math.round(latitude * 1e6),
    longitudeMicro: Math.round(longitude * 1e6),
  })
  it.each([
    ['Rotterdam to Emmerich', point(51.8894, 4.4371), point(51.8316, 6.2457), 124],
    ['Rotterdam to Gdańsk', point(51.8894, 4.4371), point(54.352, 18.6466), 985],
    ['across the date line', point(0, 179.9), point(0, -179.9), 22],
    ['pole to pole', point(90, 0), point(-90, 0), 20015],
    ['nowhere', point(51, 4), point(51, 4), 0],
  ])('%s', (_, one, other, km) => {
    expect(Math.abs(distanceKm(one, other) - km)).toBeLessThanOrEqual(1)
  })

  it('is counted from the warehouse where there is one, nearest site first', () => {
    const address = (kind: 'office' | 'warehouse', at: { latitudeMicro: number; longitudeMicro: number } | null) => ({
      id: 'va_1' as const,
      vendorId: 'vd_1' as const,
      kind,
      address: {},
      latitudeMicro: at?.latitudeMicro ?? null,
      longitudeMicro: at?.longitudeMicro ?? null,
    })
    const sites = [
      { id: 'st_far', name: 'Far', ...point(40, 4) },
      { id: 'st_near', name: 'Near', ...point(51.5, 4) },
    ]
    const office = address('office', point(52, 4))
    expect(distancesOf([office], sites).map(({ site, km }) => [site, km])).toEqual([
      ['Near', 56],
      ['Far', 1334],
    ])
    expect(distancesOf([office, address('warehouse', point(40, 4))], sites)[0]).toMatchObject({ site: 'Far', km: 0 })
    expect(distancesOf([address('office', null)], sites)).toEqual([])
  })
})
