import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** How many have read each group message (docs/decisions/0035-broadcasts-and-counts.md). */
export const readerCounts: Migration = {
  name: '0024-reader-counts',
  async up(db, { integer, keyedTable }) {
    await db.schema
      .createTable('reader_count')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('message', integer, (c) => c.notNull())
      .addColumn('count', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('reader_count_key', ['app', 'message'])
      .modifyEnd(keyedTable)
      .execute()
    await sql`
      insert into reader_count (app, message, count)
      select app, message, count(*) from reader group by app, message`.execute(db)
    await db.schema
      .alterTable('reader')
      .addColumn('counted', integer, (c) => c.notNull().defaultTo(1))
      .execute()
  },
}
