import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import {
  type BlobKey,
  type BlobStore,
  BlobTooLarge,
  type ByteSource,
} from '../../packages/server/src/domain/files/blob-store.ts'

async function bytesOf(source: ByteSource): Promise<Buffer> {
  return typeof source === 'string' ? readFile(source) : Buffer.from(source)
}

/** The contract of every blob store. @param open returns the same store, initially empty, each time. */
export function blobStoreSuite(name: string, open: () => Promise<BlobStore>): void {
  const key = (part: BlobKey['part'] = 'original'): BlobKey => ({ app: 1, uuid: randomUUID(), part })

  async function read(store: BlobStore, ...args: Parameters<BlobStore['open']>): Promise<Buffer | undefined> {
    const bytes = await store.open(...args)
    if (bytes === undefined) return undefined
    const chunks: Uint8Array[] = []
    for await (const chunk of bytes) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  describe(name, () => {
    test('a kept blob can be read, whole and in ranges, also after reopening', async () => {
      const bytes = randomBytes(600_000)
      const target = key()
      const staged = await (await open()).stage([bytes.subarray(0, 10), bytes.subarray(10)], bytes.length)
      assert.equal(staged.size, bytes.length)
      assert.ok(Buffer.from(staged.head).equals(bytes.subarray(0, 4096)))
      assert.ok((await bytesOf(staged.source)).equals(bytes))
      await staged.keep(target)
      await staged.discard()
      const store = await open()
      assert.ok((await read(store, target))!.equals(bytes))
      for (const [first, last] of [
        [0, 0],
        [5, 99],
        [599_999, 599_999],
        [0, 599_999],
      ] as const)
        assert.ok((await read(store, target, { first, last }))!.equals(bytes.subarray(first, last + 1)))
      const copy = await store.withSource(target, bytesOf)
      assert.ok(copy!.equals(bytes))
    })

    test('an empty blob is a blob', async () => {
      const store = await open()
      const target = key()
      const staged = await store.stage([], 0)
      assert.equal(staged.head.length, 0)
      await staged.keep(target)
      assert.equal((await read(store, target))?.length, 0)
    })

    test('a blob that does not exist is undefined', async () => {
      const store = await open()
      assert.equal(await store.open(key()), undefined)
      assert.equal(await store.withSource(key(), async () => 1), undefined)
      await store.remove(key())
    })

    test('staged bytes cannot be read until kept, and are gone when discarded', async () => {
      const store = await open()
      const staged = await store.stage([Buffer.from('x')], 1)
      const { source } = staged
      await staged.discard()
      await staged.discard()
      if (typeof source === 'string') await assert.rejects(readFile(source), { code: 'ENOENT' })
      await assert.rejects(staged.keep(key()))
    })

    test('excess bytes are refused as soon as they show, and a failing source leaves nothing', async () => {
      const store = await open()
      let given = 0
      async function* endless() {
        for (;;) {
          given += 1000
          yield Buffer.alloc(1000)
        }
      }
      await assert.rejects(store.stage(endless(), 100_000), BlobTooLarge)
      assert.ok(given < 1_000_000, `it took ${given} bytes`)
      const failure = new Error('the source fails')
      async function* failing() {
        yield Buffer.alloc(1000)
        throw failure
      }
      await assert.rejects(store.stage(failing(), 100_000), (error) => error === failure)
    })

    test('removal removes all parts of one file and nothing else', async () => {
      const store = await open()
      const [mine, other] = [key(), key()]
      const parts = ['original', 'thumbnail', 'frame'] as const
      for (const file of [mine, other])
        for (const part of parts) await (await store.stage([Buffer.from(part)], 99)).keep({ ...file, part })
      // The same id in another app is another file.
      await (await store.stage([Buffer.from('app 2')], 99)).keep({ ...mine, app: 2 })
      await store.remove(mine)
      for (const part of parts) {
        assert.equal(await read(store, { ...mine, part }), undefined)
        assert.equal(String(await read(store, { ...other, part })), part)
      }
      assert.equal(String(await read(store, { ...mine, app: 2 })), 'app 2')
    })

    test('removal of an app removes all its files and nothing else', async () => {
      const store = await open()
      const keys = [7, 7, 70].map((app): BlobKey => ({ ...key(), app }))
      for (const each of keys) await (await store.stage([Buffer.from('x')], 1)).keep(each)
      await store.removeApp(7)
      const left = await Promise.all(keys.map(async (each) => (await read(store, each)) !== undefined))
      assert.deepEqual(left, [false, false, true])
    })

    test('a reader that started before a removal reads to the end', async () => {
      const store = await open()
      const target = key()
      const bytes = randomBytes(2_000_000)
      await (await store.stage([bytes], bytes.length)).keep(target)
      const reading = (await store.open(target))![Symbol.asyncIterator]()
      const chunks = [(await reading.next()).value]
      await store.remove(target)
      for (let next = await reading.next(); next.done !== true; next = await reading.next())
        chunks.push(next.value)
      assert.ok(Buffer.concat(chunks).equals(bytes))
    })

    test('many at once', async () => {
      const store = await open()
      const blobs = Array.from({ length: 50 }, () => ({ target: key(), bytes: randomBytes(20_000) }))
      await Promise.all(
        blobs.map(async ({ target, bytes }) => (await store.stage([bytes], 20_000)).keep(target)),
      )
      for (const { target, bytes } of blobs) assert.ok((await read(store, target))!.equals(bytes))
    })
  })
}
