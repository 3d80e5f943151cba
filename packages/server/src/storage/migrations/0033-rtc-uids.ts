import type { Migration } from '../migrate.ts'

/** Numbers that stand for users in voice and video channels. */
export const rtcUids: Migration = {
  name: '0033-rtc-uids',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('rtc_uid')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('uid', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('rtc_uid_key', ['app', 'uid'])
      .addUniqueConstraint('rtc_uid_user', ['app', 'user'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
