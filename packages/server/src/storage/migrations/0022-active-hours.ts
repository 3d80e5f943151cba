import { sql } from 'kysely'
import { ALWAYS, HOUR_IDS, MARKED_FOLLOWERS } from '../../domain/log/active-hour.ts'
import type { Migration } from '../migrate.ts'

/** When each log was last active, for its followers, and since when a device has all: see docs/decisions/0031-what-is-new.md. */
export const activeHours: Migration = {
  name: '0022-active-hours',
  async up(db, { integer }) {
    const add = (table: 'follow' | 'device' | 'log', column: string, value: number) =>
      db.schema
        .alterTable(table)
        .addColumn(column, integer, (c) => c.notNull().defaultTo(sql.lit(value)))
        .execute()
    await add('follow', 'active', ALWAYS)
    await add('device', 'clear', 0)
    await add('log', 'large', 0)
    // App last here and below: SQLite lacks statistics and would use a key that begins with the app by that alone.
    await db.schema.createIndex('follow_log').on('follow').columns(['log', 'app']).execute()
    await sql`
      update log set large = 1 where id in
        (select log from follow where until is null group by app, log having count(*) > ${sql.lit(MARKED_FOLLOWERS)})`.execute(
      db,
    )
    // An hour more: the newest entry need not have the greatest id.
    await sql`
      update follow set active = 1 + coalesce(
        (select entry.id / ${sql.lit(HOUR_IDS)} from entry
          where entry.app = follow.app and entry.log = follow.log and entry.seq > 0 order by entry.seq desc limit 1), 0)
      where until is not null or (shielded_from is null or shielded_to is not null)
        and (select large from log where log.id = follow.log) = 0`.execute(db)
    // A device without a cursor was at the start of the log, and will be where its user is.
    await sql`
      insert into cursor (app, device, log, seq)
      select device.app, device.id, follow.log, follow.start
      from device join follow on follow.app = device.app and follow."user" = device."user"
      where follow.delivered > follow.start and not exists (select 1 from cursor
        where cursor.app = device.app and cursor.device = device.id and cursor.log = follow.log)`.execute(db)
    await db.schema
      .createIndex('follow_active')
      .on('follow')
      .columns(['app', 'user', 'active', 'log'])
      .execute()
    await db.schema
      .createIndex('follow_pinned')
      .on('follow')
      .columns(['user', 'app'])
      .where(sql.ref('pinned_at'), 'is not', null)
      .execute()
    await db.schema
      .createIndex('follow_marked')
      .on('follow')
      .columns(['user', 'app'])
      .where(sql.ref('marks'), '<>', sql.lit(0))
      .execute()
    await db.schema.createIndex('device_seen').on('device').columns(['seen_at']).execute()
  },
}
