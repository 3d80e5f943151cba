import type { Migration } from '../migrate.ts'

/** How far what is not kept for ever has been removed, and how to find what hangs on a message. */
export const retention: Migration = {
  name: '0025-retention',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('reach')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('reach', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('reach_key', ['app', 'kind'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema.createIndex('pin_message').on('pin').column('message').execute()
    await db.schema.createIndex('erased_message').on('erased').column('message').execute()
  },
}
