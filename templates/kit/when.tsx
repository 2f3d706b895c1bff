import { useRender } from './context'

const dayMs = 86_400_000

/** A moment: near ones as distance, others as day and hour; the whole in the title. */
export const When = ({ at, plain }: { at: number; plain?: boolean }) => {
  const { now, timeZone, calendar } = useRender()
  const full = `${calendar.dayWords(calendar.dateOf(at))}, ${calendar.hourOf(at)}`
  const minutes = Math.floor((now - at) / 60_000)
  const near = minutes < 1 ? 'just now' : minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`
  const today = calendar.dateOf(at) === calendar.dateOf(now)
  const words = plain || now < at ? full : today ? near : full
  return (
    <time datetime={new Date(at).toISOString()} title={`${full} (${timeZone})`}>
      {words}
    </time>
  )
}

/** How a due day stands to today, in words; null when only its date says it. */
export function dueWords(due: string, today: string): { words: string | null; late: boolean } {
  const days = Math.round((Date.parse(due) - Date.parse(today)) / dayMs)
  if (days === 0) return { words: 'Today', late: false }
  if (days === 1) return { words: 'Tomorrow', late: false }
  if (days < 0) return { words: `${-days} d late`, late: true }
  return { words: days < 7 ? `in ${days} days` : null, late: false }
}

/** A due day. Late is red words, not a state. */
export const Due = ({ on, done }: { on: string | null; done?: boolean }) => {
  const { now, calendar } = useRender()
  if (on === null) return <span class="muted">No date</span>
  const { words, late } = dueWords(on, calendar.dateOf(now))
  if (done || words === null) return <time datetime={on}>{calendar.dayShort(on)}</time>
  return (
    <time datetime={on} title={calendar.dayWords(on)} class={late ? 'late' : undefined}>
      {words}
    </time>
  )
}
