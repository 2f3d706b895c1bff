import { Refusal } from '../../src/kernel/refusal'

/** What the work answers, or the reason for which it is refused. */
export function outcome<T>(work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}
