import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { type PackedRows, packRows } from './packed-rows.ts'
import { type Prepared, prepare } from './statement-cache.ts'

interface Numbered {
  sql: string
  /** Undefined before the first run. */
  prepared: Prepared | undefined
  /** The other thread knows the columns. */
  isTold: boolean
}

/** The statements of a reader's connection, under the numbers that the other thread gives them. */
export class NumberedStatements {
  readonly #db: DatabaseSync
  readonly #statements: Numbered[] = []

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** @param sql the text that has the number from now on; undefined: the one that it had. */
  run(number: number, sql: string | undefined, parameters: readonly unknown[]): PackedRows {
    if (sql !== undefined) this.#statements[number] = { sql, prepared: undefined, isTold: false }
    const numbered = this.#statements[number]!
    numbered.prepared ??= prepare(this.#db, numbered.sql)
    const { statement, columns } = numbered.prepared
    const rows = statement.all(...(parameters as SQLInputValue[])) as unknown as unknown[][]
    const packed = packRows(rows)
    if (numbered.isTold) return packed
    numbered.isTold = true
    return { ...packed, columns }
  }
}
