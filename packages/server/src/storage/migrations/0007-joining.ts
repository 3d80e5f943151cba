import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Invitations, applications, members who do not want the messages of their group, and the list of public groups. */
export const joining: Migration = {
  name: '0007-joining',
  async up(db, { integer, text }) {
    const member = (column: string, type: typeof integer, initial: string | number) =>
      db.schema
        .alterTable('member')
        .addColumn(column, type, (c) => c.notNull().defaultTo(sql.lit(initial)))
        .execute()
    await member('invited_by', text, '')
    await member('applied', integer, 0)
    await member('shielded', integer, 0)
    await db.schema.alterTable('follow').addColumn('shielded_from', integer).execute()
    await db.schema.alterTable('follow').addColumn('shielded_to', integer).execute()
    await db.schema
      .createIndex('channel_public')
      .on('channel')
      .columns(['app', 'kind', 'id'])
      .where(sql.ref('public'), '=', sql.lit(1))
      .execute()
  },
}
