import { refuse } from './refusal'

/** The zones that a person chooses from. */
export const timeZones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

/** Refuses 'invalid' ('time-zone.unknown') for a name that the tz database does not have. */
export function timeZone(given: string): string {
  try {
    if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(given)) throw new RangeError()
    return new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone
  } catch {
    return refuse('invalid', 'time-zone.unknown', 'Choose a time zone from the list, such as Europe/Amsterdam.')
  }
}

/** ISO 4217 codes that the runtime knows. */
export const currencies = (): string[] => Intl.supportedValuesOf('currency')
