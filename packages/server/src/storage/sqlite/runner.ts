import type { Lane } from '../read-lanes.ts'
import type { Step, StepResult } from './messages.ts'

/** Runs SQL for the engine: in threads, on a file; or in this thread, in memory. */
export interface SqliteRunner {
  /**
   * Applies all steps, or none, after every commit that was asked for before.
   * @param options.moved buffers of the steps, which the caller no longer needs.
   * @param options.soon whether it need not survive a power cut yet.
   * @throws Refused; StorageError; ApiError `server.storage_full`.
   */
  commit(
    steps: readonly Step[],
    options?: { moved?: readonly ArrayBuffer[]; soon?: boolean },
  ): Promise<StepResult[]>
  /** Sees every commit that was acknowledged before. @throws StorageError; ApiError `server.busy` if too many wait. */
  read<Row>(lane: Lane, sql: string, parameters: readonly unknown[]): Promise<Row[]>
  /** Removes what belongs to an app: see erase-app.ts. @throws StorageError. */
  eraseApp(app: number): Promise<void>
  /** Completes what was asked for before. */
  close(): Promise<void>
}
