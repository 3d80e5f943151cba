import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { StoredFile } from '../../domain/files/stored-file.ts'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { createApp } from './samples.ts'

export function sharedFileContract(open: () => Stores): void {
  const NOW = 1_790_000_000_000

  async function published(app: App, expiresAt: number | null = NOW + 1000): Promise<string> {
    const file: StoredFile = {
      app: app.id,
      uuid: randomUUID(),
      secret: 'secret',
      restricted: true,
      uploader: 'alice',
      name: '报告.pdf',
      type: 'application/pdf',
      size: 7,
      thumbnail: null,
      frame: null,
      box: null,
      createdAt: NOW,
      expiresAt,
    }
    await open().files.announce(file, NOW + 1000)
    await open().files.publish(file, expiresAt)
    return file.uuid
  }
  const names = async (app: App, log: string, page = { limit: 10, offset: 0 }, now = NOW) =>
    (await open().sharedFiles.list(app.id, log, now, page)).map(({ uuid }) => uuid)

  describe('shared files', () => {
    test('are listed by place, newest first, page by page, where they are shared; not once they have expired', async () => {
      const app = await createApp(open())
      const other = await createApp(open())
      const store = open().sharedFiles
      const [a, b, c, d] = [
        await published(app),
        await published(app, null),
        await published(app),
        await published(app),
      ]
      await store.save(
        app.id,
        [
          { log: 'g:1', share: { uuid: a, place: 1 } },
          { log: 'g:1', share: { uuid: c, place: 3 } },
          { log: 'g:1', share: { uuid: b, place: 2 } },
          { log: 'r:1', share: { uuid: d, place: 4 } },
        ],
        NOW,
      )
      assert.deepEqual(await names(app, 'g:1'), [c, b, a])
      assert.deepEqual(await names(app, 'g:1', { limit: 1, offset: 1 }), [b])
      assert.deepEqual(await names(app, 'r:1'), [d])
      assert.deepEqual(await names(other, 'g:1'), [])
      assert.equal(await store.count(app.id, 'g:1', NOW), 3)
      assert.equal((await store.get(app.id, 'g:1', a, NOW))?.name, '报告.pdf')
      assert.equal(await store.get(app.id, 'r:1', a, NOW), undefined)
      assert.deepEqual(await names(app, 'g:1', undefined, NOW + 1000), [b])
      assert.equal(await store.count(app.id, 'g:1', NOW + 1000), 1)
      assert.equal(await store.get(app.id, 'g:1', a, NOW + 1000), undefined)
    })

    test('withdrawn files expire, alone or all at once; forgotten files are no longer shared', async () => {
      const app = await createApp(open())
      const { sharedFiles, files } = open()
      const [a, b, c, d] = [
        await published(app),
        await published(app),
        await published(app),
        await published(app),
      ]
      const share = [a, b, c].map((uuid, place) => ({ log: 'g:1', share: { uuid, place } }))
      await sharedFiles.save(app.id, [...share, { log: 'g:2', share: { uuid: d, place: 9 } }], NOW)
      await sharedFiles.save(app.id, [{ log: 'g:1', withdraw: b }], NOW + 1)
      assert.deepEqual(await names(app, 'g:1'), [c, a])
      assert.equal((await files.get(app.id, b))?.expiresAt, NOW + 1)
      assert.equal((await files.get(app.id, a))?.expiresAt, NOW + 1000)
      await files.forget([{ app: app.id, uuid: a }])
      assert.deepEqual(await names(app, 'g:1'), [c])
      await sharedFiles.clear(app.id, 'g:1', NOW + 2)
      assert.deepEqual(await names(app, 'g:1'), [])
      assert.equal((await files.get(app.id, c))?.expiresAt, NOW + 2)
      assert.deepEqual(await names(app, 'g:2'), [d])
      assert.equal((await files.get(app.id, d))?.expiresAt, NOW + 1000)
    })
  })
}
