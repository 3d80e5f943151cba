import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { type RunStatement, StatementDriver } from '../statement-driver.ts'

/** Kysely's own adapter would send one statement at a time; the workers accept any number, in order. */
class WorkerAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** Kysely dialect on top of anything that runs SQLite statements. */
export function sqliteDialect(run: RunStatement): Dialect {
  return {
    createAdapter: () => new WorkerAdapter(),
    createDriver: () => new StatementDriver(run),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}
