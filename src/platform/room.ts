import type { Action } from './action'
import type { Context } from './context'
import type { Platform } from './platform'
import type { Route } from './routes'
import type { Fact } from './schema'

/** Declares what a table's column means for a person's privacy; a house test asks it of every column. */
export type Column = {
  /** Whose it is, when it tells something of a person. */
  personal: 'none' | 'member' | 'visitor' | 'contact'
  /** How it goes when that person's data is erased. */
  /** 'redact': free text, in which a person's name is searched for and shown to an administrator. */
  erasure?: 'redact' | 'delete-row' | 'clear' | 'pseudonym' | 'kept-by-law' | 'expires'
}

export type TableDeclaration = {
  table: string
  database: 'control' | 'tenant'
  /** Why the house keeps it. */
  purpose: string
  /** How long, in words; a job with this name does it. */
  retention: string
  columns: Record<string, Column>
}

/** Does a room's part when a fact was announced, once: `key` names this fact for this listener. */
export type Listener = {
  /** The fact it listens to; `*` hears all. */
  to: string
  /** Unique within the house. */
  name: string
  about: string
  handle: (ctx: Context, fact: Fact, key: string) => Promise<void>
}

/** Something that the clock does. `scope` says whether it runs once, or once for each organization by the queue. */
export type Tick = { name: string; about: string; every: 'five minutes' | 'hour' | 'day' } & (
  | { scope: 'house'; run: (platform: Platform) => Promise<void> }
  | { scope: 'organization'; which: 'all' | 'active'; run: (ctx: Context) => Promise<void> }
)

/** One thing found by the search: where it leads and what it is called. */
export type Hit = { href: string; title: string; detail: string; kind: string }

/** One room of the house: what it brings to the doors. */
export type Room = {
  name: string
  /** One sentence. */
  about: string
  actions: Action[]
  /** Permissions to look, beside those of the actions. */
  permissions: { name: string; about: string }[]
  routes: Route[]
  listeners: Listener[]
  ticks: Tick[]
  personalData: TableDeclaration[]
  search?: { permission: string; find: (ctx: Context, words: string) => Promise<Hit[]> }
}
