import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import * as z from 'zod'
import { emailAddress as readEmail } from './email-address'
import { localDate as readDate } from './local-date'
import { Refusal } from './refusal'
import { cleanText } from './text'
import { timeZone as readZone } from './time-zone'

/** A kernel reader as a schema: what it refuses becomes the field's sentence. */
function read<T>(reader: (text: string) => T) {
  return (text: string, check: z.core.$RefinementCtx): T => {
    try {
      return reader(text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      check.addIssue({ code: 'custom', message: error.message, input: text })
      return z.NEVER
    }
  }
}

const given = z.string({ error: 'This is missing.' })

/** One line that must say something. */
export const textLine = (longest: number, missing = 'Write something here.') =>
  given.transform(read((text) => cleanText(text, { longest, lines: 'one' }))).refine((text) => text.length > 0, missing)

/** One line that may be empty. */
export const optionalLine = (longest: number) =>
  z
    .string()
    .default('')
    .transform(read((text) => cleanText(text, { longest, lines: 'one' })))

/** Several lines that may be empty. */
export const optionalBlock = (longest: number) =>
  z
    .string()
    .default('')
    .transform(read((text) => cleanText(text, { longest, lines: 'many' })))

/** Compared in lower case; what the person wrote is kept beside it where it is shown. */
export const emailAddress = given.transform(read(readEmail))

export const optionalEmail = z
  .string()
  .default('')
  .transform(read((text) => (text.trim() === '' ? '' : readEmail(text))))

export const localDate = given.transform(read(readDate))

/** A date or nothing: an empty field is null. */
export const optionalDate = z
  .string()
  .nullable()
  .default(null)
  .transform(
    read((text: string) => (text === null || text.trim() === '' ? null : readDate(text.trim()))) as never as (
      text: string | null,
      check: z.core.$RefinementCtx,
    ) => ReturnType<typeof readDate> | null,
  )

export const timeZone = given.transform(read(readZone))

export const currency = given
  .transform((text) => text.trim().toUpperCase())
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'Choose a currency by its code, such as EUR.')

/** A telephone number in E.164, or nothing. Without a country code it is read as of `country`. */
export const optionalPhone = (country: CountryCode = 'US') =>
  z
    .string()
    .default('')
    .transform((text, check) => {
      if (text.trim() === '') return ''
      const number = parsePhoneNumberFromString(text, country)
      if (number?.isValid()) return number.number as string
      check.addIssue({
        code: 'custom',
        message: 'Write the telephone number with its country code, such as +31 10 123 4567.',
        input: text,
      })
      return z.NEVER
    })

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
