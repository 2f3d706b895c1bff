import type { BatchItem } from 'drizzle-orm/batch'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { Prefix } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { ImportKind } from './imports'
import type { Ports } from './ports'
import type { Fact } from './schema'
import type { Meter } from './store'

/** Drizzle over one organization's database. Pages read several queries with one `batch`. */
export type Database = DrizzleD1Database<Record<string, never>>

/** A statement that has not been executed yet. */
export type Write = BatchItem<'sqlite'>

/** One role that somebody was given: what it permits, and at which sites. `null` is everywhere; no site is nowhere. */
export type Grant = { role: string; permissions: readonly string[]; sites: readonly string[] | null }

/**
 * Who acts: a member through a browser, a service (`sv_…`) by its key, or the house itself through a queue message or
 * the clock.
 */
export type Actor =
  | {
      kind: 'member'
      id: string
      loginId: string
      sessionId: string
      name: string
      grants: readonly Grant[]
      /** The role or the person through whose rights the member looks: looks only, every write is refused. */
      seeing?: string
    }
  | { kind: 'service'; id: string; name: string; keyId: string; grants: readonly Grant[] }
  | { kind: 'system'; id: string }
  | { kind: 'operator'; id: string }

/** What an actor may do, and where. */
export type Access = {
  /**
   * Whether the actor may do this: at that site, or, without one, anywhere at all. An action about a record that
   * belongs to a site asks with its site; what concerns the whole organization is never given at a site.
   */
  may(permission: string, siteId?: string | null): boolean
  /** The sites at which the actor may do this, for narrowing a list: `null` is everywhere, empty is nowhere. */
  sitesFor(permission: string): string[] | null
}

/** What every page of an organization needs to know of it, read in the first round trip. */
export type Profile = {
  name: string
  timeZone: string
  currency: string
  locale: string
  units: 'metric' | 'us'
  logo: string | null
  /** The acting member's own row; null for the house itself. */
  me: {
    id: string
    name: string
    jobTitle: string
    theme: 'auto' | 'day' | 'night'
    density: 'comfortable' | 'compact'
    shortcuts: boolean
    timeZone: string | null
    /** Their first page asks what they have not agreed to yet. */
    toAgree: boolean
  } | null
}

/** A record as other rooms know it: its name, its page, what stands on its label, whether the actor may change it. */
export type RecordCard = {
  id: string
  /** What people call such a record: “Site”. */
  kind: string
  title: string
  href: string
  mayChange: boolean
  /** Its short name, such as a tag or a number; empty where it has none. */
  tag: string
  /** Where it is, or what it is: one line, or empty. */
  detail: string
  /** Out of use: its code still opens it, and says so. */
  retired: boolean
  /** Why nothing may be put on it any more, such as parts, in one sentence; null where something may. */
  closed: string | null
  /** The member whose it is, when it has one. */
  ownerId: string | null
  /** What usually goes wrong with such a thing, in the plant's own words; when empty, the common ones are offered. */
  symptoms: readonly string[]
}

/** Somebody behind an address or a number, as the room that knows them answers. */
export type Correspondent = {
  channel: 'email' | 'sms'
  address: string
  name: string
  /** The vendor or member that it is. */
  recordId: string
  /** Why nothing may be sent to them now, in one sentence; null where it may. */
  barred: string | null
  /** Their time zone, where it is known. */
  timeZone: string | null
}

/** A permission as a person reads it. */
export type Permission = { name: string; about: string; room: string }

/**
 * One actor in one organization at one moment: all that an action or a query can reach. `openTenant` is its only
 * maker.
 */
export type Context = Access & {
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string }
  readonly actor: Actor
  readonly db: Database
  /** Runs statements in one transaction; only `commit` calls it. */
  execute(writes: Write[]): Promise<D1Result<Record<string, unknown>>[]>
  readonly meter: Meter
  readonly ports: Ports
  /** The one moment in which the action happens. */
  readonly now: Instant
  readonly requestId: string
  readonly addressPrefix: string | null
  /** The public address of the house, for links in letters. */
  readonly origin: string
  /** `Name <address>` from which letters go out; undefined where no provider is set. */
  readonly mailFrom: string | undefined
  /** Writes what these facts announce, with the doors following before the answer: see `platform/projection.ts`. */
  projecting<T>(facts: readonly Fact[], write: () => Promise<T>): Promise<T>
  profile(): Promise<Profile>
  /** Those of the records, of any room, that are there and that the actor may see; by id. */
  records(ids: readonly string[]): Promise<Map<string, RecordCard>>
  /** Takes fresh codes out of the directory that all organizations share. One that is never used leads nowhere. */
  takeCodes(count: number): Promise<string[]>
  /** Who is behind these addresses or numbers, as far as a room knows; at most ninety. */
  correspondents(channel: Correspondent['channel'], addresses: readonly string[]): Promise<Correspondent[]>
  /** A seal that only this house can make, for this organization alone: what it stands on was written by us. */
  seal(text: string): Promise<string>
  /** The domain at which organizations have their mailboxes. */
  readonly mailDomain: string
  /** Gives the organization a telephone number of the installation, or answers the one that it has; null when none is free. */
  takeNumber(): Promise<string | null>
  /** What can be chosen of a kind of record, by name: sites, say, for rooms below them. */
  choices(prefix: Prefix): Promise<{ id: string; title: string }[]>
  /** Every kind of record that comes in by files of rows, and one of them by its name. */
  readonly importKinds: readonly ImportKind[]
  /** What the rooms have built on these records, by id: why one cannot be taken back. */
  heldBy(ids: readonly string[]): Promise<Map<string, string>>
  /** Every permission that the house knows. */
  readonly catalogue: readonly Permission[]
  /** Lets work go on after the answer. */
  later(work: Promise<unknown>): void
  /** Hands what was committed to the queue; the outbox keeps what could not be handed over. */
  send(ids: string[]): Promise<void>
}
