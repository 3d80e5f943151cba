// Removes what is no longer kept in the data folder argv[2], over and over, and appends to the same logs, until it is killed. Prints
// the id of every acknowledged entry, and `step` after each batch that was removed.

import { loadConfig } from '../../packages/server/src/app/load-config.ts'
import { createLogger } from '../../packages/server/src/app/logger.ts'
import { openCore } from '../../packages/server/src/app/open-core.ts'
import { entryKind, type NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import { newEntry } from '../../packages/server/src/domain/log/new-entry.ts'

const WRITERS = 4
const [, , data, ...logs] = process.argv

const config = loadConfig({
  ...process.env,
  RINGPOST_DATA: data,
  RINGPOST_KEEP_CHATS: '1',
  RINGPOST_LOG_LEVEL: 'error',
})
const core = await openCore(config, createLogger(config))
const [app] = core.apps.list()

function entry(log: string): NewEntry {
  return newEntry({
    app: app!.id,
    log,
    id: core.ids.next(),
    time: Date.now(),
    kind: entryKind.message,
    sender: 'alice',
    receiver: 'bob',
    payload: new Uint8Array(200),
  })
}

async function write(writer: number): Promise<never> {
  for (let count = writer; ; count++) {
    const [appended] = await core.stores.logs.append([entry(logs[count % logs.length]!)])
    process.stdout.write(`${appended!.id}\n`)
  }
}

async function remove(): Promise<never> {
  for (;;) await core.retention.run(() => process.stdout.write('step\n'))
}

await Promise.all([remove(), ...Array.from({ length: WRITERS }, (_, writer) => write(writer))])
