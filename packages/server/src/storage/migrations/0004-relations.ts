import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Contacts, requests and block lists: a row for each direction between two users. */
export const relations: Migration = {
  name: '0004-relations',
  async up(db, { integer, text, keyedTable }) {
    await db.schema
      .createTable('relation')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addColumn('peer', text, (c) => c.notNull())
      .addColumn('contact', integer)
      .addColumn('remark', text, (c) => c.notNull())
      .addColumn('requested', integer, (c) => c.notNull())
      .addColumn('blocked', integer)
      .addColumn('version', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('relation_key', ['app', 'user', 'peer'])
      .modifyEnd(keyedTable)
      .execute()
    for (const list of ['contact', 'blocked'] as const)
      await db.schema
        .createIndex(`relation_${list}`)
        .on('relation')
        .columns(['app', 'user', list])
        .where(sql.ref(list), 'is not', null)
        .execute()
  },
}
