import type { Migration } from '../migrate.ts'

/** Where several nodes append: the last position given out in a log. */
export const logHeads: Migration = {
  name: '0016-log-heads',
  async up(db, { integer }) {
    await db.schema.alterTable('log').addColumn('head', integer).execute()
  },
}
