import type { Migration } from '../migrate.ts'

/** The index of messages, where it is in the database: docs/decisions/0039-search.md. */
export const search: Migration = {
  name: '0032-search',
  async up(db, { messageIndex = [] }) {
    for (const statement of messageIndex) await statement.execute(db)
  },
}
