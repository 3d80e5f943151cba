import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Favourite, FavouriteQuery } from '../../domain/favourites/favourite-store.ts'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp, sampleUser } from './samples.ts'

const MOST = 9
const ALL: FavouriteQuery = { within: { from: 0, until: 99 }, type: null, descending: true, limit: 9 }

/** What users keep for themselves. */
export function favouriteContract(open: () => Stores): void {
  describe('favourites', () => {
    const made = (id: string, at: number, more: Partial<Favourite> = {}): Favourite => ({
      ...{ id, type: 1, data: `data ${id}`, ext: null, createdAt: at, updatedAt: at },
      ...more,
    })

    test('are listed by time, by type, and from one of them on', async () => {
      const app = await createApp(open())
      const other = await createApp(open())
      const { favourites: store } = open()
      const all = [made('c', 10), made('b', 20, { type: 2 }), made('a', 20), made('d', 30)]
      assert.deepEqual(await store.save(app.id, 'alice', all, MOST), all)
      await store.save(app.id, 'bob', [made('a', 5)], MOST)
      await store.save(other.id, 'alice', [made('z', 5)], MOST)
      const listed = async (changes: Partial<FavouriteQuery>) =>
        (await store.list(app.id, 'alice', { ...ALL, ...changes })).map(({ id }) => id).join('')
      assert.equal(await listed({}), 'dbac')
      assert.equal(await listed({ descending: false, limit: 3 }), 'cab')
      assert.equal(await listed({ type: 2 }), 'b')
      assert.equal(await listed({ within: { from: 10, until: 20 } }), 'bac')
      const start = (await store.get(app.id, 'alice', 'a'))!
      assert.equal(await listed({ within: { start } }), 'ac')
      assert.equal(await listed({ within: { start }, descending: false }), 'abd')
    })

    test('are replaced, changed and deleted, up to a limit, and go with their user', async () => {
      const app = await createApp(open())
      const { favourites: store, users } = open()
      await users.create([sampleUser(app, 'alice')])
      const save = (id: string, most = 3) => applies(store.save(app.id, 'alice', [made(id, 10)], most))
      const done = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => save(id)))
      assert.equal(done.filter(Boolean).length, 3)
      const [{ id }] = (await store.list(app.id, 'alice', ALL)) as [Favourite]
      const newer = made(id, 50, { type: 7, ext: 'more' })
      assert.deepEqual(await store.save(app.id, 'alice', [newer], 3), [{ ...newer, createdAt: 10 }])
      assert.deepEqual(await store.setExt(app.id, 'alice', id, null, 60), {
        ...newer,
        ext: null,
        createdAt: 10,
        updatedAt: 60,
      })
      assert.equal(await store.setExt(app.id, 'bob', id, null, 60), undefined)
      assert.equal(await store.delete(app.id, 'bob', [id]), 0)
      assert.equal(await store.delete(app.id, 'alice', [id, 'none']), 1)
      assert.equal(await store.get(app.id, 'alice', id), undefined)
      await users.delete(app.id, ['alice'])
      assert.deepEqual(await store.list(app.id, 'alice', ALL), [])
    })
  })
}
