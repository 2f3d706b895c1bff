import { expect, it } from 'vitest'
import { pacedMail, type Turns } from '../../src/adapters/paced'
import type { Refusal } from '../../src/kernel/refusal'
import type { Letter, Mail } from '../../src/ports/mail'

const letter = { key: 'k' } as Letter

it('letters go out one after the other at the provider’s rate, and what would wait too long waits elsewhere', async () => {
  let [sent, next] = [0, 0]
  const slept: number[] = []
  const mail: Mail = {
    reaches: 'people',
    provider: 'play',
    remembers: true,
    fileBytes: 1,
    send: async () => ({ providerId: String(++sent) }),
  }
  // Nothing passes in this test: every letter comes at the same moment.
  const turns: Turns = async (everyMs, mostMs) => {
    if (next > mostMs) return null
    next += everyMs
    return next - everyMs
  }
  const paced = pacedMail(mail, 500, turns, async (ms) => void slept.push(ms))
  const done = await Promise.allSettled(Array.from({ length: 60 }, () => paced.send(letter)))
  expect([sent, slept.slice(0, 3), slept.at(-1)]).toEqual([41, [500, 1000, 1500], 20_000])
  const refused = done.flatMap((one) => (one.status === 'rejected' ? [one.reason as Refusal] : []))
  expect([refused.length, refused[0]?.code, refused[0]?.retryAfterSeconds]).toEqual([19, 'limit', 20])
})
