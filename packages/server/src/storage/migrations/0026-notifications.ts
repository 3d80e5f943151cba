import type { Migration } from '../migrate.ts'

/** What users want to be notified of. */
export const notifications: Migration = {
  name: '0026-notifications',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('notification')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('target', text, (c) => c.notNull())
      .addColumn('type', text)
      .addColumn('silent_until', integer, (c) => c.notNull())
      .addColumn('silent_hours', text, (c) => c.notNull())
      .addColumn('language', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('notification_key', ['app', 'user', 'target'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
