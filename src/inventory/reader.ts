import { decimalOf, parseMoney } from '../kernel/money'
import { decimalOfQuantity, parseQuantity } from '../kernel/quantity'
import { Refusal, refuse } from '../kernel/refusal'
import { decimalOfPrice, parseUnitPrice, priceTimesQuantity, unitPrice } from '../kernel/unit-price'
import { type UnitCode, unitCode } from '../kernel/units'
import { placesCalled } from '../places'
import type { Context } from '../platform/context'
import { type Pack, toBase } from './pack'
import type { Part } from './part'
import { vendorsOf } from './part-details.queries'

type Form = Record<string, string>

/** What a form says, as the verbs take it: numbers in the machine's form, bins by id. Refuses with the field's name. */
export class Reader {
  constructor(
    readonly ctx: Context,
    readonly part: Part,
    readonly form: Form,
    readonly locale: string,
    readonly currency: string,
    readonly packs: readonly Pack[],
  ) {}

  static async of(ctx: Context, part: Part, form: Form): Promise<Reader> {
    const [{ locale, currency }, packs] = await Promise.all([ctx.profile(), vendorsOf(ctx, part.id)])
    return new Reader(ctx, part, form, locale, currency, packs)
  }

  quantity(field: string): string {
    return this.#field(field, (text) =>
      decimalOfQuantity(toBase(parseQuantity(text, this.unit, this.locale), this.part.unit, this.packs)),
    )
  }

  /** The unit that was written in: the base unit unless another was chosen. */
  get unit(): UnitCode {
    return this.form.unit ? unitCode(this.form.unit) : this.part.unit
  }

  price(field: string): string {
    if (!this.form[field]?.trim()) return ''
    return this.#field(field, (text) => decimalOfPrice(parseUnitPrice(text, this.currency, this.unit, this.locale)))
  }

  /** What all of it is worth, where its price is that of another unit: of a box. Empty for the base unit. */
  value(price: string, quantity: string): string {
    const written = this.price(price)
    if (!written || this.unit === this.part.unit) return ''
    const amount = parseQuantity(this.form[quantity] ?? '', this.unit, this.locale)
    return decimalOf(priceTimesQuantity(unitPrice(written, this.currency, this.unit), amount))
  }

  money(field: string): string {
    return this.#field(field, (text) => decimalOf(parseMoney(text, this.currency, this.locale)))
  }

  /** The bin that was chosen, or that the words name: its code as it stands on its label. */
  bin(field: string): Promise<string> {
    return Reader.bin(this.ctx, this.form, field)
  }

  static async bin(ctx: Context, form: Form, field: string): Promise<string> {
    const words = form[`${field}-words`]?.trim() ?? ''
    if (form[field]) return form[field]
    const say = (sentence: string) => refuse('invalid', 'bin.words', sentence, { [field]: sentence })
    if (!words) return say('Choose a bin.')
    const called = (await placesCalled(ctx, words)).filter(({ kind }) => kind === 'bin' || kind === 'storeroom')
    const [only] = called
    if (only && called.length === 1) return only.id
    return say(only ? `Several places are called ${words}: choose one from the list.` : `There is no bin ${words}.`)
  }

  /** `bin condition lot` in one choice. */
  spot(): { binId: string; condition: string; lot: string } {
    const [binId = '', condition = 'ok', lot = ''] = (this.form.spot ?? '').split(' ')
    return binId
      ? { binId, condition, lot }
      : refuse('invalid', 'spot', 'Choose where from.', { spot: 'Choose a bin.' })
  }

  #field(field: string, read: (text: string) => string): string {
    try {
      return read(this.form[field] ?? '')
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw new Refusal(error.code, error.reason, error.message, { [field]: error.message })
    }
  }
}
