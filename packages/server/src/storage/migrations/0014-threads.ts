import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Threads: groups within groups, at most one for each message. */
export const threads: Migration = {
  name: '0012-threads',
  async up(db, { integer, text }) {
    await db.schema
      .alterTable('channel')
      .addColumn('parent', text, (c) => c.notNull().defaultTo(sql.lit('')))
      .execute()
    await db.schema
      .alterTable('channel')
      .addColumn('root', integer, (c) => c.notNull().defaultTo(sql.lit(0)))
      .execute()
    await db.schema
      .createIndex('channel_thread')
      .on('channel')
      .columns(['app', 'parent', 'id'])
      .where(sql.ref('root'), '>', sql.lit(0))
      .execute()
    await db.schema
      .createIndex('channel_root')
      .unique()
      .on('channel')
      .columns(['app', 'root'])
      .where(sql.ref('root'), '>', sql.lit(0))
      .execute()
  },
}
