import { sql } from 'kysely'
import { entryKind } from '../domain/log/entry.ts'
import type { Behind, DeviceKey, LogStore, SeenDevice } from '../domain/log/log-store.ts'
import type { Connection } from './engine.ts'
import { prepared } from './prepared.ts'

/** Logs examined for one page: a few ms, during which other readers wait. */
const EXAMINED = 1000
/** Cursors of a forgotten device removed at a time. */
const FORGOTTEN_CURSORS = 1000

interface Place {
  app: number
  user: string
  device: string
  /** Null: from the start. */
  hour: number | null
  number: number | null
}

/** In a page without logs, a single row without one. */
interface BehindRow extends Omit<Behind, 'log' | 'shield' | 'start'> {
  log: string | null
  start: number | null
  shielded_from: number | null
  shielded_to: number | null
  /** How many logs were examined, and where the last of them is. */
  size: number
  hour: number
  number: number
}

// Only logs that were active since the device had everything. For a user who has ceased to follow the log, the head is the
// last entry they may have. What is below the floor is gone. Materialized, or PostgreSQL would scan the entries for heads.
const findBehind = prepared(({ reads, flavour }, of: Place) => {
  const cursor = sql<number>`coalesce((select cursor.seq from cursor
    where cursor.app = follow.app and cursor.log = follow.log and cursor.device = (select id from me)), follow.delivered)`
  const isShielded = sql`(examined.until is null and examined.shielded_from is not null and examined.shielded_to is null)`
  return sql<BehindRow>`
    with me as materialized (
      select id, clear from device where app = ${of.app} and "user" = ${of.user} and resource = ${of.device}
    ), examined as materialized (
      select follow.app, follow.log, follow.active, follow.start, follow.until, follow.shielded_from, follow.shielded_to,
        ${flavour.greatest(cursor, sql`follow.start`)} as acknowledged,
        coalesce(follow.until, ${flavour.head(sql`follow.app`, sql`follow.log`)}) as head
      from follow
      where follow.app = ${of.app} and follow."user" = ${of.user}
        and (follow.active, follow.log) > (coalesce(${of.hour}, (select clear from me), 0), coalesce(${of.number}, -1))
      order by follow.active, follow.log limit ${sql.lit(EXAMINED)}
    ), edge as (
      select count(*) as size, max(active) as hour,
        (select log from examined order by active desc, log desc limit 1) as number from examined
    ), waiting as materialized (
      select log.key as log, ${flavour.greatest(sql`examined.acknowledged`, sql`log.floor - 1`)} as acknowledged,
        examined.head, examined.start, examined.shielded_from, examined.shielded_to, entry.id as changed
      from examined
      join log on log.id = examined.log
      left join entry on entry.app = examined.app and entry.log = examined.log and entry.seq = examined.head
      where examined.head > examined.acknowledged and examined.head >= log.floor or ${isShielded}
    )
    select edge.*, waiting.* from edge left join waiting on true order by waiting.changed`.compile(reads)
})

const seeDevice = prepared(({ writes }, { app, user, resource, at }: SeenDevice) =>
  sql`
    update device set seen_at = ${at} where app = ${app} and "user" = ${user} and resource = ${resource}
      and seen_at < ${at}`.compile(writes),
)

type DeviceCursors = Pick<
  LogStore,
  | 'behind'
  | 'registerDevice'
  | 'idleDevices'
  | 'seeDevices'
  | 'forgetDevice'
  | 'countUndelivered'
  | 'isDelivered'
>

/** Tracks which entries were delivered: `follow` says which entries belong to a user, `cursor` how far each device is. */
export function deviceCursors(connection: Connection): DeviceCursors {
  const { reads, longReads, writes, flavour } = connection
  return {
    async behind(app, user, device, from) {
      const place = { app, user, device, hour: from?.hour ?? null, number: from?.number ?? null }
      const { rows } = await longReads.executeQuery(findBehind(connection, place))
      const { size, hour, number } = rows[0]!
      const logs = rows.flatMap(({ log, acknowledged, head, start, shielded_from, shielded_to }) => {
        if (log === null) return []
        const shield = shielded_from !== null && { shield: { from: shielded_from, to: shielded_to } }
        return [{ log, acknowledged, head, ...(start && { start }), ...shield }]
      })
      return { logs, next: size < EXAMINED ? null : { hour, number } }
    },

    // Statements without a read in between, so a storm of logins shares commits instead of holding transactions open.
    async registerDevice({ app, user, resource, uuid, name, seenAt }, keep, online = []) {
      const mine = sql`app = ${app} and "user" = ${user}`
      const here = flavour.rows<{ resource: string }>(JSON.stringify(online.map((each) => [each])), {
        resource: 'text',
      })
      const kept = sql`
        select id from device where ${mine}
        order by resource = ${resource} desc, resource in (select resource from ${here} as here) desc,
          seen_at desc, id desc limit ${keep}`
      const statements = [
        sql`
          insert into device (app, "user", resource, uuid, name, seen_at, clear)
          values (${app}, ${user}, ${resource}, ${uuid}, ${name}, ${seenAt},
            coalesce((select max(clear) from device where ${mine}), 0))
          on conflict (app, "user", resource)
          do update set uuid = excluded.uuid, name = excluded.name, seen_at = excluded.seen_at`,
        sql`
          delete from cursor where app = ${app} and device in
            (select id from device where ${mine} and id not in (${kept}))`,
        sql`delete from device where ${mine} and id not in (${kept})`,
      ]
      await connection.together(statements.map((statement) => statement.compile(writes)))
    },

    async idleDevices(before, limit) {
      const { rows } = await sql<DeviceKey>`
        select app, "user", resource from device where seen_at < ${before} order by seen_at limit ${limit}`.execute(
        reads,
      )
      return rows
    },

    async seeDevices(seen) {
      if (seen.length > 0) await connection.together(seen.map((device) => seeDevice(connection, device)))
    },

    async forgetDevice({ app, user, resource }, before) {
      const idle = sql`app = ${app} and "user" = ${user} and resource = ${resource} and seen_at < ${before}`
      const inSlices = sql`
        delete from cursor where app = ${app} and device in (select id from device where ${idle}) and log in
          (select log from cursor where app = ${app} and device in (select id from device where ${idle})
            limit ${sql.lit(FORGOTTEN_CURSORS)})
        returning log`.compile(writes)
      while ((await connection.together([inSlices])).length === FORGOTTEN_CURSORS);
      await connection.together([sql`delete from device where ${idle}`.compile(writes)])
    },

    // SQLite keeps the order of a cross join; on its own it would scan all entries of the app.
    async countUndelivered(app, user) {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count
        from follow cross join entry
        where follow.app = ${app} and follow."user" = ${user} and follow.active >=
            coalesce((select max(clear) from device where app = ${app} and "user" = ${user}), 0)
          and entry.app = follow.app and entry.log = follow.log and entry.seq > follow.delivered
          and entry.seq <= coalesce(follow.until, entry.seq)
          and entry.kind = ${entryKind.message}
          and (follow.shielded_from is null or entry.seq <= follow.shielded_from or entry.seq > follow.shielded_to)
          and entry.sender <> ${user}
          and (entry.audience is null or ${flavour.listHas(sql.ref('entry.audience'), user)})`.execute(
        longReads,
      )
      return rows[0]!.count
    },

    async isDelivered(app, user, id) {
      const { rows } = await sql<{ delivered: number; seq: number }>`
        select follow.delivered, entry.seq
        from entry join follow on follow.app = entry.app and follow.log = entry.log
        where entry.id = ${id} and entry.app = ${app} and follow."user" = ${user}
          and entry.seq <= coalesce(follow.until, entry.seq)`.execute(reads)
      return rows[0] && rows[0].delivered >= rows[0].seq
    },
  }
}
