import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** What limits the words of an app (word-lists.ts). Words from before count with their characters, which is close. */
export const wordSizes: Migration = {
  name: '0044-word-sizes',
  async up(db, { integer }) {
    await db.schema
      .alterTable('word')
      .addColumn('size', integer, (c) => c.notNull().defaultTo(0))
      .execute()
    await sql`update word set size = length(word)`.execute(db)
  },
}
