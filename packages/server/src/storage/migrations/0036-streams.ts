import type { Migration } from '../migrate.ts'

/** Messages that are being sent in pieces: docs/decisions/0042-streams.md. */
export const streams: Migration = {
  name: '0036-streams',
  async up(db, { integer, text, bytes, keyedTable }) {
    await db.schema
      .createTable('stream')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('message', integer, (c) => c.notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('sender', text, (c) => c.notNull())
      .addColumn('receiver', text, (c) => c.notNull())
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('seq', integer, (c) => c.notNull())
      .addColumn('pieces', integer, (c) => c.notNull())
      .addColumn('bytes', integer, (c) => c.notNull())
      .addColumn('due_at', integer, (c) => c.notNull())
      .addColumn('ends_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('stream_key', ['app', 'message'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema.createIndex('stream_due').on('stream').column('due_at').execute()
    await db.schema
      .createTable('stream_piece')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('message', integer, (c) => c.notNull())
      .addColumn('number', integer, (c) => c.notNull())
      .addColumn('payload', bytes, (c) => c.notNull())
      .addPrimaryKeyConstraint('stream_piece_key', ['app', 'message', 'number'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
