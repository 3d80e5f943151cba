import type { Migration } from '../migrate.ts'

/** Names of deleted users: tokens signed for them may still circulate. */
export const formerUsers: Migration = {
  name: '0017-former-users',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('former_user')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('former_user_key', ['app', 'name'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
