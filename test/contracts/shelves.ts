import { instant } from '../../src/kernel/instant'
import { Refusal } from '../../src/kernel/refusal'
import { migrateControl } from '../../src/platform/platform'
import type { Shelf } from '../../src/ports/shelf'
import { shelfOf } from '../../src/wiring'
import { realEnv } from '../support/world'

/** The local post office's own shelf, with its table. */
export async function realShelf(): Promise<Shelf> {
  const now = () => instant(Date.UTC(2026, 10, 24, 9, 0))
  await migrateControl(realEnv, now())
  return shelfOf(realEnv.CONTROL, now)
}

/** 'done', or the code and the reason of the refusal. */
export const outcomeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.reason}`
    throw error
  }
}
