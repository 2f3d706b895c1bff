import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { longestDays, prefixOf, refreshDays, requestsPerMinute } from '../../src/identity/machines/key'
import { tokenRequestsPerMinute } from '../../src/identity/machines/oauth'
import {
  accessTokenMinutes,
  leewaySeconds,
  publishedDaysBefore,
  signsForDays,
} from '../../src/identity/machines/signing-key'
import { roles } from '../../src/identity/roles'

const read = (name: string) => readFileSync(`docs/security/${name}.md`, 'utf8')

describe('what is written of security is what the code does', () => {
  it('of keys and tokens, number by number [OPS-4b]', () => {
    const rows = [...read('tokens').matchAll(/^\| ([^|]+) \| (\d+) [a-z ]+\|$/gm)].map(([, what, number]) => [
      what,
      Number(number),
    ])
    expect(rows).toEqual([
      ['An API key lives at most', longestDays],
      ['An access token lives', accessTokenMinutes],
      ['A refresh token that nobody uses ends after', refreshDays],
      ['Clocks may differ by', leewaySeconds],
      ['A signing key signs for', signsForDays],
      ['It is published before it signs', publishedDaysBefore],
      ['Requests of one key', requestsPerMinute],
      ['Requests for tokens from one network (/24 or /48)', tokenRequestsPerMinute],
    ])
    for (const prefix of Object.values(prefixOf)) expect(read('tokens')).toContain(`\`${prefix}\``)
  })

  it('of roles, each by its name and what it is for (V8.1.1, V8.1.2) [MRO-4.3]', () => {
    const text = read('access')
    expect(text).toContain(`There are ${Object.keys(roles).length} built-in roles.`)
    const rows = [...text.matchAll(/^\| ([A-Z][^|]+) \| ([^|]+) \|$/gm)].map(([, title, about]) => [title, about])
    expect(rows).toEqual(Object.values(roles).map(({ title, about }) => [title, about]))
  })
})
