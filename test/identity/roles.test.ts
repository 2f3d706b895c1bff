import { expect, it } from 'vitest'
import { cost } from '../../src/identity/password'
import { includes, mayOf, roles } from '../../src/identity/roles'

it('the built-in roles are as they were decided [MRO-4.3]', () => {
  const own = ['identity.profile.change', 'identity.member.see', 'places.site.see', 'insights.search', 'insights.home']
  const tasks = ['see', 'create', 'change', 'move', 'assign'].map((verb) => `calendar.task.${verb}`)
  const all = [...tasks, 'calendar.task.remove', 'calendar.task.restore']
  expect(Object.fromEntries(Object.entries(roles).map(([name, { permissions }]) => [name, permissions]))).toEqual({
    viewer: [...own, 'calendar.task.see'],
    technician: [...own, ...tasks],
    storekeeper: [...own, ...tasks],
    buyer: [...own, ...tasks],
    planner: [...own, ...all],
    manager: [...own, ...all, 'places.*', 'identity.organization.see'],
    admin: ['*'],
    owner: ['*'],
  })
})

it.each([
  [['*'], 'a.b.c', true],
  [['places.*'], 'places.site.create', true],
  [['places.*'], 'placesx.site.create', false],
  [['a.b.c'], 'a.b.cd', false],
  [[], 'a.b.c', false],
])('%j includes %s: %s', (permissions, permission, expected) => {
  expect(includes(permissions, permission)).toBe(expected)
})

it('a role that nobody knows may nothing', () => {
  const may = mayOf({ kind: 'member', id: 'mb', loginId: 'lg', sessionId: 'ss', name: 'x', role: 'constructor' })
  expect(may('calendar.task.see')).toBe(false)
})

it('a password costs what production accepts: N·r·p at most 2^20', () => {
  expect(cost.N * cost.r * cost.p).toBeLessThanOrEqual(2 ** 20)
  expect(cost).toEqual({ N: 16_384, r: 8, p: 5 })
})
