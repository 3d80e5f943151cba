import type { Migration } from '../migrate.ts'

/**
 * How far users have told each other that they have read (docs/decisions/0055-who-is-told-of-changes.md). A column with a constant as its default
 * changes no row: what was told before shows as read again with the next receipt.
 */
export const toldReads: Migration = {
  name: '0043-told-reads',
  async up(db, { integer }) {
    await db.schema
      .alterTable('follow')
      .addColumn('told', integer, (c) => c.notNull().defaultTo(0))
      .execute()
  },
}
