import type { Cursor } from '../../domain/log/log-store.ts'
import { storableText } from './flavour.ts'
import type { Query } from './pooled-connection.ts'

/**
 * Saves cursors, prepared once per connection. Rows are found by subqueries, not joins: for tables without statistics
 * PostgreSQL may join by the app alone, and read all its logs for each cursor. $1 to $5: app, user, device, log and
 * position of each.
 */
const text = `
with saved as materialized (
  select given.app, given."user", given.seq,
    (select id from log where log.app = given.app and log.key = given.log) as log,
    (select id from device where device.app = given.app and device."user" = given."user"
      and device.resource = given.device) as device
  from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[]) as given (app, "user", device, log, seq)
), furthest as materialized (
  select app, "user", log, max(seq) as seq from saved where log is not null group by app, "user", log
), delivered as (
  update follow set delivered = furthest.seq from furthest
  where follow.app = furthest.app and follow."user" = furthest."user" and follow.log = furthest.log
    and follow.delivered < furthest.seq
)
insert into cursor (app, device, log, seq)
select app, device, log, max(seq) from saved
where device is not null and log is not null and seq > 0 group by app, device, log
on conflict (app, device, log) do update set seq = excluded.seq where excluded.seq > cursor.seq`

export function cursorQuery(cursors: readonly Cursor[]): Query {
  const numbers = (name: 'app' | 'seq') => `{${cursors.map((cursor) => cursor[name]).join()}}`
  const texts = (name: 'user' | 'device' | 'log') => cursors.map((cursor) => storableText(cursor[name]))
  return {
    name: 'save-cursors',
    text,
    values: [numbers('app'), texts('user'), texts('device'), texts('log'), numbers('seq')],
  }
}
