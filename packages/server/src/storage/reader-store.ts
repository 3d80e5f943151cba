import type { ReaderStore } from '../domain/receipts/reader-store.ts'
import type { Connection } from './engine.ts'

export function readerStore({ reads, writes }: Connection): ReaderStore {
  async function counts(app: number, messages: readonly number[]): Promise<Map<number, number>> {
    if (messages.length === 0) return new Map()
    const rows = await reads
      .selectFrom('reader')
      .select(['message', ({ fn }) => fn.countAll<number>().as('readers')])
      .where('app', '=', app)
      .where('message', 'in', messages)
      .groupBy('message')
      .execute()
    return new Map(rows.map(({ message, readers }) => [message, Number(readers)]))
  }

  return {
    async note(app, message, user, at) {
      await writes
        .insertInto('reader')
        .values({ app, message, user, read_at: at })
        .onConflict((conflict) => conflict.columns(['app', 'message', 'user']).doNothing())
        .execute()
      return (await counts(app, [message])).get(message) ?? 0
    },

    counts,

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
