import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp } from './samples.ts'

export function reportContract(open: () => Stores): void {
  describe('reports', () => {
    const report = (id: number, message = id, reporter = 'bob') => ({
      ...{ id, message, reporter, type: 't', reason: 'r', at: 1 },
    })

    test('are one for each user and message, up to limits of the user and the app, even at once', async () => {
      const { id: app } = await createApp(open())
      const { id: other } = await createApp(open())
      const { reports: store } = open()
      const add = (one: ReturnType<typeof report>, of = app) =>
        applies(store.add(of, one, { ofUser: 2, ofApp: 3 }))
      const done = await Promise.all([1, 2, 3, 4].map((id) => add(report(id))))
      assert.equal(done.filter(Boolean).length, 2)
      const { message } = (await store.list(app, 0, 9))[0]!
      assert.equal(await add({ ...report(9, message), reason: 'another' }), true)
      assert.deepEqual(
        (await store.list(app, 0, 9)).map(({ reason }) => reason),
        ['another', 'r'],
      )
      assert.deepEqual([await add(report(5, 5, 'a')), await add(report(6, 6, 'b'))], [true, false])
      assert.equal(await add(report(1), other), true)
      assert.deepEqual(await store.list(other, 0, 9), [report(1)])
      assert.deepEqual([await store.remove(other, 1), await store.remove(other, 1)], [true, false])
      assert.equal((await store.list(app, 0, 2)).length, 2)
      assert.equal((await store.list(app, 5, 9)).length, 0)
    })
  })
}
