import type { AppendedRows, EntryBatch } from '../domain/log/entry-batch.ts'
import type { Statement } from './guard.ts'
import type { Database } from './schema.ts'
import type { SqlFlavour } from './sql-flavour.ts'
import type { RunStatement } from './statement-driver.ts'

/** What the stores ask of a database. */
export interface Connection {
  /** Sees every commit that was acknowledged before. Not in a commit, which only writes. */
  reads: Database
  /** Each statement takes effect on its own. In a commit it only makes statements for `together`. */
  writes: Database
  /**
   * Statements that take effect together or not at all, without a round trip between them; returns the rows of all.
   * @throws what the first guard that does not hold refuses with.
   */
  together<Row>(statements: readonly Statement[]): Promise<Row[]>
  /**
   * The same without waiting for the disk: it is there with the next commit, or a moment later. What was written so outlives the
   * process, but perhaps not a power cut.
   */
  soon(statements: readonly Statement[]): Promise<void>
  /** Appends all entries or none. @throws StorageError */
  append(batch: EntryBatch): Promise<AppendedRows>
  readonly flavour: SqlFlavour
}

/** One part of a commit. */
export type Step = Statement | { append: EntryBatch }

/** What came of a step: rows of a statement, or of an append. */
export type Outcome = readonly unknown[] | AppendedRows

/** A database: every call is durable when it resolves. */
export interface Engine extends Connection {
  /**
   * Takes all steps in their order, or none, as one command: nobody waits for the caller in between.
   * @throws what the first guard that does not hold refuses with.
   */
  commit(steps: readonly Step[]): Promise<Outcome[]>
  /** Makes statements of this database and has them run by `run`. */
  over(run: RunStatement): Database
  close(): Promise<void>
}
