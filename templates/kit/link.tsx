import type { PropsWithChildren } from 'hono/jsx'
import { useRender } from './context'

/** Only paths within the house: what a template links to begins with one slash. */
export const within = (base: string, href: string): string => (/^\/(?![/\\])/.test(href) ? base + href : '#')

type AProps = PropsWithChildren<{ href: string; class?: string; label?: string; current?: boolean; id?: string }>

/** A link inside the organization that is open. */
export const A = ({ href, class: name, label, current, id, children }: AProps) => (
  <a
    href={within(useRender().base, href)}
    class={name}
    id={id}
    aria-label={label}
    aria-current={current ? 'page' : undefined}
  >
    {children}
  </a>
)
