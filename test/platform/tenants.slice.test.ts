import { beforeEach, describe, expect, it } from 'vitest'
import { tenants } from '../../src/identity/tenants'
import type { Line } from '../../src/platform/moving'
import { freeDatabases } from '../../src/platform/tenancy'
import { env, type Person, World } from '../support/world'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  for (const title of ['One', 'Two']) await world.post(ana, '/acme/tasks', { title })
})

const all = async (slug: string) => {
  const lines: Line[] = []
  for await (const line of tenants.export(world.platform, slug)) lines.push(line)
  return lines
}

describe('an organization as a whole', () => {
  it('is exported, and restored to what it was', async () => {
    const before = await world.everything(ana)
    const lines = await all('acme')
    await world.post(ana, '/acme/tasks', { title: 'Written after the export' })
    expect(await tenants.restore(world.platform, 'acme', lines)).toBe(lines.length - 1)

    const strip = (text: string) => JSON.parse(text).filter((entry: unknown) => entry !== 'schema_migrations')
    expect(strip(await world.everything(ana)).flat()).toEqual(strip(before).flat())
    expect(await (await world.get(ana, '/acme/tasks')).text()).not.toContain('Written after')
    // Searching works on what was restored: the index was made by the rows.
    expect(await (await world.get(ana, '/acme/search?q=two')).text()).toContain('Two')
    expect((await world.post(ana, '/acme/tasks', { title: 'Three' })).status).toBe(303)
  })

  it('takes no export of another', async () => {
    await world.organization('zenith', 'Zed')
    const before = await world.everything(ana)
    await expect(tenants.restore(world.platform, 'acme', await all('zenith'))).rejects.toThrow('not an export of acme')
    expect(await world.everything(ana)).toBe(before)
  })

  it('behind the current shape is brought up to it before it is used', async () => {
    await env.CONTROL.prepare('UPDATE databases SET schema_version = 0').run()
    expect(await tenants.migrate(world.platform)).toBe(1)
    expect(await tenants.migrate(world.platform)).toBe(0)
  })

  it('finds room in a pool that has just grown, however many sign up at that moment', async () => {
    const waiting = () => env.CONTROL.prepare('DELETE FROM databases WHERE organization_id IS NULL').run()
    await waiting()
    expect(await Promise.all([1, 2, 3].map(() => freeDatabases(env, 1)))).toEqual([1, 1, 1])
    await waiting()
    const pool = Object.keys(env).filter((name) => name.startsWith('TENANT_DB_')).length
    const names = Array.from({ length: pool }, (_, index) => `Works ${index}`)
    const opened = await Promise.allSettled(
      names.map((name) => tenants.add(world.platform, name, 'ines@hoist.example')),
    )
    const refused = opened.flatMap((one) => (one.status === 'rejected' ? [one.reason.reason] : []))
    expect(refused).toEqual(['organization.no-database'])
    expect((await tenants.list(world.platform)).length).toBe(pool)
  })

  it('is added for an owner, and listed', async () => {
    const { slug } = await tenants.add(world.platform, 'Hoist Works', 'Ines@Hoist.example')
    expect((await tenants.list(world.platform)).map((tenant) => tenant.slug)).toEqual(['acme', slug])
  })
})
