import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from '../../kernel/machine-time.ts'
import type { Lane } from '../read-lanes.ts'
import { StorageError } from '../storage-error.ts'
import { apiErrorOf, failureOf } from './failure.ts'
import type { Reply, Request, Step, StepResult } from './messages.ts'
import { errorOf } from './reply-error.ts'
import { rowsOf } from './rows-of.ts'
import type { SqliteRunner } from './runner.ts'
import { StatementCache } from './statement-cache.ts'
import { WriteQueue } from './write-queue.ts'

/**
 * A database in memory, on one connection in this thread. What is asked for runs in the order of the calls, in the next turn of the
 * event loop: whoever asks again and again keeps nobody else waiting, and everything is as asynchronous as with threads.
 */
export class InMemory implements SqliteRunner {
  readonly #db: DatabaseSync
  readonly #statements: StatementCache
  readonly #writes: WriteQueue
  #waiting: (() => void)[] = []
  #reply: Reply | undefined
  #closed: StorageError | undefined

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#statements = new StatementCache(db)
    this.#writes = new WriteQueue(db, (reply) => {
      this.#reply = reply
    })
  }

  commit(steps: readonly Step[]): Promise<StepResult[]> {
    return this.#inTurn(() => this.#perform({ id: 0, act: 'commit', steps }) as StepResult[])
  }

  async eraseApp(app: number): Promise<void> {
    await this.#inTurn(() => this.#perform({ id: 0, act: 'erase-app', app }))
  }

  read<Row>(_: Lane, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.#inTurn(() => {
      try {
        return rowsOf<Row>(this.#statements.run({ sql, parameters }))
      } catch (error) {
        throw apiErrorOf(failureOf(error))
      }
    })
  }

  async close(): Promise<void> {
    if (this.#closed !== undefined) return
    const done = this.#inTurn(() => this.#db.close())
    this.#closed = new StorageError('unavailable', 'UNAVAILABLE', 'the storage is closed')
    await done
  }

  #perform(request: Request): unknown {
    this.#writes.perform([request])
    const reply = this.#reply!
    if ('value' in reply) return reply.value
    throw errorOf(reply)
  }

  #inTurn<Result>(work: () => Result): Promise<Result> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed)
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          resolve(work())
        } catch (error) {
          reject(error)
        }
      })
      if (this.#waiting.length > 1) return
      setImmediate(() => {
        const waiting = this.#waiting
        this.#waiting = []
        for (const run of waiting) run()
      })
    })
  }
}
