import type { Migration } from '../migrate.ts'

/** Who has read the group messages that ask for it. */
export const readers: Migration = {
  name: '0010-readers',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('reader')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('message', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('read_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('reader_key', ['app', 'message', 'user'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
