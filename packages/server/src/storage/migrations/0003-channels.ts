import type { Migration } from '../migrate.ts'

/** Groups and rooms, their members, and logs that users cease to follow. */
export const channels: Migration = {
  name: '0003-channels',
  async up(db, { integer, text, rowNumber, table, keyedTable }) {
    await db.schema
      .createTable('channel')
      .addColumn('id', integer, rowNumber)
      .addColumn('app', integer, (c) => c.notNull().references('app.id'))
      .addColumn('key', text, (c) => c.notNull())
      .addColumn('kind', integer, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('description', text, (c) => c.notNull())
      .addColumn('avatar', text, (c) => c.notNull())
      .addColumn('custom', text, (c) => c.notNull())
      .addColumn('announcement', text, (c) => c.notNull())
      .addColumn('owner', text, (c) => c.notNull())
      .addColumn('public', integer, (c) => c.notNull())
      .addColumn('members_only', integer, (c) => c.notNull())
      .addColumn('allow_invites', integer, (c) => c.notNull())
      .addColumn('invite_need_confirm', integer, (c) => c.notNull())
      .addColumn('max_users', integer, (c) => c.notNull())
      .addColumn('muted', integer, (c) => c.notNull())
      .addColumn('disabled', integer, (c) => c.notNull())
      .addColumn('member_count', integer, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addColumn('modified_at', integer, (c) => c.notNull())
      .addColumn('version', integer, (c) => c.notNull())
      .addUniqueConstraint('channel_key', ['app', 'key'])
      .modifyEnd(table)
      .execute()
    await db.schema.createIndex('channel_page').on('channel').columns(['app', 'kind', 'id']).execute()
    await db.schema.createIndex('channel_owner').on('channel').columns(['app', 'owner']).execute()

    await db.schema
      .createTable('member')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('channel', integer, (c) => c.notNull().references('channel.id'))
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('role', integer, (c) => c.notNull())
      .addColumn('joined_at', integer, (c) => c.notNull())
      .addColumn('muted_until', integer, (c) => c.notNull())
      .addColumn('allowed', integer, (c) => c.notNull())
      .addColumn('blocked', integer, (c) => c.notNull())
      // App last: SQLite lacks statistics and would use a key that begins with the app for lookups by app alone.
      .addPrimaryKeyConstraint('member_key', ['channel', 'user', 'app'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema
      .createIndex('member_page')
      .on('member')
      .columns(['channel', 'joined_at', 'user'])
      .execute()
    await db.schema.createIndex('member_user').on('member').columns(['app', 'user']).execute()

    await db.schema.alterTable('follow').addColumn('until', integer).execute()
  },
}
