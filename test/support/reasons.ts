import { Refusal } from '../../src/kernel/refusal'

/** What the work answers, or the reason for which it is refused, now or later. */
export async function reasonOf<T>(work: () => T | Promise<T>): Promise<T | string> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}
