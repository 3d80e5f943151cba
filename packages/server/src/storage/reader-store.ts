import type { ReaderStore } from '../domain/receipts/reader-store.ts'
import type { Connection } from './engine.ts'

export function readerStore({ reads, writes }: Connection): ReaderStore {
  async function count(app: number, message: number): Promise<number> {
    const { readers } = await reads
      .selectFrom('reader')
      .select(({ fn }) => fn.countAll<number>().as('readers'))
      .where('app', '=', app)
      .where('message', '=', message)
      .executeTakeFirstOrThrow()
    return Number(readers)
  }

  return {
    async note(app, message, user, at) {
      await writes
        .insertInto('reader')
        .values({ app, message, user, read_at: at })
        .onConflict((conflict) => conflict.columns(['app', 'message', 'user']).doNothing())
        .execute()
      return count(app, message)
    },

    count,

    async list(app, message, after, limit) {
      const rows = await reads
        .selectFrom('reader')
        .select('user')
        .where('app', '=', app)
        .where('message', '=', message)
        .where('user', '>', after)
        .orderBy('user')
        .limit(limit)
        .execute()
      return rows.map(({ user }) => user)
    },
  }
}
