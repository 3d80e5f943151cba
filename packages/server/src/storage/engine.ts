import type { AppendedRows, EntryBatch } from '../domain/log/entry-batch.ts'
import type { Clear, Cursor } from '../domain/log/log-store.ts'
import type { Statement } from './guard.ts'
import type { Database } from './schema.ts'
import type { SqlFlavour } from './sql-flavour.ts'
import type { RunStatement } from './statement-driver.ts'

/** What the stores need from a database. */
export interface Connection {
  /**
   * Quick reads (see `Lane`). Sees every commit that was acknowledged before. Not available in a commit, which only writes.
   * @throws ApiError `server.busy` if too many wait.
   */
  reads: Database
  /** The same for long reads: quick ones do not wait for them. */
  longReads: Database
  /** The same for bulk reads: no others wait for them. */
  bulkReads: Database
  /** Each statement takes effect on its own. In a commit it only builds statements for `together`. */
  writes: Database
  /**
   * Runs statements that take effect together or not at all, without a round trip between them; returns the rows of
   * all.
   * @throws the refusal of the first guard that does not hold.
   */
  together<Row>(statements: readonly Statement[]): Promise<Row[]>
  /** Appends all entries or none. @throws StorageError */
  append(batch: EntryBatch): Promise<AppendedRows>
  readonly flavour: SqlFlavour
}

/** One part of a commit. */
export type Step = Statement | { append: EntryBatch }

/** Result of a step: rows of a statement, or of an append. */
export type Outcome = readonly unknown[] | AppendedRows

/** A database: every call is durable when it resolves, except `saveCursors`. */
export interface Engine extends Connection {
  /**
   * Saves how far devices and their users are, unless they are further, and then since when devices have everything;
   * skips what does not exist. Does not wait for the
   * disk: what is written survives a crash of the process, but until the next commit, or for a moment, not a power cut.
   */
  saveCursors(cursors: readonly Cursor[], clears: readonly Clear[]): Promise<void>
  /**
   * Runs all steps in order, or none, as a single command, without waiting for the caller in between.
   * @throws the refusal of the first guard that does not hold.
   */
  commit(steps: readonly Step[]): Promise<Outcome[]>
  /**
   * Removes what belongs to an app, by row number, from every table that has a column `app`, so that a new table is never forgotten.
   * What stays is the app itself, and the newest fact of all, from which positions of facts continue. For apps that are out of use.
   */
  eraseApp(app: number): Promise<void>
  /** Returns a database that builds statements and runs them with `run`. */
  over(run: RunStatement): Database
  close(): Promise<void>
}
