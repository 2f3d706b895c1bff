import { expect, it } from 'vitest'
import { includes, roles } from '../../src/identity/roles'
import { rooms } from '../../src/rooms'

const declared = rooms.flatMap((room) => [
  ...room.permissions.map(({ name }) => name),
  ...room.actions.map(({ action }) => action),
])
const named = [...new Set(Object.values(roles).flatMap<string>(({ permissions }) => permissions))].filter(
  (name) => name !== '*',
)

/** Administrators and the house itself do these; so it is with all of people and access. Adding one is a decision. */
const forAdministrators = [
  'communications.consent.hear',
  'communications.consent.record',
  'communications.consent.withdraw',
  'communications.message.call-up',
  'communications.message.receive',
  'communications.message.settle',
  'files.file.erase-loose',
  'files.text.give-up',
  'files.text.keep',
  'imports.import.forget',
  'imports.import.halt',
  'imports.import.nudge',
  'imports.pages.lay',
  'imports.rows.judge',
  'imports.rows.read',
  'imports.rows.take-back',
  'imports.rows.write',
  'insights.audit.export',
  'insights.audit.see',
  'procurement.large-order.approve',
  'procurement.order.mark-sent',
  'procurement.reply.note',
]

it('a role names no permission that no room declares', () => {
  expect(named.filter((name) => !declared.some((one) => includes([name], one)))).toEqual([])
})

it('a permission that a room declares is in some role, or is the administrators’ by decision', () => {
  const left = declared.filter((name) => !includes(named, name) && !name.startsWith('identity.'))
  expect([...new Set(left)].sort()).toEqual(forAdministrators)
})
