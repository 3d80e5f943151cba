import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Where each log begins and ends, so that its entries may go: positions go on even if the newest has. */
export const logEnds: Migration = {
  name: '0021-log-ends',
  async up(db, { integer, fillHeads }) {
    await db.schema.alterTable('log').addColumn('head_id', integer).execute()
    await db.schema
      .alterTable('log')
      .addColumn('floor', integer, (column) => column.notNull().defaultTo(sql.lit(1)))
      .execute()
    if (fillHeads !== undefined) await fillHeads.execute(db)
  },
}
