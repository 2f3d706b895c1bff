import { beforeEach, expect, it } from 'vitest'
import { newId } from '../../../src/kernel/ids'
import { Visitor } from '../../support/visitor'
import { env, type Person, World } from '../../support/world'
import { addPasskey, byPassword, emailOf, lastLetter, letters, requireSecond, setUpApp, withPassword } from './support'

let world: World
let ana: Person
let bo: Person
let admin: Visitor

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  await withPassword(bo)
  admin = new Visitor(world, ana)
  const own = new Visitor(world, bo)
  await setUpApp(world, own)
  await addPasskey(own)
  await own.post('/security/codes')
})

const start = (who: Visitor, id = bo.memberId, of = 'acme') => who.post(`/${of}/people/${id}/second-factor/reset`)
const codeOfLetter = async () => /([0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(await lastLetter())?.[0] ?? ''
const factors = () =>
  env.CONTROL.prepare(
    `SELECT (SELECT count(*) FROM passkeys) AS passkeys, (SELECT count(*) FROM authenticator_apps) AS apps,
       (SELECT count(*) FROM recovery_codes) AS codes`,
  ).first()

it('an administrator starts it and learns nothing; the person ends it with password and letter (ASVS 6.4.4, 6.4.6) [OPS-3b]', async () => {
  expect((await admin.get(`/acme/people/${bo.memberId}/second-factor`)).html).toContain('Make sure that it is Bo')
  const started = await start(admin)
  expect([started.status, started.location]).toEqual([303, `/acme/people/${bo.memberId}`])
  const code = await codeOfLetter()
  expect(started.html + JSON.stringify([...admin.cookies])).not.toContain(code)
  expect(await factors()).toEqual({ passkeys: 1, apps: 1, codes: 10 })
  const audit = await (await world.as(ana)).db.all<{ action: string; subject: string }>(
    "SELECT action, subject FROM audit_entries WHERE action = 'identity.member.reset-factors'",
  )
  expect(audit).toEqual([{ action: 'identity.member.reset-factors', subject: bo.memberId }])

  // The mailbox alone is not enough.
  const mailed = new Visitor(world)
  await mailed.get('/sign-in')
  const asked = await mailed.post('/sign-in', { email: emailOf(bo), way: 'code' })
  const ticket = /name="ticket" value="([^"]+)"/.exec(asked.html)?.[1] ?? ''
  const six = /\d{6}/.exec((await letters()).at(-1) ?? '')?.[0] ?? ''
  await mailed.post('/sign-in/code', { ticket, code: six, email: emailOf(bo) })
  const refused = await mailed.post('/sign-in/second', { way: 'recovery', recovery: code })
  expect([refused.status, refused.html.includes('after your password only')]).toEqual([422, true])

  const { browser } = await byPassword(world, bo)
  const done = await browser.post('/sign-in/second', { way: 'recovery', recovery: code })
  expect([done.status, done.location]).toEqual([303, '/security/second-factor?next=%2Facme'])
  expect(await factors()).toEqual({ passkeys: 0, apps: 0, codes: 0 })
  expect(await letters()).toContain('Your second factor was taken away by the code of the letter')
  // The code is gone, and where a second factor is asked for the person is led to a new one.
  await requireSecond(ana.organizationId)
  expect((await browser.get('/acme/tasks')).location).toContain('/sign-in/factor')
})

it('ends after a day', async () => {
  await start(admin)
  const code = await codeOfLetter()
  world.now = (world.now + 24 * 3_600_000) as typeof world.now
  const { browser } = await byPassword(world, bo)
  expect((await browser.post('/sign-in/second', { way: 'recovery', recovery: code })).status).toBe(422)
  expect(await factors()).toEqual({ passkeys: 1, apps: 1, codes: 10 })
})

it('waits until every organization of the person has agreed', async () => {
  const zed = await world.organization('zenith', 'Zed')
  const memberId = newId('mb', world.now)
  await env.CONTROL.prepare(
    'INSERT INTO memberships (login_id, organization_id, member_id, created_at) VALUES (?, ?, ?, ?)',
  )
    .bind(bo.loginId, zed.organizationId, memberId, world.now)
    .run()
  const ctx = await world.platform.openTenant(zed.organizationId, { kind: 'system', id: 'house' }, 'test')
  await ctx.db.run(
    `INSERT INTO members (id, login_id, name, email, joined_at) VALUES ('${memberId}', '${bo.loginId}', 'Bo', '${emailOf(bo)}', 1)`,
  )
  const before = (await letters()).length
  await start(admin)
  expect((await letters()).length).toBe(before)
  await start(new Visitor(world, zed), memberId, 'zenith')
  expect((await letters()).length).toBe(before + 1)
  expect(await codeOfLetter()).not.toBe('')
})

it('is not for oneself, not for those without the right, not for those who have no second factor, and asks for a fresh proof', async () => {
  const before = await world.everything(ana)
  expect((await start(admin, ana.memberId)).status).toBe(409)
  const cy = await world.member(ana, 'Cy', 'manager')
  expect((await start(new Visitor(world, cy))).status).toBe(403)
  expect((await start(admin, cy.memberId)).status).toBe(409)
  const zed = await world.organization('zenith', 'Zed')
  expect((await start(new Visitor(world, zed), bo.memberId, 'zenith')).status).toBe(404)
  world.now = (world.now + 10 * 60_000) as typeof world.now
  expect((await start(admin)).html).toContain('Is it you?')
  await env.CONTROL.prepare('DELETE FROM factor_resets').run()
  expect((await world.everything(ana)).includes('factors-reset')).toBe(before.includes('factors-reset'))
})
