import { sql } from 'kysely'
import type { ChangeNoteStore } from '../domain/cluster/change-note-store.ts'
import type { Connection } from './engine.ts'

export function changeNoteStore({ reads, writes, flavour }: Connection): ChangeNoteStore {
  return {
    async add(cache, keys) {
      await writes
        .insertInto('change_note')
        .values({ at: sql<number>`${flavour.now}`, cache, keys: JSON.stringify(keys) })
        .execute()
    },

    async after(id, limit) {
      const rows = await reads
        .selectFrom('change_note')
        .select(['id', 'cache', 'keys'])
        .where('id', '>', id)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ keys, ...note }) => ({ ...note, keys: JSON.parse(keys) as string[] }))
    },

    async lastId() {
      const { id } = await reads
        .selectFrom('change_note')
        .select(({ fn }) => fn.max('id').as('id'))
        .executeTakeFirstOrThrow()
      return id ?? 0
    },

    async removeOlder(ms) {
      await writes
        .deleteFrom('change_note')
        .where('at', '<', sql<number>`${flavour.now} - ${sql.lit(ms)}`)
        .execute()
    },
  }
}
