import type { Migration } from '../migrate.ts'

/** When attributes were set, by which clients know profiles and name cards, and who follows whose profile. */
export const profiles: Migration = {
  name: '0019-profiles',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .alterTable('attribute')
      .addColumn('changed_at', integer, (c) => c.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createTable('profile_follower')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('follower', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('profile_follower_key', ['app', 'user', 'follower'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema
      .createIndex('profile_follower_follower')
      .on('profile_follower')
      .columns(['app', 'follower', 'user'])
      .execute()
  },
}
