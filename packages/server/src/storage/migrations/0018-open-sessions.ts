import type { Migration } from '../migrate.ts'

/** Sessions whose end must be reported even if their node dies: docs/decisions/0025-facts-and-outbox.md. */
export const openSessions: Migration = {
  name: '0018-open-sessions',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('open_session')
      .addColumn('node', text, (c) => c.notNull())
      .addColumn('number', integer, (c) => c.notNull())
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('device', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('open_session_key', ['node', 'number'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
