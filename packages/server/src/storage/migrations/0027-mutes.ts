import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/** Users whom the app has muted, in all conversations of a kind. */
export const mutes: Migration = {
  name: '0027-mutes',
  async up(db, { integer }) {
    for (const kind of ['user', 'group', 'room'])
      await db.schema.alterTable('user').addColumn(`muted_${kind}`, integer).execute()
    await db.schema
      .createIndex('user_muted')
      .on('user')
      .columns(['app', 'id'])
      .where(sql<boolean>`(muted_user is not null or muted_group is not null or muted_room is not null)`)
      .execute()
  },
}
