import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/**
 * A mark on messages that threads are attached to (docs/decisions/0038-reactions.md). A column with a constant as its default
 * changes no row; the messages to mark are found by the threads there are.
 */
export const threadMarks: Migration = {
  name: '0042-thread-marks',
  async up(db, { integer }) {
    await db.schema
      .alterTable('entry')
      .addColumn('threaded', integer, (c) => c.notNull().defaultTo(0))
      .execute()
    await sql`update entry set threaded = 1
      where id in (select root from channel where root > 0 and kind = 3)`.execute(db)
  },
}
