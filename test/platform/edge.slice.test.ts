import { beforeEach, describe, expect, it } from 'vitest'
import { origin, type Person, World } from '../support/world'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
})

const cookie = () => ({ Cookie: `__Host-sid=${ana.token}` })
const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }

describe('a request that changes something', () => {
  const cases: [string, number, () => Promise<Response>][] = [
    ['without our value', 403, () => world.post(ana, '/acme/tasks', { csrf: '', title: 'x' })],
    ['with another value', 403, () => world.post(ana, '/acme/tasks', { csrf: 'a'.repeat(43), title: 'x' })],
    [
      'from another site',
      403,
      () => world.post(ana, '/acme/tasks', { title: 'x' }, { 'Sec-Fetch-Site': 'cross-site' }),
    ],
    [
      'from a sibling site',
      403,
      () => world.post(ana, '/acme/tasks', { title: 'x' }, { 'Sec-Fetch-Site': 'same-site' }),
    ],
    [
      'from an old browser of another origin',
      403,
      () =>
        world.ask('/acme/tasks', {
          method: 'POST',
          headers: { ...cookie(), 'Content-Type': form['Content-Type'], Origin: 'https://evil.example' },
          body: new URLSearchParams({ csrf: ana.csrf, title: 'x' }),
        }),
    ],
    [
      'as text/plain',
      415,
      () =>
        world.ask('/acme/tasks', {
          method: 'POST',
          headers: { ...cookie(), 'Content-Type': 'text/plain' },
          body: `csrf=${ana.csrf}&title=x`,
        }),
    ],
    ['as JSON to a page', 415, () => world.json(ana, 'POST', '/acme/tasks', { title: 'x' })],
    ['as a form to JSON', 415, () => world.post(ana, '/api/v1/acme/tasks', { title: 'x' })],
    ['larger than 64 kB', 413, () => world.post(ana, '/acme/tasks', { title: 'x'.repeat(70_000) })],
    [
      'as half a JSON text',
      400,
      () =>
        world.ask('/api/v1/acme/tasks', {
          method: 'POST',
          headers: { ...cookie(), ...form, 'Content-Type': 'application/json' },
          body: '{"title":"x',
        }),
    ],
    [
      'as JSON that is not UTF-8',
      400,
      () =>
        world.ask('/api/v1/acme/tasks', {
          method: 'POST',
          headers: { ...cookie(), ...form, 'Content-Type': 'application/json' },
          body: new Uint8Array([0x22, 0xff, 0x22]),
        }),
    ],
    ['as a JSON list', 422, () => world.json(ana, 'POST', '/api/v1/acme/tasks', ['x'])],
    ['with a field that is no text', 422, () => world.json(ana, 'POST', '/api/v1/acme/tasks', { title: { a: 1 } })],
  ]

  it.each(cases)('%s is refused with %i and writes nothing', async (_, status, send) => {
    const before = await world.everything(ana)
    const answer = await send()
    expect(answer.status).toBe(status)
    expect(answer.headers.get('X-Request-Id')).toMatch(/^req_/)
    expect(await world.everything(ana)).toBe(before)
  })

  it('from an old browser of our own origin is taken', async () => {
    const answer = await world.ask('/acme/tasks', {
      method: 'POST',
      headers: { ...cookie(), 'Content-Type': form['Content-Type'], Origin: origin },
      body: new URLSearchParams({ csrf: ana.csrf, title: 'x' }),
    })
    expect(answer.status).toBe(303)
  })

  it('by GET is impossible: no route answers it', async () => {
    const before = await world.everything(ana)
    expect((await world.get(ana, '/acme/tasks?title=x')).status).toBe(200)
    expect(await world.everything(ana)).toBe(before)
  })
})

describe('every answer', () => {
  it('carries the headers, an error page its id and no words of the machine [MRO-2.6f]', async () => {
    for (const path of ['/sign-in', '/acme', '/acme/nowhere', '/nowhere/at/all', '/api/v1/acme/nowhere', '/health']) {
      const answer = await world.get(ana, path)
      expect(answer.headers.get('Content-Security-Policy')).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      )
      expect(answer.headers.get('Strict-Transport-Security')).toContain('max-age=63072000')
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
      expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
      if (answer.status === 404 && !path.startsWith('/api'))
        expect(await answer.text()).toContain(answer.headers.get('X-Request-Id'))
    }
  })

  it('holds no inline script or style and no style attribute', async () => {
    for (const path of [
      '/acme',
      '/acme/tasks',
      '/acme/tasks/new',
      '/acme/settings/organization',
      '/acme/audit',
      '/sign-in',
    ]) {
      const html = await (await world.get(ana, path)).text()
      expect(html).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\sstyle=|\shx-on|javascript:/)
    }
  })

  it('at another host name is 421', async () => {
    const ctx = { waitUntil: () => undefined, passThroughOnException: () => undefined } as unknown as ExecutionContext
    const { env } = await import('../support/world')
    const answer = await world.house.fetch(new Request('http://evil.example/sign-in'), env, ctx)
    expect(answer.status).toBe(421)
  })

  it('to a session that was tampered with is the sign-in page', async () => {
    for (const token of ['', 'x', `${ana.token}x`, ana.token.slice(0, -1), "' OR 1=1 --"]) {
      const answer = await world.ask('/acme', { headers: { Cookie: `__Host-sid=${encodeURIComponent(token)}` } })
      expect(answer.headers.get('Location')).toBe('/sign-in?next=%2Facme')
    }
  })
})

const hostile: string[] = [
  'a\0b',
  'x\u202Ey',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "Robert'); DROP TABLE tasks;--",
  '=cmd|calc',
  '{{7*7}}',
  '\u0000',
  '😀'.repeat(50),
  'ﷺ',
  'null',
  'undefined',
  'NaN',
  '0',
  '-1',
  '%s%n',
  '../../etc/passwd',
]

describe('hostile text', () => {
  it.each(hostile.map((_, index) => index))(
    'string %i is kept as it is or refused in words, and shown as text',
    async (index) => {
      const text = hostile[index] ?? ''
      const before = await world.everything(ana)
      const answer = await world.post(ana, '/acme/tasks', { title: text, notes: text })
      if (answer.status === 303) {
        const page = await (await world.get(ana, answer.headers.get('Location') ?? '')).text()
        expect(page).not.toMatch(/<script>alert|<img src=x/)
        const ctx = await world.as(ana)
        expect(await ctx.db.all('SELECT title FROM tasks')).toEqual([{ title: text.normalize('NFC').trim() }])
      } else {
        expect(answer.status).toBe(422)
        expect(await world.everything(ana)).toBe(before)
      }
    },
  )
})
