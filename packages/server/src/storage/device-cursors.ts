import { sql } from 'kysely'
import { entryKind } from '../domain/log/entry.ts'
import type { Behind, LogStore } from '../domain/log/log-store.ts'
import type { Connection } from './engine.ts'
import { prepared } from './prepared.ts'

/** `seen_at` of a device that has just been inserted and has no cursors yet. */
const UNSEEN = -1

type BehindRow = Omit<Behind, 'shield'> & { shielded_from: number | null; shielded_to: number | null }

// For a user who has ceased to follow the log, the head is the last entry they may have. What is below the floor is gone.
const findBehind = prepared(({ reads, flavour }, of: { app: number; user: string; device: string }) => {
  const acknowledged = flavour.greatest(sql`coalesce(cursor.seq, 0)`, sql`follow.start`)
  const waits = flavour.greatest(sql`followed.acknowledged`, sql`log.floor - 1`)
  // The limit keeps PostgreSQL from merging the subqueries: it would scan the entries for those that are heads.
  return sql<BehindRow>`
    select log.key as log, ${waits} as acknowledged, followed.head, followed.shielded_from, followed.shielded_to
    from (
      select follow.app, follow.log, ${acknowledged} as acknowledged,
        coalesce(follow.until, ${flavour.head(sql`follow.app`, sql`follow.log`)}) as head,
        follow.shielded_from, follow.shielded_to
      from follow
      left join cursor on cursor.app = follow.app and cursor.log = follow.log and cursor.device =
        (select id from device where app = ${of.app} and "user" = ${of.user} and resource = ${of.device})
      where follow.app = ${of.app} and follow."user" = ${of.user}
      limit ${sql.lit(Number.MAX_SAFE_INTEGER)}
    ) as followed
    join log on log.id = followed.log
    left join entry on entry.app = followed.app and entry.log = followed.log and entry.seq = followed.head
    where followed.head > followed.acknowledged and followed.head >= log.floor or followed.shielded_from is not null
    order by entry.id`.compile(reads)
})

type DeviceCursors = Pick<LogStore, 'behind' | 'registerDevice' | 'countUndelivered' | 'isDelivered'>

/** Tracks which entries were delivered: `follow` says which entries belong to a user, `cursor` how far each device is. */
export function deviceCursors(connection: Connection): DeviceCursors {
  const { reads, writes, flavour } = connection
  return {
    async behind(app, user, device) {
      const { rows } = await reads.executeQuery(findBehind(connection, { app, user, device }))
      return rows.map(({ shielded_from, shielded_to, ...row }) => ({
        ...row,
        ...(shielded_from !== null && { shield: { from: shielded_from, to: shielded_to } }),
      }))
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
          insert into device (app, "user", resource, uuid, name, seen_at)
          values (${app}, ${user}, ${resource}, ${uuid}, ${name}, ${UNSEEN})
          on conflict (app, "user", resource) do nothing`,
        sql`
          insert into cursor (app, device, log, seq)
          select follow.app, device.id, follow.log, follow.delivered
          from device join follow on follow.app = device.app and follow."user" = device."user"
          where device.app = ${app} and device."user" = ${user} and device.resource = ${resource}
            and device.seen_at = ${UNSEEN} and follow.delivered > follow.start`,
        sql`
          update device set uuid = ${uuid}, name = ${name}, seen_at = ${seenAt}
          where ${mine} and resource = ${resource}`,
        sql`
          delete from cursor where app = ${app} and device in
            (select id from device where ${mine} and id not in (${kept}))`,
        sql`delete from device where ${mine} and id not in (${kept})`,
      ]
      await connection.together(statements.map((statement) => statement.compile(writes)))
    },

    // SQLite keeps the order of a cross join; on its own it would scan all entries of the app.
    async countUndelivered(app, user) {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count
        from follow cross join entry
        where follow.app = ${app} and follow."user" = ${user}
          and entry.app = follow.app and entry.log = follow.log and entry.seq > follow.delivered
          and entry.seq <= coalesce(follow.until, entry.seq)
          and entry.kind = ${entryKind.message}
          and (follow.shielded_from is null or entry.seq <= follow.shielded_from or entry.seq > follow.shielded_to)
          and entry.sender <> ${user}
          and (entry.audience is null or ${flavour.listHas(sql.ref('entry.audience'), user)})`.execute(reads)
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
