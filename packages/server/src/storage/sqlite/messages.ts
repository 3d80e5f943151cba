import type { AppendedRows, EntryBatch } from '../../domain/log/entry-batch.ts'
import type { StorageFault } from '../storage-error.ts'

/** Purpose of a worker thread; each holds one connection to the file. `index` has a file of its own. */
export type WorkerRole = 'writer' | 'reader' | 'checkpointer' | 'index'

export interface WorkerStart {
  file: string
  role: WorkerRole
}

export interface Statement {
  sql: string
  parameters: readonly unknown[]
}

/** Rows of a write cross threads as arrays: the column names once, not once per row. Those of a read are packed. */
export interface StatementResult {
  columns: string[]
  rows: unknown[][]
}

/** `rows`: how many the statement must return, or the commit is refused. `cursors`: from `cursorsAsText`. */
export type Step =
  | (Statement & { rows?: number | undefined })
  | { append: EntryBatch }
  | { cursors: string; count: number }

export type StepResult = StatementResult | AppendedRows

/** A commit was rolled back because a statement did not return the required number of rows. */
export interface Refusal {
  /** Index of the step. */
  step: number
  result: StatementResult
}

/** Pages in the write-ahead log, and how many of them are already in the database file. */
export interface WalState {
  pages: number
  checkpointed: number
  /** Another connection kept the log from starting over. */
  isBusy: boolean
}

/** Calls a method of TermIndex. */
export interface IndexCommand {
  act: 'index'
  method: 'reach' | 'moveReach' | 'lowerReach' | 'put' | 'known' | 'find' | 'idsAfter' | 'clear'
  args: readonly unknown[]
}

/** A commit applies all steps or none; a `soon` commit does not wait for the disk. */
export type Command =
  | { act: 'commit'; steps: readonly Step[]; soon?: true }
  /** `sql`: the text that has the number from now on; absent if it has one. */
  | { act: 'read'; number: number; sql?: string; parameters: readonly unknown[] }
  | { act: 'erase-app'; app: number }
  | { act: 'checkpoint' }
  /** A checkpoint after which the log starts over, unless a read that began before still needs it. */
  | { act: 'restart-log' }
  | IndexCommand
  | { act: 'close' }

export type Request = Command & { id: number }

export interface Failure {
  fault: StorageFault
  code: string
  message: string
}

/** `id` 0 answers the start of the worker; the writer's answer holds the damage it found (`ReportedDamage`). */
export type Reply =
  | { id: number; value: unknown }
  | { id: number; failure: Failure }
  | { id: number; refusal: Refusal }
