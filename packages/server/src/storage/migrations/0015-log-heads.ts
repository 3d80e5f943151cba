import type { Migration } from '../migrate.ts'

/** The last position assigned in a log, for databases that several nodes append to. */
export const logHeads: Migration = {
  name: '0016-log-heads',
  async up(db, { integer }) {
    await db.schema.alterTable('log').addColumn('head', integer).execute()
  },
}
