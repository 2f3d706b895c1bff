import { beforeEach, describe, expect, it } from 'vitest'
import { sealAudit, verifyAudit } from '../../src/platform/audit'
import { type Person, World } from '../support/world'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  for (const title of ['One', 'Two', 'Three', 'Four']) await world.post(ana, '/acme/tasks', { title })
})

/** As somebody would who owns the database itself. */
const tamper = async (sql: string) => {
  const ctx = await world.as(ana)
  for (const name of ['no_update', 'no_delete', 'no_replace']) {
    await ctx.db.run(`DROP TRIGGER audit_entries_${name}`)
    await ctx.db.run(`DROP TRIGGER audit_seals_${name}`)
  }
  await ctx.db.run(sql)
}

describe('the chain of the audit log [OPS-4e]', () => {
  it('is whole after sealing, once or twice', async () => {
    const ctx = await world.as(ana)
    expect(await sealAudit(ctx)).toBe(4)
    expect(await sealAudit(ctx)).toBe(0)
    await world.post(ana, '/acme/tasks', { title: 'Five' })
    expect(await verifyAudit(await world.as(ana))).toEqual({ entries: 5, sealed: 4, whole: true })
  })

  it.each([
    ['a changed entry', "UPDATE audit_entries SET actor_id = 'mb_other' WHERE seq = 3", 3],
    ['a dropped entry', 'DELETE FROM audit_entries WHERE seq = 2', 2],
    ['a dropped last entry', 'DELETE FROM audit_entries WHERE seq = 4', 4],
    ['a rewritten seal', "UPDATE audit_seals SET hash = 'x' WHERE seq = 1", 1],
    ['a dropped seal', 'DELETE FROM audit_seals WHERE seq = 2', 2],
  ])('names the first broken row: %s [MRO-2.6e]', async (_, sql, row) => {
    await sealAudit(await world.as(ana))
    await tamper(sql)
    expect(await verifyAudit(await world.as(ana))).toMatchObject({ whole: false, brokenAt: row })
  })

  it('is shown, filtered and exported [MRO-2.6e]', async () => {
    const page = await (await world.get(ana, `/acme/audit?person=${ana.memberId}&action=calendar.task.create`)).text()
    expect(page.match(/created the task <a href="\/acme\/tasks\/tk_/g)?.length).toBe(4)
    const none = await (await world.get(ana, '/acme/audit?from=2030-01-01')).text()
    expect(none).toContain('Nothing matches these filters')
    const csv = await world.get(ana, '/acme/audit/export.csv')
    expect(csv.headers.get('Content-Disposition')).toContain('attachment')
    expect((await csv.text()).trim().split('\r\n').length).toBe(5)
  })

  it('holds no names and no words of people', async () => {
    await world.post(ana, '/acme/profile', {
      name: 'Anastasia Newname',
      theme: 'day',
      density: 'comfortable',
      version: '1',
    })
    const ctx = await world.as(ana)
    const rows = JSON.stringify(await ctx.db.all('SELECT * FROM audit_entries'))
    expect(rows).not.toContain('Anastasia')
    expect(rows).not.toContain('Three')
  })
})
