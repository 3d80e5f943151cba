import { idTime } from '../../kernel/id-generator.ts'
import type { MessageFiles } from '../recall/message-files.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { MessageQuery } from './message-query.ts'
import { type FoundMessages, searchMessages } from './message-search.ts'

/** Emptying messages for good, for everybody: what laws and owners of data ask for, not what users take back. */
export class MessagePurges {
  readonly #stores: Pick<Stores, 'history' | 'commit'>
  readonly #files: MessageFiles

  constructor(stores: Pick<Stores, 'history' | 'commit'>, files: MessageFiles) {
    this.#stores = stores
    this.#files = files
  }

  /**
   * Empties one page of what a query asks for: their content and attributes, the files that go with them, and the history files
   * that have them. Nobody is told: devices keep what they have got.
   * @returns the messages that were emptied, as they were. @throws ApiError `request.cursor_illegal`.
   */
  async purge(
    app: App,
    query: MessageQuery,
    most: number,
    cursor: string | undefined,
  ): Promise<FoundMessages> {
    const found = await searchMessages(this.#stores.history, app, query, most, cursor)
    if (found.messages.length === 0) return found
    const ids = found.messages.map(({ id }) => id)
    const going = await this.#files.going(app, found.messages, Date.now())
    const [withdrawn] = await this.#stores.commit(({ logs, history, files }) => [
      logs.withdraw(app.id, ids),
      history.expireExports(app.id, ids.map(idTime)),
      files.reschedule(app.id, going, Date.now()),
    ])
    const emptied = new Set(withdrawn)
    return { ...found, messages: found.messages.filter(({ id }) => emptied.has(id)) }
  }
}
