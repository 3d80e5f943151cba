import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Channel } from '../channels/channel.ts'
import { channelLog } from '../channels/channel.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { Entry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import type { App } from '../tenancy/app.ts'
import type { ThreadCounts } from './thread-counts.ts'
import { threadNotice } from './thread-notice.ts'

/**
 * Notifies online members of a group, whether or not they are in the thread, of new messages in it
 * (rest-groups-rooms.md §11).
 */
export class ThreadNews {
  readonly #counts: ThreadCounts
  readonly #journal: Journal
  readonly #ids: IdGenerator
  readonly #encoder: EventEncoder

  constructor(services: { counts: ThreadCounts; journal: Journal; ids: IdGenerator; encoder: EventEncoder }) {
    this.#counts = services.counts
    this.#journal = services.journal
    this.#ids = services.ids
    this.#encoder = services.encoder
  }

  async tell(app: App, thread: Channel, message: Entry): Promise<void> {
    const count = await this.#counts.count(app.id, channelLog(thread), message.seq)
    const by = { user: message.sender }
    const event = { thread, by, what: 'spoken', last: { message, count } } as const
    await this.#journal.push([threadNotice(app, event, this.#ids, this.#encoder)])
  }
}
