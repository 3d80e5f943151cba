import type { Migration } from '../migrate.ts'

/** What one node at a time holds: its number, and work that must not be done twice. */
export const leases: Migration = {
  name: '0011-leases',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('lease')
      .addColumn('name', text, (c) => c.primaryKey())
      .addColumn('holder', text, (c) => c.notNull())
      .addColumn('until', integer, (c) => c.notNull())
      .modifyEnd(keyedTable)
      .execute()
  },
}
