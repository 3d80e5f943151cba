import { type Channel, channelLog } from '../channels/channel.ts'
import type { StoredMessage } from '../history/history-store.ts'
import type { LogStore } from '../log/log-store.ts'
import type { ThreadCounts } from './thread-counts.ts'
import type { ThreadStore } from './thread-store.ts'

/** A thread, as readers of the message that it is attached to are told of it. */
export interface ThreadOverview {
  thread: Channel
  group: string
  /** The last message that the reader can see; absent if there is none. */
  last?: StoredMessage | undefined
  /** Messages in the thread. */
  count: number
}

/** Threads with at most so many entries are counted anew, so that recalled messages do not count: a ms. */
const COUNTED_ANEW = 1000

/** Reads what is shown of threads at the messages they are attached to. */
export class ThreadOverviews {
  readonly #store: Pick<ThreadStore, 'attached'>
  readonly #logs: Pick<LogStore, 'findMany'>
  readonly #counts: ThreadCounts

  constructor(parts: {
    store: Pick<ThreadStore, 'attached'>
    logs: Pick<LogStore, 'findMany'>
    counts: ThreadCounts
  }) {
    this.#store = parts.store
    this.#logs = parts.logs
    this.#counts = parts.counts
  }

  /** Returns those that the user, as a member of the group, may see now, by message. */
  async of(app: number, user: string, messages: readonly number[]): Promise<Map<number, ThreadOverview>> {
    const found = await this.#store.attached(app, user, messages)
    const lastIds = found.flatMap(({ last }) => last ?? [])
    const [lasts, counts] = await Promise.all([
      this.#logs.findMany(app, lastIds),
      Promise.all(
        found.map(({ thread, head }) =>
          this.#counts.count(app, channelLog(thread), head, { anew: head <= COUNTED_ANEW }),
        ),
      ),
    ])
    const byId = new Map(lasts.map((entry) => [entry.id, entry]))
    return new Map(
      found.map(({ thread, root, last }, i) => [
        root.message,
        { thread, group: root.group, last: byId.get(last ?? 0), count: counts[i]! },
      ]),
    )
  }
}
