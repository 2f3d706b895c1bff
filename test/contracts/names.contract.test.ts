import { describe, expect, it } from 'vitest'
import { cloudflareNames } from '../../src/adapters/cloudflare-dns/adapter'
import { localNames } from '../../src/adapters/local/names'
import type { Names } from '../../src/ports/names'
import { outcomeOf } from './shelves'

type World = Record<string, string[]>

/** A name server that answers as Cloudflare's does: strings of at most 255 letters, each in quotes. */
const overHttps = (world: World): Names =>
  cloudflareNames((async (url: string) => {
    const name = new URL(url).searchParams.get('name') ?? ''
    if (name === 'broken.example') return new Response('busy', { status: 503 })
    const texts = world[name]
    if (!texts) return Response.json({ Status: 3 })
    const quoted = (text: string) =>
      (text.match(/.{1,255}/g) ?? ['']).map((part) => `"${part.replaceAll(/["\\]/g, '\\$&')}"`)
    return Response.json({ Status: 0, Answer: texts.map((text) => ({ type: 16, data: quoted(text).join(' ') })) })
  }) as typeof fetch)

const written = (world: World): Names =>
  localNames(async (domain) => {
    if (domain === 'broken.example')
      throw (await import('../../src/kernel/refusal')).refuse('unavailable', 'names.no-answer', 'No.')
    return world[domain] ?? []
  })

describe.each([
  ['what a developer wrote down', written],
  ['name servers over HTTPS', overHttps],
])('names by %s', (_, open) => {
  const names = open({
    'acme.example': ['v=spf1 -all', 'mro-command-domain=abc'],
    'long.example': ['x'.repeat(600)],
    'quoted.example': ['say "a\\b"'],
    'empty.example': [],
  })

  it('answer every text whole', async () => {
    expect(await names.texts('acme.example')).toEqual(['v=spf1 -all', 'mro-command-domain=abc'])
    expect(await names.texts('long.example')).toEqual(['x'.repeat(600)])
    expect(await names.texts('quoted.example')).toEqual(['say "a\\b"'])
  })

  it('answer none where nothing stands', async () => {
    expect(await names.texts('empty.example')).toEqual([])
    expect(await names.texts('nowhere.example')).toEqual([])
  })

  it('refuse as unavailable when nobody answers', async () => {
    expect(await outcomeOf(names.texts('broken.example'))).toBe('unavailable names.no-answer')
  })
})
