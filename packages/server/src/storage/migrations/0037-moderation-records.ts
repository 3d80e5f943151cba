import type { Migration } from '../migrate.ts'

/** What lists of words have hit, and selections of it: docs/decisions/0040-moderation.md. */
export const moderationRecords: Migration = {
  name: '0037-moderation-records',
  async up(db, { integer, text, table }) {
    await db.schema
      .createTable('moderation_record')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('message', integer, (c) => c.notNull())
      .addColumn('sender', text, (c) => c.notNull())
      .addColumn('target', text, (c) => c.notNull())
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('result', text, (c) => c.notNull())
      .addColumn('line', text, (c) => c.notNull())
      .addColumn('bytes', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('moderation_record_key', ['app', 'id'])
      .modifyEnd(table)
      .execute()
    await db.schema
      .createIndex('moderation_record_sender')
      .on('moderation_record')
      .columns(['app', 'sender'])
      .execute()
    await db.schema
      .createIndex('moderation_record_message')
      .on('moderation_record')
      .columns(['app', 'message'])
      .execute()
    await db.schema
      .createTable('moderation_export')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('uuid', text, (c) => c.notNull())
      .addColumn('condition', text, (c) => c.notNull())
      .addColumn('range', text, (c) => c.notNull())
      .addColumn('size', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('moderation_export_key', ['app', 'id'])
      .modifyEnd(table)
      .execute()
  },
}
