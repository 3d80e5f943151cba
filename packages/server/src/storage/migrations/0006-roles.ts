import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Rows of `member` that are on a list; queries use the same wording for the conditions. */
const lists = {
  admins: sql.raw('role = 2'),
  muted: sql.raw('muted_until > 0'),
  allowed: sql.raw('allowed = 1'),
  blocked: sql.raw('blocked = 1'),
}

/** Administrators and other lists of groups and rooms, and users who may create rooms. */
export const roles: Migration = {
  name: '0006-roles',
  async up(db, { integer, text, keyedTable }) {
    for (const [list, condition] of Object.entries(lists))
      await sql`create index ${sql.ref(`member_${list}`)} on member (channel, "user") where ${condition}`.execute(
        db,
      )
    await db.schema
      .createTable('super_admin')
      .addColumn('app', integer, (c) => c.notNull())
      .addColumn('user', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('super_admin_key', ['app', 'user'])
      .modifyEnd(keyedTable)
      .execute()
  },
}
