import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Uploaded files; their bytes are in the blob store. */
export const files: Migration = {
  name: '0002-files',
  async up(db, { integer, text, table }) {
    await db.schema
      .createTable('file')
      .addColumn('app', integer, (c) => c.notNull().references('app.id'))
      .addColumn('uuid', text, (c) => c.notNull())
      .addColumn('state', integer, (c) => c.notNull())
      .addColumn('due_at', integer)
      .addColumn('secret', text, (c) => c.notNull())
      .addColumn('restricted', integer, (c) => c.notNull())
      .addColumn('uploader', text)
      .addColumn('name', text)
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('size', integer, (c) => c.notNull())
      .addColumn('thumbnail_type', text)
      .addColumn('thumbnail_size', integer)
      .addColumn('frame_type', text)
      .addColumn('frame_size', integer)
      .addColumn('box_width', integer)
      .addColumn('box_height', integer)
      .addColumn('created_at', integer, (c) => c.notNull())
      .addColumn('expires_at', integer)
      .addPrimaryKeyConstraint('file_key', ['app', 'uuid'])
      .modifyEnd(table)
      .execute()
    await db.schema
      .createIndex('file_due')
      .on('file')
      .column('due_at')
      .where(sql.ref('due_at'), 'is not', null)
      .execute()
    await db.schema
      .createIndex('file_announced')
      .on('file')
      .columns(['app', 'uuid'])
      .where(sql.ref('state'), '=', sql.lit(0))
      .execute()
  },
}
