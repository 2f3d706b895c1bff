/*
 * A round trip to a local database costs two milliseconds of CPU, and the matrix asks the same question thousands of
 * times between two writes. A remembered database answers a read that it has answered since the last write, and goes to
 * the real one for everything else. What is asked of the house is the same; only the way to the answer is shorter.
 */

const isRead = (sql: string) => /^\s*(select|with)\b/i.test(sql) && !/\b(insert|update|delete|replace)\b/i.test(sql)

type Asked = { sql: string; params: unknown[]; real: D1PreparedStatement }

const keyOf = (kind: string, asked: Asked[]) => JSON.stringify([kind, asked.map(({ sql, params }) => [sql, params])])

class Memory {
  readonly #answers = new Map<string, unknown>()
  readonly #pauseMs: number
  /** Rises with every write that begins or ends: what was read meanwhile is not kept. */
  #writes = 0

  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs
  }

  async ask<T>(kind: string, asked: Asked[], answer: () => Promise<T>): Promise<T> {
    if (!asked.every(({ sql }) => isRead(sql))) {
      this.#forget()
      return answer().finally(() => this.#forget())
    }
    const key = keyOf(kind, asked)
    if (this.#answers.has(key)) {
      if (this.#pauseMs > 0) await scheduler.wait(Math.random() * this.#pauseMs)
      return structuredClone(this.#answers.get(key)) as T
    }
    const writes = this.#writes
    const given = await answer()
    if (writes === this.#writes) this.#answers.set(key, structuredClone(given))
    return given
  }

  #forget(): void {
    this.#writes++
    this.#answers.clear()
  }
}

/**
 * The database with a memory of its own. Nobody else may write to it meanwhile. A remembered answer comes after a random
 * pause of up to so many milliseconds, in which other requests have their turn.
 */
export function remembered(database: D1Database, pauseMs: number): D1Database {
  const memory = new Memory(pauseMs)
  const asked = new WeakMap<object, Asked>()
  const of = (statement: object): Asked => asked.get(statement) as Asked
  const statement = (sql: string, params: unknown[], real: D1PreparedStatement): D1PreparedStatement => {
    const own = { sql, params, real }
    const made = {
      bind: (...values: unknown[]) => statement(sql, values, real.bind(...values)),
      first: (column?: string) =>
        memory.ask(`first ${column ?? ''}`, [own], () => (column === undefined ? real.first() : real.first(column))),
      all: () => memory.ask('all', [own], () => real.all()),
      run: () => memory.ask('all', [own], () => real.run()),
      raw: () => memory.ask('raw', [own], () => real.raw()),
    } as unknown as D1PreparedStatement
    asked.set(made, own)
    return made
  }
  return {
    prepare: (sql: string) => statement(sql, [], database.prepare(sql)),
    batch: (statements: D1PreparedStatement[]) => {
      const all = statements.map(of)
      return memory.ask('batch', all, () => database.batch(all.map(({ real }) => real)))
    },
  } as unknown as D1Database
}
