import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Broadcasts to all users of an app: docs/decisions/0035-broadcasts-and-counts.md. */
export const broadcasts: Migration = {
  name: '0023-broadcasts',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('broadcast')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('request', text, (c) => c.notNull())
      .addColumn('actor', text, (c) => c.notNull())
      .addColumn('draft', text, (c) => c.notNull())
      .addColumn('accepted_at', integer, (c) => c.notNull())
      .addColumn('cursor', text, (c) => c.notNull())
      .addColumn('done', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('broadcast_key', ['app', 'id'])
      .addUniqueConstraint('broadcast_request', ['app', 'request'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema
      .createIndex('broadcast_open')
      .on('broadcast')
      .column('id')
      .where(sql.ref('done'), '=', sql.lit(0))
      .execute()
    await db.schema
      .createIndex('broadcast_over')
      .on('broadcast')
      .column('accepted_at')
      .where(sql.ref('done'), '=', sql.lit(1))
      .execute()
  },
}
