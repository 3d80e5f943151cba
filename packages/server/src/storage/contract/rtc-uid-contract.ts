import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleUser } from './samples.ts'

export function rtcUidContract(open: () => Stores): void {
  describe('numbers of users in voice and video', () => {
    test('are given once, to one user each, in their app, until the user is deleted', async () => {
      const app = await createApp(open())
      const other = await createApp(open())
      const { rtcUids: store, users } = open()
      const largest = 2 ** 32 - 1
      await Promise.all([7, 8, 9].map((uid) => store.claim(app.id, 'alice', uid)))
      const uid = (await store.uidOf(app.id, 'alice'))!
      assert.ok([7, 8, 9].includes(uid))
      await store.claim(app.id, 'bob', uid)
      assert.equal(await store.uidOf(app.id, 'bob'), undefined)
      await store.claim(app.id, 'bob', largest)
      await store.claim(other.id, 'carol', uid)
      const all = new Map([
        [uid, 'alice'],
        [largest, 'bob'],
      ])
      assert.deepEqual(await store.users(app.id, [largest, uid, 1]), all)
      assert.deepEqual(await store.users(other.id, [largest, uid]), new Map([[uid, 'carol']]))
      await users.create([sampleUser(app, 'alice')])
      await users.delete(app.id, ['alice'])
      assert.deepEqual(await store.users(app.id, [uid]), new Map())
      await store.claim(app.id, 'alice', 5)
      assert.equal(await store.uidOf(app.id, 'alice'), 5)
    })
  })
}
