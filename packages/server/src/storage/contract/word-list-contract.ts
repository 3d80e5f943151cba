import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp } from './samples.ts'

export function wordListContract(open: () => Stores): void {
  describe('lists of words', () => {
    const word = (id: number, text = `word ${id}`, size = 1) => ({
      id,
      word: text,
      size,
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
      const made = [1, 2, 3, 4, 5].map((id) =>
        applies(store.create(app, list(id), [word(id)], { lists: 3, size: 99 })),
      )
      assert.equal((await Promise.all(made)).filter(Boolean).length, 3)
      assert.equal((await store.lists(app)).length, 3)
      const same = await createApp(open())
      const named = [1, 2, 3].map((id) =>
        applies(store.create(same.id, list(id, 'same'), [], { lists: 9, size: 99 })),
      )
      assert.equal((await Promise.all(named)).filter(Boolean).length, 1)
    })

    test('words are unique in their list, up to its limit, and each change raises its version', async () => {
      const { id: app } = await createApp(open())
      const { wordLists: store } = open()
      await store.create(app, list(1), [word(1)], { lists: 9, size: 99 })
      const adding = [2, 3, 4, 5].map((id) => applies(store.add(app, 1, [word(id)], { words: 3, size: 99 })))
      assert.equal((await Promise.all(adding)).filter(Boolean).length, 2)
      const same = [6, 7].map((id) => applies(store.add(app, 1, [word(id, 'same')], { words: 9, size: 99 })))
      assert.equal((await Promise.all(same)).filter(Boolean).length, 1)
      const { quantity, version } = (await store.get(app, 1))!
      assert.deepEqual([quantity, version], [4, 4])
      const other = { id: 1, word: 'other', size: 2, author: 'x', updatedAt: 9 }
      const changed = await store.change(app, 1, other, { size: 99 })
      assert.deepEqual(changed, { ...word(1), ...other })
      await assert.rejects(
        store.change(app, 1, { ...other, word: 'same' }, { size: 99 }),
        (error) => error instanceof ApiError && error.code === 'moderation.word_exists',
      )
      await store.remove(app, 1, [1, 99], 10)
      assert.deepEqual((await store.get(app, 1))?.version, 6)
      assert.equal((await store.words(app, 1)).length, 3)
      await store.delete(app, 1)
      assert.deepEqual(await store.words(app, 1), [])
      assert.equal(await applies(store.add(app, 1, [word(8)], { words: 9, size: 99 })), false)
    })

    test('the words of an app keep to their size together when several writers fill its lists at once', async () => {
      const { id: app } = await createApp(open())
      const { id: neighbour } = await createApp(open())
      const { wordLists: store } = open()
      const limits = { lists: 9, words: 9, size: 10 }
      await store.create(app, list(1), [word(1, 'one', 4)], limits)
      await store.create(app, list(2), [word(2, 'two', 1)], limits)
      await store.create(neighbour, list(1), [word(1, 'one', 9)], limits)
      const results = await Promise.all([
        applies(store.add(app, 1, [word(3, 'three', 4)], limits)),
        applies(store.add(app, 2, [word(4, 'four', 4)], limits)),
        applies(store.create(app, list(3), [word(5, 'five', 4)], limits)),
        applies(store.change(app, 2, word(2, 'six', 5), limits)),
      ])
      assert.equal(results.filter(Boolean).length, 1)
      const words = await Promise.all([1, 2, 3].map((id) => store.words(app, id)))
      const total = words.flat().reduce((sum, { size }) => sum + size, 0)
      assert.equal(total, 9)
      const grow = (size: number) => store.change(app, 1, word(1, 'one', size), limits)
      const tooMany = (error: unknown) =>
        error instanceof ApiError && error.code === 'moderation.words_too_many'
      await assert.rejects(grow(6), tooMany)
      assert.equal((await grow(5)).size, 5)
    })
  })
}
