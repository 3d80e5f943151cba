import type { LogKind } from '../log/log-key.ts'

/** Entries of an app in logs of a kind go if their id is below `cut`. */
export interface Rule {
  /** Row number; 0: apps without a rule of their own for the kind. */
  app: number
  kind: LogKind
  /** 0: none goes. */
  cut: number
}

/** What goes at a given time. */
export interface Plan {
  rules: readonly Rule[]
  /** Entries of inboxes below this id go as soon as all devices of the user seen after `livingSince` have them. */
  compactBefore: number
  /** ms since 1970. */
  livingSince: number
}

/** A range of ids: `from <= id < before`. */
export interface Pass {
  from: number
  before: number
}

/** What a rule covers below `reach`, an id, is gone; `compact`: what compaction covers. */
export interface Reach {
  /** Row number of the app; 0: all apps without a rule of their own. */
  app: number
  kind: LogKind | 'compact'
  reach: number
}

/** An entry that goes. */
export interface Expired {
  app: number
  /** Row number of the log, and its kind. */
  log: number
  kind: LogKind
  id: number
  /** Below 0 for imported messages. */
  seq: number
  /** Where the log begins so far. */
  floor: number
}

/** What removing an entry takes. */
export type Gone = Pick<Expired, 'app' | 'log' | 'id' | 'seq'>

/** Part of a log: the positions `floor` to `upTo`. */
export interface Stretch {
  app: number
  log: number
  floor: number
  upTo: number
}

/** What would go, by app and kind. */
export interface Tally {
  app: number
  kind: LogKind
  rows: number
  /** Id of the oldest. */
  oldest: number
  /** Estimate of what they occupy. */
  bytes: number
}

/** Removes entries, with all that hangs on them. */
export interface RetentionStore {
  reaches(): Promise<Reach[]>
  /** Takes back what reaches beyond an entry that was added to the past of an app: it has to be looked at. */
  lowerReaches(app: number, id: number): Promise<void>
  /** Replaces all. */
  saveReaches(reaches: readonly Reach[]): Promise<void>
  /**
   * Looks through a bounded number of entries of a range, in order of their ids.
   * @returns at most `limit` that go, and where to continue; null: the range ends here.
   */
  expired(plan: Plan, pass: Pass, limit: number): Promise<{ expired: Expired[]; next: number | null }>
  /** The same, counted. */
  tally(plan: Plan, pass: Pass): Promise<{ tallies: Tally[]; next: number | null }>
  /** Returns ids and positions of what there is in these parts of logs, in order, at most `limit`. */
  entriesIn(stretches: readonly Stretch[], limit: number): Promise<Gone[]>
  /**
   * Removes entries, pins and readers of them, and that users have erased them; raises the floors of their logs above
   * them. All in one commit.
   */
  remove(entries: readonly Gone[]): Promise<void>
}
