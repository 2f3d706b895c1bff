import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bounds, defaultPolicy, sharedIdleMinutes } from '../../src/identity/access'
import { unpacked } from '../../src/identity/blocklist'
import { commonPasswords } from '../../src/identity/common-passwords'
import { alarms, hashing, limits } from '../../src/identity/limits'
import { contextWords, cost, longest, shortest } from '../../src/identity/password'
import { goodForMinutes, triesOfCode } from '../../src/identity/ticket'

const page = (name: string) => readFileSync(`docs/security/${name}.md`, 'utf8').replaceAll(/\s+/g, ' ')
const minutes = (ms: number) => `${ms / 60_000} min`
const figures = (count: number) => count.toLocaleString('en-US')

describe('what is written of security is what the code does [MRO-5f]', () => {
  const signIn = page('sign-in')
  const sessions = page('sessions')

  it.each([
    ['account', 'an e-mail address, from devices that never signed in to it'],
    ['device', 'an e-mail address, from one device that did'],
    ['address', 'a network (/24 or /48)'],
    ['organization', 'all addresses at a mail domain, from devices that never signed in'],
    ['letters', 'codes mailed to an e-mail address'],
  ] as const)('the allowance of %s', (kind, words) => {
    const { most, windowMs, firstMs, longestMs } = limits[kind]
    expect(signIn).toContain(
      `| ${words} | ${most} | ${minutes(windowMs)} | ${minutes(firstMs)} | ${minutes(longestMs)} |`,
    )
  })

  it('hashing, passwords and codes', () => {
    expect(signIn).toContain(`${hashing.atOnce} at once for a network, ${hashing.aSecond} a second for a mail domain`)
    expect(signIn).toContain(`${shortest} to ${figures(longest)} characters`)
    // Two passwords may share a print, so the list may be shorter by a few.
    expect(43_088 - unpacked(commonPasswords).size).toBeLessThan(5)
    expect(signIn).toContain('43,088 passwords')
    expect(signIn).toContain(`${contextWords.join(', ')}.`)
    expect(signIn).toContain(`N = ${cost.N}, r = ${cost.r}, p = ${cost.p}`)
    expect(signIn).toContain(`Six digits, ${triesOfCode} tries`)
    expect(signIn).toContain(`${goodForMinutes['sign-in']} minutes to sign in, ${goodForMinutes.reset} minutes to open`)
    expect(goodForMinutes['sign-up']).toBe(goodForMinutes.reset)
  })

  it('what administrators are told of', () => {
    expect(signIn).toContain(`${alarms.failures} or more wrong tries within ${alarms.failuresMs / 60_000} minutes`)
    expect(signIn).toContain(`more than ${alarms.changes} changes of one person within ten minutes`)
  })

  it('how long sessions live [MRO-5e]', () => {
    const { idleMinutes: idle, absoluteMinutes: absolute } = bounds
    expect(sessions).toContain(
      `| without a request | ${defaultPolicy.idleMinutes} min | ${idle.least} to ${idle.most} min |`,
    )
    expect(sessions).toContain(
      `| ${defaultPolicy.absoluteMinutes / 60} h | ${absolute.least / 60} to ${absolute.most / 60} h |`,
    )
    expect(sessions).toContain(`on a shared tablet | ${sharedIdleMinutes} min |`)
  })
})
