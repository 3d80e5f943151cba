import type { PoolClient, QueryResult, QueryResultRow } from 'pg'
import type { Statement } from '../guard.ts'
import { StorageError } from '../storage-error.ts'
import { failureOf } from './failure.ts'
import { storableText } from './flavour.ts'

/** A query as `pg` runs it. A named query is parsed and planned once per connection. */
export interface Query {
  text: string
  values?: readonly unknown[]
  name?: string
  /** Throws if these rows rule out the commit. */
  expect?(rows: readonly unknown[]): void
}

/**
 * A connection while a caller holds it. Statements are sent at once, without waiting for earlier answers (`pipeline`);
 * the server runs them in order.
 */
export class PooledConnection {
  readonly #client: PoolClient

  constructor(client: PoolClient) {
    this.#client = client
  }

  /** @throws StorageError, ApiError `server.unavailable` */
  async run<Row>(query: Query): Promise<Row[]> {
    return (await this.#send(query)).rows as Row[]
  }

  /**
   * Commits all queries or none. Without an `expect`, they take one round trip; otherwise the answers are checked
   * before the commit.
   * @returns the rows of each.
   * @throws the first failure, or what the first `expect` throws.
   */
  async commit(queries: readonly Query[]): Promise<unknown[][]> {
    const isFree = queries.every(({ expect }) => expect === undefined)
    const sent = [{ text: 'begin' }, ...queries].map((query) => this.run(query))
    const ended = isFree ? this.#end() : undefined
    const outcomes = await Promise.allSettled([...sent, ended])
    try {
      const rows = queries.map((query, index) => {
        const outcome = outcomes[index + 1]!
        if (outcome.status === 'rejected') throw outcome.reason
        const found = outcome.value as unknown[]
        query.expect?.(found)
        return found
      })
      await (ended ?? this.#end())
      return rows
    } catch (error) {
      // A lost connection has rolled back anyway; the first error says more.
      if (!isFree) await this.run({ text: 'rollback' }).catch(() => {})
      throw error
    }
  }

  async #end(): Promise<void> {
    const { command } = await this.#send({ text: 'commit' })
    if (command !== 'COMMIT')
      throw new StorageError('failed', '25P02', 'the transaction was rolled back by an earlier error')
  }

  async #send({ text, values, name }: Query): Promise<QueryResult<QueryResultRow>> {
    try {
      return await this.#client.query({
        text,
        ...(values !== undefined && { values: values as unknown[] }),
        ...(name !== undefined && { name }),
      })
    } catch (error) {
      throw failureOf(error)
    }
  }
}

export function toQuery({ sql, parameters, guard, name }: Statement): Query {
  return {
    text: sql,
    values: parameters.map((value) => (typeof value === 'string' ? storableText(value) : value)),
    ...(name !== undefined && { name }),
    ...(guard !== undefined && {
      expect(rows) {
        if (rows.length !== guard.rows) throw guard.refusal(rows)
      },
    }),
  }
}
