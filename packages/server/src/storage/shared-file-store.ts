import { type CompiledQuery, type RawBuilder, sql } from 'kysely'
import type { SharedFileChange, SharedFileStore } from '../domain/files/shared-file-store.ts'
import type { Connection } from './engine.ts'
import { filePublished, toFile } from './file-row.ts'

export function sharedFileStore({ reads, writes, together }: Connection): SharedFileStore {
  function shared(app: number, log: string, now: number) {
    return reads
      .selectFrom('shared_file')
      .innerJoin('file', (join) =>
        join.onRef('file.app', '=', 'shared_file.app').onRef('file.uuid', '=', 'shared_file.uuid'),
      )
      .where('shared_file.app', '=', app)
      .where('shared_file.log', '=', log)
      .where('file.state', '=', filePublished)
      .where((where) => where.or([where('file.expires_at', 'is', null), where('file.expires_at', '>', now)]))
  }

  function removal(app: number, log: string) {
    return writes.deleteFrom('shared_file').where('app', '=', app).where('log', '=', log)
  }

  /** Lets the bytes of the files that the statement finds expire. */
  function expiry(app: number, uuids: RawBuilder<unknown>, now: number) {
    return sql`
      update file set expires_at = ${now}, due_at = ${now}
      where app = ${app} and uuid in (${uuids}) and state = ${filePublished}`.compile(writes)
  }

  function statements(app: number, change: SharedFileChange, now: number): CompiledQuery[] {
    const { log } = change
    if ('share' in change)
      return [
        writes
          .insertInto('shared_file')
          .values({ app, log, ...change.share })
          .compile(),
      ]
    return [
      expiry(app, sql`${change.withdraw}`, now),
      removal(app, log).where('uuid', '=', change.withdraw).compile(),
    ]
  }

  return {
    async list(app, log, now, { limit, offset }) {
      const rows = await shared(app, log, now)
        .selectAll('file')
        .orderBy('shared_file.place', 'desc')
        .limit(limit)
        .offset(offset)
        .execute()
      return rows.map(toFile)
    },

    async count(app, log, now) {
      const { count } = await shared(app, log, now)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },

    async get(app, log, uuid, now) {
      const row = await shared(app, log, now)
        .selectAll('file')
        .where('shared_file.uuid', '=', uuid)
        .executeTakeFirst()
      return row && toFile(row)
    },

    async save(app, changes, now) {
      if (changes.length > 0) await together(changes.flatMap((change) => statements(app, change, now)))
    },

    async clear(app, log, now) {
      const all = sql`select uuid from shared_file where app = ${app} and log = ${log}`
      await together([expiry(app, all, now), removal(app, log).compile()])
    },
  }
}
