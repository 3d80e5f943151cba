import type { Migration } from '../migrate.ts'

/** What users keep for themselves. */
export const favourites: Migration = {
  name: '0031-favourites',
  async up(db, { integer, text, table }) {
    await db.schema
      .createTable('favourite')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('type', integer, (c) => c.notNull())
      .addColumn('data', text, (c) => c.notNull())
      .addColumn('ext', text)
      .addColumn('created_at', integer, (c) => c.notNull())
      .addColumn('updated_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('favourite_key', ['app', 'user', 'id'])
      .modifyEnd(table)
      .execute()
    await db.schema
      .createIndex('favourite_time')
      .on('favourite')
      .columns(['app', 'user', 'created_at', 'id'])
      .execute()
  },
}
