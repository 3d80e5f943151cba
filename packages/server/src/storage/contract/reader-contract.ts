import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { createApp, drawing } from './samples.ts'

export function readerContract(open: () => Stores): void {
  describe('readers of group messages', () => {
    test('count once each, by message, in their app; come back in order, page by page', async () => {
      const app = await createApp(open())
      const other = await createApp(open())
      const { readers } = open()
      assert.equal(await readers.note(app.id, 1, 'carol', 5), 1)
      assert.equal(await readers.note(app.id, 1, 'bob', 6), 2)
      assert.equal(await readers.note(app.id, 1, 'bob', 7), 2)
      assert.equal(await readers.note(app.id, 2, 'bob', 8), 1)
      assert.equal(await readers.note(other.id, 1, 'dave', 9), 1)
      const bob = { user: 'bob', at: 6 }
      const carol = { user: 'carol', at: 5 }
      assert.deepEqual(await readers.list(app.id, 1, '', 10), [bob, carol])
      assert.deepEqual(await readers.list(app.id, 1, '', 1), [bob])
      assert.deepEqual(await readers.list(app.id, 1, 'bob', 1), [carol])
      assert.deepEqual([...(await readers.counts(app.id, [1, 2, 3]))].sort(), [
        [1, 2],
        [2, 1],
      ])
      assert.equal((await readers.counts(app.id, [])).size, 0)
      const noted = await Promise.all(['x', 'y', 'x', 'z'].map((user) => readers.note(app.id, 3, user, 1)))
      assert.deepEqual([Math.max(...noted), (await readers.counts(app.id, [3])).get(3)], [3, 3])
    })

    test('after any history of concurrent receipts, the numbers are those of the readers', async () => {
      const app = await createApp(open())
      const { readers } = open()
      const below = drawing(15)
      const messages = [1, 2, 3]
      for (let round = 0; round < 20; round++) {
        const note = () => readers.note(app.id, messages[below(3)]!, `user${below(40)}`, round)
        await Promise.all(Array.from({ length: 1 + below(12) }, note))
        const counts = await readers.counts(app.id, messages)
        for (const message of messages)
          assert.equal(counts.get(message) ?? 0, (await readers.list(app.id, message, '', 100)).length)
      }
    })
  })
}
