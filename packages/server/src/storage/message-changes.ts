import { entryKind } from '../domain/log/entry.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import type { Connection } from './engine.ts'

const NOTHING = new Uint8Array()

/** What changes the content of entries or takes it out; their rows stay, because positions have no gaps. */
export function messageChanges({ writes }: Connection): Pick<LogStore, 'withdraw' | 'rewrite'> {
  return {
    async withdraw(app, ids) {
      const rows = await writes
        .updateTable('entry')
        .set({ kind: entryKind.recalled, payload: NOTHING, attributes: null })
        .where('id', 'in', ids)
        .where('app', '=', app)
        .where('kind', '=', entryKind.message)
        .returning('id')
        .execute()
      return rows.map(({ id }) => id)
    },

    async rewrite(app, id, from, to) {
      const row = await writes
        .updateTable('entry')
        .set({ payload: to })
        .where('id', '=', id)
        .where('app', '=', app)
        .where('kind', '=', entryKind.message)
        .where('payload', '=', from)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
