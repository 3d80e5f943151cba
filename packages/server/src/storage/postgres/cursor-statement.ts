import type { Clear, Cursor } from '../../domain/log/log-store.ts'
import { storableText } from './flavour.ts'
import type { Query } from './pooled-connection.ts'

/**
 * Saves cursors, prepared once per connection. Rows are found by subqueries, not joins: for tables without statistics
 * PostgreSQL may join by the app alone, and read all its logs for each cursor. $1 to $5: app, user, device, log and
 * position of each. Rows of `follow` are locked in the order of log and user, as appends lock them.
 * Other devices of the user that have no cursor yet are where the user was: they get one before the user moves on.
 */
const text = `
with saved as materialized (
  select given.app, given."user", given.seq,
    (select id from log where log.app = given.app and log.key = given.log) as log,
    (select id from device where device.app = given.app and device."user" = given."user"
      and device.resource = given.device) as device
  from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[]) as given (app, "user", device, log, seq)
), furthest as materialized (
  select app, "user", log, max(seq) as seq from saved where log is not null
  group by app, log, "user" order by app, log, "user"
), moving as materialized (
  select furthest.*, stood.delivered
  from furthest cross join lateral (select delivered from follow
    where follow.app = furthest.app and follow."user" = furthest."user" and follow.log = furthest.log
      and follow.delivered < furthest.seq for no key update) as stood
), delivered as (
  update follow set delivered = moving.seq from moving
  where follow.app = moving.app and follow."user" = moving."user" and follow.log = moving.log
), stayed as (
  insert into cursor (app, device, log, seq)
  select moving.app, other.id, moving.log, moving.delivered
  from moving cross join lateral (select id from device
    where device.app = moving.app and device."user" = moving."user" order by id) as other
  where (moving.log, other.id) not in
    (select log, device from saved where log is not null and device is not null and seq > 0)
  on conflict (app, device, log) do nothing
)
insert into cursor (app, device, log, seq)
select app, device, log, max(seq) from saved
where device is not null and log is not null and seq > 0 group by app, device, log
on conflict (app, device, log) do update set seq = excluded.seq where excluded.seq > cursor.seq`

/** Records since when devices have everything. $1 to $4: app, user, device and hour of each. */
const clearText = `
with given as materialized (
  select (select id from device where device.app = given.app and device."user" = given."user"
    and device.resource = given.device) as id, given.hour
  from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]) as given (app, "user", device, hour)
), latest as materialized (
  select id, max(hour) as hour from given where id is not null group by id order by id
)
update device set clear = latest.hour from latest where device.id = latest.id and device.clear < latest.hour`

export function cursorQuery(cursors: readonly Cursor[]): Query {
  const numbers = (name: 'app' | 'seq') => `{${cursors.map((cursor) => cursor[name]).join()}}`
  const texts = (name: 'user' | 'device' | 'log') => cursors.map((cursor) => storableText(cursor[name]))
  return {
    name: 'save-cursors',
    text,
    values: [numbers('app'), texts('user'), texts('device'), texts('log'), numbers('seq')],
  }
}

export function clearQuery(clears: readonly Clear[]): Query {
  const numbers = (name: 'app' | 'hour') => `{${clears.map((clear) => clear[name]).join()}}`
  const texts = (name: 'user' | 'device') => clears.map((clear) => storableText(clear[name]))
  return {
    name: 'clear-devices',
    text: clearText,
    values: [numbers('app'), texts('user'), texts('device'), numbers('hour')],
  }
}
