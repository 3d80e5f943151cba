import { unpackAppended } from '../domain/log/entry-batch.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import { deviceCursors } from './device-cursors.ts'
import type { Connection } from './engine.ts'
import { entryReads } from './entry-reads.ts'
import { followers } from './followers.ts'
import { messageChanges } from './message-changes.ts'

/** How a log store writes what passes for every message. */
export type LogWrites = Pick<LogStore, 'append' | 'saveCursors'>

/** Logs: entries, followers, and the cursors of devices. @param writes `append` shares commits, or is part of one. */
export function logStore(connection: Connection, writes: LogWrites): LogStore {
  return {
    append: writes.append,
    saveCursors: writes.saveCursors,
    appendBulk: async (batch) => unpackAppended(await connection.append(batch)),
    ...entryReads(connection),
    ...deviceCursors(connection),
    ...followers(connection),
    ...messageChanges(connection),
  }
}
