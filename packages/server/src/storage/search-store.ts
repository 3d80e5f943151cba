import { sql } from 'kysely'
import { type EntryKind, entryKind } from '../domain/log/entry.ts'
import type { ScannedEntry, SearchStore } from '../domain/search/search-store.ts'
import type { Connection } from './engine.ts'
import { type EntryRow, toEntry } from './entry-reads.ts'
import type { Database } from './schema.ts'
import { visibleMessage } from './visible-messages.ts'

/** Entries whose payload the index reads. */
const PAYLOADS = sql.join(
  [entryKind.message, entryKind.edit, entryKind.recall, entryKind.streamed].map((kind) => sql.lit(kind)),
)

/** Reads entries across logs, by id. */
export function searchStore({ bulkReads, longReads, reads, flavour }: Connection): SearchStore {
  const ids = (wanted: readonly number[]) =>
    flavour.rows<{ id: number }>(JSON.stringify(wanted.map((id) => [id])), { id: 'integer' })

  return {
    async scan(after, before, limit) {
      const rows = await scanned(bulkReads)
        .where('entry.id', '>', after)
        .where('entry.id', '<', before)
        .orderBy('entry.id')
        .limit(limit)
        .execute()
      return rows.map(toScanned)
    },

    async kinds(after, before, limit) {
      const rows = await bulkReads
        .selectFrom('entry')
        .select(['id', 'kind'])
        .where('id', '>', after)
        .where('id', '<', before)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ id, kind }) => ({ id, kind: kind as EntryKind }))
    },

    async byIds(wanted) {
      const rows = await scanned(bulkReads)
        .where('entry.id', 'in', sql<number>`(select id from ${ids(wanted)} as wanted)`)
        .execute()
      return rows.map(toScanned)
    },

    async present(wanted) {
      const rows = await bulkReads
        .selectFrom('entry')
        .select('id')
        .where('id', 'in', sql<number>`(select id from ${ids(wanted)} as wanted)`)
        .where('kind', '=', entryKind.message)
        .execute()
      return rows.map(({ id }) => id)
    },

    async logNumbers(app, keys) {
      const rows = await reads
        .selectFrom('log')
        .select(['key', 'id'])
        .where('app', '=', app)
        .where('key', 'in', [...keys])
        .execute()
      return new Map(rows.map(({ key, id }) => [key, id]))
    },

    async visible(app, user, wanted) {
      // The sign keeps planners from reading all entries of the app.
      const { rows } = await sql<EntryRow>`
        with found as materialized (
          select entry.* from ${ids(wanted)} as wanted cross join entry
          where entry.id = wanted.id and +entry.app = ${app} and ${visibleMessage(flavour, user)}
        )
        select log.key, found.*
        from found
        join log on log.id = found.log
        join "user" as person on person.app = ${app} and person.name = ${user}
        left join follow on follow.app = ${app} and follow."user" = ${user} and follow.log = found.log
        where found.id > coalesce(person.forgotten, 0) and (substr(log.key, 1, 2) = 'r:' or
          found.id > coalesce(follow.forgotten, 0) and
          case when found.seq > 0
            then found.seq > follow.start and found.seq >= log.floor and found.seq <= coalesce(follow.until, found.seq)
            else follow.log is not null and follow.cleared is null end)`.execute(longReads)
      return rows.map(toEntry)
    },
  }
}

function scanned(reads: Database) {
  return reads.selectFrom('entry').select([
    'entry.id',
    'entry.app',
    'entry.log',
    // A join would make PostgreSQL read all logs where it has no statistics.
    sql<string>`(select key from log where log.id = entry.log)`.as('key'),
    'entry.kind',
    'entry.sender',
    'entry.receiver',
    sql<Uint8Array | null>`case when entry.kind in (${PAYLOADS}) then entry.payload end`.as('payload'),
  ])
}

function toScanned(row: Omit<ScannedEntry, 'kind'> & { kind: number }): ScannedEntry {
  return { ...row, kind: row.kind as EntryKind }
}
