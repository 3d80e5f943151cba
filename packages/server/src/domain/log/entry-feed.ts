import type { Entry } from './entry.ts'

/**
 * Delivers committed entries to online users, in commit order per log. Never throws and never waits: a receiver that
 * cannot keep up reads the log later. What `follow` and `unfollow` return resolves once the change holds on all nodes.
 */
export interface EntryFeed {
  /** Publishes committed entries, and entries that are never stored (seq 0). */
  publish(entries: readonly Entry[]): void
  /**
   * From now on the users get what comes after position `after` of a log with membership; 0 for logs without stored
   * positions.
   */
  follow(app: number, log: string, users: readonly string[], after: number): void | Promise<void>
  /** The users get nothing more from the log. */
  unfollow(app: number, log: string, users: readonly string[]): void | Promise<void>
}
