import { unpackAppended } from '../domain/log/entry-batch.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import { deviceCursors } from './device-cursors.ts'
import type { Connection } from './engine.ts'
import { entryReads } from './entry-reads.ts'
import { followers } from './followers.ts'
import { messageChanges } from './message-changes.ts'

/** Logs: entries, followers, and the cursors of devices. @param append shares commits, or is part of one. */
export function logStore(connection: Connection, append: LogStore['append']): LogStore {
  return {
    append,
    appendBulk: async (batch) => unpackAppended(await connection.append(batch)),
    ...entryReads(connection),
    ...deviceCursors(connection),
    ...followers(connection),
    ...messageChanges(connection),
  }
}
