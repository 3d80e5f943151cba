import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import type { Statement, StatementResult } from './messages.ts'

/** Runs one statement on some worker, inside or outside of a transaction. */
export type RunStatement = (statement: Statement) => Promise<StatementResult>

/**
 * Kysely's way to a worker thread. One connection object stands for as many as are wanted, since the worker keeps the order;
 * transactions are begun by the engine, which gives out a Kysely of its own for each.
 */
export class SqliteDriver implements Driver {
  readonly #connection: DatabaseConnection

  constructor(run: RunStatement) {
    this.#connection = {
      async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
        const result = await run({ sql, parameters })
        return { rows: rowsOf<Row>(result), numAffectedRows: BigInt(result.changes) }
      },
      streamQuery() {
        throw new Error('rows are not streamed: read page by page')
      },
    }
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  async beginTransaction(): Promise<never> {
    throw new Error('begin transactions with Engine.transaction')
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

export function rowsOf<Row>({ columns, rows }: StatementResult): Row[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {}
    for (const [index, column] of columns.entries()) row[column] = values[index]
    return row as Row
  })
}
