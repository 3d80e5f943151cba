import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'

/** Runs one statement and returns its rows. */
export type RunStatement = <Row>(statement: CompiledQuery) => Promise<Row[]>

/**
 * Connects Kysely to an engine. One connection object stands for all connections of the engine, because the engine
 * keeps the order. Writes that belong together go to the engine as one commit.
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
    throw new Error('use Engine.commit for writes that belong together')
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}
