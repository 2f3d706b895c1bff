import { readAmount } from '../../kernel/amount-text'

/** A thing and its number in a line of free text: “2x ball bearing 6309”, “ball bearing 6309, 2 pcs”. */
export type ReadNeed = { words: string; quantity: string }

const counts = '(?:x|×|pcs?\\.?|pieces?|pc|ea|stk\\.?|st(?:uk|ück)?s?|szt\\.?|sets?)'
const before = new RegExp(`^(\\d[\\d.,]*)\\s*(?:${counts}\\b)?\\s+(?=\\S)`, 'iu')
const after = new RegExp(`[,;:–-]?\\s+(\\d[\\d.,]*)\\s*${counts}$`, 'iu')

/** One need a line; a line without a number is one of it. At most forty. */
export function readNeeds(text: string): ReadNeed[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^\s*[-*•]\s*/, '').trim())
    .filter(Boolean)
    .slice(0, 40)
    .map((line) => {
      const found = before.exec(line) ?? after.exec(line)
      const amount = found?.[1] ? readAmount(found[1].replace(/[.,]$/, '')) : null
      if (!found || !amount || Number(amount.decimal) === 0) return { words: line.slice(0, 200), quantity: '1' }
      return { words: line.replace(found[0], '').trim().slice(0, 200), quantity: amount.decimal }
    })
    .filter(({ words }) => words !== '')
}
