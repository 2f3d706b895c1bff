import { readAmount } from '../kernel/amount-text'
import { currencyDecimals } from '../kernel/currency'
import { readDecimal } from '../kernel/decimal'
import { refuse } from '../kernel/refusal'
import type { Disclosure } from './invitation'

type Form = Record<string, string>
type Fields = Record<string, string>

const notANumber = 'Write a number, such as 12.50 or 12,50.'
const unclear = 'This could be thousands or decimals. Write it with two decimals, such as 1234.00.'

/** A field's number scaled by ten to so many decimals; null for an empty one. Trouble goes into `fields`. */
function scaledOf(form: Form, name: string, decimals: number, fields: Fields): number | null {
  const text = form[name]?.trim() ?? ''
  if (text === '') return null
  const read = readAmount(text)
  const scaled = read ? readDecimal(read.decimal, decimals) : null
  if (!read || scaled === null || scaled > BigInt(Number.MAX_SAFE_INTEGER)) fields[name] = notANumber
  else if (!read.sure) fields[name] = unclear
  else return Number(scaled)
  return null
}

function wholeOf(form: Form, name: string, most: number, fields: Fields): number | null {
  const text = form[name]?.trim() ?? ''
  if (text === '') return null
  if (/^\d{1,4}$/.test(text) && Number(text) <= most) return Number(text)
  fields[name] = 'Write whole days, such as 3.'
  return null
}

/**
 * What a vendor typed on its page, as the verb takes it: prices for one unit, whatever number they were written for.
 * Refuses 'invalid' ('answer.form') with one sentence a field.
 */
export function answerOf(told: Pick<Disclosure, 'lines'>, form: Form) {
  const fields: Fields = {}
  const currency = form.currency ?? ''
  if (currency === '') fields.currency = 'Choose the currency of these prices.'
  const lines = told.lines.map((line) => {
    const name = (field: string) => `${field}-${line.position}`
    const per = { '1': 1, '10': 10, '100': 100, '1000': 1000 }[form[name('per')] ?? '1'] ?? 1
    const price = scaledOf(form, name('price'), 6, fields)
    const none = form[name('none')] === 'on'
    const breakFrom = scaledOf(form, name('break-from'), 5, fields)
    const breakPrice = scaledOf(form, name('break-price'), 6, fields)
    if (breakFrom !== null && breakPrice === null && !fields[name('break-price')])
      fields[name('break-price')] = 'Write what one costs from that quantity on.'
    if (breakPrice !== null && breakFrom === null && !fields[name('break-from')])
      fields[name('break-from')] = 'Write from which quantity on this price holds.'
    const alternate = form[name('alternate')] === 'on'
    const note = form[name('note')]?.trim().slice(0, 500) ?? ''
    if (!none && alternate && note === '') fields[name('note')] = 'Write which part you offer instead.'
    const each = (value: number | null) => (value === null ? null : Math.round(value / per))
    return {
      lineId: line.id,
      offer: none ? ('none' as const) : alternate ? ('alternate' as const) : ('exact' as const),
      price: none ? null : each(price),
      per,
      minimum: scaledOf(form, name('minimum'), 5, fields),
      pack: scaledOf(form, name('pack'), 5, fields),
      available: scaledOf(form, name('available'), 5, fields),
      leadDays: wholeOf(form, name('lead'), 730, fields),
      breaks:
        breakFrom !== null && breakPrice !== null && breakFrom > 0
          ? [{ from: breakFrom, price: each(breakPrice) ?? 0 }]
          : [],
      note,
      evidence: price === null ? {} : { price: `${form[name('price')]?.trim()} per ${per}` },
    }
  })
  const decimals = currency === '' ? 2 : currencyDecimals(currency)
  const freightMinor = scaledOf(form, 'freight', decimals, fields)
  const freeAboveMinor = scaledOf(form, 'freeAbove', decimals, fields)
  if (Object.keys(fields).length > 0)
    refuse('invalid', 'answer.form', 'There is a problem with what was entered.', fields)
  const kind = form.freightKind === 'included' ? 'included' : freightMinor !== null ? 'flat' : 'unknown'
  return {
    currency,
    freightKind: kind,
    freightMinor: kind === 'flat' ? freightMinor : null,
    freeAboveMinor: kind === 'flat' ? freeAboveMinor : null,
    validUntil: form.validUntil ?? '',
    reference: form.reference ?? '',
    terms: form.terms ?? '',
    note: form.message ?? '',
    // A line without a price and without a word is left out: it is not answered.
    lines: lines.filter(({ price, offer, note }) => price !== null || offer === 'none' || note !== ''),
  }
}
