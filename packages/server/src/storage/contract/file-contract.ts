import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { StoredFile } from '../../domain/files/stored-file.ts'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { createApp } from './samples.ts'

const NOW = 1_790_000_000_000

function sampleFile(app: App): StoredFile {
  return {
    app: app.id,
    uuid: randomUUID(),
    secret: 'secret',
    restricted: true,
    uploader: 'alice',
    name: '图 片🙂.png',
    type: 'image/png',
    size: 2 ** 40,
    thumbnail: { type: 'image/jpeg', size: 9000 },
    frame: null,
    box: { width: 300 },
    createdAt: NOW,
    expiresAt: NOW + 1000,
  }
}

export function fileContract(open: () => Stores): void {
  describe('files', () => {
    /** Files of an app, published. */
    async function published(app: App, ...expiries: (number | null)[]): Promise<StoredFile[]> {
      const { files } = open()
      const made = expiries.map((expiresAt) => ({ ...sampleFile(app), expiresAt }))
      for (const file of made) {
        await files.announce(file, NOW)
        await files.publish(file, file.expiresAt)
      }
      return made
    }

    /** Only files of one app: other tests leave due files of their own. */
    const due = async (app: App, now: number) =>
      (await open().files.due(now, 1000)).filter((file) => file.app === app.id)

    test('a published file comes back as saved, in its app only', async () => {
      const { files } = open()
      const [app, other] = [await createApp(open()), await createApp(open())]
      const file = sampleFile(app)
      const bare = {
        ...sampleFile(app),
        restricted: false,
        uploader: null,
        name: null,
        thumbnail: null,
        box: null,
      }
      for (const each of [file, bare]) {
        await files.announce(each, NOW)
        assert.equal(await files.get(app.id, each.uuid), undefined)
        assert.deepEqual(await files.list(app.id, [each.uuid]), [])
        await files.publish(each, each.expiresAt)
        assert.deepEqual(await files.get(app.id, each.uuid), each)
        assert.equal(await files.get(other.id, each.uuid), undefined)
      }
      const listed = await files.list(app.id, [file.uuid, bare.uuid, randomUUID()])
      assert.deepEqual(new Set(listed.map(({ uuid }) => uuid)), new Set([file.uuid, bare.uuid]))
      assert.deepEqual(await files.list(app.id, []), [])
      await files.saveFrame(file, { type: 'image/jpeg', size: 7 })
      assert.deepEqual(await files.get(app.id, file.uuid), {
        ...file,
        frame: { type: 'image/jpeg', size: 7 },
      })
    })

    test('only files that have not expired get another expiry', async () => {
      const { files } = open()
      const [app, other] = [await createApp(open()), await createApp(open())]
      const [gone, fresh, eternal] = await published(app, NOW, NOW + 1, null)
      const all = [gone!, fresh!, eternal!]
      const to = (expiresAt: number | null) => all.map(({ uuid }) => ({ uuid, expiresAt }))
      assert.deepEqual(await files.reschedule(other.id, to(1), NOW), new Set())
      assert.deepEqual(await files.reschedule(app.id, [], NOW), new Set())
      const changed = await files.reschedule(app.id, to(NOW + 50), NOW)
      assert.deepEqual(changed, new Set([fresh!.uuid, eternal!.uuid]))
      const expiries = await Promise.all(
        all.map(async ({ uuid }) => (await files.get(app.id, uuid))?.expiresAt),
      )
      assert.deepEqual(expiries, [NOW, NOW + 50, NOW + 50])
      await files.reschedule(app.id, to(null), NOW)
      assert.deepEqual(await due(app, Number.MAX_SAFE_INTEGER), [
        { app: app.id, uuid: gone!.uuid, state: 'published' },
      ])
    })

    test('files fall due when their uploads die, when they expire and when they can be forgotten', async () => {
      const { files } = open()
      const app = await createApp(open())
      const dead = sampleFile(app)
      await files.announce(dead, NOW + 10)
      const [late, early] = await published(app, NOW + 30, NOW + 20)
      const ref = ({ uuid }: StoredFile) => ({ app: app.id, uuid })
      assert.deepEqual(await due(app, NOW + 9), [])
      assert.deepEqual(await due(app, NOW + 30), [
        { ...ref(dead), state: 'announced' },
        { ...ref(early!), state: 'published' },
        { ...ref(late!), state: 'published' },
      ])
      assert.equal((await files.due(NOW + 30, 2)).length, 2)
      assert.ok((await files.announced()).some(({ uuid }) => uuid === dead.uuid))
      await files.forget([dead])
      await files.markRemoved([early!], NOW + 100)
      assert.deepEqual(await due(app, NOW + 30), [{ ...ref(late!), state: 'published' }])
      // A removed file is still known, but no longer available.
      assert.equal((await files.get(app.id, early!.uuid))?.expiresAt, NOW + 20)
      assert.deepEqual(await files.list(app.id, [early!.uuid]), [])
      assert.deepEqual(await files.reschedule(app.id, [{ uuid: early!.uuid, expiresAt: null }], 0), new Set())
      assert.deepEqual((await due(app, NOW + 100)).at(-1), { ...ref(early!), state: 'removed' })
      await files.forget([early!, late!])
      assert.equal(await files.get(app.id, early!.uuid), undefined)
      assert.deepEqual(await due(app, Number.MAX_SAFE_INTEGER), [])
      await files.markRemoved([], NOW)
      await files.forget([])
    })

    test('a publication that comes too late restores nothing', async () => {
      const { files } = open()
      const app = await createApp(open())
      const file = sampleFile(app)
      await files.announce(file, NOW)
      await files.forget([file])
      await files.publish(file, null)
      assert.equal(await files.get(app.id, file.uuid), undefined)
    })
  })
}
