import { refuse } from '../kernel/refusal'

export type SqlValue = string | number | null | ArrayBuffer
export type Sentence = { sql: string; params: SqlValue[] }

/** Runs the sentences in order in one transaction: all of them or none. */
export type Driver = (sentences: Sentence[]) => Promise<D1Result<Record<string, unknown>>[]>

/** A database of the pool. */
export const poolDriver =
  (database: D1Database): Driver =>
  (sentences) =>
    database.batch(sentences.map(({ sql, params }) => database.prepare(sql).bind(...params)))

/** What a Durable Object answers: an error crosses as its words, since a thrown one would also fail the object's turn. */
export type ObjectAnswer = { results: D1Result<Record<string, unknown>>[] } | { error: string }

/** A Durable Object with its own SQLite. */
export const objectDriver =
  (object: { batch(sentences: Sentence[]): Promise<ObjectAnswer> }): Driver =>
  async (sentences) => {
    const answer = await object.batch(sentences.map(({ sql, params }) => ({ sql, params })))
    if ('error' in answer) throw new Error(answer.error)
    return answer.results
  }

/** What a store has read and written since it was opened: budgets in tests, a line in the log. */
export type Meter = { roundTrips: number; rowsRead: number; rowsWritten: number }

type Opening = { organizationId: string; sentence: Sentence; opened: (row: Record<string, unknown>) => void }

/**
 * One organization's database in the shape of D1 (`prepare`, `batch`), whichever driver stands behind it.
 *
 * The first batch also reads the row that says whose database this is. Refuses 'not-found' when that is not the
 * organization it was opened for, and then nothing of the batch has been written.
 *
 * Rows come back as objects, so a join must select its columns under distinct names.
 */
export class TenantStore {
  readonly meter: Meter = { roundTrips: 0, rowsRead: 0, rowsWritten: 0 }
  readonly #driver: Driver
  readonly #opening: Opening
  #verified = false

  constructor(driver: Driver, opening: Opening) {
    this.#driver = driver
    this.#opening = opening
  }

  prepare(sql: string): StoreStatement {
    return new StoreStatement(this, sql, [])
  }

  async batch<T = Record<string, unknown>>(statements: StoreStatement[]): Promise<D1Result<T>[]> {
    return (await this.run(statements.map(({ sql, params }) => ({ sql, params })))) as D1Result<T>[]
  }

  async run(sentences: Sentence[]): Promise<D1Result<Record<string, unknown>>[]> {
    if (this.#verified) return this.#measured(sentences)

    const { organizationId, sentence, opened } = this.#opening
    const writes = sentences.some(({ sql }) => !/^\s*(select|with)\b/i.test(sql))
    const guard: Sentence[] = writes
      ? [
          {
            sql: 'INSERT INTO commit_guard (holds) SELECT count(*) FROM organization WHERE id = ?',
            params: [organizationId],
          },
          { sql: 'DELETE FROM commit_guard', params: [] },
        ]
      : []
    const [first, ...rest] = await this.#measured([sentence, ...guard, ...sentences])
    const row = first?.results[0]
    if (row?.id !== organizationId) refuse('not-found', 'organization.elsewhere', 'There is nothing at this address.')
    this.#verified = true
    opened(row)
    return rest.slice(guard.length)
  }

  async #measured(sentences: Sentence[]) {
    const results = await this.#driver(sentences)
    this.meter.roundTrips++
    for (const { meta } of results) {
      this.meter.rowsRead += meta.rows_read ?? 0
      this.meter.rowsWritten += meta.rows_written ?? 0
    }
    return results
  }
}

/** One statement of a tenant store, as D1's prepared statement. */
export class StoreStatement {
  readonly sql: string
  readonly params: SqlValue[]
  readonly #store: TenantStore

  constructor(store: TenantStore, sql: string, params: SqlValue[]) {
    this.#store = store
    this.sql = sql
    this.params = params
  }

  bind(...params: SqlValue[]): StoreStatement {
    return new StoreStatement(this.#store, this.sql, params)
  }

  async all<T = Record<string, unknown>>(): Promise<D1Result<T>> {
    const [result] = await this.#store.run([this])
    if (!result) throw new Error('The store answered nothing')
    return result as D1Result<T>
  }

  run<T = Record<string, unknown>>(): Promise<D1Result<T>> {
    return this.all<T>()
  }

  async first<T = Record<string, unknown>>(): Promise<T | null> {
    return (await this.all<T>()).results[0] ?? null
  }

  async raw<T = unknown[]>(): Promise<T[]> {
    return (await this.all()).results.map((row) => Object.values(row) as T)
  }
}
