import type { ThreadRoot } from '../channels/channel.ts'
import type { StoredMessage } from '../history/history-store.ts'

/** What the members of a group are told of a thread in it. */
export interface ThreadEvent {
  thread: ThreadRoot & { id: string; name: string }
  what: 'created' | 'updated' | 'spoken' | 'destroyed'
  /** In whose name it was done. */
  by: string
  /** ms since 1970. */
  at: number
  /** What was said, and how much there is by now. */
  last?: { message: StoredMessage; count: number }
}
