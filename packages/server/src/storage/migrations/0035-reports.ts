import type { Migration } from '../migrate.ts'

/** Messages that users report. */
export const reports: Migration = {
  name: '0035-reports',
  async up(db, { integer, text, table }) {
    await db.schema
      .createTable('report')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('message', integer, (c) => c.notNull())
      .addColumn('reporter', text, (c) => c.notNull())
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('reason', text, (c) => c.notNull())
      .addColumn('reported_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('report_key', ['app', 'id'])
      .addUniqueConstraint('report_once', ['app', 'message', 'reporter'])
      .modifyEnd(table)
      .execute()
    await db.schema.createIndex('report_reporter').on('report').columns(['app', 'reporter']).execute()
  },
}
