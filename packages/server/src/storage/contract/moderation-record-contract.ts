import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ModerationRecord } from '../../domain/moderation/moderation-record.ts'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleUser } from './samples.ts'

export function sampleRecord(id: number, changes: Partial<ModerationRecord> = {}): ModerationRecord {
  const line = `{"ä":${id}}`
  return { id, message: id, sender: 'bob', target: 'chat', type: 'txt', result: 'REJECT', line, ...changes }
}

export function moderationRecordContract(open: () => Stores): void {
  describe('records of moderation', () => {
    const all = { first: 1, last: 99 }
    async function scene() {
      const app = await createApp(open())
      const { users, moderationRecords: store } = open()
      await users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
      const ids = async (range: object = {}, of = app.id) =>
        (await store.lines(of, { ...all, ...range }, 99)).map(({ id }) => id)
      return { app: app.id, users, store, ids }
    }

    test('are selected by id and by what they are, in order, and measured with their line breaks', async () => {
      const { app, store, ids } = await scene()
      const { id: other } = await createApp(open())
      await store.add(app, [
        sampleRecord(3, { result: 'EXCHANGE' }),
        sampleRecord(1, { target: 'chatroom' }),
        sampleRecord(2, { type: 'custom' }),
      ])
      assert.deepEqual(await ids(), [1, 2, 3])
      assert.deepEqual(await ids({ first: 2 }), [2, 3])
      assert.deepEqual(await ids({ last: 2 }), [1, 2])
      assert.deepEqual(await ids({ target: 'chatroom' }), [1])
      assert.deepEqual(await ids({ type: 'txt', target: 'chat' }), [3])
      assert.deepEqual(await ids({ result: 'REJECT' }), [1, 2])
      assert.deepEqual(await ids({}, other), [])
      assert.deepEqual(await store.lines(app, all, 1), [{ id: 1, line: '{"ä":1}' }])
      assert.equal(await store.size(app, all), 3 * 9)
      assert.equal(await store.size(app, { first: 7, last: 9 }), 0)
    })

    test('go with the account of their sender, even if they are written afterwards or at the same time', async () => {
      const { app, users, store, ids } = await scene()
      await store.add(app, [sampleRecord(1), sampleRecord(2, { sender: 'alice' })])
      await Promise.all([
        users.delete(app, ['bob']),
        ...[3, 4, 5, 6].map((id) => store.add(app, [sampleRecord(id)])),
      ])
      await store.add(app, [sampleRecord(7), sampleRecord(8, { sender: 'alice' })])
      assert.deepEqual(await ids(), [2, 8])
    })

    test('are removed when they are old or too many, step by step', async () => {
      const { app, store, ids } = await scene()
      await store.add(
        app,
        [1, 2, 3, 4, 5, 6].map((id) => sampleRecord(id)),
      )
      assert.equal(await store.prune(app, 4, 9, 2), 2)
      assert.equal(await store.prune(app, 4, 9, 2), 1)
      assert.deepEqual(await ids(), [4, 5, 6])
      assert.equal(await store.prune(app, 4, 2, 9), 1)
      assert.equal(await store.prune(app, 4, 2, 9), 0)
      assert.deepEqual(await ids(), [5, 6])
    })

    test('exports are the newest of their app, as long as they are not too old', async () => {
      const { app, store } = await scene()
      const { id: other } = await createApp(open())
      const made = (id: number) => ({
        ...{ id, uuid: `u${id}`, condition: '{}', range: { ...all, target: 'chat' }, size: 7 },
      })
      await store.addExport(other, made(1), 0, 2)
      for (const id of [1, 2, 3]) await store.addExport(app, made(id), 0, 2)
      assert.deepEqual(await store.exports(app, 0), [made(3), made(2)])
      await store.addExport(app, made(4), 4, 2)
      assert.deepEqual(await store.exports(app, 0), [made(4)])
      assert.deepEqual(await store.exports(app, 5), [])
      await store.pruneExports(app, 5)
      assert.deepEqual(await store.exports(app, 0), [])
      assert.deepEqual(await store.exports(other, 0), [made(1)])
    })
  })
}
