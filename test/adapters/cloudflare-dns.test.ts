import { expect, it } from 'vitest'
import { cloudflareNames } from '../../src/adapters/cloudflare-dns/adapter'
import { attempt } from '../../src/kernel/refusal'

const asked: string[] = []
const saying = (make: () => Response) =>
  cloudflareNames((async (url: string) => {
    asked.push(url)
    return make()
  }) as typeof fetch)

const texts = async (make: () => Response) => {
  const done = await attempt(() => saying(make).texts('_mro-command.acme.example'))
  return done.ok ? done.value : done.refusal.reason
}

it.each([
  [
    'two records, one in two strings',
    {
      Status: 0,
      Answer: [
        { type: 16, data: '"v=spf1 -all"' },
        { type: 16, data: '"mro-command=ab" "cd"' },
      ],
    },
    ['v=spf1 -all', 'mro-command=abcd'],
  ],
  ['a record with a quote in it', { Status: 0, Answer: [{ type: 16, data: '"say \\"a\\""' }] }, ['say "a"']],
  [
    'an alias before the text',
    {
      Status: 0,
      Answer: [
        { type: 5, data: 'elsewhere.example.' },
        { type: 16, data: '"x"' },
      ],
    },
    ['x'],
  ],
  ['no such record', { Status: 0 }, []],
  ['no such domain', { Status: 3 }, []],
  ['a server that failed', { Status: 2 }, 'names.no-answer'],
  ['another form', { hello: 1 }, 'names.no-answer'],
])('reads %s', async (_, body, expected) => {
  expect(await texts(() => Response.json(body))).toEqual(expected)
})

it('refuses as unavailable what is not there or no JSON', async () => {
  expect(await texts(() => new Response('busy', { status: 503 }))).toBe('names.no-answer')
  expect(await texts(() => Response.json({ Status: 0 }, { status: 500 }))).toBe('names.no-answer')
  expect(asked[0]).toBe('https://cloudflare-dns.com/dns-query?name=_mro-command.acme.example&type=TXT')
})
