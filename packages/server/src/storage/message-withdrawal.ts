import { entryKind } from '../domain/log/entry.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import type { Connection } from './engine.ts'

const NOTHING = new Uint8Array()

/** What takes content out of entries; their rows stay, because positions have no gaps. */
export function messageWithdrawal({ writes }: Connection): Pick<LogStore, 'withdraw'> {
  return {
    async withdraw(app, id) {
      const row = await writes
        .updateTable('entry')
        .set({ kind: entryKind.recalled, payload: NOTHING, attributes: null })
        .where('id', '=', id)
        .where('app', '=', app)
        .where('kind', '=', entryKind.message)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
