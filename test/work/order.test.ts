import { describe, expect, it } from 'vitest'
import { instant } from '../../src/kernel/instant'
import { attempt } from '../../src/kernel/refusal'
import { mentionsOf } from '../../src/work/comment'
import { costOfOrder } from '../../src/work/cost'
import { keysOf, sortOf } from '../../src/work/facets'
import { costOf, endOf, laborOf, written } from '../../src/work/labor'
import { lockOut } from '../../src/work/lock'
import { groupsOf } from '../../src/work/my.routes'
import { type Order, type Status, statuses } from '../../src/work/order'
import { move, movesOf, type Standing } from '../../src/work/transition'

const now = instant(Date.UTC(2026, 10, 24, 9, 0))
const minute = 60_000
const at = (minutes: number) => instant(now + minutes * minute)

const order: Order = {
  id: 'wo_1',
  number: 12,
  title: 'Seal leaks',
  description: '',
  kind: 'corrective',
  priority: 3,
  status: 'approved',
  reason: '',
  assetId: 'as_1',
  assetTag: 'P-204',
  assetName: 'Pump',
  placeId: null,
  placeName: '',
  siteId: null,
  parentId: null,
  assigneeId: null,
  teamId: null,
  dueOn: null,
  dueMinute: null,
  dueAt: null,
  scheduledOn: null,
  estimateMinutes: null,
  source: null,
  procedureVersionId: null,
  openSteps: 0,
  hazards: [],
  problemId: null,
  causeId: null,
  remedyId: null,
  failureWords: '',
  outcome: '',
  createdBy: 'mb_1',
  createdAt: now,
  approvedAt: now,
  startedAt: null,
  completedAt: null,
  completedBy: null,
  closedAt: null,
  closedBy: null,
  costMinor: null,
  version: 3,
}

const clear: Standing = {
  hasActuals: false,
  openChildren: [],
  blockers: [],
  unsignedIsolation: 0,
  hasLockOut: false,
  unsignedRestoration: 0,
  missingParts: [],
  running: [],
  needsProblem: false,
}

const everything = () => true
const go = (
  from: Status,
  to: Status,
  {
    standing = {},
    reason = 'Because',
    may = everything,
    computed = false,
    ...rest
  }: Partial<Order> & {
    standing?: Partial<Standing>
    may?: (permission: string) => boolean
    computed?: boolean
  } = {},
) =>
  attempt(() =>
    move(
      { ...order, ...rest, status: from, closedAt: from === 'closed' ? now : null },
      { to, reason, by: 'mb_2', at: at(5), may, computed, standing: { ...clear, ...standing } },
    ),
  )

describe('moving an order', () => {
  const legal: Record<Status, Status[]> = {
    requested: ['approved', 'rejected'],
    rejected: [],
    approved: ['planned', 'scheduled', 'in-progress', 'cancelled'],
    planned: ['scheduled', 'in-progress', 'cancelled'],
    scheduled: ['planned', 'waiting-condition', 'in-progress', 'cancelled'],
    'waiting-material': ['planned', 'scheduled', 'cancelled'],
    'waiting-condition': ['scheduled', 'cancelled'],
    'in-progress': ['on-hold', 'completed'],
    'on-hold': ['in-progress'],
    completed: ['in-progress', 'closed'],
    closed: [],
    cancelled: [],
  }

  it('follows the table, all 144 pairs of it [MAI-1c]', async () => {
    for (const from of statuses) {
      for (const to of statuses) {
        const done = await go(from, to)
        expect([from, to, done.ok]).toEqual([from, to, legal[from].includes(to)])
        if (!done.ok) expect([from, to, done.refusal.code]).toEqual([from, to, 'conflict'])
        else expect(done.value.version).toBe(4)
      }
      expect([from, movesOf({ status: from }, everything).sort()]).toEqual([from, [...legal[from]].sort()])
    }
  })

  it('says of an illegal move which are legal, and why', async () => {
    const done = await go('completed', 'on-hold')
    expect(done.ok ? '' : done.refusal.message).toBe(
      'WO-12 is completed: it cannot be put on hold. The work is done. From here it can be closed, or started.',
    )
    const twice = await go('in-progress', 'in-progress')
    expect(twice.ok ? '' : twice.refusal.reason).toBe('order.there')
  })

  it.each<[string, Status, Status, Parameters<typeof go>[2], string]>([
    ['cancelling what has labor', 'approved', 'cancelled', { standing: { hasActuals: true } }, 'order.actuals'],
    ['cancelling without a reason', 'approved', 'cancelled', { reason: '' }, 'order.reason'],
    ['holding without a reason', 'in-progress', 'on-hold', { reason: '' }, 'order.reason'],
    ['rejecting without a reason', 'requested', 'rejected', { reason: '' }, 'order.reason'],
    ['opening again without a reason', 'completed', 'in-progress', { reason: '' }, 'order.reason'],
    ['starting behind another', 'approved', 'in-progress', { standing: { blockers: ['WO-3'] } }, 'order.blocked'],
    ['starting unlocked', 'approved', 'in-progress', { standing: { unsignedIsolation: 2 } }, 'order.isolation'],
    ['going on unlocked', 'on-hold', 'in-progress', { standing: { unsignedIsolation: 1 } }, 'order.isolation'],
    ['completing with an open step', 'in-progress', 'completed', { openSteps: 1 }, 'order.steps'],
    [
      'completing above an open part',
      'in-progress',
      'completed',
      { standing: { openChildren: ['WO-4'] } },
      'order.children',
    ],
    ['completing while somebody works', 'in-progress', 'completed', { standing: { running: ['Bo'] } }, 'order.running'],
    [
      'completing behind locks',
      'in-progress',
      'completed',
      { standing: { unsignedRestoration: 1 } },
      'order.restoration',
    ],
    ['completing a failure unnamed', 'in-progress', 'completed', { standing: { needsProblem: true } }, 'order.problem'],
    ['waiting for parts by hand', 'scheduled', 'waiting-material', {}, 'order.move'],
  ])('refuses %s', async (_, from, to, with_, reason) => {
    const done = await go(from, to, with_)
    expect(done.ok ? 'done' : done.refusal.reason).toBe(reason)
  })

  it.each<[Status, Status, string]>([
    ['requested', 'approved', 'work.order.approve'],
    ['requested', 'rejected', 'work.order.approve'],
    ['approved', 'cancelled', 'work.order.cancel'],
    ['completed', 'closed', 'work.order.close'],
    ['completed', 'in-progress', 'work.order.reopen'],
  ])('%s to %s asks for a role', async (from, to, permission) => {
    const done = await go(from, to, { may: (asked) => asked !== permission })
    expect(done.ok ? 'done' : done.refusal.code).toBe('forbidden')
    expect(movesOf({ status: from }, (asked) => asked !== permission)).not.toContain(to)
  })

  it('waits for parts by itself, and goes on by itself', async () => {
    const missing = { missingParts: ['Seal kit', 'Sleeve'] }
    const waits = await go('planned', 'scheduled', { standing: missing })
    expect(waits.ok && [waits.value.status, waits.value.reason]).toEqual(['waiting-material', 'Seal kit, Sleeve'])
    const came = await go('waiting-material', 'scheduled', { computed: true })
    expect(came.ok && [came.value.status, came.value.reason]).toEqual(['scheduled', ''])
    const still = await go('waiting-material', 'scheduled', { standing: missing })
    expect(still.ok ? '' : still.refusal.reason).toBe('order.parts')
    const later = await go('scheduled', 'waiting-material', { computed: true, standing: missing })
    expect(later.ok && later.value.status).toBe('waiting-material')
  })

  it('keeps when it first began, who completed it, and locks a machine anew that is opened again', async () => {
    const again = await go('on-hold', 'in-progress', { startedAt: at(-60) })
    expect(again.ok && again.value.startedAt).toBe(at(-60))
    const done = await go('in-progress', 'completed')
    expect(done.ok && [done.value.completedAt, done.value.completedBy]).toEqual([at(5), 'mb_2'])
    const open = await go('completed', 'in-progress', { completedAt: now, standing: { hasLockOut: true } })
    expect(open.ok && [open.value.status, open.value.completedAt]).toEqual(['on-hold', null])
  })
})

describe('labor', () => {
  const stretch = (from: number, to: number | null) => ({
    memberId: 'mb_1',
    startedAt: at(from),
    endedAt: to === null ? null : at(to),
  })

  it.each<[string, [number, number][], number, number]>([
    [
      'one within another adds nothing to the clock',
      [
        [0, 100],
        [10, 20],
      ],
      110,
      100,
    ],
    [
      'two side by side',
      [
        [0, 60],
        [0, 60],
      ],
      120,
      60,
    ],
    [
      'one after the other',
      [
        [0, 30],
        [30, 60],
      ],
      60,
      60,
    ],
    [
      'with a gap',
      [
        [0, 30],
        [60, 90],
      ],
      60,
      60,
    ],
    ['none', [], 0, 0],
  ])('%s', (_, stretches, crewMinutes, elapsedMinutes) => {
    const worked = stretches.map(([from, to]) => stretch(from, to))
    expect(laborOf(worked, at(500))).toEqual({ crewMinutes, elapsedMinutes })
  })

  it('measures the union right however the stretches lie: against every minute counted by itself', () => {
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31
      return seed % below
    }
    for (let round = 0; round < 200; round++) {
      const stretches = Array.from({ length: 1 + random(8) }, () => {
        const from = random(300)
        return [from, from + 1 + random(120)] as const
      })
      const minutes = new Set<number>()
      for (const [from, to] of stretches) for (let one = from; one < to; one++) minutes.add(one)
      const { crewMinutes, elapsedMinutes } = laborOf(
        stretches.map(([from, to]) => stretch(from, to)),
        at(1000),
      )
      expect(elapsedMinutes).toBe(minutes.size)
      expect(crewMinutes).toBe(stretches.reduce((sum, [from, to]) => sum + to - from, 0))
    }
  })

  it('costs its rate, rounded once', () => {
    expect(costOf(42_500_000, 'EUR', at(0), at(90)).minor).toBe(6375)
    expect(costOf(10_000_000, 'EUR', at(0), instant(at(0) + 1999)).minor).toBe(0)
    expect(costOf(36_000_000, 'JPY', at(0), at(60)).minor).toBe(36)
  })

  it.each<[string, [number, number], string]>([
    ['an end before its start', [10, 5], 'labor.order'],
    ['a time to come', [-10, 20], 'labor.future'],
    ['more than a day', [-3000, -10], 'labor.long'],
    ['what overlaps', [-50, -20], 'labor.overlap'],
  ])('refuses %s', async (_, [from, to], reason) => {
    const done = await attempt(() => written({ startedAt: at(from), endedAt: at(to) }, [stretch(-30, -10)], now))
    expect(done.ok ? 'done' : done.refusal.reason).toBe(reason)
  })

  it('of a forgotten timer is a day at most, and a second at least', () => {
    expect(endOf(at(0), at(0))).toBe(at(0) + 1000)
    expect(endOf(at(0), at(5000)) - at(0)).toBe(24 * 3_600_000)
  })
})

it('what an order costs is the sum of what was written, and of nothing else', () => {
  const cost = costOfOrder('EUR', {
    labor: [
      { costMinor: 6375, currency: 'EUR', voidedAt: null },
      { costMinor: 1000, currency: 'EUR', voidedAt: now },
      { costMinor: null, currency: 'EUR', voidedAt: null },
    ],
    issues: [{ valueMinor: -18_440 }, { valueMinor: 440 }],
    others: [
      { amountMinor: 12_000, currency: 'EUR', counts: true, voidedAt: null },
      { amountMinor: 99_900, currency: 'EUR', counts: false, voidedAt: null },
    ],
  })
  expect([cost.labor.minor, cost.parts.minor, cost.others.minor, cost.total.minor]).toEqual([
    6375, 18_000, 12_000, 36_375,
  ])
})

it('a lock-out goes from the top of the machine down, and comes back from the bottom up', () => {
  const line = { hazards: ['Hot'], isolation: ['Stop the line'], restoration: ['Start the line'] }
  const pump = { hazards: ['Hot', 'Rotating'], isolation: ['Breaker MCC-3/12'], restoration: ['Close the breaker'] }
  expect(lockOut([line, pump])).toEqual({
    hazards: ['Hot', 'Rotating'],
    isolation: ['Stop the line', 'Breaker MCC-3/12'],
    restoration: ['Close the breaker', 'Start the line'],
  })
})

it('an order is in the lists of its people, its machine and its places; finished ones have lists of their own', () => {
  const where = { people: ['mb_3'], assetPath: 'as_0/as_1/', placePath: 'st_1/pl_2/' }
  const keys = ['all', 's:approved', 'k:corrective', 'p:3', 'mb_9', 'mb_3', 'as_0', 'as_1', 'st_1', 'pl_2']
  expect(keysOf({ ...order, assigneeId: 'mb_9' }, where)).toEqual(keys)
  expect(keysOf(order, { people: [], assetPath: '', placePath: '' })).toContain('nobody')
  const done = { ...order, status: 'completed' as const, completedAt: at(9) }
  expect(keysOf(done, where).every((key) => key.startsWith('~'))).toBe(true)
  expect(sortOf(done)).toBe(-at(9))
  expect(sortOf({ ...order, dueAt: at(7) })).toBe(at(7))
})

it('each job of a day stands in one group', () => {
  const job = (status: Status, dueAt: number | null, scheduledOn: string | null = null) =>
    ({ status, dueAt, scheduledOn }) as never
  const day = { now, endOfDay: now + 8 * 3_600_000, today: '2026-11-24' }
  const rows = [
    job('approved', now - 1),
    job('scheduled', now + 60_000),
    job('in-progress', null),
    job('on-hold', now - 1),
    job('waiting-material', null),
    job('approved', now + 90_000_000),
    job('scheduled', null, '2026-11-24'),
  ]
  const groups = groupsOf(rows, day)
  expect([groups.late.length, groups.today.length, groups.waiting.length, groups.later.length]).toEqual([1, 3, 2, 1])
})

it.each([
  ['@Amara look at this', ['mb_a']],
  ['see @Kees Mulder, please', ['mb_k']],
  ['@Kees is two people', []],
  ['mail a@amara.example', []],
  ['@Amarantha', []],
])('%s names %j', (text, expected) => {
  const people = [
    { id: 'mb_a', name: 'Amara Okafor' },
    { id: 'mb_k', name: 'Kees Mulder' },
    { id: 'mb_l', name: 'Kees Visser' },
  ]
  expect(mentionsOf(text, people)).toEqual(expected)
})
