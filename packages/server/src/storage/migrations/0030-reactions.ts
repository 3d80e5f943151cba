import type { Migration } from '../migrate.ts'

/** Reactions to messages: docs/decisions/0038-reactions.md. */
export const reactions: Migration = {
  name: '0030-reactions',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('reaction')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('message', integer, (c) => c.notNull())
      .addColumn('reaction', text, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('count', integer, (c) => c.notNull())
      .addColumn('changed', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('reaction_key', ['app', 'message', 'reaction'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema.createIndex('reaction_id').on('reaction').columns(['app', 'id']).unique().execute()
    await db.schema
      .createTable('reactor')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('reaction', integer, (c) => c.notNull())
      .addColumn('place', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('reactor_key', ['app', 'user', 'reaction'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema
      .createIndex('reactor_place')
      .on('reactor')
      .columns(['app', 'reaction', 'place'])
      .unique()
      .execute()
    await db.schema
      .alterTable('entry')
      .addColumn('reacted', integer, (c) => c.notNull().defaultTo(0))
      .execute()
  },
}
