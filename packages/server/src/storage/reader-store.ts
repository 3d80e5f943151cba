import { sql } from 'kysely'
import type { ReaderStore } from '../domain/receipts/reader-store.ts'
import type { Connection } from './engine.ts'

export function readerStore(connection: Connection): ReaderStore {
  const { reads, writes } = connection
  return {
    // A second writer of the same row waits at the insert, and then finds it counted.
    async note(app, message, user, at) {
      const mine = sql`app = ${app} and message = ${message} and "user" = ${user} and counted = 0`
      const statements = [
        sql`
          insert into reader (app, message, "user", read_at, counted) values (${app}, ${message}, ${user}, ${at}, 0)
          on conflict (app, message, "user") do nothing`,
        sql`
          insert into reader_count (app, message, count)
          select app, message, 1 from reader where ${mine}
          on conflict (app, message) do update set count = reader_count.count + 1`,
        sql`update reader set counted = 1 where ${mine}`,
        sql`select count from reader_count where app = ${app} and message = ${message}`,
      ]
      const rows = await connection.together<{ count: number }>(
        statements.map((each) => each.compile(writes)),
      )
      return rows[0]!.count
    },

    async counts(app, messages) {
      if (messages.length === 0) return new Map()
      const rows = await reads
        .selectFrom('reader_count')
        .select(['message', 'count'])
        .where('app', '=', app)
        .where('message', 'in', messages)
        .execute()
      return new Map(rows.map(({ message, count }) => [message, count]))
    },

    list(app, message, after, limit) {
      return reads
        .selectFrom('reader')
        .select(['user', 'read_at as at'])
        .where('app', '=', app)
        .where('message', '=', message)
        .where('user', '>', after)
        .orderBy('user')
        .limit(limit)
        .execute()
    },
  }
}
