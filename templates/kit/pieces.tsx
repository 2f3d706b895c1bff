import type { Child, PropsWithChildren } from 'hono/jsx'
import { Icon } from './icon'
import { A } from './link'

/** A bordered box with a title. */
export const Card = ({ title, end, id, children }: PropsWithChildren<{ title?: string; end?: Child; id?: string }>) => (
  <section class="box" id={id}>
    {title ? (
      <div class="box-h">
        <h2>{title}</h2>
        {end ? <div class="end">{end}</div> : null}
      </div>
    ) : null}
    <div class="box-in">{children}</div>
  </section>
)

/** Nothing yet: what belongs here, and the way to begin. Or nothing found: how to look wider. */
export const EmptyState = ({ icon, title, children }: PropsWithChildren<{ icon: string; title: string }>) => (
  <div class="empty">
    <Icon name={icon} class="ico-l" />
    <h2>{title}</h2>
    {children}
  </div>
)

/** Names and values, one under the other. */
export const KeyValues = ({ pairs }: { pairs: [string, Child][] }) => (
  <dl class="kv">
    {pairs.map(([name, value]) => (
      <>
        <dt>{name}</dt>
        <dd>{value === '' || value === null ? <span class="muted">Not stated</span> : value}</dd>
      </>
    ))}
  </dl>
)

/** One thing that must be seen before all else. */
export const Note = ({
  kind = 'info',
  children,
}: PropsWithChildren<{ kind?: 'info' | 'warning' | 'danger' | 'good' }>) => (
  <div class={`note note-${kind}`}>{children}</div>
)

/** A figure that leads to the rows behind it. */
export const StatTile = ({
  label,
  value,
  unit,
  words,
  href,
}: {
  label: string
  value: string
  unit?: string
  words: string
  href: string
}) => (
  <A href={href} class="tile">
    <span class="tile-l">{label}</span>
    <span class="tile-v">
      <b class="n">{value}</b> {unit ? <span class="tile-u">{unit}</span> : null}
    </span>
    <span class="tile-w">{words}</span>
  </A>
)

export const Avatar = ({ initials }: { initials: string }) => (
  <span class="av" aria-hidden="true">
    {initials}
  </span>
)

export type Event = { at: Child; day: string; who: string; what: Child; icon: string; detail?: Child }

/** What happened, newest first, by the day. */
export const Timeline = ({ events }: { events: Event[] }) => {
  const days = [...new Set(events.map(({ day }) => day))]
  return (
    <div class="tl">
      {days.map((day) => (
        <section>
          <h3>{day}</h3>
          <ol>
            {events
              .filter((event) => event.day === day)
              .map((event) => (
                <li>
                  <span class="tl-dot">
                    <Icon name={event.icon} class="ico-t" />
                  </span>
                  <p>
                    <b>{event.who}</b> {event.what} <span class="muted">{event.at}</span>
                  </p>
                  {event.detail}
                </li>
              ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

/** A list of links with a line under each: settings, search results. */
export const LinkList = ({ items }: { items: { href: string; icon: string; title: string; detail: string }[] }) => (
  <ul class="links">
    {items.map(({ href, icon, title, detail }) => (
      <li>
        <A href={href}>
          <Icon name={icon} />
          <span>
            <b>{title}</b>
            <span class="muted">{detail}</span>
          </span>
          <Icon name="chevron-right" class="ico-s" />
        </A>
      </li>
    ))}
  </ul>
)
