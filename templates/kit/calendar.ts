/** Days and hours in one reader's zone and language. Made once a page: making a formatter costs more than using it. */
export type Calendar = {
  /** '2026-11-23' */
  dateOf: (at: number) => string
  /** '17:30' */
  hourOf: (at: number) => string
  /** “Mon 23 Nov 2026”: a day that nobody can read otherwise. */
  dayWords: (date: string) => string
  /** “23 Nov 2026” */
  dayShort: (date: string) => string
}

export function calendarOf(locale: string, timeZone: string): Calendar {
  const language = locale === 'en-US' ? 'en-GB' : locale
  const once = (options: Intl.DateTimeFormatOptions, of: string) => {
    let made: Intl.DateTimeFormat | undefined
    return (at: number) => {
      made ??= new Intl.DateTimeFormat(of, options)
      return made.format(at)
    }
  }
  const date = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const
  const long = once({ ...date, weekday: 'short' }, language)
  const short = once(date, language)
  return {
    dateOf: once({ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE'),
    hourOf: once({ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, 'en-GB'),
    dayWords: (day) => long(Date.parse(day)).replace(',', ''),
    dayShort: (day) => short(Date.parse(day)),
  }
}
