import type { Entry } from './entry.ts'

/** Carries committed entries, and those that are never stored (seq 0), to whoever is online. */
export interface EntryFeed {
  /** In commit order per log. Never throws and never waits: a receiver that cannot keep up reads the log later. */
  publish(entries: readonly Entry[]): void
}
