import type { DatabaseSync } from 'node:sqlite'
import { StorageError } from '../storage-error.ts'
import { atomically } from './atomically.ts'
import { checkpoint } from './checkpoint.ts'
import { errorOf, failureOf } from './failure.ts'
import { LogWriter } from './log-writer.ts'
import type { Reply, Request, Statement, StatementResult } from './messages.ts'
import { StatementCache } from './statement-cache.ts'

/** Statements that share one commit, at most: bounds how long a batch of entries waits behind them. */
const RUNS_PER_COMMIT = 100

/**
 * The one who writes: commands in order of arrival, those of an open transaction first while the others wait.
 * Lone statements that have piled up share one commit, and so one sync.
 */
export class WriteQueue {
  readonly #db: DatabaseSync
  readonly #statements: StatementCache
  /** Made when first needed: its statements want the tables that the migrations make. */
  #logs: LogWriter | undefined
  readonly #reply: (reply: Reply) => void
  #waiting: Request[] = []
  #transaction: number | undefined

  constructor(db: DatabaseSync, reply: (reply: Reply) => void) {
    this.#db = db
    this.#statements = new StatementCache(db)
    this.#reply = reply
  }

  push(requests: readonly Request[]): void {
    this.#waiting.push(...requests)
    for (let taken = this.#take(); taken.length > 0; taken = this.#take()) this.#perform(taken)
  }

  /** What can be done now: one command, or lone statements to be committed together. */
  #take(): Request[] {
    const open = this.#transaction
    if (open !== undefined) {
      const index = this.#waiting.findIndex(
        (request) => 'transaction' in request && request.transaction === open,
      )
      return index === -1 ? [] : this.#waiting.splice(index, 1)
    }
    let count = 0
    while (count < RUNS_PER_COMMIT && this.#waiting[count]?.act === 'run') count++
    return this.#waiting.splice(0, Math.max(count, 1))
  }

  #perform(taken: readonly Request[]): void {
    const [first] = taken
    if (first!.act === 'run' && this.#transaction === undefined) this.#runTogether(taken)
    else this.#reply(this.#answer(first!))
  }

  #answer(request: Request): Reply {
    try {
      return { id: request.id, value: this.#act(request) }
    } catch (error) {
      return { id: request.id, failure: failureOf(error) }
    }
  }

  /** Commits once for all; one that breaks a rule is undone alone. */
  #runTogether(taken: readonly Request[]): void {
    let replies: Reply[]
    const isSoon = taken.every((request) => request.act === 'run' && request.soon === true)
    try {
      // The next commit syncs what stands in the log before it, or else the next checkpoint does.
      if (isSoon) this.#db.exec('PRAGMA synchronous = NORMAL')
      replies = atomically(this.#db, () =>
        taken.map((request) => {
          const reply = this.#answer(request)
          // A full disk or an I/O error may have undone all of them.
          if ('failure' in reply && !this.#db.isTransaction) throw errorOf(reply.failure)
          return reply
        }),
      )
    } catch (error) {
      replies = taken.map(({ id }) => ({ id, failure: failureOf(error) }))
    } finally {
      if (isSoon) this.#db.exec('PRAGMA synchronous = FULL')
    }
    for (const reply of replies) this.#reply(reply)
  }

  #act(request: Request): unknown {
    switch (request.act) {
      case 'run':
        this.#assertIntact()
        return this.#run(request.statements)
      case 'append':
        this.#assertIntact()
        this.#logs ??= new LogWriter(this.#db)
        return this.#logs.append(request.batch)
      case 'begin':
        this.#db.exec('BEGIN IMMEDIATE')
        this.#transaction = request.transaction
        return undefined
      case 'commit':
        this.#assertIntact()
        this.#db.exec('COMMIT')
        this.#transaction = undefined
        return undefined
      case 'rollback':
        this.#transaction = undefined
        this.#logs?.forget()
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
        return undefined
      case 'checkpoint':
        return checkpoint(this.#db)
      case 'close':
        this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
        this.#db.close()
        return undefined
    }
  }

  #run(statements: readonly Statement[]): StatementResult[] {
    const run = () => statements.map((statement) => this.#statements.run(statement))
    return statements.length === 1 ? run() : atomically(this.#db, run)
  }

  /** After a full disk or an I/O error SQLite may have rolled back on its own: what follows must not commit alone. */
  #assertIntact(): void {
    if (this.#transaction !== undefined && !this.#db.isTransaction)
      throw new StorageError('failed', 'SQLITE_ABORT', 'the transaction was rolled back by an earlier error')
  }
}
