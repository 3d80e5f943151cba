import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp } from './samples.ts'

export function wordListContract(open: () => Stores): void {
  describe('lists of words', () => {
    const word = (id: number, text = `word ${id}`) => ({
      id,
      word: text,
      author: 'root',
      createdAt: 1,
      updatedAt: 1,
    })
    const list = (id: number, name = `list ${id}`) => ({
      id,
      name,
      scope: 'ALL' as const,
      disposition: 'REJECT' as const,
      fullMatch: false,
      createdAt: 1,
      updatedAt: 1,
    })

    test('keep to their limits and unique names when several are made at once', async () => {
      const { id: app } = await createApp(open())
      const { wordLists: store } = open()
      const made = [1, 2, 3, 4, 5].map((id) => applies(store.create(app, list(id), [word(id)], 3)))
      assert.equal((await Promise.all(made)).filter(Boolean).length, 3)
      assert.equal((await store.lists(app)).length, 3)
      const same = await createApp(open())
      const named = [1, 2, 3].map((id) => applies(store.create(same.id, list(id, 'same'), [], 9)))
      assert.equal((await Promise.all(named)).filter(Boolean).length, 1)
    })

    test('words are unique in their list, up to its limit, and each change raises its version', async () => {
      const { id: app } = await createApp(open())
      const { wordLists: store } = open()
      await store.create(app, list(1), [word(1)], 9)
      const adding = [2, 3, 4, 5].map((id) => applies(store.add(app, 1, [word(id)], 3)))
      assert.equal((await Promise.all(adding)).filter(Boolean).length, 2)
      const same = [6, 7].map((id) => applies(store.add(app, 1, [word(id, 'same')], 9)))
      assert.equal((await Promise.all(same)).filter(Boolean).length, 1)
      const { quantity, version } = (await store.get(app, 1))!
      assert.deepEqual([quantity, version], [4, 4])
      const changed = await store.change(app, 1, { id: 1, word: 'other', author: 'x', updatedAt: 9 })
      assert.deepEqual(changed, { ...word(1, 'other'), author: 'x', updatedAt: 9 })
      await assert.rejects(
        store.change(app, 1, { id: 1, word: 'same', author: 'x', updatedAt: 9 }),
        (error) => error instanceof ApiError && error.code === 'moderation.word_exists',
      )
      await store.remove(app, 1, [1, 99], 10)
      assert.deepEqual((await store.get(app, 1))?.version, 6)
      assert.equal((await store.words(app, 1)).length, 3)
      await store.delete(app, 1)
      assert.deepEqual(await store.words(app, 1), [])
      assert.equal(await applies(store.add(app, 1, [word(8)], 9)), false)
    })
  })
}
