import * as z from 'zod'
import { currencyCode } from './currency'
import { emailAddress as readEmail } from './email-address'
import { type LocalDate, localDate as readDate } from './local-date'
import { type Money, parseMoney } from './money'
import { phoneNumber } from './phone'
import { parseQuantity, type Quantity } from './quantity'
import { Refusal } from './refusal'
import { cleanText, isBlank } from './text'
import { timeZone as readZone } from './time-zone'
import { unitCode as readUnit, type UnitCode } from './units'

/** A kernel reader as a schema's step: what it refuses becomes the field's sentence. */
function read<G, T>(reader: (given: G) => T) {
  return (given: G, check: z.core.$RefinementCtx): T => {
    try {
      return reader(given)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      check.addIssue({ code: 'custom', message: error.message, input: given })
      return z.NEVER
    }
  }
}

const error = ({ input }: { input?: unknown }) => (input === undefined ? 'This is missing.' : 'Write this as text.')

const given = z.string({ error })

/** A field that may be left out or empty. */
const maybe = z.string({ error }).default('')

const line = (longest: number) => read((text: string) => cleanText(text, { longest, lines: 'one' }))
const block = (longest: number) => read((text: string) => cleanText(text, { longest, lines: 'many' }))
const says = (text: string) => !isBlank(text)

/** One line that must say something. */
export const textLine = (longest: number, missing = 'Write something here.') =>
  given.transform(line(longest)).refine(says, missing)

/** Several lines that must say something. */
export const textBlock = (longest: number, missing = 'Write something here.') =>
  given.transform(block(longest)).refine(says, missing)

/** One line that may be empty. */
export const optionalLine = (longest: number) => maybe.transform(line(longest))

/** Several lines that may be empty. */
export const optionalBlock = (longest: number) => maybe.transform(block(longest))

/** Compared in lower case; what the person wrote is kept beside it where it is shown. */
export const emailAddress = given.transform(read(readEmail))

export const optionalEmail = maybe.transform(read((text) => (text.trim() === '' ? '' : readEmail(text))))

/** A date that must be given. */
export const localDate = given.transform(read((text): LocalDate => readDate(text.trim())))

/** A date or nothing: an empty field is null. */
export const optionalDate = z
  .string({ error })
  .nullable()
  .default(null)
  .transform(read((text): LocalDate | null => (text === null || text.trim() === '' ? null : readDate(text.trim()))))

export const timeZone = given.transform(read(readZone))

export const currency = given.transform(read(currencyCode))

/** An amount as the people of that locale type it. */
export const moneyText = (currency: string, locale: string) =>
  given.transform(read((text): Money => parseMoney(text, currency, locale)))

export const optionalMoneyText = (currency: string, locale: string) =>
  maybe.transform(read((text): Money | null => (text.trim() === '' ? null : parseMoney(text, currency, locale))))

/** A quantity as the people of that locale type it. */
export const quantityText = (unit: UnitCode, locale: string) =>
  given.transform(read((text): Quantity => parseQuantity(text, unit, locale)))

export const unitCode = given.transform(read(readUnit))

/** A telephone number in E.164, or nothing. Without a country code it is read as of `country`. */
export const optionalPhone = (country = 'US') =>
  maybe.transform(read((text) => (text.trim() === '' ? '' : phoneNumber(text, country))))

/** A check box of a form: present and on, or absent. JSON may say true or false. */
export const ticked = z
  .union([z.boolean(), z.string()])
  .default(false)
  .transform((value) => value === true || value === 'on' || value === 'true')

/** The version of a record that the person saw; a form sends it as text. Null where the caller does not say. */
export const version = z
  .union([
    z.number().int().positive(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .nullable()
  .default(null)
