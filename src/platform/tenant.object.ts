import { DurableObject } from 'cloudflare:workers'
import type { Env } from './env'
import type { ObjectAnswer, Sentence } from './store'

/** One organization's database as a Durable Object with SQLite: the second driver of the tenant store. */
export class TenantObject extends DurableObject<Env> {
  /** Runs the sentences in one transaction, as D1's `batch` does. */
  batch(sentences: Sentence[]): ObjectAnswer {
    try {
      return { results: this.#inOneTransaction(sentences) }
    } catch (error) {
      return { error: String(error) }
    }
  }

  #inOneTransaction(sentences: Sentence[]) {
    return this.ctx.storage.transactionSync(() =>
      sentences.map(({ sql, params }) => {
        const cursor = this.ctx.storage.sql.exec(sql, ...params)
        const results = cursor.toArray() as Record<string, unknown>[]
        return {
          results,
          success: true as const,
          meta: {
            duration: 0,
            size_after: 0,
            rows_read: cursor.rowsRead,
            rows_written: cursor.rowsWritten,
            last_row_id: 0,
            changed_db: cursor.rowsWritten > 0,
            changes: cursor.rowsWritten,
          },
        }
      }),
    )
  }

  /** Forgets everything: an organization that is deleted, or restored over. */
  async clear(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }
}
