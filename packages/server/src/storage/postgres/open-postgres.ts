import { ApiError } from '@ringpost/contract'
import { pause, performance } from '../../kernel/machine-time.ts'
import { StorageError } from '../storage-error.ts'
import { ConnectionPool } from './connection-pool.ts'
import { Outage } from './outage.ts'
import type { PooledConnection } from './pooled-connection.ts'
import { PostgresEngine } from './postgres-engine.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with the parameters that libpq supports. */
  url: string
  /** Limit on connections, at least 6. */
  connections: number
  /** ms to wait for a server that is not up yet; half a minute if absent. */
  patience?: number
  /** Called with a sentence for the operator: a connection was lost, or the server promises less than it should. */
  onProblem: (message: string) => void
}

/** Connections that append: group commit has two flights, and a bulk import may run beside them. */
const APPENDS = 3

/** ms to wait for a server that starts at the same time. */
const PATIENCE = 30_000

/**
 * Connects to a database, and waits a while for one that is not up yet. `migrate` creates the tables.
 * @throws StorageError if it cannot be reached, or stores text in an encoding other than UTF-8.
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresEngine> {
  const { url, connections, onProblem } = options
  const watch = new Outage(onProblem)
  const pool = (size: number, { writes }: { writes: boolean }) =>
    new ConnectionPool(url, { size, writes }, watch)
  const rest = connections - APPENDS
  const pools = {
    appends: pool(APPENDS, { writes: true }),
    writes: pool(Math.floor(rest / 2), { writes: true }),
    reads: pool(Math.ceil(rest / 2), { writes: false }),
  }
  const engine = new PostgresEngine(pools)
  try {
    await reach(pools.reads, options)
    await pools.reads.use((connection) => check(connection, onProblem))
    watch.begin()
    return engine
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function reach(pool: ConnectionPool, { url, patience = PATIENCE, onProblem }: PostgresOptions) {
  const until = performance.now() + patience
  for (let attempt = 1; ; attempt++) {
    try {
      return await pool.use((connection) => connection.run({ text: 'select 1' }))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const reason = `PostgreSQL at ${new URL(url).host} cannot be reached: ${(error.cause as Error).message}`
      if (performance.now() >= until) throw new StorageError('unavailable', 'UNAVAILABLE', reason)
      if (attempt === 1) onProblem(`${reason}; waiting for it`)
      await pause(500)
    }
  }
}

async function check(connection: PooledConnection, onProblem: (message: string) => void): Promise<void> {
  const [facts] = await connection.run<{ encoding: string; fsync: string }>({
    text: `select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync`,
  })
  if (facts!.encoding !== 'UTF8')
    throw new StorageError(
      'failed',
      'ENCODING',
      `the database has the encoding ${facts!.encoding}: create it with UTF8`,
    )
  if (facts!.fsync !== 'on') onProblem('PostgreSQL runs with fsync off: a power cut loses messages')
}
