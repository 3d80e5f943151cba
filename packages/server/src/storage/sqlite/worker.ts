import type { DatabaseSync } from 'node:sqlite'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { checkpoint } from './checkpoint.ts'
import { failureOf } from './failure.ts'
import { lockFile } from './file-lock.ts'
import type { Command, Reply, Request, WorkerStart } from './messages.ts'
import { NumberedStatements } from './numbered-statements.ts'
import { openDatabase } from './open-database.ts'
import { findWalDamage } from './wal-damage.ts'
import { WriteQueue } from './write-queue.ts'

/** Entry point of the threads that hold the connections, so neither SQL nor fsync runs on the event loop. */
const port = parentPort!
const { file, role } = workerData as WorkerStart

function reply(message: Reply): void {
  port.postMessage(message)
}

/** For reader and checkpointer: runs one command after the other. */
function answer(db: DatabaseSync): (requests: readonly Request[]) => void {
  const statements = new NumberedStatements(db)
  const act = (command: Command): unknown => {
    if (command.act === 'read') return statements.run(command.number, command.sql, command.parameters)
    if (command.act === 'checkpoint') return checkpoint(db)
    if (command.act === 'close') return db.close()
    throw new Error(`the ${role} does not ${command.act}`)
  }
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

let unlock: (() => void) | undefined
try {
  if (role === 'writer') unlock = lockFile(file)
  // Before SQLite sees the log, and while nobody else writes to it.
  const damage = role === 'writer' ? findWalDamage(file) : undefined
  const db = openDatabase(file, role)
  const writes = role === 'writer' ? new WriteQueue(db, reply) : undefined
  const perform =
    writes === undefined ? answer(db) : (requests: readonly Request[]) => writes.perform(requests)
  port.on('message', (first: Request) => {
    perform(arrived(first))
    if (db.isOpen) return
    unlock?.()
    port.close()
  })
  reply({ id: 0, value: damage })
} catch (error) {
  unlock?.()
  reply({ id: 0, failure: failureOf(error) })
  // An open port can keep an idle thread alive.
  port.close()
}
