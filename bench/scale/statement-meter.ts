import pg from 'pg'
import { SESSION } from '../../packages/server/src/storage/postgres/connection-pool.ts'
import type { Query } from '../../packages/server/src/storage/postgres/pooled-connection.ts'
import { types } from '../../packages/server/src/storage/postgres/types.ts'
import { executionOf } from '../../test/harness/examined-engine.ts'

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: PlanNode[]
}

/** One execution of all statements of an operation. */
interface Sample {
  ms: number
  /** Blocks of 8 KiB found in the database's memory, and asked of the system. */
  hit: number
  read: number
}

export interface Measured {
  operation: string
  samples: readonly Sample[]
  statements: number
  /** Indexes, or tables, that rows were found by, in the order of the plans. */
  paths: readonly string[]
}

/**
 * Explains the statements of operations while running them, in transactions that are rolled back, with the generic plan that a
 * prepared statement gets.
 */
export class StatementMeter {
  readonly #client: pg.Client
  readonly #measured = new Map<string, { samples: Sample[]; statements: number; paths: Set<string> }>()
  #operation: string | undefined
  #current: Sample = { ms: 0, hit: 0, read: 0 }

  private constructor(client: pg.Client) {
    this.#client = client
  }

  static async connect(url: string): Promise<StatementMeter> {
    const client = new pg.Client({ connectionString: url, types })
    await client.connect()
    await client.query(`${SESSION}; set plan_cache_mode = force_generic_plan;
      select set_config('ringpost.lane', '10000', false)`)
    return new StatementMeter(client)
  }

  get measured(): Measured[] {
    return [...this.#measured].map(([operation, { samples, statements, paths }]) => ({
      operation,
      samples,
      statements,
      paths: [...paths],
    }))
  }

  /** Measures the statements that `run` causes, as one sample of the operation. */
  async measure(operation: string, run: () => Promise<unknown>): Promise<void> {
    this.#operation = operation
    this.#current = { ms: 0, hit: 0, read: 0 }
    if (!this.#measured.has(operation))
      this.#measured.set(operation, { samples: [], statements: 0, paths: new Set() })
    const of = this.#measured.get(operation)!
    of.statements = 0
    await run()
    of.samples.push(this.#current)
    this.#operation = undefined
  }

  async examine(queries: readonly Query[]): Promise<void> {
    if (this.#operation === undefined) return
    const of = this.#measured.get(this.#operation)!
    await this.#client.query('begin')
    for (const query of queries) {
      await this.#client.query(`prepare measured as ${query.text}`)
      const { rows } = await this.#client.query(
        `explain (analyze, buffers, timing off, format json) ${executionOf('measured', query)}`,
      )
      await this.#client.query('deallocate measured')
      const [{ Plan: plan, 'Execution Time': ms }] = rows[0]['QUERY PLAN'] as [
        { Plan: PlanNode; 'Execution Time': number },
      ]
      this.#current.ms += ms
      this.#current.hit += plan['Shared Hit Blocks']
      this.#current.read += plan['Shared Read Blocks']
      of.statements++
      for (const node of nodesOf(plan)) {
        const path =
          node['Index Name'] ?? (node['Node Type'] === 'Seq Scan' ? node['Relation Name'] : undefined)
        if (path !== undefined) of.paths.add(node['Node Type'] === 'Seq Scan' ? `all of ${path}` : path)
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
