import { Kysely } from 'kysely'
import type { AppendedRows, EntryBatch } from '../../domain/log/entry-batch.ts'
import type { Clear, Cursor } from '../../domain/log/log-store.ts'
import type { Engine, Outcome, Step } from '../engine.ts'
import type { Statement } from '../guard.ts'
import { type Lane, ReadLanes } from '../read-lanes.ts'
import type { Database, Schema } from '../schema.ts'
import type { RunStatement } from '../statement-driver.ts'
import { knownLogs, PostgresAppend } from './append.ts'
import { AppendOrder, type UnderWay } from './append-order.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { clearQuery, cursorQuery } from './cursor-statement.ts'
import { postgresDialect } from './dialect.ts'
import { eraseApp } from './erase-app.ts'
import { postgresFlavour } from './flavour.ts'
import { type PooledConnection, toQuery } from './pooled-connection.ts'

/** Separate pools, so that a burst of one kind of work leaves the others their connections. */
export interface Pools {
  reads: ConnectionPool
  writes: ConnectionPool
  appends: ConnectionPool
}

/** A PostgreSQL database, to which other nodes may write at the same time. */
export class PostgresEngine implements Engine {
  readonly reads: Database
  readonly longReads: Database
  readonly bulkReads: Database
  readonly writes: Database
  readonly flavour = postgresFlavour
  readonly #pools: Pools
  readonly #lanes: ReadLanes
  readonly #order = new AppendOrder()
  readonly #known = knownLogs()

  constructor(pools: Pools) {
    this.#pools = pools
    this.#lanes = new ReadLanes({ readers: pools.reads.size, ahead: 1 })
    this.reads = this.#readsIn('quick')
    this.longReads = this.#readsIn('long')
    this.bulkReads = this.#readsIn('bulk')
    this.writes = this.over((statement) => this.together([statement]))
  }

  // Bound, because the stores take these methods from the connection.
  readonly together = async <Row>(statements: readonly Statement[]): Promise<Row[]> => {
    const [first] = statements
    if (first === undefined) return []
    return this.#pools.writes.use(async (connection) => {
      if (statements.length === 1 && first.guard === undefined) return connection.run<Row>(toQuery(first))
      return (await connection.commit(statements.map(toQuery))).flat() as Row[]
    })
  }

  readonly append = async (batch: EntryBatch): Promise<AppendedRows> => {
    const append = new PostgresAppend(batch, this.#known)
    const appended = await this.#order.alone(append.logs, async (self) => {
      const rows = append.appended(
        await this.#pools.appends.use((connection) => connection.run(append.query)),
      )
      append.place(rows, (log, position) => self.place(log, position))
      return rows
    })
    append.remember(appended, this.#known)
    return appended
  }

  async commit(steps: readonly Step[]): Promise<Outcome[]> {
    const [first] = steps
    if (steps.length === 1 && first !== undefined && !('append' in first))
      return [await this.together([first])]
    return this.#pools.writes.use((connection) =>
      this.#order.transaction((self) => this.#commit(connection, self, steps)),
    )
  }

  async saveCursors(cursors: readonly Cursor[], clears: readonly Clear[]): Promise<void> {
    if (cursors.length + clears.length === 0) return
    const queries = [
      { text: 'set local synchronous_commit = off' },
      ...(cursors.length > 0 ? [cursorQuery(cursors)] : []),
      ...(clears.length > 0 ? [clearQuery(clears)] : []),
    ]
    await this.#pools.writes.use((connection) => connection.commit(queries))
  }

  eraseApp(app: number): Promise<void> {
    return this.#pools.writes.use((connection) => eraseApp(connection, app))
  }

  over(run: RunStatement): Database {
    return new Kysely<Schema>({ dialect: postgresDialect(run) })
  }

  async close(): Promise<void> {
    this.#lanes.close()
    await Promise.all(Object.values(this.#pools).map((pool: ConnectionPool) => pool.close()))
  }

  #readsIn(lane: Lane): Database {
    const { reads } = this.#pools
    return this.over((statement) =>
      this.#lanes.run(lane, () => reads.use((connection) => connection.run(toQuery(statement)))),
    )
  }

  async #commit(connection: PooledConnection, order: UnderWay, steps: readonly Step[]): Promise<Outcome[]> {
    const work = steps.map((step) => {
      if (!('append' in step)) return { query: toQuery(step) }
      const append = new PostgresAppend(step.append, this.#known)
      order.touch(append.logs)
      return { query: append.query, append }
    })
    const rows = await connection.commit(work.map(({ query }) => query))
    return work.map(({ append }, index) => {
      if (append === undefined) return rows[index]!
      const appended = append.appended(rows[index] as Parameters<typeof append.appended>[0])
      append.place(appended, (log, position) => order.place(log, position))
      append.remember(appended, this.#known)
      return appended
    })
  }
}
