import pg from 'pg'
import { SESSION } from '../../packages/server/src/storage/postgres/connection-pool.ts'
import type { Query } from '../../packages/server/src/storage/postgres/pooled-connection.ts'
import { types } from '../../packages/server/src/storage/postgres/types.ts'
import { executionOf } from '../../test/harness/examined-engine.ts'

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  Plans?: PlanNode[]
}

/** What the statements of one operation took in the database, without their commit. */
export interface Sample {
  ms: number
  /** Blocks of 8 KiB found in the database's memory, and asked of the system. */
  hit: number
  read: number
  /** Bytes of write-ahead log, and how many whole pages are among them: each page's first change after a checkpoint. */
  wal: number
  pages: number
}

export interface Measured {
  operation: string
  samples: readonly Sample[]
  /** Indexes, or tables, that rows were found by, in the order of the plans. */
  paths: readonly string[]
}

/** Settings of the server that it needs. */
export const METER_SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_utility': 'off',
}

/** Measures statements where they run, and explains them once, with the generic plan that a prepared statement gets. */
export class StatementMeter {
  readonly #client: pg.Client
  readonly #measured = new Map<string, { samples: Sample[]; paths: Set<string> }>()
  /** Collects the paths of the operation under way; undefined: they are known. */
  #paths: Set<string> | undefined

  private constructor(client: pg.Client) {
    this.#client = client
  }

  static async connect(url: string): Promise<StatementMeter> {
    const client = new pg.Client({ connectionString: url, types })
    await client.connect()
    await client.query(`create extension if not exists pg_stat_statements; ${SESSION};
      set plan_cache_mode = force_generic_plan; select set_config('ringpost.lane', '10000', false)`)
    return new StatementMeter(client)
  }

  get measured(): Measured[] {
    return [...this.#measured].map(([operation, { samples, paths }]) => ({
      operation,
      samples,
      paths: [...paths],
    }))
  }

  /** Measures `run` as one sample of the operation; its first run only finds the paths. */
  async measure(operation: string, run: () => Promise<unknown>): Promise<void> {
    let of = this.#measured.get(operation)
    if (of === undefined) {
      of = { samples: [], paths: new Set() }
      this.#measured.set(operation, of)
      this.#paths = of.paths
      await run()
      this.#paths = undefined
    }
    await this.#client.query('select pg_stat_statements_reset()')
    await run()
    const { rows } = await this.#client.query<Sample>(`
      select sum(total_exec_time) as ms, sum(shared_blks_hit)::float as hit, sum(shared_blks_read)::float as read,
        sum(wal_bytes)::float as wal, sum(wal_fpi)::float as pages
      from pg_stat_statements where query not like '%pg_stat_statements%'`)
    of.samples.push(rows[0]!)
  }

  async examine(queries: readonly Query[]): Promise<void> {
    if (this.#paths === undefined) return
    await this.#client.query('begin')
    for (const query of queries) {
      await this.#client.query(`prepare measured as ${query.text}`)
      const { rows } = await this.#client.query(
        `explain (analyze, format json) ${executionOf('measured', query)}`,
      )
      await this.#client.query('deallocate measured')
      for (const node of nodesOf(rows[0]['QUERY PLAN'][0].Plan as PlanNode)) {
        if (node['Index Name'] !== undefined) this.#paths.add(node['Index Name'])
        else if (node['Node Type'] === 'Seq Scan') this.#paths.add(`all of ${node['Relation Name']}`)
      }
    }
    await this.#client.query('rollback')
  }

  async end(): Promise<void> {
    await this.#client.end()
  }
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}
