import { addDays, type LocalDate, weekday } from '../kernel/local-date'

/** The working day so many after another; Saturdays and Sundays do not count. */
export function workingDaysAfter(from: LocalDate, days: number): LocalDate {
  let day = from
  for (let left = days; left > 0; ) {
    day = addDays(day, 1)
    if (weekday(day) < 6) left--
  }
  return day
}
