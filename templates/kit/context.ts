import { createContext, useContext } from 'hono/jsx'
import { type Calendar, calendarOf } from './calendar'

/** What surrounds every page: who looks, where, and how they like it. Templates stay functions of their own data. */
export type Rendering = {
  /** '/northfield' inside an organization, '' outside. */
  base: string
  /** Path and search of this page. */
  path: string
  csrf: string
  /** A random name of this rendering: a form that is sent twice is one deed. */
  operation: string
  theme: 'day' | 'night' | 'auto'
  density: 'comfortable' | 'compact'
  shortcuts: boolean
  /** On a developer's machine. */
  local: boolean
  organization: { name: string; site: string | null; logo: string | null } | null
  person: { name: string; title: string; initials: string } | null
  /** On a tablet that several people use. */
  shared: boolean
  may: (permission: string) => boolean
  /** The role or person through whose rights one looks; null for one’s own. */
  seeing: string | null
  /** What other rooms hang on pages of this kind of record, as far as the reader may see it. */
  panels: { on: string; title: string; href: (id: string) => string }[]
  /** Milliseconds since 1970. */
  now: number
  /** When the session ends if nothing more is asked of it; null where nobody is signed in. */
  endsAt: number | null
  timeZone: string
  locale: string
  calendar: Calendar
  currency: string
  flash: { text: string; undo: { action: string; fields: Record<string, string> } | null } | null
}

export const Render = createContext<Rendering>({
  base: '',
  path: '/',
  csrf: '',
  operation: '',
  theme: 'auto',
  density: 'comfortable',
  shortcuts: true,
  local: false,
  organization: null,
  person: null,
  shared: false,
  may: () => false,
  seeing: null,
  panels: [],
  now: 0,
  endsAt: null,
  timeZone: 'UTC',
  locale: 'en-US',
  calendar: calendarOf('en-US', 'UTC'),
  currency: 'USD',
  flash: null,
})

export const useRender = (): Rendering => useContext(Render)
