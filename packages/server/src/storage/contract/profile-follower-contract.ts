import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp, sampleUser } from './samples.ts'

export function profileFollowerContract(open: () => Stores): void {
  describe('followers of profiles', () => {
    test('are kept by both names, in their app, up to a limit, until either user is deleted', async () => {
      const app = await createApp(open())
      const other = await createApp(open())
      const { profileFollowers: store, users } = open()
      await store.follow(app.id, 'alice', ['carol', 'bob', 'bob'], 2)
      await store.follow(app.id, 'dave', ['bob'], 2)
      await store.follow(app.id, 'dave', ['bob'], 1)
      await store.follow(other.id, 'erin', ['bob'], 2)
      assert.deepEqual(await store.followed(app.id, 'alice'), ['bob', 'carol'])
      assert.deepEqual(await store.followers(app.id, 'bob', 10), ['alice', 'dave'])
      assert.deepEqual(await store.followers(app.id, 'bob', 1), ['alice'])
      assert.equal(await applies(store.follow(app.id, 'alice', ['dave'], 2)), false)
      assert.deepEqual(await store.followers(app.id, 'dave', 10), [])
      await store.unfollow(app.id, 'alice', ['carol', 'nobody'])
      assert.deepEqual(await store.followed(app.id, 'alice'), ['bob'])
      await users.create([sampleUser(app, 'dave'), sampleUser(app, 'bob')])
      await users.delete(app.id, ['dave'])
      assert.deepEqual(await store.followers(app.id, 'bob', 10), ['alice'])
      await users.delete(app.id, ['bob'])
      assert.deepEqual(await store.followed(app.id, 'alice'), [])
      assert.deepEqual(await store.followers(other.id, 'bob', 10), ['erin'])
    })
  })
}
