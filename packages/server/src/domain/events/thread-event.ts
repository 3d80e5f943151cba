import type { ThreadRoot } from '../channels/channel.ts'
import type { StoredMessage } from '../history/history-store.ts'

/** An event of a thread, for the members of its group. */
export interface ThreadEvent {
  thread: ThreadRoot & { id: string; name: string }
  what: 'created' | 'updated' | 'spoken' | 'destroyed'
  /** The user in whose name it was done. */
  by: string
  /** ms since 1970. */
  at: number
  /** The latest message, and the number of messages so far. */
  last?: { message: StoredMessage; count: number }
}
