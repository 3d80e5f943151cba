import { type Selectable, sql } from 'kysely'
import type { Entry, EntryKind } from '../domain/log/entry.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import type { Connection } from './engine.ts'
import type { Database, EntryTable } from './schema.ts'

/** What reads entries; everything that has to do with who has got them is in `device-cursors.ts`. */
export function entryReads({
  reads,
  flavour,
}: Connection): Pick<LogStore, 'read' | 'find' | 'appended' | 'lastIdsIn' | 'lastId'> {
  const entries = selectEntries(reads)
  return {
    async read(app, log, after, limit) {
      const rows = await entries
        .where('log.app', '=', app)
        .where('log.key', '=', log)
        .where('entry.app', '=', app)
        .where('entry.seq', '>', after)
        .orderBy('entry.seq')
        .limit(limit)
        .execute()
      return rows.map(toEntry)
    },

    async find(app, id) {
      const row = await entries.where('entry.id', '=', id).where('entry.app', '=', app).executeTakeFirst()
      return row && toEntry(row)
    },

    appended(app, origin) {
      return reads
        .selectFrom('entry')
        .select(['id', 'time'])
        .where('app', '=', app)
        .where('origin', '=', origin)
        .executeTakeFirst()
    },

    async lastIdsIn(ranges) {
      const wanted = flavour.rows<{ first: number; last: number }>(
        JSON.stringify(ranges.map(({ first, last }) => [first, last])),
        { first: 'integer', last: 'integer' },
      )
      const { rows } = await sql<{ first: number; id: number }>`
        select wanted.first, coalesce((select max(id) from entry where id between wanted.first and wanted.last), 0) as id
        from ${wanted} as wanted`.execute(reads)
      const found = new Map(rows.map(({ first, id }) => [first, id]))
      return ranges.map(({ first }) => found.get(first) ?? 0)
    },

    async lastId() {
      const row = await reads
        .selectFrom('entry')
        .select(({ fn }) => fn.max('id').as('id'))
        .executeTakeFirstOrThrow()
      return row.id ?? 0
    },
  }
}

/** Entries with the keys of their logs. */
export function selectEntries(reads: Database) {
  return reads
    .selectFrom('entry')
    .innerJoin('log', 'log.id', 'entry.log')
    .select([
      'log.key',
      'entry.app',
      'entry.id',
      'entry.seq',
      'entry.time',
      'entry.kind',
      'entry.content_type',
      'entry.sender',
      'entry.sender_device',
      'entry.receiver',
      'entry.receiver_device',
      'entry.echo',
      'entry.audience',
      'entry.attributes',
      'entry.payload',
    ])
}

type EntryRow = Omit<Selectable<EntryTable>, 'log' | 'origin'> & { key: string }

export function toEntry(row: EntryRow): Entry {
  return {
    app: row.app,
    log: row.key,
    id: row.id,
    seq: row.seq,
    time: row.time,
    kind: row.kind as EntryKind,
    contentType: row.content_type,
    sender: row.sender,
    senderDevice: row.sender_device,
    receiver: row.receiver,
    receiverDevice: row.receiver_device,
    echo: row.echo === 1,
    audience: row.audience === null ? null : (JSON.parse(row.audience) as string[]),
    attributes: row.attributes,
    payload: row.payload,
  }
}
