import type { Migration } from '../migrate.ts'

/** Files of history exports, and what one side of a conversation has removed for itself. */
export const history: Migration = {
  name: '0005-history',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('export')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('start', integer, (c) => c.notNull())
      .addColumn('end', integer, (c) => c.notNull())
      .addColumn('token', text, (c) => c.notNull())
      .addColumn('count', integer)
      .addPrimaryKeyConstraint('export_key', ['app', 'start'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema
      .alterTable('follow')
      .addColumn('hidden', integer, (c) => c.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('follow').addColumn('cleared', integer).execute()
  },
}
