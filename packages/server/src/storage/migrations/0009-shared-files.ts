import type { Migration } from '../migrate.ts'

/** Files that groups and rooms share. */
export const sharedFiles: Migration = {
  name: '0008-shared-files',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('shared_file')
      .addColumn('app', integer, (c) => c.notNull().references('app.id'))
      .addColumn('log', text, (c) => c.notNull())
      .addColumn('place', integer, (c) => c.notNull())
      .addColumn('uuid', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('shared_file_key', ['app', 'log', 'place'])
      .addUniqueConstraint('shared_file_uuid', ['uuid', 'app'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
