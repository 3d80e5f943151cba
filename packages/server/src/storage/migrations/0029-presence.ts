import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** What users publish about themselves, and who is told. */
export const presence: Migration = {
  name: '0029-presence',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('presence')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('ext', text, (c) => c.notNull())
      .addColumn('published_at', integer, (c) => c.notNull())
      .addColumn('told_online', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('presence_key', ['app', 'user'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema
      .createIndex('presence_told')
      .on('presence')
      .columns(['app', 'user'])
      .where(sql<boolean>`told_online = 1`)
      .execute()
    await db.schema
      .createTable('presence_status')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('device', text, (c) => c.notNull())
      .addColumn('status', text, (c) => c.notNull())
      .addColumn('at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('presence_status_key', ['app', 'user', 'device'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema
      .createTable('presence_subscription')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('subscriber', text, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('expires_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('presence_subscription_key', ['app', 'subscriber', 'user'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema
      .createIndex('presence_subscriber')
      .on('presence_subscription')
      .columns(['app', 'user', 'expires_at', 'subscriber'])
      .execute()
    await db.schema
      .createIndex('presence_subscription_end')
      .on('presence_subscription')
      .columns(['expires_at'])
      .execute()
  },
}
