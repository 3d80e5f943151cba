import { type RawBuilder, sql } from 'kysely'
import type { SqlFlavour } from './sql-flavour.ts'

/**
 * Ensures that a user has a row in `follow` to hold marks. It may be missing for a pair with only imported messages,
 * and for a room: its row is closed before position 1, so nothing in it ever waits for a device. In a group, users
 * without a row were never members.
 */
export function openFollow(app: number, user: string, log: string): RawBuilder<unknown> {
  return sql`
    insert into follow (app, "user", log, start, delivered, until)
    select log.app, ${user}, log.id, 0, 0, case when log.key like 'r:%' then 0 end
    from log where log.app = ${app} and log.key = ${log} and log.key not like 'g:%'
    on conflict (app, "user", log) do nothing`
}

/**
 * What an update of `follow` sets to remove conversations from the user's list.
 * @param clear also ends delivery and clears the history, up to the current end of the log.
 */
export function closedAtHead(flavour: SqlFlavour, clear: boolean): RawBuilder<unknown> {
  const head = flavour.greatest(
    sql`coalesce((select max(seq) from entry where entry.app = follow.app and entry.log = follow.log), 0)`,
    sql`follow.delivered`,
  )
  const cleared = clear ? sql`, cleared = ${head}, start = ${head}, delivered = ${head}` : sql``
  return sql`hidden = ${head}, pinned_at = null, marks = 0${cleared}`
}
