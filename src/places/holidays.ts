import type { LocalDate } from '../kernel/local-date'
import type { Holidays, OperatingHours } from './operating-hours'

/** The package is 240 kB compressed: it is loaded when a site has holidays and not before. */
const load = async () => (await import('date-holidays')).default

/** The public holidays of the country and region of a site between two years, both included. */
export async function holidaysOf(
  where: OperatingHours['holidays'],
  years: { from: number; to: number },
): Promise<Holidays> {
  const found = new Map<LocalDate, string>()
  if (!where) return found
  const Calendar = await load()
  const calendar = where.region ? new Calendar(where.country, where.region) : new Calendar(where.country)
  for (let year = years.from; year <= years.to; year++) {
    for (const { date, name, type } of calendar.getHolidays(year)) {
      if (type === 'public') found.set(date.slice(0, 10) as LocalDate, name)
    }
  }
  return found
}

/** The countries that the package knows, by code and name; and the regions of one. */
export async function holidayCountries(): Promise<{ value: string; label: string }[]> {
  return choices(new (await load())().getCountries('en'))
}

export async function holidayRegions(country: string): Promise<{ value: string; label: string }[]> {
  return country ? choices(new (await load())().getStates(country, 'en')) : []
}

const choices = (named: Record<string, string> | undefined) =>
  Object.entries(named ?? {})
    .map(([value, label]) => ({ value, label }))
    .sort((one, other) => one.label.localeCompare(other.label, 'en'))
