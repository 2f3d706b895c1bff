import { afterEach, describe, expect, it, vi } from 'vitest'
import { attempt } from '../../src/kernel/refusal'
import { outbound, publicAddress } from '../../src/platform/outbound'

const house = 'https://mro.example.com'
const here = 'http://localhost:8787'

const reasonOf = async (work: () => unknown) => {
  const done = await attempt(async () => work())
  return done.ok ? 'taken' : done.refusal.reason
}

describe('an address that a person typed', () => {
  it.each([
    ['https://login.contoso.com/v2', 'taken'],
    ['  https://login.contoso.com:443/ ', 'taken'],
    ['http://login.contoso.com', 'outbound.not-https'],
    ['ftp://login.contoso.com', 'outbound.not-https'],
    ['javascript:alert(1)', 'outbound.not-https'],
    ['file:///etc/passwd', 'outbound.not-https'],
    ['https://login.contoso.com:8443', 'outbound.port'],
    ['https://ana:secret@login.contoso.com', 'outbound.credentials'],
    ['https://login.contoso.com@127.0.0.1', 'outbound.credentials'],
    ['https://127.0.0.1', 'outbound.ip'],
    ['https://2130706433', 'outbound.ip'],
    ['https://0x7f.1', 'outbound.ip'],
    ['https://0177.0.0.1', 'outbound.ip'],
    ['https://127.0.0.1.', 'outbound.ip'],
    ['https://169.254.169.254/latest/meta-data', 'outbound.ip'],
    ['https://[::1]', 'outbound.ip'],
    ['https://[::ffff:127.0.0.1]', 'outbound.ip'],
    ['https://localhost', 'outbound.not-public'],
    ['https://metadata', 'outbound.not-public'],
    ['https://metadata.google.internal', 'outbound.not-public'],
    ['https://printer.local', 'outbound.not-public'],
    ['https://app.localhost', 'outbound.not-public'],
    ['https://1.0.0.127.in-addr.arpa', 'outbound.not-public'],
    ['https://mro.example.com/api', 'outbound.own'],
    ['https://MRO.example.com.', 'outbound.own'],
    ['https://deep.mro.example.com', 'outbound.own'],
    ['https://mro-command.acme.workers.dev', 'outbound.own'],
    ['http://localhost:9000', 'outbound.not-https'],
    ['login.contoso.com', 'outbound.unreadable'],
    ['', 'outbound.unreadable'],
  ])('%s: %s', async (given, expected) => {
    expect(await reasonOf(() => publicAddress(given, house))).toBe(expected)
  })

  it('may be a neighbour where the house itself answers at localhost', async () => {
    expect(await reasonOf(() => publicAddress('http://localhost:9000/idp', here))).toBe('taken')
    expect(await reasonOf(() => publicAddress('http://localhost:8787/', here))).toBe('outbound.own')
    expect(await reasonOf(() => publicAddress('http://192.168.1.1/', here))).toBe('outbound.not-https')
  })
})

describe('asking it', () => {
  afterEach(() => void vi.unstubAllGlobals())
  const answer = (make: (url: string, init: RequestInit) => Response | Promise<Response>) =>
    vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => make(String(url), init))
  const ask = () => outbound(house, 'https://login.contoso.com/x')

  it('answers what is there, whole', async () => {
    answer((_, init) => {
      expect(init.redirect).toBe('manual')
      return Response.json({ issuer: 'it' })
    })
    expect(await (await ask()).json()).toEqual({ issuer: 'it' })
  })

  it.each([
    [
      'leads elsewhere',
      () => new Response(null, { status: 302, headers: { Location: 'http://127.0.0.1' } }),
      'outbound.redirect',
    ],
    ['is too large', () => new Response(new Uint8Array(512 * 1024 + 1)), 'outbound.too-large'],
    ['never comes', () => Promise.reject(new TypeError('no route')), 'outbound.no-answer'],
    [
      'breaks off',
      () => new Response(new ReadableStream({ pull: (c) => c.error(new Error('gone')) })),
      'outbound.no-answer',
    ],
  ])('refuses an answer that %s', async (_, make, reason) => {
    answer(make)
    expect(await reasonOf(ask)).toBe(reason)
  })
})
