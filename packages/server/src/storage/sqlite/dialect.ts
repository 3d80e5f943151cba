import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { type RunStatement, SqliteDriver } from './driver.ts'

/** Kysely's own would send one statement at a time; the workers take as many as there are, in order. */
class WorkerAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** Kysely over a worker thread. */
export function sqliteDialect(run: RunStatement): Dialect {
  return {
    createAdapter: () => new WorkerAdapter(),
    createDriver: () => new SqliteDriver(run),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}
