import type { Migration } from '../migrate.ts'

/**
 * How often what is in a log has been changed (docs/decisions/0060-unread-counts.md). A column with a constant as its default
 * changes no row.
 */
export const logChanges: Migration = {
  name: '0046-log-changes',
  async up(db, { integer }) {
    await db.schema
      .alterTable('log')
      .addColumn('changed', integer, (c) => c.notNull().defaultTo(0))
      .execute()
  },
}
