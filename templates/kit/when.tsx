import { useRender } from './context'

const dayMs = 86_400_000

const dateOf = (at: number, timeZone: string) => new Date(at).toLocaleDateString('sv-SE', { timeZone })

/** “Mon 23 Nov 2026”: a day that nobody can read otherwise. */
export const dayWords = (date: string, locale: string, weekday = true): string =>
  new Date(`${date}T00:00:00Z`)
    .toLocaleDateString(locale === 'en-US' ? 'en-GB' : locale, {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      ...(weekday ? { weekday: 'short' } : {}),
    })
    .replace(',', '')

/** A moment: near ones as distance, others as day and hour; the whole in the title. */
export const When = ({ at, plain }: { at: number; plain?: boolean }) => {
  const { now, timeZone, locale } = useRender()
  const hour = new Date(at).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
  const full = `${dayWords(dateOf(at, timeZone), locale)}, ${hour}`
  const minutes = Math.floor((now - at) / 60_000)
  const near = minutes < 1 ? 'just now' : minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`
  const today = dateOf(at, timeZone) === dateOf(now, timeZone)
  const words = plain || now < at ? full : today ? near : full
  return (
    <time datetime={new Date(at).toISOString()} title={`${full} (${timeZone})`}>
      {words}
    </time>
  )
}

/** How a due day stands to today, in words. */
export function dueWords(due: string, today: string, locale: string): { words: string; late: boolean } {
  const days = Math.round((Date.parse(due) - Date.parse(today)) / dayMs)
  if (days === 0) return { words: 'Today', late: false }
  if (days === 1) return { words: 'Tomorrow', late: false }
  if (days < 0) return { words: `${-days} d late`, late: true }
  if (days < 7) return { words: `in ${days} days`, late: false }
  return { words: dayWords(due, locale, false), late: false }
}

/** A due day. Late is red words, not a state. */
export const Due = ({ on, done }: { on: string | null; done?: boolean }) => {
  const { now, timeZone, locale } = useRender()
  if (on === null) return <span class="muted">No date</span>
  const { words, late } = dueWords(on, dateOf(now, timeZone), locale)
  const full = dayWords(on, locale)
  if (done) return <time datetime={on}>{dayWords(on, locale, false)}</time>
  return (
    <time datetime={on} title={full} class={late ? 'late' : undefined}>
      {words}
    </time>
  )
}

/** Today's date in the page's zone. */
export const todayOf = (now: number, timeZone: string): string => dateOf(now, timeZone)
