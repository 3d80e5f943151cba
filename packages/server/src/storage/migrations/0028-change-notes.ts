import type { Migration } from '../migrate.ts'

/** What changed while some node may not have heard of it: docs/decisions/0036-nodes.md. */
export const changeNotes: Migration = {
  name: '0028-change-notes',
  async up(db, { integer, text, rowNumber, table }) {
    await db.schema
      .createTable('change_note')
      .addColumn('id', integer, rowNumber)
      .addColumn('at', integer, (c) => c.notNull())
      .addColumn('cache', text, (c) => c.notNull())
      .addColumn('keys', text, (c) => c.notNull())
      .modifyEnd(table)
      .execute()
  },
}
