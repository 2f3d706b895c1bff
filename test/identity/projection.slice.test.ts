import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { membershipFacts } from '../../src/identity/projection'
import { identity } from '../../src/identity/room'
import { action } from '../../src/platform/action'
import { projectAll } from '../../src/platform/projection'
import { rooms } from '../../src/rooms'
import { env, type Person, World } from '../support/world'

/** Ends a membership as an action of the truth does. */
const letGo = action({
  name: 'identity.member.let-go',
  about: 'Lets somebody go.',
  input: z.object({ id: z.string() }),
  run: async (ctx, { id }) => ({
    subject: id,
    writes: [ctx.db.run(sql`UPDATE members SET left_at = ${ctx.now} WHERE id = ${id}`)],
    facts: [{ name: membershipFacts.left, subject: id }],
    result: {},
  }),
})

let world: World
let ana: Person
let bo: Person

beforeEach(async () => {
  world = await World.open(
    rooms.map((room) => (room === identity ? { ...room, actions: [...room.actions, letGo] } : room)),
  )
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
})

const fences = async () => (await env.CONTROL.prepare('SELECT * FROM fences').all()).results
const enters = async (who: Person) => (await world.get(who, '/acme/tasks')).status
const membership = (who: Person) =>
  env.CONTROL.prepare('SELECT ended_at, grants, version FROM memberships WHERE member_id = ?')
    .bind(who.memberId)
    .first<{ ended_at: number | null; grants: string; version: number }>()

describe('what the doors read', () => {
  it('follows the truth before the action answers, and leaves no fence [MRO-4.3]', async () => {
    expect(await enters(bo)).toBe(200)
    await letGo(await world.as(ana), { id: bo.memberId })
    expect((await membership(bo))?.ended_at).toBe(world.now)
    expect(await fences()).toEqual([])
    expect(await enters(bo)).toBe(404)
    expect(await enters(ana)).toBe(200)
  })

  it('is the truth while a fence stands: a crash between the commit and the copy lets nobody in [MRO-4.3]', async () => {
    // As a crash leaves it: the fence is up, the truth is written, the copy is not.
    const ctx = await world.as(ana)
    await env.CONTROL.prepare("INSERT INTO fences VALUES ('fe_1', ?, ?)").bind(ana.organizationId, world.now).run()
    await ctx.db.run(sql`UPDATE members SET left_at = ${world.now} WHERE id = ${bo.memberId}`)
    expect((await membership(bo))?.ended_at).toBeNull()
    expect(await enters(bo)).toBe(404)
    // The commit behind a young fence may still come.
    expect(await fences()).toHaveLength(1)
    world.now = (world.now + 61_000) as typeof world.now
    expect(await enters(ana)).toBe(200)
    expect(await fences()).toEqual([])
    expect(await enters(bo)).toBe(404)
  })

  it('does not go backwards when an old repeat comes late', async () => {
    await letGo(await world.as(ana), { id: bo.memberId })
    const newer = (await membership(bo))?.version ?? 0
    expect(newer).toBeGreaterThan(0)
    await env.CONTROL.prepare('UPDATE memberships SET version = version + 10 WHERE member_id = ?')
      .bind(bo.memberId)
      .run()
    const ctx = await world.as(ana)
    await ctx.db.run(sql`UPDATE members SET left_at = NULL WHERE id = ${bo.memberId}`)
    await projectAll(world.platform, ctx)
    expect((await membership(bo))?.ended_at).toBe(world.now)
  })

  it('takes nobody from another organization and grants only what is written [MRO-5b]', async () => {
    const zed = await world.organization('zenith', 'Zed')
    await projectAll(world.platform, await world.as(ana))
    expect(JSON.parse((await membership(bo))?.grants ?? '')).toEqual([{ role: 'technician', sites: null }])
    expect(await enters(zed)).toBe(404)
    expect(await enters(bo)).toBe(200)
  })
})
