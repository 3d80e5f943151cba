import type { Migration } from '../migrate.ts'

/** Files that are being uploaded in parts. */
export const partUploads: Migration = {
  name: '0008-part-uploads',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('part_upload')
      .addColumn('app', integer, (c) => c.notNull().references('app.id'))
      .addColumn('uuid', text, (c) => c.notNull())
      .addColumn('uploader', text)
      .addColumn('open', integer, (c) => c.notNull())
      .addColumn('due_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('part_upload_key', ['app', 'uuid'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema.createIndex('part_upload_due').on('part_upload').column('due_at').execute()
    await db.schema
      .createTable('upload_part')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('upload', text, (c) => c.notNull())
      .addColumn('uuid', text, (c) => c.notNull())
      .addColumn('number', integer, (c) => c.notNull())
      .addColumn('size', integer, (c) => c.notNull())
      .addColumn('counts', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('upload_part_key', ['app', 'upload', 'uuid'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
