import { refuse } from './refusal'

export { currencies } from './currency'

/** The zones that a person chooses from. */
export const timeZones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

/**
 * The zone by the name that the list has it under, whatever its case or older name.
 * Refuses 'invalid' ('time-zone.unknown') for a name that the tz database does not have.
 */
export function timeZone(given: string): string {
  const no = () => refuse('invalid', 'time-zone.unknown', 'Choose a time zone from the list, such as Europe/Amsterdam.')
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(given)) return no()
  try {
    return new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone
  } catch {
    return no()
  }
}
