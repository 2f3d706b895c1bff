import { refuse } from '../kernel/refusal'
import type { Ledger } from './stock.queries'

/** The id of a lot that must be there. Refuses 'invalid' ('lot.unknown'). */
export const knownLot = (ledger: Ledger, code: string): string => {
  if (code === '') return ''
  const found = ledger.lots.find((one) => one.code === code || one.id === code)
  const sentence = `There is no ${code} of ${ledger.name} in stock. Check the number on the label.`
  return found?.id ?? refuse('invalid', 'lot.unknown', sentence, { lot: sentence })
}

/** Refuses 'conflict' ('lot.expired') for a lot whose day is past. */
export const checkExpiry = (today: string, ledger: Ledger, lotId: string): void => {
  const found = ledger.lots.find(({ id }) => id === lotId)
  if (found?.expiresOn && found.expiresOn < today) {
    const sentence = `Lot ${found.code} of ${ledger.name} expired on ${found.expiresOn}. Scrap it, or take another lot.`
    refuse('conflict', 'lot.expired', sentence, { lot: sentence })
  }
}

/** Refuses 'invalid' ('lot.expiry'): a lot of what expires says when, and always the same day. */
export function checkLotDay(ledger: Ledger, code: string, expiresOn: string | null): void {
  const known = ledger.lots.find((one) => one.code === code)
  if (known && expiresOn && known.expiresOn !== expiresOn) {
    const sentence = `Lot ${code} is known to expire on ${known.expiresOn ?? 'no day'}. Check the label.`
    refuse('invalid', 'lot.expiry', sentence, { expiresOn: sentence })
  }
}
