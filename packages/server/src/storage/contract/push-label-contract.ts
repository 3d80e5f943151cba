import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp, sampleUser } from './samples.ts'

export function pushLabelContract(open: () => Stores): void {
  describe('push labels', () => {
    async function scene() {
      const app = await createApp(open())
      await open().users.create(['alice', 'bob', 'carol'].map((name) => sampleUser(app, name)))
      const { pushLabels: store } = open()
      const create = (name: string, limit = 9) =>
        store.create(app.id, { name, description: `about ${name}`, createdAt: 1 }, limit)
      const users = async (label: string, limit = 9, after = '') =>
        (await store.users(app.id, label, limit, after)).map(({ user }) => user)
      const count = async (label: string) => (await store.get(app.id, label))?.count
      return { app: app.id, store, create, users, count }
    }

    test('keep to their limit and unique names when several are made at once', async () => {
      const { app, store, create } = await scene()
      const made = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => applies(create(name, 3))))
      assert.equal(made.filter(Boolean).length, 3)
      const [first] = await store.list(app, 9, '')
      await assert.rejects(create(first!.name), { code: 'push.label_exists' })
      await assert.rejects(create('x', 3), { code: 'push.limit' })
      const names = (await store.list(app, 9, '')).map(({ name }) => name)
      assert.deepEqual(names, [...names].sort())
      assert.deepEqual(
        (await store.list(app, 1, names[0]!)).map(({ name }) => name),
        [names[1]],
      )
    })

    test('only users who exist get one, once, and up to its limit', async () => {
      const { app, store, create, users, count } = await scene()
      await create('vip')
      await store.add(app, 'vip', ['bob', 'nobody'], 5, 2)
      await store.add(app, 'vip', ['bob', 'alice'], 6, 2)
      assert.deepEqual(await users('vip'), ['alice', 'bob'])
      assert.deepEqual(await users('vip', 1, 'alice'), ['bob'])
      assert.deepEqual(await store.user(app, 'vip', 'bob'), { user: 'bob', since: 5 })
      assert.equal(await store.user(app, 'vip', 'carol'), undefined)
      await assert.rejects(store.add(app, 'vip', ['carol'], 7, 2), { code: 'push.limit' })
      assert.equal(await count('vip'), 2)
      await store.take(app, 'vip', ['bob', 'carol'])
      assert.deepEqual([await users('vip'), await count('vip')], [['alice'], 1])
    })

    test('whoever adds at once with others does not get beyond the limit', async () => {
      const { app, store, create, count } = await scene()
      await create('vip')
      const added = ['alice', 'bob', 'carol'].map((name) => applies(store.add(app, 'vip', [name], 1, 2)))
      assert.equal((await Promise.all(added)).filter(Boolean).length, 2)
      assert.equal(await count('vip'), 2)
    })

    test('a label that is removed leaves nothing to the next one of its name', async () => {
      const { app, store, create, users, count } = await scene()
      await create('vip')
      await store.add(app, 'vip', ['alice'], 1, 9)
      await store.remove(app, 'vip')
      for (const change of [
        () => store.remove(app, 'vip'),
        () => store.add(app, 'vip', ['alice'], 1, 9),
        () => store.take(app, 'vip', ['alice']),
      ])
        await assert.rejects(change(), { code: 'push.label_unknown' })
      await create('vip')
      assert.deepEqual([await users('vip'), await count('vip')], [[], 0])
    })

    test('users who are deleted lose theirs', async () => {
      const { app, store, create, users, count } = await scene()
      for (const name of ['vip', 'old']) {
        await create(name)
        await store.add(app, name, ['alice', 'bob'], 1, 9)
      }
      await store.take(app, 'old', ['alice'])
      await open().users.delete(app, ['alice'])
      assert.deepEqual([await users('vip'), await count('vip')], [['bob'], 1])
      assert.deepEqual([await users('old'), await count('old')], [['bob'], 1])
    })

    test('belong to one app', async () => {
      const { store, create, app } = await scene()
      const other = await scene()
      await create('vip')
      await store.add(app, 'vip', ['alice'], 1, 9)
      assert.deepEqual(await other.store.list(other.app, 9, ''), [])
      assert.equal(await other.store.user(other.app, 'vip', 'alice'), undefined)
    })
  })
}
