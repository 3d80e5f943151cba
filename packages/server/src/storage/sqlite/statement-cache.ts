import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { LruCache } from '../../kernel/lru-cache.ts'
import type { Statement, StatementResult } from './messages.ts'

export interface Prepared {
  statement: StatementSync
  columns: string[]
}

/** A limit that is nothing but a parameter. */
const BARE_LIMIT = /\blimit \?/gi

/**
 * Prepares a statement whose rows come as arrays. SQLite plans a statement again whenever a bare parameter that is a limit gets a
 * value, which costs several times what running it does; if the limit is an expression, it plans once.
 */
export function prepare(db: DatabaseSync, sql: string): Prepared {
  const statement = db.prepare(sql.replace(BARE_LIMIT, 'limit +?'))
  statement.setReturnArrays(true)
  return { statement, columns: statement.columns().map((column) => column.name) }
}

/** Runs statements on one connection, each text prepared once. */
export class StatementCache {
  readonly #db: DatabaseSync
  readonly #prepared = new LruCache<string, Prepared>(500)

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  run({ sql, parameters }: Statement): StatementResult {
    const { statement, columns } = this.#prepare(sql)
    const values = parameters as SQLInputValue[]
    if (columns.length === 0) {
      statement.run(...values)
      return { columns, rows: [] }
    }
    return { columns, rows: statement.all(...values) as unknown as unknown[][] }
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#prepared.get(sql)
    if (prepared === undefined) {
      prepared = prepare(this.#db, sql)
      this.#prepared.set(sql, prepared)
    }
    return prepared
  }
}
