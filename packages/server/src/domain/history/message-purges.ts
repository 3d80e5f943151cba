import type { Clock } from '../../kernel/clock.ts'
import { idTime } from '../../kernel/id-generator.ts'
import type { MessageFiles } from '../recall/message-files.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { MessageQuery } from './message-query.ts'
import { type FoundMessages, searchMessages } from './message-search.ts'

/** Permanently empties messages for everybody. Serves legal obligations and data owners, unlike a recall by a user. */
export class MessagePurges {
  readonly #stores: Pick<Stores, 'history' | 'commit'>
  readonly #files: MessageFiles
  readonly #clock: Clock

  constructor(stores: Pick<Stores, 'history' | 'commit'>, files: MessageFiles, clock: Clock) {
    this.#stores = stores
    this.#files = files
    this.#clock = clock
  }

  /**
   * Empties one page of the messages that match a query: their content and attributes, their files, and the history
   * files that contain them. Nobody is notified: devices keep what they have received.
   * @returns the emptied messages, as they were before. @throws ApiError `request.cursor_illegal`.
   */
  async purge(
    app: App,
    query: MessageQuery,
    most: number,
    cursor: string | undefined,
  ): Promise<FoundMessages> {
    const now = this.#clock.now()
    const found = await searchMessages(this.#stores.history, app, query, { most, cursor, now })
    if (found.messages.length === 0) return found
    const ids = found.messages.map(({ id }) => id)
    const going = await this.#files.going(app, found.messages, now)
    const [withdrawn] = await this.#stores.commit(({ logs, history, files, streams }) => [
      logs.withdraw(app.id, ids),
      history.expireExports(app.id, ids.map(idTime)),
      files.reschedule(app.id, going, now),
      streams.drop(app.id, ids),
    ])
    const emptied = new Set(withdrawn)
    return { ...found, messages: found.messages.filter(({ id }) => emptied.has(id)) }
  }
}
