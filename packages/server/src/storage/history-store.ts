import { sql } from 'kysely'
import type { HistoryStore, StoredMessage } from '../domain/history/history-store.ts'
import { entryKind } from '../domain/log/entry.ts'
import type { Connection } from './engine.ts'

/** Entries looked at by one scan: a few ms, in which other readers wait. */
const EXAMINED = 5000

/** What reads messages across logs. Ids are the primary key of entries: a stretch of time is a range of it. */
export function historyStore({ reads, writes }: Connection): HistoryStore {
  return {
    async scan(app, { after, before }, { limit, descending }) {
      const direction = descending ? ('desc' as const) : ('asc' as const)
      const bound = await reads
        .selectFrom('entry')
        .select('id')
        .where('id', '>', after)
        .where('id', '<', before)
        .orderBy('id', direction)
        .limit(1)
        .offset(EXAMINED - 1)
        .executeTakeFirst()
      const first = bound === undefined || !descending ? after + 1 : bound.id
      const last = bound === undefined || descending ? before - 1 : bound.id
      const messages: StoredMessage[] = await reads
        .selectFrom('entry')
        .select(['id', 'time', 'sender', 'receiver', 'payload'])
        .where('id', '>=', first)
        .where('id', '<=', last)
        // A sign keeps planners from taking the index of positions, which begins with the app, and then sorting.
        .where(sql`+app`, '=', app)
        .where('kind', '=', entryKind.message)
        .orderBy('id', direction)
        .limit(limit)
        .execute()
      return {
        messages,
        reached: messages.length === limit ? messages.at(-1)!.id : (bound?.id ?? null),
      }
    },

    exported(app, start) {
      return reads
        .selectFrom('export')
        .selectAll()
        .where('app', '=', app)
        .where('start', '=', start)
        .executeTakeFirst()
    },

    async beginExport({ app, start, end, token }) {
      await writes
        .insertInto('export')
        .values({ app, start, end, token, count: null })
        .onConflict((conflict) => conflict.columns(['app', 'start']).doUpdateSet({ end, token, count: null }))
        .execute()
    },

    async finishExport({ app, start, token }, count) {
      const row = await writes
        .updateTable('export')
        .set({ count })
        .where('app', '=', app)
        .where('start', '=', start)
        .where('token', '=', token)
        .returning('token')
        .executeTakeFirst()
      return row !== undefined
    },

    // Most often there is no such file: a look costs less than a write.
    async expireExports(app, times) {
      const first = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
      const last = times.reduce((most, time) => Math.max(most, time), 0)
      const rows = await reads
        .selectFrom('export')
        .select(['start', 'end'])
        .where('app', '=', app)
        .where('start', '<=', last)
        .where('end', '>', first)
        .execute()
      const stale = rows
        .filter(({ start, end }) => times.some((time) => start <= time && time < end))
        .map(({ start }) => start)
      if (stale.length === 0) return
      await writes.deleteFrom('export').where('app', '=', app).where('start', 'in', stale).execute()
    },
  }
}
