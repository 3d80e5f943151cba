import { ApiError } from '@ringpost/contract'
import pg from 'pg'
import { pause } from '../../kernel/machine-time.ts'
import { StorageError } from '../storage-error.ts'
import { CACHED_PLAN, failureOf } from './failure.ts'
import { PooledConnection } from './pooled-connection.ts'
import { types } from './types.ts'

/** Attempts at work that conflicts with concurrent writes. */
const ATTEMPTS = 10
/** ms that a caller waits for a connection. */
const PATIENCE = 10_000

/**
 * For every session: durable commits; plans that use the indexes from the first row on (a new database has no
 * statistics to plan by); and locks that outlive a node that froze or lost its network by at most half a minute.
 */
export const SESSION = `
  set synchronous_commit = on; set enable_seqscan = off; set jit = off; set idle_in_transaction_session_timeout = '30s';
  set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4`

/** Is informed of the state of connections. */
export interface ConnectionWatch {
  /** A connection has ended unexpectedly, or could not be made. */
  lost(reason: Error): void
  /** A connection has done its work. */
  worked(): void
}

/** Any number that nothing else in the database locks by, and the limit on lanes: as many connections can write. */
const LANE_LOCK = 7_246_503
const LANES = 10_000

/**
 * For every session that writes: a lane for its facts. The lane is a lock that the database releases only when the
 * session is really over, so nobody else writes in the lane, whatever happens to this process, and its positions are
 * in the order of the commits.
 */
const LANE = `
  select set_config('ringpost.lane', lane::text, false)
  from (select lane from generate_series(1, ${LANES}) as lane where pg_try_advisory_lock(${LANE_LOCK}, lane) limit 1) as free`

/** Work that may wait for a connection. */
const WAITING = 4096

/** Connections for one kind of work, created on demand. */
export class ConnectionPool {
  /** Limit on connections. */
  readonly size: number
  readonly #pool: pg.Pool
  readonly #watch: ConnectionWatch

  /** @param options `writes`: whether facts can be written through it. */
  constructor(url: string, { size, writes }: { size: number; writes: boolean }, watch: ConnectionWatch) {
    this.size = size
    this.#watch = watch
    this.#pool = new pg.Pool({
      connectionString: url,
      max: size,
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: PATIENCE,
      application_name: 'ringpost',
      types,
      onConnect: (client) => client.query(writes ? `${SESSION}; ${LANE}` : SESSION),
    })
    // Without listeners, connection errors end the process: the pool emits those of idle connections, connections in
    // use their own.
    this.#pool.on('error', (error) => watch.lost(error))
    this.#pool.on('connect', (client) => client.on('error', () => {}))
  }

  /**
   * Runs `work` on a connection of its own, and again if it conflicted with concurrent writes.
   * @throws StorageError, ApiError `server.unavailable`, `server.busy` if too much waits, or what `work` throws
   */
  async use<T>(work: (connection: PooledConnection) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#try(work)
      } catch (error) {
        const isConflict = error instanceof StorageError && error.fault === 'conflict'
        if (!isConflict || attempt === ATTEMPTS) throw error
        await pause(Math.random() * attempt * 10)
      }
    }
  }

  async #try<T>(work: (connection: PooledConnection) => Promise<T>): Promise<T> {
    const client = await this.#connect()
    let isBroken = false
    try {
      const result = await work(new PooledConnection(client))
      this.#watch.worked()
      return result
    } catch (error) {
      isBroken = isUnusable(error)
      const { cause } = error as ApiError
      if (error instanceof ApiError && isBroken && cause instanceof Error) this.#watch.lost(cause)
      throw error
    } finally {
      client.release(isBroken)
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    if (this.#pool.ending) throw new StorageError('unavailable', 'UNAVAILABLE', 'the storage is closed')
    if (this.#pool.waitingCount >= WAITING) throw new ApiError('server.busy')
    return this.#pool.connect().catch((error: unknown) => {
      const failure = failureOf(error)
      if (failure instanceof ApiError) this.#watch.lost(error as Error)
      throw failure
    })
  }

  /** Waits for work in progress. */
  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end()
  }
}

/** Whether a connection is lost, or its named statements are: they keep the columns that a table had (`select *`). */
function isUnusable(error: unknown): boolean {
  if (error instanceof StorageError) return error.code === CACHED_PLAN
  return error instanceof ApiError && error.code === 'server.unavailable'
}
