import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryBlobStore } from '../../packages/server/src/blobs/memory/memory-blob-store.ts'
import { MemoryExportFiles } from '../../packages/server/src/blobs/memory/memory-export-files.ts'
import { Room } from '../../packages/server/src/blobs/memory/room.ts'
import { blobStoreSuite } from './blob-store-suite.ts'
import { exportFilesSuite } from './export-files-suite.ts'

const shared = new MemoryBlobStore(new Room(100_000_000))
blobStoreSuite('blobs in memory', async () => shared)
const exports = new MemoryExportFiles(new Room(1000))
exportFilesSuite('history files in memory', async () => exports)

const full = { code: 'server.storage_full' }

test('blobs and history files in memory share a room, and what goes makes place', async () => {
  const room = new Room(1000)
  const blobs = new MemoryBlobStore(room)
  const exports = new MemoryExportFiles(room)
  const place = { app: 'a', hour: '2026112801', token: 'x' }
  async function* bytes(size: number) {
    yield Buffer.alloc(size)
  }

  const staged = await blobs.stage([Buffer.alloc(600)], 1000)
  await assert.rejects(blobs.stage([Buffer.alloc(600)], 1000), full)
  await assert.rejects(exports.write(place, bytes(600)), full)
  await staged.discard()
  await exports.write(place, bytes(600))
  await exports.write({ ...place, token: 'y' }, bytes(400))
  await assert.rejects(blobs.stage([Buffer.alloc(1)], 1000), full)
  await exports.keepOnly({ ...place, token: 'y' })
  assert.equal(await exports.open(place), undefined)
  const kept = await blobs.stage([Buffer.alloc(600)], 1000)
  await kept.keep({ app: 1, uuid: 'u', part: 'original' })
  await kept.discard()
  await exports.removeBefore({ app: 'a', hour: '2026112802' })
  await assert.rejects(blobs.stage([Buffer.alloc(401)], 1000), full)
  await blobs.removeApp(11)
  await assert.rejects(blobs.stage([Buffer.alloc(401)], 1000), full)
  await blobs.removeApp(1)
  await (await blobs.stage([Buffer.alloc(1000)], 1000)).keep({ app: 1, uuid: 'u', part: 'original' })
  await blobs.remove({ app: 1, uuid: 'u' })
  await (await blobs.stage([Buffer.alloc(1000)], 1000)).discard()
})
