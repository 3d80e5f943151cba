import { type RawBuilder, sql } from 'kysely'
import { firstMark } from '../domain/log/active-hour.ts'
import { idFloor } from '../kernel/id-generator.ts'
import type { SqlFlavour } from './sql-flavour.ts'

/**
 * Ensures that a user has a row in `follow`, to say what they do with the conversation. It may be missing for a pair with only imported messages,
 * and for a room: its row is closed before position 1, so nothing in it ever waits for a device. In a group, users
 * without a row were never members.
 */
export function openFollow(app: number, user: string, log: string, now: number): RawBuilder<unknown> {
  return sql`
    insert into follow (app, "user", log, start, delivered, until, active)
    select log.app, ${user}, log.id, 0, 0, case when log.key like 'r:%' then 0 end, ${firstMark(idFloor(now))}
    from log where log.app = ${app} and log.key = ${log} and log.key not like 'g:%'
    on conflict (app, "user", log) do nothing`
}

/** What an update of `follow` sets to remove conversations from the user's list, up to the current end of the log. */
export function hidden(flavour: SqlFlavour): RawBuilder<unknown> {
  return sql`hidden = ${headOf(flavour)}, pinned_at = null, marks = 0`
}

/** What it sets to end delivery and clear the history, too. */
export function cleared(flavour: SqlFlavour): RawBuilder<unknown> {
  const head = headOf(flavour)
  return sql`${hidden(flavour)}, cleared = ${head}, start = ${head}, delivered = ${head}`
}

function headOf(flavour: SqlFlavour): RawBuilder<unknown> {
  return flavour.greatest(flavour.head(sql`follow.app`, sql`follow.log`), sql`follow.delivered`)
}
