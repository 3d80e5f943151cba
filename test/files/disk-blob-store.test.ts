import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { DiskBlobStore } from '../../packages/server/src/blobs/disk/disk-blob-store.ts'
import { DiskExportFiles } from '../../packages/server/src/blobs/disk/disk-export-files.ts'
import { blobStoreSuite } from './blob-store-suite.ts'
import { exportFilesSuite } from './export-files-suite.ts'

const root = mkdtempSync(join(tmpdir(), 'ringpost-blobs-'))
after(() => rmSync(root, { recursive: true, force: true }))

blobStoreSuite('blobs on disk', () => DiskBlobStore.open(root))
exportFilesSuite('history files on disk', async () => new DiskExportFiles(join(root, 'exports')))

test('partial uploads of a process that died are swept at the next start', async () => {
  await DiskBlobStore.open(root)
  writeFileSync(join(root, 'incoming', 'half'), 'half a fi')
  await DiskBlobStore.open(root)
  assert.deepEqual(readdirSync(join(root, 'incoming')), [])
})
