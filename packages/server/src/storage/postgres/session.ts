import type { PoolClient, QueryResult, QueryResultRow } from 'pg'
import type { Statement } from '../guard.ts'
import { StorageError } from '../storage-error.ts'
import { failureOf } from './failure.ts'
import { storableText } from './flavour.ts'

/** What `pg` runs. A name has it parsed and planned once per connection. */
export interface Query {
  text: string
  values?: readonly unknown[]
  name?: string
  /** Throws when a commit cannot stand with these rows. */
  expect?(rows: readonly unknown[]): void
}

/**
 * One connection while one caller has it. Statements are sent as they come, without waiting for the answers to those before
 * (`pipeline`); the server runs them in that order.
 */
export class Session {
  readonly #client: PoolClient

  constructor(client: PoolClient) {
    this.#client = client
  }

  /** @throws StorageError, ApiError `server.unavailable` */
  async run<Row>(query: Query): Promise<Row[]> {
    return (await this.#send(query)).rows as Row[]
  }

  /**
   * All or nothing. Queries that promise nothing take one round trip; the answers of others are looked at before the commit.
   * @returns the rows of each. @throws what the first failure says, or the first `expect` that does not get what it wants.
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
      // A connection that is gone has rolled back; the first error says more.
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

export function toQuery({ sql, parameters, guard }: Statement): Query {
  return {
    text: sql,
    values: parameters.map((value) => (typeof value === 'string' ? storableText(value) : value)),
    ...(guard !== undefined && {
      expect(rows) {
        if (rows.length !== guard.rows) throw guard.refusal(rows)
      },
    }),
  }
}
