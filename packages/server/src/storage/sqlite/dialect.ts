import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { type RunStatement, StatementDriver } from '../statement-driver.ts'

/** Kysely's own would send one statement at a time; the workers take as many as there are, in order. */
class WorkerAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** Kysely over whatever runs statements of SQLite. */
export function sqliteDialect(run: RunStatement): Dialect {
  return {
    createAdapter: () => new WorkerAdapter(),
    createDriver: () => new StatementDriver(run),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}
