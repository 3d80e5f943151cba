import { ApiError } from '@ringpost/contract/errors'
import { sql } from 'kysely'
import type { PinStore } from '../domain/conversations/pin-store.ts'
import type { StoredMessage } from '../domain/history/history-store.ts'
import { entryKind, type Marks } from '../domain/log/entry.ts'
import { decodePageCursor, encodePageCursor } from '../domain/query/page-cursor.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import { type MarkColumns, marksOf } from './marks.ts'
import { visibleMessage } from './visible-messages.ts'

interface Row extends Omit<StoredMessage, keyof Marks>, MarkColumns {
  pinned_at: number
  pinned_by: string
}

export function pinStore(connection: Connection): PinStore {
  const { reads, writes, flavour } = connection
  const inLog = (app: number, log: string) =>
    sql`pin.app = ${app} and pin.log = (select id from log where app = ${app} and key = ${log})`

  return {
    async list(app, user, log, limit, cursor) {
      const place = decodePageCursor('pins', cursor, ['number', 'number'])
      const from =
        place === undefined ? sql`` : sql`and (pin.pinned_at, pin.message) < (${place[0]}, ${place[1]})`
      const { rows } = await sql<Row>`
        select pin.pinned_at, pin.pinned_by, entry.id, entry.time, entry.sender, entry.receiver, entry.payload,
          entry.reacted, entry.threaded
        from pin join entry on entry.id = pin.message and entry.app = pin.app
        where ${inLog(app, log)} and ${visibleMessage(flavour, user)} ${from}
        order by pin.pinned_at desc, pin.message desc limit ${limit + 1}`.execute(reads)
      const end = rows.length > limit ? rows[limit - 1] : undefined
      return {
        pins: rows.slice(0, limit).map(({ pinned_at: at, pinned_by: by, reacted, threaded, ...message }) => ({
          message: { ...message, ...marksOf({ reacted, threaded }) },
          at,
          by,
        })),
        cursor: end && encodePageCursor('pins', [end.pinned_at, end.id]),
      }
    },

    async add(app, log, { message, at, by }, most) {
      const others = sql`(select count(*)
        from pin join entry as pinned on pinned.id = pin.message and pinned.app = pin.app
        where ${inLog(app, log)} and pin.message <> ${message} and pinned.kind = ${entryKind.message})`
      const statement = sql`
        insert into pin (app, log, message, pinned_at, pinned_by)
        select entry.app, entry.log, entry.id, cast(${at} as ${flavour.integer}), ${by}
        from entry
        where entry.id = ${message} and entry.app = ${app} and entry.kind = ${entryKind.message}
          and entry.log = (select id from log where app = ${app} and key = ${log}) and ${others} < ${most}
        on conflict (app, log, message) do update set pinned_at = excluded.pinned_at, pinned_by = excluded.pinned_by
        returning message`
      await connection.together([guarded(statement.compile(writes), 1, () => new ApiError('pin.too_many'))])
    },

    async remove(app, log, message) {
      const statement = sql`
        delete from pin where ${inLog(app, log)} and pin.message = ${message} returning message`
      await connection.together([guarded(statement.compile(writes), 1, () => new ApiError('pin.unknown'))])
    },
  }
}
