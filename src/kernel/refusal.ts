/** The six ways in which the house says no. Anything else that is thrown is a fault. */
export type RefusalCode = 'invalid' | 'forbidden' | 'not-found' | 'conflict' | 'limit' | 'unavailable'

/** One plain sentence by the name of the field that it is about. */
export type FieldSentences = Record<string, string>

/**
 * Something a person can understand and act on.
 *
 * `reason` is stable and for machines (`task.finished`); `message` is one plain sentence that says what to do.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly reason: string
  readonly fields: FieldSentences
  /** Seconds to wait before another try; set on `limit` and `unavailable` where it is known. */
  readonly retryAfterSeconds: number | null

  constructor(
    code: RefusalCode,
    reason: string,
    sentence: string,
    fields: FieldSentences = {},
    retryAfterSeconds: number | null = null,
  ) {
    super(sentence)
    this.code = code
    this.reason = reason
    this.fields = fields
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Refuses: throws a `Refusal`. */
export function refuse(
  code: RefusalCode,
  reason: string,
  sentence: string,
  fields: FieldSentences = {},
  retryAfterSeconds: number | null = null,
): never {
  throw new Refusal(code, reason, sentence, fields, retryAfterSeconds)
}

export type Attempt<T> = { ok: true; value: T } | { ok: false; refusal: Refusal }

/** Runs the work and hands a refusal back as a value; faults go on their way. */
export async function attempt<T>(work: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, refusal: error }
    throw error
  }
}
