import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'

/** Runs one statement on some connection, inside or outside of a transaction, and gives its rows. */
export type RunStatement = <Row>(statement: CompiledQuery) => Promise<Row[]>

/** Kysely over whatever runs statements; connections and transactions are the engine's affair. */
export function postgresDialect(run: RunStatement): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PostgresDriver(run),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class PostgresDriver implements Driver {
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
    throw new Error('begin transactions with Engine.transaction')
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}
