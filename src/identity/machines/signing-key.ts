/** A key that signs access tokens, without its private half. Instants are milliseconds UTC. */
export type SigningKey = {
  /** Counts from 1; two that make the next key at once make one. */
  generation: number
  kid: string
  createdAt: number
  /** It signs from this instant on; before, it is published only. */
  activeFrom: number
}

const minute = 60_000
const day = 24 * 60 * minute

/** A key signs for thirty days. */
export const signsForDays = 30
/** It is published a day before it signs, longer than anybody keeps the list of keys. */
export const publishedDaysBefore = 1
/** Minutes for which a token is good. */
export const accessTokenMinutes = 10
/** Seconds by which clocks may differ. */
export const leewaySeconds = 60

/** What is to be done with the keys at an instant. */
export type Rotation = {
  /** The generation and the beginning of a key that is to be made now, or null. */
  make: { generation: number; activeFrom: number } | null
  /** Signs now; null only before the first key is made. */
  signing: SigningKey | null
  /** In the published list: the next one, the signing one, and those whose tokens are not all out yet. */
  published: SigningKey[]
  /** Verify nothing any more, and are forgotten. */
  over: SigningKey[]
}

/**
 * The state of the keys at an instant.
 *
 * The newest key that has begun signs. The next one is made a day before it begins, however late the clock that makes
 * it; meanwhile the old one signs on. A key whose successor has begun verifies until its last token is out.
 */
export function rotationOf(keys: readonly SigningKey[], now: number): Rotation {
  const newestFirst = [...keys].sort((one, other) => other.generation - one.generation)
  const [newest] = newestFirst
  if (!newest) return { make: { generation: 1, activeFrom: now }, signing: null, published: [], over: [] }

  const begun = newestFirst.filter(({ activeFrom }) => activeFrom <= now)
  const signing = begun[0] ?? null
  const due = newest.activeFrom + (signsForDays - publishedDaysBefore) * day
  const make =
    now >= due
      ? {
          generation: newest.generation + 1,
          activeFrom: Math.max(newest.activeFrom + signsForDays * day, now + publishedDaysBefore * day),
        }
      : null
  const lastTokens = accessTokenMinutes * minute + 2 * leewaySeconds * 1000
  const isOver = (key: SigningKey) => {
    const successor = newestFirst.find(({ generation }) => generation === key.generation + 1)
    return successor !== undefined && now >= successor.activeFrom + lastTokens
  }
  return {
    make,
    signing,
    published: newestFirst.filter((key) => !isOver(key)),
    over: newestFirst.filter(isOver),
  }
}
