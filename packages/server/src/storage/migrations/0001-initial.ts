import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** The first schema. For the reasons behind it, see docs/decisions/0004-storage-layout.md. */
export const initial: Migration = {
  name: '0001-initial',
  async up(db, flavour) {
    const { integer, text, bytes, rowNumber, table, keyedTable } = flavour

    await db.schema
      .createTable('app')
      .addColumn('id', integer, rowNumber)
      .addColumn('org', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('uuid', text, (c) => c.notNull().unique())
      .addColumn('client_id', text, (c) => c.notNull())
      .addColumn('client_secret', text, (c) => c.notNull())
      .addColumn('app_id', text, (c) => c.notNull().unique())
      .addColumn('app_certificate', text, (c) => c.notNull())
      .addColumn('settings', text, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addUniqueConstraint('app_name', ['org', 'name'])
      .modifyEnd(table)
      .execute()

    await db.schema
      .createTable('org_admin')
      .addColumn('org', text, (c) => c.notNull())
      .addColumn('username', text, (c) => c.notNull())
      .addColumn('password_hash', text, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('org_admin_key', ['org', 'username'])
      .modifyEnd(keyedTable)
      .execute()

    await db.schema
      .createTable('secret')
      .addColumn('name', text, (c) => c.primaryKey())
      .addColumn('value', bytes, (c) => c.notNull())
      .modifyEnd(table)
      .execute()

    await db.schema
      .createTable('user')
      .addColumn('id', integer, rowNumber)
      .addColumn('app', integer, (c) => c.notNull().references('app.id'))
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('uuid', text, (c) => c.notNull())
      .addColumn('password_hash', text)
      .addColumn('nickname', text)
      .addColumn('activated', integer, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addColumn('modified_at', integer, (c) => c.notNull())
      .addColumn('token_generation', integer, (c) => c.notNull())
      .addColumn('tokens_valid_from', integer, (c) => c.notNull())
      .addColumn('preferences', text, (c) => c.notNull())
      .addUniqueConstraint('user_name', ['app', 'name'])
      .addUniqueConstraint('user_uuid', ['app', 'uuid'])
      .modifyEnd(table)
      .execute()
    await db.schema.createIndex('user_page').on('user').columns(['app', 'id']).execute()

    await db.schema
      .createTable('log')
      .addColumn('id', integer, rowNumber)
      .addColumn('app', integer, (c) => c.notNull().references('app.id'))
      .addColumn('key', text, (c) => c.notNull())
      .addUniqueConstraint('log_key', ['app', 'key'])
      .modifyEnd(table)
      .execute()

    await db.schema
      .createTable('entry')
      .$call(flavour.timeOrdered)
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('log', integer, (c) => flavour.reference(c.notNull(), 'log'))
      .addColumn('seq', integer, (c) => c.notNull())
      .addColumn('time', integer, (c) => c.notNull())
      .addColumn('kind', integer, (c) => c.notNull())
      .addColumn('content_type', integer, (c) => c.notNull())
      .addColumn('sender', text, (c) => c.notNull())
      .addColumn('sender_device', text)
      .addColumn('receiver', text, (c) => c.notNull())
      .addColumn('receiver_device', text)
      .addColumn('echo', integer, (c) => c.notNull())
      .addColumn('audience', text)
      .addColumn('origin', text)
      .addColumn('attributes', bytes)
      .addColumn('payload', bytes, (c) => c.notNull())
      .addUniqueConstraint('entry_position', ['app', 'log', 'seq'])
      .modifyEnd(table)
      .execute()
    await db.schema
      .createIndex('entry_origin')
      .unique()
      .on('entry')
      .columns(['app', 'origin'])
      .where(sql.ref('origin'), 'is not', null)
      .execute()

    await db.schema
      .createTable('follow')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('log', integer, (c) => flavour.reference(c.notNull(), 'log'))
      .addColumn('start', integer, (c) => c.notNull())
      .addColumn('delivered', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('follow_key', ['app', 'user', 'log'])
      .modifyEnd(keyedTable)
      .execute()

    await db.schema
      .createTable('device')
      .addColumn('id', integer, rowNumber)
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('resource', text, (c) => c.notNull())
      .addColumn('uuid', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('seen_at', integer, (c) => c.notNull())
      .addUniqueConstraint('device_resource', ['app', 'user', 'resource'])
      .addForeignKeyConstraint('device_user', ['app', 'user'], 'user', ['app', 'name'])
      .modifyEnd(table)
      .execute()

    await db.schema
      .createTable('cursor')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('device', integer, (c) => c.notNull())
      .addColumn('log', integer, (c) => c.notNull())
      .addColumn('seq', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('cursor_key', ['app', 'device', 'log'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
