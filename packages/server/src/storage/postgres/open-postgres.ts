import { setTimeout as pause } from 'node:timers/promises'
import { ApiError } from '@ringpost/contract'
import { StorageError } from '../storage-error.ts'
import { ConnectionPool } from './connection-pool.ts'
import { Outage } from './outage.ts'
import { PostgresEngine } from './postgres-engine.ts'
import type { Session } from './session.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with the parameters that libpq knows. */
  url: string
  /** Connections at most, from 6. */
  connections: number
  /** ms to wait for a server that is not there when this is called; half a minute when absent. */
  patience?: number
  /** Told, in a sentence, of what an operator should know: a connection lost, a server that promises less than it should. */
  onProblem: (message: string) => void
}

/** Connections that append: group commit has two flights, and a bulk import may run beside them. */
const APPENDS = 3

/** ms that a server which starts at the same time gets to be there. */
const PATIENCE = 30_000

/**
 * Connects to a database, and waits a while for one that is not up yet. The tables are `migrate`'s to make.
 * @throws StorageError when it cannot be reached, or keeps text in another encoding than UTF-8.
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresEngine> {
  const { url, connections, onProblem } = options
  const watch = new Outage(onProblem)
  const pool = (size: number, writes: boolean) => new ConnectionPool(url, size, writes, watch)
  const rest = connections - APPENDS
  const pools = {
    appends: pool(APPENDS, true),
    writes: pool(Math.floor(rest / 2), true),
    reads: pool(Math.ceil(rest / 2), false),
  }
  const engine = new PostgresEngine(pools)
  try {
    await reach(pools.reads, options)
    await pools.reads.use((session) => check(session, onProblem))
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
      return await pool.use((session) => session.run({ text: 'select 1' }))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const reason = `PostgreSQL at ${new URL(url).host} cannot be reached: ${(error.cause as Error).message}`
      if (performance.now() >= until) throw new StorageError('unavailable', 'UNAVAILABLE', reason)
      if (attempt === 1) onProblem(`${reason}; waiting for it`)
      await pause(500)
    }
  }
}

async function check(session: Session, onProblem: (message: string) => void): Promise<void> {
  const [facts] = await session.run<{ encoding: string; fsync: string }>({
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
