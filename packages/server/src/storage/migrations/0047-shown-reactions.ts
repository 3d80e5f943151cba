import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'

/**
 * What readers are shown of reactions beside their message (docs/decisions/0048-what-reading-costs.md). Only messages with reactions are
 * changed; they are found through the reactions.
 */
export const shownReactions: Migration = {
  name: '0047-shown-reactions',
  async up(db, { text, arrays }) {
    await db.schema.alterTable('entry').addColumn('reactions', text).execute()
    const columns = ['id', 'reaction', 'count', 'changed'].map((name) => sql.ref(`reaction.${name}`))
    const users = sql`(select string_agg(found."user", ',' order by found.place) from (
      select reactor."user", reactor.place from reactor
      where reactor.app = reaction.app and reactor.reaction = reaction.id order by reactor.place limit 3) as found)`
    const theirs = sql`from reaction where reaction.app = entry.app and reaction.message = entry.id`
    await sql`update entry set
        reactions = (select ${arrays([...columns, users], sql`reaction.id`)} ${theirs}),
        reacted = case when exists (select 1 ${theirs} and reaction.count > 3) then 2 else 1 end
      where id in (select message from reaction) and exists (select 1 ${theirs})`.execute(db)
  },
}
