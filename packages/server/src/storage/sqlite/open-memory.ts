import { DatabaseSync } from 'node:sqlite'
import { migrations } from '../migrations/all.ts'
import { InMemory } from './in-memory.ts'
import { schema } from './memory-schema.generated.ts'
import { SqliteEngine } from './sqlite-engine.ts'

/** Limit on the database, in bytes. What goes beyond is refused as on a full disk. */
const LIMIT = 1024 * 1024 * 1024
const PAGE_BYTES = 4096

export interface MemoryOptions {
  /** Whether the tables are there at once, which takes a thirtieth of the time of the migrations that made them. */
  withSchema?: boolean
}

/** Opens a database in memory, without threads. `migrate` creates the tables, or those that the generated schema lacks. */
export function openMemory({ withSchema = true }: MemoryOptions = {}): SqliteEngine {
  const db = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true })
  db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA max_page_count = ${LIMIT / PAGE_BYTES}`)
  if (withSchema) createTables(db)
  return new SqliteEngine(new InMemory(db))
}

function createTables(db: DatabaseSync): void {
  db.exec(`BEGIN; ${schema.statements.join(';')}; COMMIT`)
  const names = migrations.slice(0, schema.version).map(({ name }) => name)
  db.prepare(
    `INSERT INTO migration (version, name, applied_at)
     SELECT key + 1, value, cast(unixepoch('subsec') * 1000 AS integer) FROM json_each(?)`,
  ).run(JSON.stringify(names))
}
