import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** How many groups, rooms and threads an app has: counting up to a limit of 100,000 for each new one takes too long. */
export const channelCounts: Migration = {
  name: '0020-channel-counts',
  async up(db, { integer, keyedTable }) {
    await db.schema
      .createTable('channel_count')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('kind', integer, (c) => c.notNull())
      .addColumn('count', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('channel_count_key', ['app', 'kind'])
      .modifyEnd(keyedTable)
      .execute()
    await sql`
      insert into channel_count (app, kind, count)
      select app, kind, count(*) from channel group by app, kind`.execute(db)
  },
}
