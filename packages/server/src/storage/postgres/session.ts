import type { CompiledQuery } from 'kysely'
import type { PoolClient, QueryResult, QueryResultRow } from 'pg'
import { StorageError } from '../storage-error.ts'
import { failureOf } from './failure.ts'
import { storableText } from './flavour.ts'

/** What `pg` runs. A name has it parsed and planned once per connection. */
export interface Query {
  text: string
  values?: readonly unknown[]
  name?: string
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

  /** Ends a transaction. */
  async commit(): Promise<void> {
    const { command } = await this.#send({ text: 'commit' })
    if (command !== 'COMMIT')
      throw new StorageError('failed', '25P02', 'the transaction was rolled back by an earlier error')
  }

  /** All or nothing, in one round trip; inside of a transaction a failure leaves that as it was before. */
  async atomically<T>(isInside: boolean, send: () => Promise<T>): Promise<T> {
    const outcomes = await Promise.allSettled([
      this.run({ text: isInside ? 'savepoint step' : 'begin' }),
      send(),
      isInside ? this.run({ text: 'release savepoint step' }) : this.commit(),
    ])
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failure === undefined) return (outcomes[1] as PromiseFulfilledResult<Awaited<T>>).value
    if (isInside) await this.run({ text: 'rollback to savepoint step' }).catch(() => {})
    throw failure.reason
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

export function toQuery({ sql, parameters }: CompiledQuery): Query {
  return {
    text: sql,
    values: parameters.map((value) => (typeof value === 'string' ? storableText(value) : value)),
  }
}
