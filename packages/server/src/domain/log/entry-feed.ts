import type { Entry } from './entry.ts'

/**
 * Carries what was committed to whoever is online, in commit order per log. Never throws and never waits: a receiver that
 * cannot keep up reads the log later. What `follow` and `unfollow` return resolves when it is so on all nodes.
 */
export interface EntryFeed {
  /** Committed entries, and those that are never stored (seq 0). */
  publish(entries: readonly Entry[]): void
  /** The users get what stands behind position `after` of a log with membership; 0 for logs whose positions nobody keeps. */
  follow(app: number, log: string, users: readonly string[], after: number): void | Promise<void>
  /** The users get nothing more of the log. */
  unfollow(app: number, log: string, users: readonly string[]): void | Promise<void>
}
