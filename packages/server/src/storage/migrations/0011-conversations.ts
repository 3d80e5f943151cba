import type { Migration } from '../migrate.ts'

/** State of users' conversations: read, deleted, pinned and marked. */
export const conversations: Migration = {
  name: '0009-conversations',
  async up(db, { integer, text, keyedTable, reference }) {
    for (const column of ['forgotten', 'pinned_at'] as const)
      await db.schema.alterTable('follow').addColumn(column, integer).execute()
    for (const column of ['seen', 'marks'] as const)
      await db.schema
        .alterTable('follow')
        .addColumn(column, integer, (c) => c.notNull().defaultTo(0))
        .execute()
    await db.schema.alterTable('user').addColumn('forgotten', integer).execute()

    await db.schema
      .createTable('erased')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('message', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('erased_key', ['app', 'user', 'message'])
      .modifyEnd(keyedTable)
      .execute()

    await db.schema
      .createTable('pin')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('log', integer, (c) => reference(c.notNull(), 'log'))
      .addColumn('message', integer, (c) => reference(c.notNull(), 'entry'))
      .addColumn('pinned_at', integer, (c) => c.notNull())
      .addColumn('pinned_by', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('pin_key', ['app', 'log', 'message'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
