import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Account, carryOut, plan, survey, type Wrangler } from '../../scripts/account'

/** An account that lives here, answering as wrangler does. `dieAfter` commands it falls over. */
const noted = (names: string[], name: string): string => {
  names.push(name)
  return ''
}

function fakeAccount(dieAfter = Number.POSITIVE_INFINITY) {
  const has: Account = { databases: {}, buckets: [], queues: [], secrets: [] }
  const calls: string[] = []
  let left = dieAfter
  const wrangler: Wrangler = (args, input) => {
    const [what, verb, third] = args
    const changes = ['create', 'put'].includes(verb ?? '') || third === 'create'
    if (changes && left-- <= 0) throw new Error('the network is gone')
    calls.push(args.join(' '))
    const name = args.at(-1) ?? ''
    if (what === 'd1' && verb === 'list')
      return JSON.stringify(Object.entries(has.databases).map(([key, uuid]) => ({ name: key, uuid })))
    if (what === 'd1') {
      if (name in has.databases) throw new Error('it exists')
      has.databases[name] =
        `${String(Object.keys(has.databases).length + 1).padStart(8, '0')}-aaaa-bbbb-cccc-dddddddddddd`
      return `created ${has.databases[name]}`
    }
    if (what === 'r2')
      return third === 'list' ? has.buckets.map((key) => `name:  ${key}`).join('\n') : noted(has.buckets, name)
    if (what === 'queues') return verb === 'list' ? has.queues.join(' │ ') : noted(has.queues, name)
    if (verb === 'list') return JSON.stringify(has.secrets.map((key) => ({ name: key })))
    expect(input?.length).toBeGreaterThanOrEqual(43)
    has.secrets.push(name)
    return ''
  }
  return { has, calls, wrangler, revive: () => (left = Number.POSITIVE_INFINITY) }
}

const config = () => {
  const file = join(mkdtempSync(join(tmpdir(), 'mro-provision-')), 'wrangler.toml')
  copyFileSync('wrangler.toml', file)
  return file
}

const provision = (wrangler: Wrangler, databases: number, file: string) => {
  const account = survey(wrangler)
  carryOut(plan(account, databases), account, databases, wrangler, file, () => undefined)
}

describe('provisioning', () => {
  it('makes what is missing and writes the ids; a second run makes nothing', () => {
    const { has, calls, wrangler } = fakeAccount()
    const file = config()
    provision(wrangler, 3, file)
    expect(Object.keys(has.databases)).toEqual(['mro-control', 'mro-tenant-0000', 'mro-tenant-0001', 'mro-tenant-0002'])
    expect([has.buckets, has.queues, has.secrets]).toEqual([
      ['mro-files'],
      ['mro-work', 'mro-work-dead'],
      ['SECRET', 'PEPPER'],
    ])
    const text = readFileSync(file, 'utf8')
    expect(text.match(/binding = "TENANT_DB_/g)?.length).toBe(3)
    for (const id of Object.values(has.databases)) expect(text).toContain(id)

    calls.length = 0
    provision(wrangler, 3, file)
    expect(calls.filter((call) => /create|put/.test(call))).toEqual([])
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('that broke after %i steps goes on where it was', (steps) => {
    const { has, wrangler, revive } = fakeAccount(steps)
    const file = config()
    expect(() => provision(wrangler, 3, file)).toThrow('the network is gone')
    revive()
    provision(wrangler, 3, file)
    expect(Object.keys(has.databases).length).toBe(4)
    expect([has.buckets, has.queues, has.secrets]).toEqual([
      ['mro-files'],
      ['mro-work', 'mro-work-dead'],
      ['SECRET', 'PEPPER'],
    ])
  })

  it('grows the pool and keeps what is there', () => {
    const { has, wrangler } = fakeAccount()
    const file = config()
    provision(wrangler, 2, file)
    const before = { ...has.databases }
    provision(wrangler, 4, file)
    expect(has.databases).toMatchObject(before)
    expect(Object.keys(has.databases).length).toBe(5)
  })

  it('writes no secret into a file', () => {
    const values: string[] = []
    const { wrangler } = fakeAccount()
    const file = config()
    const overheard: typeof wrangler = (args, input) => {
      if (input) values.push(input)
      return wrangler(args, input)
    }
    provision(overheard, 1, file)
    expect(values.length).toBe(2)
    for (const value of values) expect(readFileSync(file, 'utf8')).not.toContain(value)
  })
})
