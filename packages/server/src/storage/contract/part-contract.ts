import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { createApp } from './samples.ts'

export function partContract(open: () => Stores): void {
  async function begun(app: App, dueAt: number, uploader: string | null = 'alice') {
    const upload = { app: app.id, uuid: randomUUID(), uploader }
    await open().fileParts.begin(upload, dueAt)
    return upload
  }

  describe('uploads in parts', () => {
    test('parts count once they are published, in order, the last of each number', async () => {
      const app = await createApp(open())
      const store = open().fileParts
      const upload = await begun(app, 1000)
      const other = await begun(app, 1000, null)
      assert.deepEqual(await store.get(app.id, upload.uuid), upload)
      assert.deepEqual(await store.get(app.id, other.uuid), other)
      assert.equal(await store.get(app.id, randomUUID()), undefined)
      const part = (uuid: string, number: number) => ({ uuid, number, size: number * 10 })
      for (const each of [part('b', 2), part('a', 1), part('c', 2)]) await store.announce(upload, each, 2000)
      assert.deepEqual(await store.parts(upload), [])
      assert.deepEqual(await store.publish(upload, part('b', 2)), [])
      assert.deepEqual(await store.publish(upload, part('a', 1)), [])
      assert.deepEqual(await store.publish(upload, part('c', 2)), ['b'])
      assert.deepEqual(await store.parts(upload), [part('a', 1), part('c', 2)])
      assert.deepEqual((await store.blobs(upload)).sort(), ['a', 'b', 'c'])
      assert.deepEqual(await store.parts(other), [])
      assert.equal(await store.publish(other, part('a', 1)), undefined, 'it was never announced')
    })

    test('the first to close one succeeds, and no part counts any more until it is reopened', async () => {
      const app = await createApp(open())
      const store = open().fileParts
      const upload = await begun(app, 1000)
      const part = { uuid: 'a', number: 1, size: 1 }
      await store.announce(upload, part, 2000)
      const closed = await Promise.all(Array.from({ length: 5 }, () => store.close(upload, 3000)))
      assert.equal(closed.filter(Boolean).length, 1)
      assert.equal(await store.get(app.id, upload.uuid), undefined)
      assert.equal(await store.publish(upload, part), undefined)
      await store.reopen(upload, 3000)
      assert.deepEqual(await store.publish(upload, part), [])
    })

    test('they fall due, later with each part, and are forgotten with all parts', async () => {
      const app = await createApp(open())
      const store = open().fileParts
      const [first, second] = [await begun(app, 5), await begun(app, 6)]
      const due = async (now: number) =>
        (await store.due(now, 100)).filter((each) => each.app === app.id).map(({ uuid }) => uuid)
      assert.deepEqual(await due(4), [])
      assert.deepEqual(await due(6), [first.uuid, second.uuid])
      await store.announce(first, { uuid: 'a', number: 1, size: 1 }, 20)
      assert.deepEqual(await due(19), [second.uuid])
      await store.close(second, 30)
      assert.deepEqual(await due(30), [first.uuid, second.uuid])
      for (const each of [first, second]) await store.forget(each)
      assert.deepEqual(await due(30), [])
      assert.deepEqual(await store.blobs(first), [])
    })
  })
}
