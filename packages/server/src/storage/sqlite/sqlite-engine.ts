import { type CompiledQuery, Kysely } from 'kysely'
import { type AppendedRows, buffersOf, type EntryBatch } from '../../domain/log/entry-batch.ts'
import type { Clear, Cursor } from '../../domain/log/log-store.ts'
import type { Engine, Outcome, Step } from '../engine.ts'
import type { Statement } from '../guard.ts'
import type { Lane } from '../read-lanes.ts'
import type { Database, Schema } from '../schema.ts'
import type { RunStatement } from '../statement-driver.ts'
import { cursorsAsText } from './cursor-writer.ts'
import { sqliteDialect } from './dialect.ts'
import { sqliteFlavour } from './flavour.ts'
import type { Statement as RunnerStatement, Step as RunnerStep } from './messages.ts'
import { Refused } from './refused.ts'
import { rowsOf } from './rows-of.ts'
import type { SqliteRunner } from './runner.ts'

/** Drops the tree from which the text was compiled. */
function toStatement({ sql, parameters }: CompiledQuery): RunnerStatement {
  return { sql, parameters }
}

function toStep(step: Step): RunnerStep {
  return 'append' in step ? step : { ...toStatement(step), rows: step.guard?.rows }
}

/** One SQLite database, for this process alone. */
export class SqliteEngine implements Engine {
  readonly reads: Database
  readonly longReads: Database
  readonly bulkReads: Database
  readonly writes: Database
  readonly flavour = sqliteFlavour
  readonly #runner: SqliteRunner

  constructor(runner: SqliteRunner) {
    this.#runner = runner
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
    await this.#runner.commit([{ cursors: cursorsAsText(cursors, clears), count }], { soon: true })
  }

  eraseApp(app: number): Promise<void> {
    return this.#runner.eraseApp(app)
  }

  over(run: RunStatement): Database {
    return new Kysely<Schema>({ dialect: sqliteDialect(run) })
  }

  close(): Promise<void> {
    return this.#runner.close()
  }

  #readsIn(lane: Lane): Database {
    return this.over(<Row>({ sql, parameters }: CompiledQuery) =>
      this.#runner.read<Row>(lane, sql, parameters),
    )
  }

  async commit(steps: readonly Step[]): Promise<Outcome[]> {
    if (steps.length === 0) return []
    const moved = steps.flatMap((step) => ('append' in step ? buffersOf(step.append) : []))
    try {
      const results = await this.#runner.commit(steps.map(toStep), { moved })
      // Not `instanceof`: in a context of its own, such as one of Jest's, what a worker sends is of another class of the same name.
      return results.map((result) => (ArrayBuffer.isView(result) ? result : rowsOf(result)))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { step, result } = error.refusal
      throw (steps[step] as Statement).guard!.refusal(rowsOf(result))
    }
  }
}
