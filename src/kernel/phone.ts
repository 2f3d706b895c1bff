import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { refuse } from './refusal'

/**
 * A telephone number in E.164: '+31101234567'. Without a country code it is read as of `country` (ISO 3166-1 alpha-2);
 * where that is empty or unknown, the code must be written.
 *
 * Refuses 'invalid': what is no number ('phone.form'), and an extension, which no text message reaches
 * ('phone.extension').
 */
export function phoneNumber(given: string, country = ''): string {
  const defaultCountry: CountryCode | undefined = isSupportedCountry(country) ? country : undefined
  const number = parsePhoneNumberFromString(given.slice(0, 100), { defaultCountry, extract: false })
  if (number?.ext) refuse('invalid', 'phone.extension', 'Write the number without its extension; note that elsewhere.')
  return number?.isValid()
    ? number.number
    : refuse('invalid', 'phone.form', 'Write the telephone number with its country code, such as +31 10 123 4567.')
}

/** As people read it: '+31 10 123 4567'. What is no number is shown as it is. */
export const formatPhone = (e164: string): string => parsePhoneNumberFromString(e164)?.formatInternational() ?? e164
