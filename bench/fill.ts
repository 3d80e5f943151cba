// node bench/fill.ts <messages> <hour>: fills the store in RINGPOST_DATA with that many messages, all of them in the hour that
// begins at <hour> (ms since 1970), so that exporting it takes work. Prints the duration in seconds.
import { BodyType, encodeMessageBody } from '@ringpost/protocol'
import { loadConfig } from '../packages/server/src/app/load-config.ts'
import { createLogger } from '../packages/server/src/app/logger.ts'
import { openCore } from '../packages/server/src/app/open-core.ts'
import { entryKind, type NewEntry } from '../packages/server/src/domain/log/entry.ts'
import { packEntries } from '../packages/server/src/domain/log/entry-batch.ts'
import { pairLog } from '../packages/server/src/domain/log/log-key.ts'
import { IdGenerator, lanesOf } from '../packages/server/src/kernel/id-generator.ts'
import { TEXT } from './harness/chat-target.ts'
import { HOUR, pairOf } from './harness/filled-store.ts'

/** Entries per append, and concurrent appends. */
const BATCH = 1000
const AT_ONCE = 2

const count = Number(process.argv[2])
const config = loadConfig(process.env)
const core = await openCore(config, createLogger({ logLevel: 'error', logFormat: 'json' }))
const [app] = core.apps.list()
const ids = new IdGenerator(lanesOf(config.node ?? 0), await core.stores.logs.lastId())
const begin = Number(process.argv[3])

function entry(index: number): NewEntry {
  const [sender, receiver] = pairOf(index)
  const time = begin + Math.floor((index / count) * HOUR)
  const content = { type: 'txt' as const, msg: TEXT }
  return {
    app: app!.id,
    log: pairLog(sender, receiver),
    id: ids.next(time),
    time,
    kind: entryKind.message,
    contentType: 0,
    sender,
    senderDevice: null,
    receiver,
    receiverDevice: null,
    echo: false,
    audience: null,
    origin: null,
    attributes: null,
    payload: encodeMessageBody({ type: BodyType.CHAT, from: sender, to: receiver, content }),
    followers: [sender, receiver],
  }
}

const startedAt = performance.now()
let next = 0
async function append(): Promise<void> {
  while (next < count) {
    const from = next
    next = Math.min(count, next + BATCH)
    const entries = Array.from({ length: next - from }, (_, i) => entry(from + i))
    await core.stores.logs.appendBulk(packEntries(entries))
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, append))
console.log(`${(performance.now() - startedAt) / 1000}`)
await core.close()
