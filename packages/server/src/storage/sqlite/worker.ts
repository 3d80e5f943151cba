import type { DatabaseSync } from 'node:sqlite'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { checkpoint } from './checkpoint.ts'
import { failureOf } from './failure.ts'
import { lockFile } from './file-lock.ts'
import type { Command, Reply, Request, WorkerStart } from './messages.ts'
import { NumberedStatements } from './numbered-statements.ts'
import { openDatabase } from './open-database.ts'
import { TermIndex } from './term-index.ts'
import { findWalDamage, type ReportedDamage } from './wal-damage.ts'
import { WriteQueue } from './write-queue.ts'

/** Entry point of the threads that hold the connections, so neither SQL nor fsync runs on the event loop. */
const port = parentPort!
const { file, role } = workerData as WorkerStart

function reply(message: Reply): void {
  port.postMessage(message)
}

/** What a reader or the checkpointer does for a command. */
function acting(db: DatabaseSync): (command: Command) => unknown {
  const statements = new NumberedStatements(db)
  return (command) => {
    if (command.act === 'read') return statements.run(command.number, command.sql, command.parameters)
    if (command.act === 'checkpoint') return checkpoint(db)
    if (command.act === 'close') return db.close()
    throw new Error(`the ${role} does not ${command.act}`)
  }
}

/** What the index does for a command. */
function indexing(index: TermIndex): (command: Command) => unknown {
  return (command) => {
    if (command.act === 'index') return Reflect.apply(index[command.method], index, command.args)
    if (command.act === 'close') return index.close()
    throw new Error(`the ${role} does not ${command.act}`)
  }
}

/** Runs one command after the other. */
function answer(act: (command: Command) => unknown): (requests: readonly Request[]) => void {
  return (requests) => {
    for (const request of requests) {
      try {
        reply({ id: request.id, value: act(request) })
      } catch (error) {
        reply({ id: request.id, failure: failureOf(error) })
      }
    }
  }
}

/** @returns what has arrived along with the first message: taken together, writes can share a commit. */
function arrived(first: Request): Request[] {
  const requests = [first]
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
    requests.push(next.message as Request)
  return requests
}

/** Id of the newest message; 0 if there is none, or no table for them yet. */
function newestMessage(db: DatabaseSync): number {
  const isThere = db.prepare("select 1 from sqlite_master where type = 'table' and name = 'entry'").get()
  if (isThere === undefined) return 0
  const { id } = db.prepare('select max(id) as id from entry').get() as { id: number | null }
  return id ?? 0
}

function performing(db: DatabaseSync): (requests: readonly Request[]) => void {
  if (role !== 'writer') return answer(acting(db))
  const writes = new WriteQueue(db, reply)
  return (requests) => writes.perform(requests)
}

let unlock: (() => void) | undefined
try {
  if (role === 'writer') unlock = lockFile(file)
  // Before SQLite sees the log, and while nobody else writes to it.
  const damage = role === 'writer' ? findWalDamage(file) : undefined
  const db = role === 'index' ? TermIndex.inFile(file) : openDatabase(file, role)
  const perform = db instanceof TermIndex ? answer(indexing(db)) : performing(db)
  port.on('message', (first: Request) => {
    perform(arrived(first))
    if (db.isOpen) return
    unlock?.()
    port.close()
  })
  const report: ReportedDamage | undefined = damage && {
    ...damage,
    newest: newestMessage(db as DatabaseSync),
  }
  reply({ id: 0, value: report })
} catch (error) {
  unlock?.()
  reply({ id: 0, failure: failureOf(error) })
  // An open port can keep an idle thread alive.
  port.close()
}
