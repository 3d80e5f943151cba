import type { Migration } from '../migrate.ts'

/** Facts, their subscribers, and how far each subscriber is: docs/decisions/0025-facts-and-outbox.md. */
export const facts: Migration = {
  name: '0025-facts',
  async up(db, flavour) {
    const { integer, text, table, keyedTable } = flavour

    await db.schema
      .createTable('fact')
      .$call(flavour.laned)
      .addColumn('at', integer, (c) => c.notNull())
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('subject', text, (c) => c.notNull())
      .addColumn('seq', integer)
      .addColumn('entry', integer)
      .addColumn('data', text, (c) => c.notNull())
      .modifyEnd(table)
      .execute()

    await db.schema
      .createTable('subscriber')
      .addColumn('name', text, (c) => c.primaryKey())
      .addColumn('shard', integer, (c) => c.notNull())
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('kinds', text, (c) => c.notNull())
      .addColumn('cursor', text)
      .addColumn('skipped', integer, (c) => c.notNull().defaultTo(0))
      .modifyEnd(keyedTable)
      .execute()

    await db.schema
      .createTable('dispatch')
      .addColumn('shard', integer, (c) => c.primaryKey())
      .addColumn('owner', text, (c) => c.notNull())
      .addColumn('epoch', integer, (c) => c.notNull())
      .addColumn('until', integer, (c) => c.notNull())
      .modifyEnd(keyedTable)
      .execute()

    await db.schema.alterTable('log').addColumn('told_at', integer).execute()
  },
}
