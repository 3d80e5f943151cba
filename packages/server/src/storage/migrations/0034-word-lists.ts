import type { Migration } from '../migrate.ts'

/** Words that texts are checked for. */
export const wordLists: Migration = {
  name: '0034-word-lists',
  async up(db, { integer, text, table }) {
    await db.schema
      .createTable('word_list')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('scope', text, (c) => c.notNull())
      .addColumn('disposition', text, (c) => c.notNull())
      .addColumn('full_match', integer, (c) => c.notNull())
      .addColumn('version', integer, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addColumn('updated_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('word_list_key', ['app', 'id'])
      .addUniqueConstraint('word_list_name', ['app', 'name'])
      .modifyEnd(table)
      .execute()
    await db.schema
      .createTable('word')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('list', integer, (c) => c.notNull())
      .addColumn('id', integer, (c) => c.notNull())
      .addColumn('word', text, (c) => c.notNull())
      .addColumn('author', text, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addColumn('updated_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('word_key', ['app', 'list', 'id'])
      .addUniqueConstraint('word_text', ['app', 'list', 'word'])
      .modifyEnd(table)
      .execute()
  },
}
