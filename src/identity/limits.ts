import { hashOf } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { addressPrefix } from '../platform/http'
import type { Allowance } from '../platform/limiter'
import type { Platform } from '../platform/platform'
import type { Request } from '../platform/routes'

const minute = 60_000
const often = { windowMs: 15 * minute, firstMs: minute, longestMs: 15 * minute }

/** How many wrong tries are let through before the wait begins and doubles. Source: security targets S2. */
export const limits = {
  /** Of one e-mail address, from devices that never signed in to it. */
  account: { most: 10, ...often },
  /** Of one e-mail address, from one device that did: a stranger cannot use it up. */
  device: { most: 10, ...often },
  /** From one network (/24 or /48). */
  address: { most: 100, ...often },
  /** Of all addresses at one mail domain, from devices that never signed in: one password tried on many. */
  organization: { most: 300, ...often, longestMs: minute },
  /** Codes mailed to one e-mail address. */
  letters: { most: 5, ...often },
  /** Second factors of one login, after the first is proved. */
  second: { most: 10, ...often },
  /** Reports of strangers through one code, and from one network. */
  reportCode: { most: 10, ...often },
  reporter: { most: 20, ...often },
  /** Pictures that strangers send with their reports, from one network. */
  pictures: { most: 30, ...often },
  /** PINs of one person on one shared tablet. */
  pin: { most: 5, ...often },
} as const satisfies Record<string, Allowance>

/** Hashing costs a fifth of a second: so much of it at once from one network, and a second for one mail domain. */
export const hashing = { atOnce: 2, leaseMs: 10_000, aSecond: 10 } as const

/** Of what administrators are told: wrong tries of one login in a quarter of an hour, changes of one actor in ten minutes. */
export const alarms = { failures: 5, failuresMs: 15 * minute, changes: 300, changesMs: 10 * minute } as const

type Kind = keyof typeof limits

const counterOf = async ({ env }: Platform, kind: string, whose: string) =>
  env.LIMITER.getByName(`${kind}:${await hashOf(whose)}`)

const waitWords = (seconds: number) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`)

function refuseFor(waitMs: number): void {
  if (waitMs === 0) return
  const seconds = Math.ceil(waitMs / 1000)
  refuse(
    'limit',
    'too-many-tries',
    `There were many tries in a short time. Please wait ${waitWords(seconds)}, then try again.`,
    {},
    seconds,
  )
}

/**
 * Counts a try of something that can be guessed or abused. Refuses 'limit' with the seconds to wait.
 * It counts for addresses that have no login too, so the answer says nothing of who exists.
 */
export async function countTry(platform: Platform, kind: Kind, whose: string): Promise<void> {
  const counter = await counterOf(platform, kind, whose)
  refuseFor(await counter.take(platform.now(), limits[kind]))
}

/** Forgets the tries of somebody who has proved who they are. */
export async function forgetTries(platform: Platform, kind: Kind, whose: string): Promise<void> {
  await (await counterOf(platform, kind, whose)).clear()
}

/** A try of an e-mail address: `right` says that it was the person, and only wrong ones count. */
export type Try = { right: () => Promise<void> }

/**
 * Counts a try of an e-mail address by the address, the network and the mail domain. Refuses 'limit' with the longest
 * wait. `deviceHash` is of a device that has signed in with this address before: it has its own allowance, so that no
 * stranger keeps its owner out. All counters are asked at once and for every address alike, with a login or without.
 */
export async function countSignIn(
  platform: Platform,
  c: Request,
  email: string,
  deviceHash: string | null,
): Promise<Try> {
  const domain = email.split('@').at(-1) ?? ''
  const asked: [Kind, string][] = deviceHash
    ? [
        ['device', `${email}:${deviceHash}`],
        ['address', addressPrefix(c)],
      ]
    : [
        ['account', email],
        ['address', addressPrefix(c)],
        ['organization', domain],
      ]
  const counters = await Promise.all(
    asked.map(async ([kind, whose]) => ({ kind, counter: await counterOf(platform, kind, whose) })),
  )
  const waits = await Promise.all(counters.map(({ kind, counter }) => counter.take(platform.now(), limits[kind])))
  refuseFor(Math.max(...waits))
  return {
    right: async () => {
      await Promise.all(
        counters.map(({ kind, counter }) =>
          kind === 'account' || kind === 'device' ? counter.clear() : counter.giveBack(limits[kind]),
        ),
      )
    },
  }
}

/** Counts a letter with a code to an address, and what its network asks for. Refuses 'limit'. */
export async function countLetter(
  platform: Platform,
  c: Request,
  email: string,
  deviceHash: string | null,
): Promise<void> {
  await countTry(platform, 'address', addressPrefix(c))
  await countTry(platform, 'letters', deviceHash ? `${email}:${deviceHash}` : email)
}

/**
 * Hashes a password when there is room for it. Refuses 'limit' when the network already has as many going on as it
 * may, or the mail domain had its share of this second; it waits a moment before it does.
 */
export async function hashingInTurn<T>(
  platform: Platform,
  c: Request,
  email: string,
  work: () => Promise<T>,
): Promise<T> {
  const [places, pace] = await Promise.all([
    counterOf(platform, 'hashing', addressPrefix(c)),
    counterOf(platform, 'pace', email.split('@').at(-1) ?? ''),
  ])
  for (let attempt = 1; ; attempt++) {
    const place = await places.borrow(hashing.atOnce, hashing.leaseMs)
    if (place > 0) {
      try {
        const second = { most: hashing.aSecond, windowMs: 1000, firstMs: 1000, longestMs: 1000 }
        if ((await pace.takeNow(second)) === 0) return await work()
      } finally {
        await places.giveUp(place)
      }
    }
    if (attempt === 5) {
      refuse('limit', 'busy', 'Many people sign in at this moment. Please try again in a few seconds.', {}, 3)
    }
    await new Promise((resolve) => setTimeout(resolve, 200 * attempt))
  }
}
