import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { action } from '../../../src/platform/action'
import type { Room } from '../../../src/platform/room'
import { Api, Pages } from '../../../src/platform/routes'
import { rooms } from '../../../src/rooms'
import { Visitor } from '../../support/visitor'
import { env, hidden, type Person, World } from '../../support/world'
import { addPasskey, codeOf, emailOf, lastLetter, password, proofsOf, setUpApp, withPassword } from './support'

const raise = action({
  name: 'stepping.limit.raise',
  about: 'Raises a limit of the test.',
  input: z.object({ amount: z.string().regex(/^\d+$/, 'Write a whole number.'), why: z.string() }),
  run: async (ctx, { amount, why }) => ({
    subject: ctx.organization.id,
    writes: [],
    facts: [{ name: 'stepping.limit-raised', subject: ctx.organization.id, amount: Number(amount) }],
    reason: why,
    result: { amount },
  }),
})

/** A room with deeds that ask for a fresh proof. */
const stepping: Room = {
  name: 'stepping',
  about: 'Asks for a fresh proof in the test.',
  actions: [raise],
  permissions: [],
  routes: [
    ...new Pages()
      .get('/limit', { may: raise.action, stepUp: true }, async (_, c) => c.text('the limit'))
      .post('/limit', { may: raise.action, stepUp: true }, async (ctx, c) => {
        const { amount } = await raise(ctx, c.var.form, { key: c.var.key })
        c.header('Set-Cookie', 'flash=done; Path=/', { append: true })
        return c.redirect(`/acme/limit?is=${amount}`, 303)
      }).routes,
    ...new Api().add(
      'POST',
      '/limit',
      { may: raise.action, stepUp: true, about: raise.about, action: raise },
      async (ctx, c) => c.json(await raise(ctx, c.var.form)),
    ).routes,
  ],
  listeners: [],
  ticks: [],
  personalData: [],
}

let world: World
let ana: Person
let desk: Visitor

beforeEach(async () => {
  world = await World.open([...rooms, stepping])
  ana = await world.organization('acme', 'Ana')
  await withPassword(ana)
  desk = new Visitor(world, ana)
})

const wait = (ms: number) => {
  world.now = (world.now + ms) as typeof world.now
}
const tenMinutes = 10 * 60_000
const raised = async () => {
  const ctx = await world.as(ana)
  const rows = await ctx.db.all<{ reason: string }>(
    "SELECT reason FROM audit_entries WHERE action = 'stepping.limit.raise' ORDER BY seq",
  )
  return rows.map(({ reason }) => reason)
}

describe('a deed that asks for a fresh proof', () => {
  it('is done for ten minutes after a proof, and not a millisecond longer [MRO-5e]', async () => {
    wait(tenMinutes - 1)
    expect((await desk.get('/acme/limit')).status).toBe(200)
    wait(1)
    const away = await desk.get('/acme/limit?a=b')
    expect([away.status, away.location]).toEqual([303, '/prove?next=%2Facme%2Flimit%3Fa%3Db'])
    expect((await desk.get(away.location)).html).toContain('Is it you?')
  })

  it('keeps what was typed, goes on after the proof, and turns the token [MRO-5e]', async () => {
    wait(tenMinutes)
    const before = await world.everything(ana)
    const fields = { amount: '5000', why: 'A pump & a “seal”\nfor line 3', op: 'one' }
    const asked = await desk.post('/acme/limit', fields, { Referer: `${env.ORIGIN}/acme/settings?tab=limits` })
    expect(asked.html).toContain('What you typed is kept')
    expect(asked.html).not.toContain('seal')
    expect(hidden(asked.html, 'next')).toBe('/acme/settings?tab=limits')
    expect(await world.everything(ana)).toBe(before)

    const kept = hidden(asked.html, 'kept')
    const wrong = await desk.post('/prove', { kept, next: '/acme/limit', password: 'not this one, I think' })
    expect([wrong.status, hidden(wrong.html, 'kept')]).toEqual([422, kept])
    expect(wrong.html).toContain('That is not your password')
    expect(await raised()).toEqual([])

    const token = desk.cookies.get('__Host-sid')
    const done = await desk.post('/prove', { kept, next: '/acme/limit', password })
    expect([done.status, done.location]).toEqual([303, '/acme/limit?is=5000'])
    expect(await raised()).toEqual(['A pump & a “seal”\nfor line 3'])
    expect(desk.cookies.get('flash')).toBe('done')
    expect(desk.cookies.get('__Host-sid')).not.toBe(token)
    const old = new Visitor(world)
    old.cookies.set('__Host-sid', token ?? '')
    expect((await old.get('/acme/tasks')).location).toContain('/sign-in')
    expect((await desk.get('/acme/limit')).status).toBe(200)

    // The page that is sent twice is still one deed.
    expect((await desk.post('/prove', { kept, next: '/acme/limit' })).location).toBe('/acme/limit?is=5000')
    expect(await raised()).toHaveLength(1)
  })

  it('shows its own refusal with what was typed', async () => {
    wait(tenMinutes)
    const asked = await desk.post('/acme/limit', { amount: 'many', why: '' })
    const done = await desk.post('/prove', { kept: hidden(asked.html, 'kept'), next: '/acme/limit', password })
    expect([done.status, await raised()]).toEqual([422, []])
  })

  it('asks those who have a second factor for both', async () => {
    const secret = await setUpApp(world, desk)
    wait(tenMinutes)
    const page = await desk.get('/prove?next=/acme/limit')
    expect([page.html.includes('name="password"'), page.html.includes('name="code"')]).toEqual([true, true])
    const only = await desk.post('/prove', { next: '/acme/limit', password, code: '' })
    expect(only.status).toBe(422)
    expect((await desk.get('/acme/limit')).status).toBe(303)
    const both = await desk.post('/prove', { next: '/acme/limit', password, code: codeOf(secret, world.now) })
    expect([both.status, both.location]).toEqual([303, '/acme/limit'])
    expect(await proofsOf(ana.loginId)).toEqual(['password', 'totp'])
    expect((await desk.get('/acme/limit')).status).toBe(200)
  })

  it('is proved by a passkey alone, with what was typed', async () => {
    const device = await addPasskey(desk)
    wait(tenMinutes)
    const asked = await desk.post('/acme/limit', { amount: '7', why: 'passkey' })
    const { options, box } = await desk.json<{ options: { challenge: string }; box: string }>(
      '/passkey-options?for=prove',
    )
    const fields = {
      way: 'passkey',
      box,
      answer: await device.get(options),
      kept: hidden(asked.html, 'kept'),
      next: '/',
    }
    expect((await desk.post('/prove', fields)).location).toBe('/acme/limit?is=7')
    expect(await raised()).toEqual(['passkey'])
  })

  it('is proved by a mailed code where there is no password, and by nobody else’s', async () => {
    await env.CONTROL.prepare('UPDATE logins SET password_hash = NULL').run()
    wait(tenMinutes)
    expect((await desk.get('/prove?next=/acme/limit')).html).toContain('E-mail me a code')
    const bo = await world.member(ana, 'Bo', 'admin')
    const theirs = new Visitor(world)
    await theirs.get('/sign-in')
    const mailed = await theirs.post('/sign-in', { email: emailOf(bo), way: 'code' })
    const theirCode = /\d{6}/.exec(await lastLetter())?.[0] ?? ''
    await desk.get('/prove?next=/acme/limit')
    const cheat = { next: '/acme/limit', ticket: hidden(mailed.html, 'ticket'), mailed: theirCode }
    expect((await desk.post('/prove', cheat)).status).toBe(422)
    expect((await desk.get('/acme/limit')).status).toBe(303)

    const sent = await desk.post('/prove', { next: '/acme/limit', way: 'mail' })
    const code = /\d{6}/.exec(await lastLetter())?.[0] ?? ''
    const done = await desk.post('/prove', { next: '/acme/limit', ticket: hidden(sent.html, 'ticket'), mailed: code })
    expect([done.status, done.location]).toEqual([303, '/acme/limit'])
  })

  it('is refused to a machine in words, and sends a fragment to the whole page', async () => {
    wait(tenMinutes)
    const answer = await world.json(ana, 'POST', '/api/v1/acme/limit', { amount: '1', why: '' })
    expect([answer.status, (await answer.json<{ type: string }>()).type]).toEqual([403, 'urn:mro:problem:step-up'])
    const fragment = await desk.post(
      '/acme/limit',
      { amount: '1', why: '' },
      { 'HX-Request': 'true', 'HX-Current-URL': `${env.ORIGIN}/acme/settings` },
    )
    expect([fragment.status, fragment.headers.get('HX-Redirect')]).toEqual([204, '/prove?next=%2Facme%2Fsettings'])
    expect(await raised()).toEqual([])
  })

  it('asks for the right before it asks for a proof', async () => {
    const cy = new Visitor(world, await world.member(ana, 'Cy', 'viewer'))
    wait(tenMinutes)
    expect((await cy.get('/acme/limit')).status).toBe(403)
  })
})

describe('what was kept', () => {
  it('goes on for its own session only, within a quarter of an hour', async () => {
    wait(tenMinutes)
    const asked = await desk.post('/acme/limit', { amount: '9', why: 'mine' })
    const kept = hidden(asked.html, 'kept')
    const bo = await world.member(ana, 'Bo', 'admin')
    const other = new Visitor(world, bo)
    expect((await other.post('/prove', { kept, next: '/acme' })).location).toBe('/acme')
    wait(15 * 60_000)
    expect((await desk.post('/prove', { kept, next: '/acme', password })).location).toBe('/acme')
    expect((await desk.post('/prove', { kept: `${kept.slice(0, -3)}AAA`, next: '/acme' })).location).toBe('/acme')
    expect(await raised()).toEqual([])
  })

  it('never leaves the house', async () => {
    expect((await desk.get('/prove?next=https://elsewhere.example')).location).toBe('/')
    expect((await desk.get('/prove?next=//elsewhere.example')).location).toBe('/')
  })
})
