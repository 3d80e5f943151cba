import { type Lane, ReadLanes } from '../read-lanes.ts'
import { CheckpointSchedule } from './checkpoint-schedule.ts'
import type { Step, StepResult, WalState } from './messages.ts'
import type { Reader } from './reader.ts'
import type { SqliteRunner } from './runner.ts'
import type { WorkerLink } from './worker-link.ts'

/** Quick reads under way in one reader: enough that it does not idle while answers and requests cross threads. */
const AHEAD = 16

export interface Workers {
  writer: WorkerLink
  /** At least two. */
  readers: readonly Reader[]
  checkpointer: WorkerLink
}

/**
 * A single SQLite file. All writes go through the writer thread in the order of the calls. Reads are spread over threads: each
 * begins a transaction of its own when its turn comes, and so sees every commit that was acknowledged before.
 */
export class InThreads implements SqliteRunner {
  readonly #workers: Workers
  readonly #lanes: ReadLanes
  readonly #checkpoints: CheckpointSchedule

  constructor(workers: Workers, onCheckpointError: (error: unknown) => void) {
    this.#workers = workers
    this.#lanes = new ReadLanes({ readers: workers.readers.length, ahead: AHEAD })
    this.#checkpoints = new CheckpointSchedule({
      checkpoint: () => workers.checkpointer.call<WalState>({ act: 'checkpoint' }),
      restart: () => workers.writer.call<WalState>({ act: 'restart-log' }),
      whileQuick: (work) => this.#lanes.whileQuick(work),
      onError: onCheckpointError,
    })
  }

  async commit(
    steps: readonly Step[],
    { moved, soon = false }: { moved?: readonly ArrayBuffer[]; soon?: boolean } = {},
  ): Promise<StepResult[]> {
    const command = { act: 'commit', steps, ...(soon && { soon }) } as const
    const results = await this.#workers.writer.call<StepResult[]>(command, moved)
    this.#checkpoints.wrote()
    return results
  }

  async eraseApp(app: number): Promise<void> {
    await this.#workers.writer.call({ act: 'erase-app', app })
    this.#checkpoints.wrote()
  }

  read<Row>(lane: Lane, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.#lanes.run(lane, (reader) => this.#workers.readers[reader]!.read<Row>(sql, parameters))
  }

  /** The writer last: then everything written is in the one file, and the write-ahead log is gone. */
  async close(): Promise<void> {
    await this.#checkpoints.stop()
    this.#lanes.close()
    const { readers, checkpointer, writer } = this.#workers
    await Promise.all([...readers.map((reader) => reader.close()), checkpointer.close()])
    await writer.close()
  }
}
