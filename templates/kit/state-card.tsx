import type { Child, PropsWithChildren } from 'hono/jsx'
import { useRender } from './context'
import { Icon } from './icon'
import { A } from './link'
import { GlyphMark, states } from './pill'

const minuteMs = 60_000

/** How long in words: '12 min', '1 h 26 min', '3 d 4 h', '14 months'. */
export function lengthWords(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / minuteMs))
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (hours < 1) return `${minutes} min`
  if (days < 2) return minutes % 60 === 0 || hours >= 24 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  if (days < 14) return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`
  return days < 730 ? `${days} days` : `${Math.floor(days / 365.25)} years`
}

/** A time that runs on while one looks: drawn by the server, carried on by a script. */
export const Running = ({ since }: { since: number }) => {
  const { now } = useRender()
  return (
    <span class="ticking" data-since={String(since)}>
      {lengthWords(now - since)}
    </span>
  )
}

type StateCardProps = PropsWithChildren<{
  is: keyof typeof states.asset
  since: number
  /** Why, in a line. */
  why?: Child
}>

/** The state of a thing, large: its word, its clock, and what can be done about it. */
export const StateCard = ({ is, since, why, children }: StateCardProps) => {
  const { calendar, now } = useRender()
  const look = states.asset[is]
  const day = calendar.dateOf(since)
  const when =
    day === calendar.dateOf(now)
      ? calendar.hourOf(since)
      : `${calendar.dayShort(day).replace(` ${calendar.dateOf(now).slice(0, 4)}`, '')}, ${calendar.hourOf(since)}`
  return (
    <section class={`state state-${look.hue}`} aria-label="State">
      <div class="state-w">
        <p class="state-h">
          <GlyphMark glyph={look.glyph} />
          {look.word} since {when}
        </p>
        <p class="state-t">
          <Running since={since} />
        </p>
        {why ? <p class="state-y">{why}</p> : null}
      </div>
      {children ? <div class="state-d">{children}</div> : null}
    </section>
  )
}

/** What must be known before a hand is put on it. */
export const Warnings = ({ items }: { items: { id: string; text: string; by: string; href: string }[] }) => (
  <>
    {items.map(({ id, text, by, href }) => {
      const [first = '', ...rest] = text.split('\n')
      return (
        <A href={href} class="loto" id={`warning-${id}`}>
          <Icon name="lock" />
          <span>
            <b>{first}</b>
            {rest.length > 0 ? <span class="loto-t">{rest.join(' ')}</span> : <span class="loto-t">{by}</span>}
          </span>
          <Icon name="chevron-right" />
        </A>
      )
    })}
  </>
)

/** The frame of a thing's picture; where there is none, the drawing of its kind. */
export const Photo = ({
  src,
  alt,
  icon,
  large,
}: {
  src: string | null
  alt: string
  icon: string
  large?: boolean
}) => (
  <span class={large ? 'ph ph-l' : 'ph'}>
    {src ? <img src={src} alt={alt} loading="lazy" /> : <Icon name={icon} class={large ? 'ico-l' : 'ico'} />}
  </span>
)

/** What one does most, large enough for a gloved thumb. */
export const BigActions = ({
  actions,
}: {
  actions: { href: string; icon: string; label: string; primary?: boolean }[]
}) => (
  <nav class="big" aria-label="What to do">
    {actions.map(({ href, icon, label, primary }) => (
      <A href={href} class={primary ? 'bt bt-p' : 'bt'}>
        <Icon name={icon} />
        {label}
      </A>
    ))}
  </nav>
)

/** Narrows what is shown below: links in a row, the current one marked. */
export const Segments = ({
  label,
  items,
}: {
  label: string
  items: { href: string; label: string; current: boolean }[]
}) => (
  <nav class="seg" aria-label={label}>
    {items.map((item) => (
      <A href={item.href} current={item.current}>
        {item.label}
      </A>
    ))}
  </nav>
)

export type Day = { date: string; openHours: number; unplannedHours: number; plannedHours: number }

const step = 9
const height = 48

/** One column a day, as high as the day's hours of work; what stood still in it is coloured. */
export const DayStrip = ({ title, days }: { title: string; days: Day[] }) => {
  const { calendar } = useRender()
  const most = Math.max(1, ...days.map(({ openHours }) => openHours))
  const marks = days
    .map((day, index) => ({ ...day, index }))
    .filter(({ unplannedHours }) => unplannedHours > 0)
    .sort((one, other) => other.unplannedHours - one.unplannedHours)
    .slice(0, 3)
  return (
    <svg class="ch" viewBox={`0 0 ${days.length * step} 90`} role="img" aria-label={title}>
      <title>{title}</title>
      {days.map(({ openHours, unplannedHours, plannedHours }, index) => {
        const whole = Math.max(2, (openHours / most) * height)
        const red = (unplannedHours / most) * height
        const blue = (plannedHours / most) * height
        const x = index * step
        return (
          <>
            <rect x={x} y={68 - whole} width={7.5} height={whole} class="f0" />
            {red > 0 ? <rect x={x} y={68 - Math.max(2, red)} width={7.5} height={Math.max(2, red)} class="fr" /> : null}
            {blue > 0 ? (
              <rect x={x} y={68 - red - Math.max(2, blue)} width={7.5} height={Math.max(2, blue)} class="f1" />
            ) : null}
          </>
        )
      })}
      {marks.map(({ index, unplannedHours }) => (
        <text
          x={index * step + 4}
          y={14}
          text-anchor={index > days.length - 8 ? 'end' : index < 6 ? 'start' : 'middle'}
          class="ink-r"
        >
          {unplannedHours.toFixed(1)} h
        </text>
      ))}
      {[0, Math.floor(days.length / 2), days.length - 1].map((index) => (
        <text
          x={index * step + (index === 0 ? 0 : 7)}
          y={84}
          text-anchor={index === 0 ? 'start' : index === days.length - 1 ? 'end' : 'middle'}
        >
          {days[index] ? calendar.dayShort(days[index].date).replace(/ \d{4}$/, '') : ''}
        </text>
      ))}
    </svg>
  )
}
