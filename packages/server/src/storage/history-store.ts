import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { HistoryStore, ScanRange } from '../domain/history/history-store.ts'
import { entryKind } from '../domain/log/entry.ts'
import type { Comparison } from '../domain/query/condition.ts'
import { idFloor } from '../kernel/id-generator.ts'
import { conditionSql, plainColumn } from './condition-sql.ts'
import { earlierTransactions } from './earlier-transactions.ts'
import type { Connection } from './engine.ts'

/** Entries examined by one scan: a few ms. */
const EXAMINED = 5000
/** ms; an hour, even if clocks are set back, is shorter. */
const LONGEST_EXPORT = 24 * 3600 * 1000

const logTypes: Readonly<Record<string, RawBuilder<SqlBool>>> = {
  chat: sql`substr(log.key, 1, 2) not in ('g:', 'r:')`,
  groupchat: sql`substr(log.key, 1, 2) = 'g:'`,
  chatroom: sql`substr(log.key, 1, 2) = 'r:'`,
}

/** Compares the time in the id, as everywhere that a time range selects messages. */
const idConditions: Readonly<Record<Comparison, (time: number) => RawBuilder<SqlBool>>> = {
  '=': (time) => sql`(id >= ${idFloor(time)} and id < ${idFloor(time + 1)})`,
  '<': (time) => sql`id < ${idFloor(time)}`,
  '<=': (time) => sql`id < ${idFloor(time + 1)}`,
  '>': (time) => sql`id >= ${idFloor(time + 1)}`,
  '>=': (time) => sql`id >= ${idFloor(time)}`,
}

const columns: Parameters<typeof conditionSql<'timestamp' | 'from' | 'to' | 'chat_type'>>[1] = {
  timestamp: { compare: (operator, time) => idConditions[operator](Number(time)) },
  from: plainColumn(sql.ref('sender')),
  to: plainColumn(sql.ref('receiver')),
  chat_type: {
    compare: (_, type) =>
      sql`exists (select 1 from log where log.id = entry.log and ${logTypes[String(type)]!})`,
  },
}

/** Reads messages across logs. Ids are the primary key of entries, so a time range is a range of keys. */
export function historyStore(connection: Connection): HistoryStore {
  const { reads, bulkReads, writes, together, flavour } = connection
  const selectMessages = (app: number, first: number, last: number, where: ScanRange['where']) => {
    const query = bulkReads
      .selectFrom('entry')
      .select(['id', 'time', 'sender', 'sender_device as senderDevice', 'receiver', 'payload'])
      .where('id', '>=', first)
      .where('id', '<=', last)
      // The sign keeps planners from using the index of positions, which begins with the app, and then sorting.
      .where(sql`+app`, '=', app)
      .where('kind', '=', entryKind.message)
    return where === undefined ? query : query.where(conditionSql(where, columns))
  }

  const inLogs = (app: number, keys: readonly string[]) =>
    sql<SqlBool>`app = ${app} and log in (select log.id from log where log.app = ${app} and log.key in (${sql.join(keys)}))`

  /** Whether the logs are too short for a scan to pay off: they are read whole. */
  async function areShort(app: number, logs: readonly string[]): Promise<boolean> {
    const beyond = await bulkReads
      .selectFrom('entry')
      .select('seq')
      .where(inLogs(app, logs))
      .limit(1)
      .offset(EXAMINED)
      .executeTakeFirst()
    return beyond === undefined
  }

  return {
    async scan(app, { after, before, where, logs }, { limit, descending }) {
      const direction = descending ? ('desc' as const) : ('asc' as const)
      if (logs !== undefined && (await areShort(app, logs))) {
        const messages = await selectMessages(app, after + 1, before - 1, where)
          .where(inLogs(app, logs))
          .orderBy(sql`+id`, direction)
          .limit(limit)
          .execute()
        return { messages, reached: messages.length === limit ? messages.at(-1)!.id : null }
      }
      const bound = await bulkReads
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
      const messages = await selectMessages(app, first, last, where)
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
      // One that changed messages may have looked for files to invalidate before this row was there.
      await earlierTransactions(connection)
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

    async forgetExports(app, before) {
      await writes.deleteFrom('export').where('app', '=', app).where('start', '<', before).execute()
    },

    async expireExports(app, times) {
      const first = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
      const last = times.reduce((most, time) => Math.max(most, time), 0)
      const changed = flavour.rows<{ time: number }>(JSON.stringify(times.map((time) => [time])), {
        time: 'integer',
      })
      const statement = sql`
        delete from export
        where app = ${app} and start > ${first - LONGEST_EXPORT} and start <= ${last}
          and exists (select 1 from ${changed} as changed where start <= changed.time and changed.time < "end")`
      await together([statement.compile(writes)])
    },
  }
}
