import { type CompiledQuery, Kysely } from 'kysely'
import { type AppendedRows, buffersOf, type EntryBatch } from '../../domain/log/entry-batch.ts'
import type { Connection, Engine } from '../engine.ts'
import type { Database, Schema } from '../schema.ts'
import type { RunStatement } from '../statement-driver.ts'
import { type RunningTransaction, TransactionScope } from '../transaction-scope.ts'
import { CheckpointSchedule } from './checkpoint-schedule.ts'
import { sqliteDialect } from './dialect.ts'
import { sqliteFlavour } from './flavour.ts'
import type { Command, Statement, StatementResult, WalState } from './messages.ts'
import { rowsOf } from './rows-of.ts'
import type { WorkerLink } from './worker-link.ts'

interface Workers {
  writer: WorkerLink
  reader: WorkerLink
  checkpointer: WorkerLink
}

interface Transaction extends RunningTransaction {
  id: number
}

function kysely(run: RunStatement): Database {
  return new Kysely<Schema>({ dialect: sqliteDialect(run) })
}

/** Without the tree that the text was made from. */
function toStatement({ sql, parameters }: CompiledQuery): Statement {
  return { sql, parameters }
}

/** One SQLite file. What is written goes through the writer thread in the order of the calls. */
export class SqliteEngine implements Engine {
  readonly reads: Database
  readonly writes: Database
  readonly flavour = sqliteFlavour
  readonly #workers: Workers
  readonly #checkpoints: CheckpointSchedule
  readonly #scope = new TransactionScope<Transaction>()
  #transactions = 0

  constructor(workers: Workers, onCheckpointError: (error: unknown) => void) {
    this.#workers = workers
    this.#checkpoints = new CheckpointSchedule(
      () => workers.checkpointer.call<WalState>({ act: 'checkpoint' }),
      () => workers.writer.call<WalState>({ act: 'checkpoint' }),
      onCheckpointError,
    )
    this.reads = kysely(async <Row>(statement: CompiledQuery) => {
      const command = { act: 'run', statements: [toStatement(statement)] } as const
      const [result] = await workers.reader.call<StatementResult[]>(command)
      return rowsOf<Row>(result!)
    })
    this.writes = kysely((statement) => this.together([statement]))
  }

  // The stores take these out of the connection, so they are bound to it.
  readonly together = async <Row>(statements: readonly CompiledQuery[]): Promise<Row[]> =>
    (await this.#run(statements.map(toStatement))).flatMap(rowsOf<Row>)

  readonly soon = async (statements: readonly CompiledQuery[]): Promise<void> => {
    this.assertOutside()
    await this.#write({ act: 'run', statements: statements.map(toStatement), soon: true })
  }

  readonly append = (batch: EntryBatch): Promise<AppendedRows> =>
    this.#write<AppendedRows>({ act: 'append', batch }, buffersOf(batch))

  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    this.assertOutside()
    const transaction = { id: ++this.#transactions, open: true }
    await this.#write({ act: 'begin', transaction: transaction.id })
    try {
      const result = await this.#scope.run(transaction, () => work(this.#connection(transaction)))
      transaction.open = false
      await this.#write({ act: 'commit', transaction: transaction.id })
      return result
    } catch (error) {
      transaction.open = false
      // A writer that is gone has rolled back; the first error says more.
      await this.#workers.writer.call({ act: 'rollback', transaction: transaction.id }).catch(() => {})
      throw error
    }
  }

  assertOutside(): void {
    this.#scope.assertOutside()
  }

  /** The writer last: then what was written is in the one file, and the write-ahead log is gone. */
  async close(): Promise<void> {
    await this.#checkpoints.stop()
    const { reader, checkpointer, writer } = this.#workers
    await Promise.all([reader.close(), checkpointer.close()])
    await writer.close()
  }

  /** The same connection, within a transaction. */
  #connection(transaction: Transaction): Connection {
    const call = async <T>(
      command: { act: 'run'; statements: Statement[] } | { act: 'append'; batch: EntryBatch },
    ) => {
      if (!transaction.open) throw new Error('the transaction has ended')
      return this.#workers.writer.call<T>({ ...command, transaction: transaction.id })
    }
    const together = async <Row>(statements: readonly CompiledQuery[]) => {
      const results = await call<StatementResult[]>({ act: 'run', statements: statements.map(toStatement) })
      return results.flatMap(rowsOf<Row>)
    }
    const db = kysely((statement) => together([statement]))
    return {
      reads: db,
      writes: db,
      flavour: this.flavour,
      together,
      soon: async (statements) => {
        await together(statements)
      },
      append: (batch) => call<AppendedRows>({ act: 'append', batch }),
    }
  }

  async #run(statements: readonly Statement[]): Promise<StatementResult[]> {
    this.assertOutside()
    return this.#write<StatementResult[]>({ act: 'run', statements })
  }

  async #write<T>(command: Command, moved?: ArrayBuffer[]): Promise<T> {
    const value = await this.#workers.writer.call<T>(command, moved)
    this.#checkpoints.wrote()
    return value
  }
}
