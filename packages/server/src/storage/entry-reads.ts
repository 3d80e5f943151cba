import { type Selectable, sql } from 'kysely'
import type { Entry, EntryKind } from '../domain/log/entry.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import { idsPerMs } from '../kernel/id-generator.ts'
import type { Connection } from './engine.ts'
import { reactedMark } from './message-reactions.ts'
import { prepared } from './prepared.ts'
import type { Database, EntryTable } from './schema.ts'

const readLog = prepared(({ reads }, of: { app: number; log: string; after: number; limit: number }) =>
  selectEntries(reads)
    .where('log.app', '=', of.app)
    .where('log.key', '=', of.log)
    .where('entry.app', '=', of.app)
    .where('entry.seq', '>', of.after)
    .orderBy('entry.seq')
    .limit(of.limit)
    .compile(),
)

const findEntry = prepared(({ reads }, of: { app: number; id: number }) =>
  selectEntries(reads).where('entry.id', '=', of.id).where('entry.app', '=', of.app).compile(),
)

const findOrigin = prepared(({ reads }, of: { app: number; origin: string }) =>
  reads
    .selectFrom('entry')
    .select(['id', 'time'])
    .where('app', '=', of.app)
    .where('origin', '=', of.origin)
    .compile(),
)

/** Queries on entries; their delivery is tracked in `device-cursors.ts`. */
export function entryReads(
  connection: Connection,
): Pick<LogStore, 'read' | 'isUsed' | 'find' | 'findMany' | 'appended' | 'lastIdsIn' | 'written' | 'lastId'> {
  const { reads, longReads, flavour } = connection
  return {
    async read(app, log, after, limit) {
      const { rows } = await reads.executeQuery(readLog(connection, { app, log, after, limit }))
      return rows.map(toEntry)
    },

    async isUsed(app, log) {
      const row = await reads
        .selectFrom('log')
        .select('id')
        .where('app', '=', app)
        .where('key', '=', log)
        .executeTakeFirst()
      return row !== undefined
    },

    async find(app, id) {
      const { rows } = await reads.executeQuery(findEntry(connection, { app, id }))
      return rows[0] && toEntry(rows[0])
    },

    async findMany(app, ids) {
      if (ids.length === 0) return []
      const wanted = flavour.rows<{ id: number }>(JSON.stringify(ids.map((id) => [id])), { id: 'integer' })
      // The sign keeps planners from reading all entries of the app.
      const rows = await selectEntries(reads)
        .where('entry.id', 'in', sql<number>`(select id from ${wanted} as wanted)`)
        .where(sql<number>`+entry.app`, '=', app)
        .execute()
      return rows.map(toEntry)
    },

    async appended(app, origin) {
      const { rows } = await reads.executeQuery(findOrigin(connection, { app, origin }))
      return rows[0]
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

    async written({ first, last }, lanes) {
      const within = sql<number>`entry.id % ${sql.lit(idsPerMs)}`
      const rows = await longReads
        .selectFrom('entry')
        .innerJoin('log', 'log.id', 'entry.log')
        .select(({ fn }) => [
          'log.app',
          'log.key',
          fn.min('entry.seq').as('first'),
          fn.max('entry.seq').as('seq'),
        ])
        .where('entry.id', '>=', first)
        .where('entry.id', '<=', last)
        .where(within, '>=', lanes.first)
        .where(within, '<', lanes.first + lanes.count)
        .where('entry.seq', '>', 0)
        .groupBy(['log.app', 'log.key'])
        .execute()
      return rows.map(({ app, key: log, first, seq }) => ({ app, log, first, seq }))
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

/** Selects entries with the keys of their logs. */
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
      'entry.reacted',
      'entry.threaded',
    ])
}

export type EntryRow = Omit<Selectable<EntryTable>, 'log' | 'origin' | 'reactions'> & { key: string }

export function toEntry(row: EntryRow): Entry {
  const audience = row.audience === null ? null : (JSON.parse(row.audience) as string[] | number)
  const entry: Entry = {
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
    audience: typeof audience === 'number' ? null : audience,
    attributes: row.attributes,
    payload: row.payload,
  }
  if (typeof audience === 'number') entry.about = audience
  if (row.reacted !== reactedMark.none) entry.reacted = true
  if (row.threaded === 1) entry.threaded = true
  return entry
}
