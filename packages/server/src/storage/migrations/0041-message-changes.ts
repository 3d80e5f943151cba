import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Facts of edits and recalls by log: what a message was when it was sent (docs/decisions/0044-what-webhooks-say.md). */
export const messageChangeFacts: Migration = {
  name: '0041-message-changes',
  async up(db) {
    await sql`create index fact_change on fact (app, subject)
      where kind in ('message.edited', 'message.recalled')`.execute(db)
  },
}
