import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Labels of users, and notifications that apps send themselves: docs/decisions/0047-push-services.md. */
export const pushLabels: Migration = {
  name: '0040-push-labels',
  async up(db, { integer, text, table, keyedTable }) {
    await db.schema
      .createTable('push_label')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('description', text, (c) => c.notNull())
      .addColumn('users', integer, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('push_label_key', ['app', 'name'])
      .modifyEnd(table)
      .execute()
    await db.schema
      .createTable('push_label_user')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('label', text, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('push_label_user_key', ['app', 'label', 'user'])
      .modifyEnd(table)
      .execute()
    await db.schema
      .createIndex('push_label_user_user')
      .on('push_label_user')
      .columns(['app', 'user', 'label'])
      .execute()
    await db.schema
      .createTable('push_task')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('audience', text, (c) => c.notNull())
      .addColumn('message', text, (c) => c.notNull())
      .addColumn('counts', integer, (c) => c.notNull())
      .addColumn('accepted_at', integer, (c) => c.notNull())
      .addColumn('due_at', integer, (c) => c.notNull())
      .addColumn('cursor', text, (c) => c.notNull())
      .addColumn('done', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('push_task_key', ['app', 'id'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema
      .createIndex('push_task_due')
      .on('push_task')
      .columns(['due_at', 'id'])
      .where(sql.ref('done'), '=', sql.lit(0))
      .execute()
    await db.schema
      .createIndex('push_task_over')
      .on('push_task')
      .column('accepted_at')
      .where(sql.ref('done'), '=', sql.lit(1))
      .execute()
    await db.schema
      .createIndex('push_task_counted')
      .on('push_task')
      .columns(['app', 'accepted_at'])
      .where(sql.ref('counts'), '=', sql.lit(1))
      .execute()
  },
}
