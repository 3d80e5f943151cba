import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import type { Plan } from '../../packages/server/src/domain/retention/retention-store.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import { createApp, sampleEntry } from '../../packages/server/src/storage/contract/samples.ts'
import { openStorage } from '../../packages/server/src/storage/open-storage.ts'

const ENTRIES = 16_000
const PEERS = 200

test('SQLite uses the space of what was removed again: three times half of it goes, and the file stays as it is', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'ringpost-space-'))
  t.after(() => rm(directory, { recursive: true }))
  const first = await openStorage({ directory })
  const app = await createApp(first)
  let said = 0
  /** With payloads of 0 to 799 bytes, in logs at random. */
  const say = async (stores: Stores, count: number) => {
    for (let n = 0; n < count; n += 500) {
      const entries = Array.from({ length: 500 }, (): NewEntry => {
        const random = (++said * 7919) % 10_007
        return sampleEntry(app, 'alice', `peer${random % PEERS}`, { payload: new Uint8Array(random % 800) })
      })
      await stores.logs.append(entries)
    }
  }
  const size = async () => (await stat(join(directory, 'ringpost.db'))).size
  await say(first, ENTRIES)
  await first.close()

  const sizes = [await size()]
  for (let cycle = 0; cycle < 3; cycle++) {
    const stores = await openStorage({ directory })
    await removeOldest(stores, app.id, ENTRIES / 2)
    await say(stores, ENTRIES / 2)
    await stores.close()
    sizes.push(await size())
  }
  t.diagnostic(sizes.map((bytes) => `${Math.round(bytes / 1024)} KiB`).join(', '))
  // The indexes lose their order in the first cycle, and a few pages with it.
  for (const bytes of sizes.slice(1)) assert.ok(bytes < sizes[0]! * 1.03, `${bytes} bytes after ${sizes[0]}`)
})

async function removeOldest(stores: Stores, app: number, count: number): Promise<void> {
  const end = Number.MAX_SAFE_INTEGER
  const plan: Plan = { rules: [{ app, kind: 'pair', cut: end }], compactBefore: 0, livingSince: 0 }
  for (let left = count; left > 0; ) {
    const { expired } = await stores.retention.expired(plan, { from: 0, before: end }, Math.min(left, 250))
    await stores.retention.remove(expired)
    left -= expired.length
  }
}
