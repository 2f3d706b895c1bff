import type { SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Prefix } from '../kernel/ids'
import type { Action } from './action'
import type { Context, Correspondent, RecordCard } from './context'
import type { ImportKind } from './imports'
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

/**
 * A kind of record that other rooms may speak of by its id: files hang on it, tasks are about it. The room that owns it
 * answers for it.
 */
export type Records = {
  /** The prefix of its ids. */
  prefix: Prefix
  /** Who may look at one, and who may change one: permissions. */
  see: string
  change: string
  /** Those of the ids (ninety at most) that are there and that this actor may see, each with its name and its page. */
  find: (ctx: Context, ids: string[]) => Promise<Found[]>
  /** Present where codes can be put on such records, so that one is chosen by words. */
  codes?: {
    /** What people call one: “Site”. */
    kind: string
    /** At most ten whose name, tag or number is so, best first. */
    called: (ctx: Context, words: string) => Promise<Found[]>
  }
  /** Those that can be chosen now, by name, at most a hundred: for kinds of which an organization has few. */
  choices?: (ctx: Context) => Promise<{ id: string; title: string }[]>
}

/** A record as its room knows it; what stands on its label is left out where it has none. */
export type Found = Pick<RecordCard, 'id' | 'title' | 'href'> & Partial<Omit<RecordCard, 'kind' | 'mayChange'>>

/** A column that names records: `why` is one sentence for all rows that name one, `where` the rows that count. */
export type Hold = { in: SQLiteColumn; why: SQL; where?: SQL }

/** Does a room's part when a fact was announced, once: `key` names this fact for this listener. */
export type Listener = {
  /** The fact it listens to; `*` hears all. */
  to: string
  /** Unique within the house. */
  name: string
  about: string
  handle: (ctx: Context, fact: Fact, key: string) => Promise<void>
}

/**
 * What a tick found out, written into the heartbeats. `trouble` is one sentence that the operator is told once, however
 * often it happens.
 */
export type Report = Record<string, string | number | boolean> & { trouble?: string }

/** What an organization's tick finds before it runs, such as the age of its outbox: the worst of all is shown. */
export type Measure = { name: string; ms: number }

/** What the doors read of an organization's truth, written into the control database: see `projection.ts`. */
export type Projection = {
  /** Unique within the house. */
  name: string
  about: string
  /** The facts after which the doors must know better. */
  after: readonly string[]
  /**
   * Reads the truth and answers the statements that write it into the control database. `subject` is that of the fact;
   * null asks for the whole organization.
   */
  read: (ctx: Context, control: D1Database, subject: string | null) => Promise<D1PreparedStatement[]>
}

/** Something that the clock does. `scope` says whether it runs once, or once for each organization by the queue. */
export type Tick = { name: string; about: string; every: 'five minutes' | 'hour' | 'day' } & (
  | { scope: 'house'; run: (platform: Platform) => Promise<void> }
  | {
      scope: 'organization'
      which: 'all' | 'active'
      run: (ctx: Context) => Promise<Report> | Promise<void>
      measure?: (ctx: Context) => Promise<Measure>
    }
)

/** One thing found by the search: where it leads and what it is called. */
export type Hit = { href: string; title: string; detail: string; kind: string }

/**
 * What a room shows on another room's page, by URL: `on` is the kind of record ('asset', 'place'). The address answers a
 * fragment to htmx and a page to everybody else.
 */
export type Panel = { on: string; title: string; href: (id: string) => string; may: string }

/** Something that waits for this person: how many there are (a hundred stands for more), and the list that shows them. */
export type Need = { title: string; count: number; words: string; href: string; urgent?: boolean }

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
  projections?: Projection[]
  ticks: Tick[]
  personalData: TableDeclaration[]
  panels?: Panel[]
  records?: Records[]
  /** What waits for this person in this room, for the home page; what counts nothing is not shown. */
  needs?: { permission: string; list: (ctx: Context) => Promise<Need[]> }
  /** Kinds of records that come in by files of rows. */
  imports?: ImportKind[]
  /** Columns that name records of any room by id and without a foreign key: who stands in one cannot be taken back. */
  holds?: readonly Hold[]
  /** Answers who is behind addresses or numbers that it knows; ninety at most are asked at once. */
  correspondents?: (
    ctx: Context,
    channel: Correspondent['channel'],
    addresses: readonly string[],
  ) => Promise<Correspondent[]>
  search?: { permission: string; find: (ctx: Context, words: string) => Promise<Hit[]> }
}
