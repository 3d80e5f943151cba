import type { Migration } from '../migrate.ts'

/** Rules that tell servers outside what happens: docs/decisions/0043-webhooks.md. */
export const webhooks: Migration = {
  name: '0038-webhooks',
  async up(db, { integer, text, table }) {
    await db.schema
      .createTable('webhook')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('enabled', integer, (c) => c.notNull())
      .addColumn('settings', text, (c) => c.notNull())
      .addColumn('secret', text, (c) => c.notNull())
      .addColumn('previous_secret', text)
      .addColumn('previous_until', integer)
      .addColumn('created_at', integer, (c) => c.notNull())
      .addColumn('modified_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('webhook_key', ['app', 'id'])
      .addUniqueConstraint('webhook_name', ['app', 'name'])
      .modifyEnd(table)
      .execute()
    await db.schema
      .createTable('webhook_delivery')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('webhook', integer, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('status', text, (c) => c.notNull())
      .addColumn('order_key', text, (c) => c.notNull())
      .addColumn('call_id', text, (c) => c.notNull())
      .addColumn('body', text, (c) => c.notNull())
      .addColumn('attempts', integer, (c) => c.notNull())
      .addColumn('replays', integer, (c) => c.notNull())
      .addColumn('at', integer, (c) => c.notNull())
      .addColumn('tried_at', integer, (c) => c.notNull())
      .addColumn('next_at', integer)
      .addColumn('answer_status', integer)
      .addColumn('answer', text, (c) => c.notNull())
      .addColumn('fault', text)
      .addPrimaryKeyConstraint('webhook_delivery_key', ['app', 'webhook', 'id'])
      .modifyEnd(table)
      .execute()
    await db.schema
      .createIndex('webhook_delivery_status')
      .on('webhook_delivery')
      .columns(['app', 'webhook', 'status', 'id'])
      .execute()
  },
}
