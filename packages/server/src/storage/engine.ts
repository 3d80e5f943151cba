import type { CompiledQuery } from 'kysely'
import type { AppendedRows, EntryBatch } from '../domain/log/entry-batch.ts'
import type { Database } from './schema.ts'
import type { SqlFlavour } from './sql-flavour.ts'

/** What the stores ask of a database. Inside a transaction all belong to it. */
export interface Connection {
  /** Sees every commit that was acknowledged before. */
  reads: Database
  /** Each statement takes effect on its own. */
  writes: Database
  /** Statements that take effect together or not at all, without a round trip between them; returns the rows of all. */
  together<Row>(statements: readonly CompiledQuery[]): Promise<Row[]>
  /**
   * The same without waiting for the disk: it is there with the next commit, or a moment later. What was written so outlives the
   * process, but perhaps not a power cut.
   */
  soon(statements: readonly CompiledQuery[]): Promise<void>
  /** Appends all entries or none. @throws StorageError */
  append(batch: EntryBatch): Promise<AppendedRows>
  readonly flavour: SqlFlavour
}

/** A database: outside of a transaction every call is durable when it resolves. */
export interface Engine extends Connection {
  /**
   * Other writes, all or those of the same rows, wait until `work` has ended, so it does nothing but write; a write through the
   * outer connection from inside throws instead of waiting for itself. `work` runs again when others were writing the same.
   */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** @throws Error when called from the `work` of an open transaction, by whatever way. */
  assertOutside(): void
  close(): Promise<void>
}
