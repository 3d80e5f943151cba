import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'

/** Runs one statement and gives its rows. */
export type RunStatement = <Row>(statement: CompiledQuery) => Promise<Row[]>

/**
 * Kysely's way to an engine. One connection object stands for as many as the engine has, since the engine keeps the order. What
 * belongs together is given to the engine as one commit.
 */
export class StatementDriver implements Driver {
  readonly #connection: DatabaseConnection

  constructor(run: RunStatement) {
    this.#connection = {
      async executeQuery<Row>(statement: CompiledQuery): Promise<QueryResult<Row>> {
        return { rows: await run<Row>(statement) }
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
    throw new Error('write what belongs together with Engine.commit')
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}
