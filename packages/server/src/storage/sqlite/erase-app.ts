import type { DatabaseSync } from 'node:sqlite'
import { atomically } from './atomically.ts'

/**
 * See `Engine.eraseApp`. Positions in the logs of the app begin anew: it is for apps whose devices do not come back. Not for use
 * within a transaction.
 */
export function eraseApp(db: DatabaseSync, app: number): void {
  // Rows refer to rows of their own app, which all go. Looking for those that refer to each would scan tables of all apps.
  db.exec('PRAGMA foreign_keys = OFF')
  try {
    atomically(db, () => {
      for (const table of tablesOfApps(db)) {
        const kept = table === 'fact' ? 'AND pos < (SELECT max(pos) FROM fact)' : ''
        db.prepare(`DELETE FROM "${table}" WHERE app = ? ${kept}`).run(app)
      }
    })
  } finally {
    db.exec('PRAGMA foreign_keys = ON')
  }
}

function tablesOfApps(db: DatabaseSync): string[] {
  return db
    .prepare(
      `SELECT sqlite_schema.name FROM sqlite_schema JOIN pragma_table_info(sqlite_schema.name) AS columns
       WHERE sqlite_schema.type = 'table' AND columns.name = 'app'`,
    )
    .all()
    .map(({ name }) => name as string)
}
