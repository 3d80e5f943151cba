// node bench/fill-lifetimes.ts <json>: fills the store in RINGPOST_DATA with the conversations of users' lifetimes, see
// harness/lifetimes.ts. Every message is read, and acknowledged by the browser of its user.
import { BodyType, encodeMessageBody } from '@ringpost/protocol'
import { loadConfig } from '../packages/server/src/app/load-config.ts'
import { createLogger } from '../packages/server/src/app/logger.ts'
import { openCore } from '../packages/server/src/app/open-core.ts'
import { hourOf } from '../packages/server/src/domain/log/active-hour.ts'
import { entryKind, type NewEntry } from '../packages/server/src/domain/log/entry.ts'
import { packEntries } from '../packages/server/src/domain/log/entry-batch.ts'
import { pairLog } from '../packages/server/src/domain/log/log-key.ts'
import { newEntry } from '../packages/server/src/domain/log/new-entry.ts'
import { idFloor } from '../packages/server/src/kernel/id-generator.ts'
import { TEXT } from './harness/chat-target.ts'
import { type Lifetime, peerOf, SPAN_MS, SPOKEN } from './harness/lifetimes.ts'
import { BROWSER } from './load/msync-client.ts'

const BATCH = 1000
const lifetimes = JSON.parse(process.argv[2]!) as Lifetime[]
const core = await openCore(loadConfig(process.env), createLogger({ logLevel: 'error', logFormat: 'json' }))
const { logs, conversations } = core.stores
const [bench] = core.apps.list()
const app = bench!.id
const end = Date.now()

for (const [number, { user, conversations: count, isCold }] of lifetimes.entries()) {
  await core.registrations.createWithoutPassword(bench!, { kind: 'system' }, user)
  const total = count * SPOKEN
  for (let from = 0; from < total; from += BATCH) {
    const length = Math.min(BATCH, total - from)
    await logs.appendBulk(
      packEntries(Array.from({ length }, (_, i) => entry({ user, count, number }, from + i, total))),
    )
  }
  const device = { app, user, resource: BROWSER, uuid: BROWSER, name: BROWSER }
  await logs.registerDevice({ ...device, seenAt: end }, 32)
  for (let from = 0; from < count; from += BATCH) {
    const cursors = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => ({
      app,
      user,
      device: BROWSER,
      log: pairLog(user, peerOf(user, from + i)),
      seq: SPOKEN,
    }))
    await logs.saveCursors(cursors)
  }
  await conversations.markRead(app, user, null, null)
  if (!isCold) await logs.saveCursors([], [{ app, user, device: BROWSER, hour: hourOf(idFloor(end)) - 1 }])
}
await core.close()

/** One of the messages of a user, spread evenly over the time, in an order that mixes the conversations. */
function entry(
  { user, count, number }: { user: string; count: number; number: number },
  index: number,
  total: number,
): NewEntry {
  const time = Math.floor(end - SPAN_MS + (index / total) * SPAN_MS)
  const peer = peerOf(user, (index * 7919) % count)
  const content = { type: 'txt' as const, msg: TEXT }
  return newEntry({
    app,
    log: pairLog(user, peer),
    // One of a millisecond for each user.
    id: idFloor(time) + number,
    time,
    kind: entryKind.message,
    sender: peer,
    receiver: user,
    payload: encodeMessageBody({ type: BodyType.CHAT, from: peer, to: user, content }),
    followers: [user, peer],
  })
}
