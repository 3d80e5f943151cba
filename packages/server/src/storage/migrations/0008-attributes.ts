import type { Migration } from '../migrate.ts'

/** Key-value attributes of users, of rooms, and of members of groups and rooms. */
export const attributes: Migration = {
  name: '0008-attributes',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('attribute')
      .addColumn('app', integer, (c) => c.notNull().references('app.id'))
      .addColumn('subject', text, (c) => c.notNull())
      .addColumn('holder', text, (c) => c.notNull())
      .addColumn('key', text, (c) => c.notNull())
      .addColumn('value', text, (c) => c.notNull())
      .addColumn('setter', text, (c) => c.notNull())
      .addColumn('auto_delete', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('attribute_key', ['app', 'subject', 'holder', 'key'])
      .modifyEnd(keyedTable)
      .execute()
    await db.schema.createIndex('attribute_holder').on('attribute').columns(['holder', 'app']).execute()
  },
}
