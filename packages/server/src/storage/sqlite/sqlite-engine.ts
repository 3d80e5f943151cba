import { type CompiledQuery, Kysely } from 'kysely'
import { type AppendedRows, buffersOf, type EntryBatch } from '../../domain/log/entry-batch.ts'
import type { Clear, Cursor } from '../../domain/log/log-store.ts'
import type { Engine, Outcome, Step } from '../engine.ts'
import type { Statement } from '../guard.ts'
import { type Lane, ReadLanes } from '../read-lanes.ts'
import type { Database, Schema } from '../schema.ts'
import type { RunStatement } from '../statement-driver.ts'
import { CheckpointSchedule } from './checkpoint-schedule.ts'
import { cursorsAsText } from './cursor-writer.ts'
import { sqliteDialect } from './dialect.ts'
import { sqliteFlavour } from './flavour.ts'
import type { StepResult, WalState, Statement as WorkerStatement, Step as WorkerStep } from './messages.ts'
import type { Reader } from './reader.ts'
import { Refused } from './refused.ts'
import { rowsOf } from './rows-of.ts'
import type { WorkerLink } from './worker-link.ts'

/** Quick reads under way in one reader: enough that it does not idle while answers and requests cross threads. */
const AHEAD = 16

interface Workers {
  writer: WorkerLink
  /** At least two. */
  readers: readonly Reader[]
  checkpointer: WorkerLink
}

/** Drops the tree from which the text was compiled. */
function toStatement({ sql, parameters }: CompiledQuery): WorkerStatement {
  return { sql, parameters }
}

function toStep(step: Step): WorkerStep {
  return 'append' in step ? step : { ...toStatement(step), rows: step.guard?.rows }
}

/**
 * A single SQLite file. All writes go through the writer thread in the order of the calls. Reads are spread over threads: each
 * begins a transaction of its own when its turn comes, and so sees every commit that was acknowledged before.
 */
export class SqliteEngine implements Engine {
  readonly reads: Database
  readonly longReads: Database
  readonly bulkReads: Database
  readonly writes: Database
  readonly flavour = sqliteFlavour
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
    this.reads = this.#readsIn('quick')
    this.longReads = this.#readsIn('long')
    this.bulkReads = this.#readsIn('bulk')
    this.writes = this.over((statement) => this.together([statement]))
  }

  // Bound, because the stores take these methods from the connection.
  readonly together = async <Row>(statements: readonly Statement[]): Promise<Row[]> =>
    (await this.commit(statements)).flat() as Row[]

  readonly append = async (append: EntryBatch): Promise<AppendedRows> =>
    (await this.commit([{ append }]))[0] as AppendedRows

  async saveCursors(cursors: readonly Cursor[], clears: readonly Clear[]): Promise<void> {
    const count = cursors.length + clears.length
    if (count === 0) return
    const step = { cursors: cursorsAsText(cursors, clears), count }
    await this.#workers.writer.call({ act: 'commit', steps: [step], soon: true })
    this.#checkpoints.wrote()
  }

  over(run: RunStatement): Database {
    return new Kysely<Schema>({ dialect: sqliteDialect(run) })
  }

  /** The writer last: then everything written is in the one file, and the write-ahead log is gone. */
  async close(): Promise<void> {
    await this.#checkpoints.stop()
    this.#lanes.close()
    const { readers, checkpointer, writer } = this.#workers
    await Promise.all([...readers.map((reader) => reader.close()), checkpointer.close()])
    await writer.close()
  }

  #readsIn(lane: Lane): Database {
    const { readers } = this.#workers
    return this.over(<Row>({ sql, parameters }: CompiledQuery) =>
      this.#lanes.run(lane, (reader) => readers[reader]!.read<Row>(sql, parameters)),
    )
  }

  async commit(steps: readonly Step[]): Promise<Outcome[]> {
    if (steps.length === 0) return []
    const command = { act: 'commit', steps: steps.map(toStep) } as const
    const moved = steps.flatMap((step) => ('append' in step ? buffersOf(step.append) : []))
    try {
      const results = await this.#workers.writer.call<StepResult[]>(command, moved)
      this.#checkpoints.wrote()
      return results.map((result) => (result instanceof Float64Array ? result : rowsOf(result)))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { step, result } = error.refusal
      throw (steps[step] as Statement).guard!.refusal(rowsOf(result))
    }
  }
}
