import type { Id } from '../kernel/ids'
import { refuse } from '../kernel/refusal'

/** How a failure is told: what was seen, why it came, what was done. Source: features 2.3 rule 5, after ISO 14224. */
export const failureLevels = ['problem', 'cause', 'remedy'] as const
export type FailureLevel = (typeof failureLevels)[number]

/** One entry of a list. `classId` null is for every class of equipment. */
export type FailureCode = {
  id: Id<'fc'>
  classId: Id<'ac'> | null
  level: FailureLevel
  code: string
  name: string
  /** What people write when they mean it, with spaces between. */
  words: string
  /** “Other” says what in words. */
  needsWords: boolean
}

/** A word without its ending, so that “leaks”, “leaking” and “leakage” are one. */
const stem = (word: string): string => {
  const bare = word.replace(/(ages?|ings?|ed|es|s|e)$/, '')
  return bare.length >= 3 ? bare : word
}

const stems = (text: string): Set<string> =>
  new Set((text.toLowerCase().match(/\p{L}{3,}/gu) ?? []).map(stem).filter((word) => !empty.includes(word)))

/** Words that say nothing of a failure. */
const empty: readonly string[] = [
  'and',
  'the',
  'not',
  'was',
  'for',
  'with',
  'general',
  'other',
  'fail',
  'failure',
  'medium',
].map(stem)

/**
 * The entries of a level that a text speaks of, the likeliest first, at most so many: by the words that both share, those
 * of the class before those of all. None where nothing is shared. It suggests; a person chooses.
 */
export function suggest(text: string, codes: readonly FailureCode[], level: FailureLevel, most = 3): FailureCode[] {
  const said = stems(text)
  return codes
    .filter((one) => one.level === level)
    .map((one, index) => ({
      one,
      index,
      shared: [...stems(`${one.name} ${one.words}`)].filter((word) => said.has(word)),
    }))
    .filter(({ shared }) => shared.length > 0)
    .sort(
      (a, b) =>
        b.shared.length - a.shared.length ||
        Number(a.one.classId === null) - Number(b.one.classId === null) ||
        a.index - b.index,
    )
    .slice(0, most)
    .map(({ one }) => one)
}

export type FailureSaid = { problemId: string; causeId: string; remedyId: string; failureWords: string }

/**
 * What a person chose, as the order keeps it. Refuses 'invalid': an entry that is not in the lists of this asset
 * ('failure.unknown'), or “other” without saying what ('failure.words').
 */
export function chosenOf(codes: readonly FailureCode[], said: FailureSaid): Partial<Record<FailureLevel, FailureCode>> {
  const chosen: Partial<Record<FailureLevel, FailureCode>> = {}
  for (const level of failureLevels) {
    const id = said[`${level}Id`]
    if (id === '') continue
    const found = codes.find((one) => one.id === id && one.level === level)
    if (!found) {
      const sentence = 'Choose one from the list: it was changed meanwhile.'
      return refuse('invalid', 'failure.unknown', sentence, { [`${level}Id`]: sentence })
    }
    if (found.needsWords && said.failureWords === '') {
      const sentence = `“${found.name}” says it in words: write what it was.`
      refuse('invalid', 'failure.words', sentence, { failureWords: sentence })
    }
    chosen[level] = found
  }
  return chosen
}
