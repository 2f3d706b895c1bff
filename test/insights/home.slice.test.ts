import { expect, it } from 'vitest'
import { World } from '../support/world'

it('says what waits in every room, urgent first, as far as the person may do something about it', async () => {
  const world = await World.open()
  const ana = await world.organization('acme', 'Ana')
  const vic = await world.member(ana, 'Vic', 'viewer')
  const quiet = await (await world.get(ana, '/acme')).text()
  expect(quiet).not.toContain('Needs you')

  const made = await world.json(ana, 'POST', '/api/v1/acme/assets', { name: 'Cooling pump', model: 'CR 32-4' })
  const { id } = (await made.json()) as { id: string }
  await world.json(ana, 'PUT', `/api/v1/acme/assets/${id}/state`, { state: 'down' })
  await world.post(ana, `/acme/reports/about/${id}`, { words: 'It leaks at the seal' })

  const page = await (await world.get(ana, '/acme')).text()
  expect(page.indexOf('Machines down')).toBeGreaterThan(0)
  expect(page.indexOf('New problem reports')).toBeGreaterThan(page.indexOf('Machines down'))
  expect(await (await world.get(vic, '/acme')).text()).not.toContain('Needs you')
})
