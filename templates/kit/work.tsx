import type { Child, PropsWithChildren } from 'hono/jsx'
import { useRender } from './context'
import { Icon } from './icon'
import { A } from './link'
import { Photo } from './state-card'
import { dueWords } from './when'

const priorityWords = ['', 'Low', 'Normal', 'High', 'Emergency']

/** Four bars and a word; only an emergency has a colour. */
export const Priority = ({ of }: { of: number }) => (
  <span class={of === 4 ? 'pri late' : 'pri'}>
    <span class={`bars bars-${of}`} aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </span>
    {priorityWords[of] ?? ''}
  </span>
)

/** Hours, minutes and seconds that run on while one looks. */
export const Timer = ({ since }: { since: number }) => {
  const { now } = useRender()
  return (
    <span class="timer" data-timer={String(since)}>
      {clockWords(now - since)}
    </span>
  )
}

/** '0:24:16' */
export function clockWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** '1 h 20 min', '45 min' */
export function minutesWords(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : ''].filter(Boolean).join(' ')
}

/** When an order is due, in words: late in red, today with its hour. */
export const DueWords = ({
  on,
  minute,
  at,
  over,
}: {
  on: string | null
  minute: number | null
  at: number | null
  over?: boolean
}) => {
  const { now, calendar } = useRender()
  if (on === null || at === null) return <span class="muted">No date</span>
  const short = calendar.dayShort(on).replace(` ${calendar.dateOf(now).slice(0, 4)}`, '')
  const clock =
    minute === null ? '' : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  if (over) return <time datetime={on}>{calendar.dayShort(on)}</time>
  if (at < now) {
    const days = -Math.round((Date.parse(on) - Date.parse(calendar.dateOf(now))) / 86_400_000)
    return (
      <time datetime={on} title={calendar.dayWords(on)}>
        <span class="late">{days < 1 ? 'Late' : days === 1 ? '1 day late' : `${days} days late`}</span>
        <span class="muted"> · {days < 1 && clock ? clock : short}</span>
      </time>
    )
  }
  const { words } = dueWords(on, calendar.dateOf(now))
  return (
    <time datetime={on} title={calendar.dayWords(on)}>
      Due {words === 'Today' && clock ? clock : `${(words ?? short).toLowerCase()}${clock ? ` ${clock}` : ''}`}
    </time>
  )
}

type JobProps = {
  href: string
  code: string
  priority: number
  title: string
  where: Child
  photo: string | null
  due: Child
  fact?: Child
}

/** A job in a list: what, where, by when, whether its parts are here. The whole row is the link. */
export const Job = ({ href, code, priority, title, where, photo, due, fact }: JobProps) => (
  <A href={href} class="job">
    <Photo src={photo} alt="" icon="cog" />
    <span class="job-w">
      <span class="job-h">
        <span class="code muted">{code}</span>
        <Priority of={priority} />
      </span>
      <b class="job-t">{title}</b>
      <span class="job-p muted">{where}</span>
      <span class="job-f">
        <span>{due}</span>
        {fact}
      </span>
    </span>
  </A>
)

export const JobList = ({
  id,
  title,
  count,
  children,
}: PropsWithChildren<{ id: string; title: string; count: string }>) => (
  <section class="jobs" id={id} aria-labelledby={`${id}-h`}>
    <h2 id={`${id}-h`}>
      {title} <span class="muted">{count}</span>
    </h2>
    <div class="jobs-in">{children}</div>
  </section>
)

/** Counts that lead down the page. */
export const Jumps = ({ items }: { items: { href: string; count: string; label: string; late?: boolean }[] }) => (
  <nav class="jumps" aria-label="Jump to">
    {items.map(({ href, count, label, late }) => (
      <a href={href}>
        <b class={late ? 'late' : undefined}>{count}</b>
        <span>{label}</span>
      </a>
    ))}
  </nav>
)

/** What runs now, above the bar of a phone. */
export const RunBar = ({ label, since, href, verb }: { label: Child; since: number; href: string; verb: string }) => (
  <section class="runbar" aria-label="Running job">
    <span class="runbar-w">
      <span class="muted line">
        <Icon name="timer" class="ico-s" />
        {label}
      </span>
      <Timer since={since} />
    </span>
    <A href={href} class="bt bt-p bt-l">
      {verb}
    </A>
  </section>
)
