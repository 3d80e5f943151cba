import { ApiError } from '@ringpost/contract/errors'
import { sql } from 'kysely'
import { entryKind } from '../domain/log/entry.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import { logChange } from './log-change.ts'
import { reactedMark } from './message-reactions.ts'
import { reactionRemoval } from './reaction-removal.ts'

const NOTHING = new Uint8Array()

/** Changes or removes the content of entries; the rows stay, because positions have no gaps. */
export function messageChanges({
  writes,
  together,
}: Connection): Pick<LogStore, 'recall' | 'withdraw' | 'rewrite'> {
  const withdrawal = (app: number, ids: readonly number[]) =>
    writes
      .updateTable('entry')
      .set({
        kind: entryKind.recalled,
        payload: NOTHING,
        attributes: null,
        reactions: null,
        reacted: reactedMark.none,
      })
      .where('id', 'in', ids)
      .where('app', '=', app)
      .where('kind', '=', entryKind.message)
      .returning('id')
      .compile()

  /** After the withdrawal: no one reacts to, or has yet to read, what is no message any more. */
  const consequences = (app: number, ids: readonly number[]) =>
    [
      ...reactionRemoval(sql`app = ${app} and message in (${sql.join(ids)})`),
      logChange(sql`id in (select log from entry where app = ${app} and id in (${sql.join(ids)}))`),
    ].map((each) => each.compile(writes))

  return {
    async recall(app, id) {
      await together([
        guarded(withdrawal(app, [id]), 1, () => new ApiError('recall.unknown')),
        ...consequences(app, [id]),
      ])
    },

    async withdraw(app, ids) {
      const rows = await together<{ id: number }>([withdrawal(app, ids), ...consequences(app, ids)])
      return rows.map(({ id }) => id)
    },

    async rewrite(app, id, from, to) {
      const update = writes
        .updateTable('entry')
        .set({ payload: to })
        .where('id', '=', id)
        .where('app', '=', app)
        .where('kind', '=', entryKind.message)
        .where('payload', '=', from)
        .returning('id')
        .compile()
      await together([guarded(update, 1, () => new ApiError('edit.concurrent'))])
    },
  }
}
