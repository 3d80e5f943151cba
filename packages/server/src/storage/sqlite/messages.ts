import type { EntryBatch } from '../../domain/log/entry-batch.ts'
import type { StorageFault } from '../storage-error.ts'

/** What a worker thread is for; each holds one connection to the file. */
export type WorkerRole = 'writer' | 'reader' | 'checkpointer'

export interface WorkerStart {
  file: string
  role: WorkerRole
}

export interface Statement {
  sql: string
  parameters: readonly unknown[]
}

/** Rows cross the threads as arrays: the names of the columns once, not once per row. */
export interface StatementResult {
  columns: string[]
  rows: unknown[][]
}

/** Pages in the write-ahead log, and how many of them are in the database file already. */
export interface WalState {
  pages: number
  checkpointed: number
}

/**
 * `transaction` names the open transaction that a command belongs to; commands without it wait until none is open.
 * Several statements in one `run` take effect together or not at all; a `soon` one does not wait for the disk.
 */
export type Command =
  | { act: 'run'; statements: readonly Statement[]; soon?: true; transaction?: number }
  | { act: 'append'; batch: EntryBatch; transaction?: number }
  | { act: 'begin' | 'commit' | 'rollback'; transaction: number }
  | { act: 'checkpoint' }
  | { act: 'close' }

export type Request = Command & { id: number }

export interface Failure {
  fault: StorageFault
  code: string
  message: string
}

/** `id` 0 answers the start of the worker: the writer's with what it found damaged (WalDamage). */
export type Reply = { id: number; value: unknown } | { id: number; failure: Failure }
