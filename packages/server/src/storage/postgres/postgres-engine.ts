import { type CompiledQuery, Kysely } from 'kysely'
import type { AppendedRows, EntryBatch } from '../../domain/log/entry-batch.ts'
import type { Connection, Engine } from '../engine.ts'
import type { Database, Schema } from '../schema.ts'
import type { RunStatement } from '../statement-driver.ts'
import { type RunningTransaction, TransactionScope } from '../transaction-scope.ts'
import { knownFollowers, PostgresAppend } from './append.ts'
import { AppendOrder, type UnderWay } from './append-order.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { postgresDialect } from './dialect.ts'
import { postgresFlavour } from './flavour.ts'
import { type Session, toQuery } from './session.ts'

/** Kept apart, so that a burst of one kind of work leaves the others their connections. */
export interface Pools {
  reads: ConnectionPool
  writes: ConnectionPool
  appends: ConnectionPool
}

interface Transaction extends RunningTransaction {
  session: Session
  /** To be done after the commit. */
  committed: (() => void)[]
}

function kysely(run: RunStatement): Database {
  return new Kysely<Schema>({ dialect: postgresDialect(run) })
}

/** A PostgreSQL database, which other nodes may write at the same time. */
export class PostgresEngine implements Engine {
  readonly reads: Database
  readonly writes: Database
  readonly flavour = postgresFlavour
  readonly #pools: Pools
  readonly #scope = new TransactionScope<Transaction>()
  readonly #order = new AppendOrder()
  readonly #followers = knownFollowers()

  constructor(pools: Pools) {
    this.#pools = pools
    this.reads = kysely((statement) => pools.reads.use((session) => session.run(toQuery(statement))))
    this.writes = kysely(async <Row>(statement: CompiledQuery) => this.together<Row>([statement]))
  }

  // The stores take these out of the connection, so they are bound to it.
  readonly together = async <Row>(statements: readonly CompiledQuery[]): Promise<Row[]> => {
    this.assertOutside()
    return this.#pools.writes.use((session) => runTogether<Row>(session, statements, false))
  }

  readonly soon = async (statements: readonly CompiledQuery[]): Promise<void> => {
    this.assertOutside()
    await this.#pools.writes.use((session) =>
      session.atomically(false, () =>
        Promise.all([
          session.run({ text: 'set local synchronous_commit = off' }),
          ...statements.map((statement) => session.run(toQuery(statement))),
        ]),
      ),
    )
  }

  readonly append = async (batch: EntryBatch): Promise<AppendedRows> => {
    this.assertOutside()
    const append = new PostgresAppend(batch, this.#followers)
    const appended = await this.#order.alone(append.logs, async (self) => {
      const rows = append.appended(await this.#pools.appends.use((session) => session.run(append.query)))
      append.place(rows, (log, position) => self.place(log, position))
      return rows
    })
    append.remember(appended, this.#followers)
    return appended
  }

  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    this.assertOutside()
    return this.#pools.writes.use((session) =>
      this.#order.transaction(async (order) => {
        const transaction: Transaction = { open: true, session, committed: [] }
        const result = await this.#scope.run(transaction, () => this.#run(transaction, order, work))
        for (const act of transaction.committed) act()
        return result
      }),
    )
  }

  assertOutside(): void {
    this.#scope.assertOutside()
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#pools).map((pool: ConnectionPool) => pool.close()))
  }

  async #run<T>(
    transaction: Transaction,
    order: UnderWay,
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const { session } = transaction
    const begun = session.run({ text: 'begin' })
    // It fails with everything that follows it.
    begun.catch(() => {})
    try {
      const result = await work(this.#connection(transaction, order))
      transaction.open = false
      await session.commit()
      return result
    } catch (error) {
      transaction.open = false
      // A connection that is gone has rolled back; the first error says more.
      await session.run({ text: 'rollback' }).catch(() => {})
      throw error
    }
  }

  /** The same connection, within a transaction. */
  #connection(transaction: Transaction, order: UnderWay): Connection {
    const { session, committed } = transaction
    const assertOpen = () => {
      if (!transaction.open) throw new Error('the transaction has ended')
    }
    const together = async <Row>(statements: readonly CompiledQuery[]): Promise<Row[]> => {
      assertOpen()
      return runTogether<Row>(session, statements, true)
    }
    const append = async (batch: EntryBatch): Promise<AppendedRows> => {
      assertOpen()
      const step = new PostgresAppend(batch, this.#followers)
      order.touch(step.logs)
      const rows = step.appended(await session.atomically(true, () => session.run(step.query)))
      step.place(rows, (log, position) => order.place(log, position))
      committed.push(() => step.remember(rows, this.#followers))
      return rows
    }
    const db = kysely(async <Row>(statement: CompiledQuery) => {
      assertOpen()
      return session.run<Row>(toQuery(statement))
    })
    const soon: Connection['soon'] = async (inside) => {
      await together(inside)
    }
    return { reads: db, writes: db, flavour: this.flavour, together, soon, append }
  }
}

async function runTogether<Row>(
  session: Session,
  statements: readonly CompiledQuery[],
  isInside: boolean,
): Promise<Row[]> {
  const [only] = statements
  if (only === undefined) return []
  if (statements.length === 1 && !isInside) return session.run<Row>(toQuery(only))
  const rows = await session.atomically(isInside, () =>
    Promise.all(statements.map((statement) => session.run<Row>(toQuery(statement)))),
  )
  return rows.flat()
}
