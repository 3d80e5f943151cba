import { LRUCache } from 'lru-cache'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Channel } from '../channels/channel.ts'
import { channelLog } from '../channels/channel.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { Entry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import type { App } from '../tenancy/app.ts'
import { threadNotice } from './thread-notice.ts'
import type { ThreadStore } from './thread-store.ts'

/**
 * Notifies online members of a group, whether or not they are in the thread, of new messages in it
 * (rest-groups-rooms.md §11).
 */
export class ThreadNews {
  readonly #store: ThreadStore
  readonly #journal: Journal
  readonly #ids: IdGenerator
  readonly #encoder: EventEncoder
  /** Message counts up to a position, so that only later messages need counting. */
  readonly #counts = new LRUCache<string, { seq: number; count: number }>({ max: 10_000 })

  constructor(services: { store: ThreadStore; journal: Journal; ids: IdGenerator; encoder: EventEncoder }) {
    this.#store = services.store
    this.#journal = services.journal
    this.#ids = services.ids
    this.#encoder = services.encoder
  }

  async tell(app: App, thread: Channel, message: Entry): Promise<void> {
    const count = await this.#count(app, thread, message.seq)
    const by = { user: message.sender }
    const event = { thread, by, what: 'spoken', last: { message, count } } as const
    await this.#journal.push([threadNotice(app, event, this.#ids, this.#encoder)])
  }

  async #count(app: App, thread: Channel, seq: number): Promise<number> {
    const log = channelLog(thread)
    const key = `${app.id}/${log}`
    const known = this.#counts.get(key) ?? { seq: 0, count: 0 }
    if (seq <= known.seq) return known.count
    const count = known.count + (await this.#store.countMessages(app.id, log, known.seq, seq))
    this.#counts.set(key, { seq, count })
    return count
  }
}
