import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idFloor } from '../../packages/server/src/kernel/id-generator.ts'
import { sampleEntry } from '../../packages/server/src/storage/contract/samples.ts'
import { TestServer } from '../harness/test-server.ts'

const DAY = 24 * 3600 * 1000
const OLD = 6000
const PEERS = 50

test('senders wait for one batch at most, not for the run; they even write to the logs that it empties', async (t) => {
  await using server = await TestServer.start({ RINGPOST_KEEP_CHATS: '1' })
  const { stores, retention, ids } = server.running.core
  let id = idFloor(Date.now() - 3 * DAY)
  const entries = Array.from({ length: OLD }, (_, n) =>
    sampleEntry(server.app, 'alice', `peer${n % PEERS}`, { id: ++id, origin: null }),
  )
  for (let n = 0; n < OLD; n += 500) await stores.logs.append(entries.slice(n, n + 500))

  let isOver = false
  let steps = 0
  const run = retention
    .run(() => steps++)
    .finally(() => {
      isOver = true
    })
  const waits: number[] = []
  const heads = new Map<string, number>()
  for (let n = 0; !isOver; n++) {
    const began = performance.now()
    const peer = `peer${n % PEERS}`
    const [appended] = await stores.logs.append([sampleEntry(server.app, 'alice', peer, { id: ids.next() })])
    waits.push(performance.now() - began)
    assert.equal(appended!.seq, (heads.get(peer) ?? OLD / PEERS) + 1, 'the next position')
    heads.set(peer, appended!.seq)
  }
  assert.deepEqual((await run)?.removed, [{ app: server.app.id, kind: 'pair', rows: OLD }])
  waits.sort((a, b) => a - b)
  const at = (share: number) => waits[Math.floor(waits.length * share)]!.toFixed(1)
  t.diagnostic(`${steps} steps, ${waits.length} appends, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`)
  assert.ok(steps > 10 && waits.length > steps, `${waits.length} appends during ${steps} steps`)
  assert.equal(retention.removed.pair, OLD)
})
