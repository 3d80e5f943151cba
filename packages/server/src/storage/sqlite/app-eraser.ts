import type { DatabaseSync } from 'node:sqlite'

/** Tables of which something has to stay, or the numbers in them would be given out again. */
const COUNTED = ['log', 'fact']

/**
 * Removes what belongs to an app from every table that has a column `app`, so that a new table is never forgotten. What stays is
 * the app itself; its logs, emptied, where they end, because a device that remembers a position would miss what came to it
 * again; and the newest fact of all, from which positions of facts continue.
 */
export class AppEraser {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** Must run within a transaction. @param keep tables that are left as they are. */
  erase(app: number, keep: readonly string[]): void {
    // Tables refer to each other; the order of the removals then does not matter.
    this.#db.exec('PRAGMA defer_foreign_keys = ON')
    if (!keep.includes('entry')) this.#endLogs(app)
    for (const table of this.#tables()) {
      if (keep.includes(table) || COUNTED.includes(table)) continue
      this.#db.prepare(`DELETE FROM "${table}" WHERE app = ?`).run(app)
    }
    if (!keep.includes('fact'))
      this.#db.prepare('DELETE FROM fact WHERE app = ? AND pos < (SELECT max(pos) FROM fact)').run(app)
    // For those that share the transaction.
    this.#db.exec('PRAGMA defer_foreign_keys = OFF')
  }

  #endLogs(app: number): void {
    this.#db
      .prepare(
        `UPDATE log SET floor = 1 + max(floor - 1, coalesce((SELECT max(seq) FROM entry WHERE app = log.app AND log = log.id), 0))
         WHERE app = ?`,
      )
      .run(app)
  }

  #tables(): string[] {
    return this.#db
      .prepare(
        `SELECT sqlite_schema.name FROM sqlite_schema JOIN pragma_table_info(sqlite_schema.name) AS columns
         WHERE sqlite_schema.type = 'table' AND columns.name = 'app'`,
      )
      .all()
      .map(({ name }) => name as string)
  }
}
