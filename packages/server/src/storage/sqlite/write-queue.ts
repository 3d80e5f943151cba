import type { DatabaseSync } from 'node:sqlite'
import { atomically } from './atomically.ts'
import { checkpoint, restartLog } from './checkpoint.ts'
import { CursorWriter } from './cursor-writer.ts'
import { eraseApp } from './erase-app.ts'
import { failureOf } from './failure.ts'
import { LogWriter } from './log-writer.ts'
import type { Failure, Refusal, Reply, Request, Step, StepResult } from './messages.ts'
import { Refused } from './refused.ts'
import { StatementCache } from './statement-cache.ts'

/** Limits on the commands, and on their steps, that share one commit: bounds how long the first waits for the last. */
const SHARED_COMMANDS = 100
const SHARED_STEPS = 1000

type Commit = Extract<Request, { act: 'commit' }>

/** Runs writing commands in order of arrival. Accumulated commits share one transaction, and so one sync. */
export class WriteQueue {
  readonly #db: DatabaseSync
  readonly #statements: StatementCache
  /** Created when first needed: their statements need the tables from the migrations. */
  #logs: LogWriter | undefined
  #cursors: CursorWriter | undefined
  readonly #reply: (reply: Reply) => void

  constructor(db: DatabaseSync, reply: (reply: Reply) => void) {
    this.#db = db
    this.#statements = new StatementCache(db)
    this.#reply = reply
  }

  perform(requests: readonly Request[]): void {
    let shared: Commit[] = []
    let steps = 0
    const commit = () => {
      if (shared.length > 0) this.#commit(shared)
      shared = []
      steps = 0
    }
    for (const request of requests) {
      if (request.act !== 'commit') {
        commit()
        this.#reply(this.#answer(request))
        continue
      }
      const size = sizeOf(request)
      if (shared.length === SHARED_COMMANDS || steps + size > SHARED_STEPS) commit()
      shared.push(request)
      steps += size
    }
    commit()
  }

  #commit(shared: readonly Commit[]): void {
    const isSoon = shared.every(({ soon }) => soon === true)
    let replies: Reply[]
    try {
      // The next commit syncs what precedes it in the log; otherwise the next checkpoint does.
      if (isSoon) this.#db.exec('PRAGMA synchronous = NORMAL')
      replies = this.#replies(shared)
    } catch (error) {
      this.#logs?.forget()
      const reply = replyTo(error)
      replies = shared.map(({ id }) => ({ id, ...reply }))
    } finally {
      if (isSoon) this.#db.exec('PRAGMA synchronous = FULL')
    }
    for (const reply of replies) this.#reply(reply)
  }

  /** Runs all in one transaction; among several, one that fails is rolled back alone. */
  #replies(shared: readonly Commit[]): Reply[] {
    const [only] = shared
    return atomically(this.#db, () => {
      if (shared.length === 1) return [{ id: only!.id, value: this.#take(only!.steps) }]
      return shared.map(({ id, steps }) => {
        try {
          return {
            id,
            value: isLone(steps) ? this.#take(steps) : atomically(this.#db, () => this.#take(steps)),
          }
        } catch (error) {
          // A full disk or an I/O error may have rolled back all of them.
          if (!this.#db.isTransaction) throw error
          if (steps.some((step) => 'append' in step)) this.#logs?.forget()
          return { id, ...replyTo(error) }
        }
      })
    })
  }

  #take(steps: readonly Step[]): StepResult[] {
    return steps.map((step, index) => this.#step(step, index))
  }

  #step(step: Step, index: number): StepResult {
    if ('append' in step) return this.#logWriter.append(step.append)
    if ('cursors' in step) {
      this.#cursorWriter.save(step.cursors)
      return { columns: [], rows: [] }
    }
    const result = this.#statements.run(step)
    if (step.rows !== undefined && result.rows.length !== step.rows)
      throw new Refused({ step: index, result })
    return result
  }

  get #logWriter(): LogWriter {
    this.#logs ??= new LogWriter(this.#db)
    return this.#logs
  }

  get #cursorWriter(): CursorWriter {
    this.#cursors ??= new CursorWriter(this.#db, (app, key) => this.#logWriter.idOf(app, key))
    return this.#cursors
  }

  #answer(request: Exclude<Request, { act: 'commit' }>): Reply {
    try {
      return { id: request.id, value: this.#act(request) }
    } catch (error) {
      return { id: request.id, ...replyTo(error) }
    }
  }

  #act(request: Exclude<Request, { act: 'commit' }>): unknown {
    if (request.act === 'checkpoint') return checkpoint(this.#db)
    if (request.act === 'restart-log') return restartLog(this.#db)
    if (request.act === 'erase-app') {
      eraseApp(this.#db, request.app)
      this.#logs?.forget()
      return undefined
    }
    if (request.act !== 'close') throw new Error(`the writer does not ${request.act}`)
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    this.#db.close()
    return undefined
  }
}

/** A statement that is atomic on its own. */
function isLone(steps: readonly Step[]): boolean {
  const [first] = steps
  return steps.length === 1 && first !== undefined && 'sql' in first && first.rows === undefined
}

function replyTo(error: unknown): { refusal: Refusal } | { failure: Failure } {
  return error instanceof Refused ? { refusal: error.refusal } : { failure: failureOf(error) }
}

/** Number of statements, and of entries in appends and cursors. */
function sizeOf({ steps }: Commit): number {
  return steps.reduce((sum, step) => {
    if ('append' in step) return sum + step.append.followers.length
    return sum + ('cursors' in step ? step.count : 1)
  }, 0)
}
