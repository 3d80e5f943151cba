import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleUser } from './samples.ts'

export function pushBindingContract(open: () => Stores): void {
  describe('push bindings', () => {
    const binding = (user: string, token: string, device = 'phone', certificate = 'c') => ({
      ...{ user, device, certificate, token },
    })
    async function scene() {
      const app = await createApp(open())
      await open().users.create(['alice', 'bob'].map((name) => sampleUser(app, name)))
      const { pushBindings: store } = open()
      const bind = (one: ReturnType<typeof binding>, at = 1, limit = 9) => store.bind(app.id, one, at, limit)
      const of = async (...users: string[]) =>
        (await store.of(app.id, users)).map(({ user, device, certificate, token }) =>
          [user, device, certificate, token].join(' '),
        )
      return { app, store, bind, of }
    }

    test('a token has one user at a time, a device one token for each certificate', async () => {
      const { store, bind, of, app } = await scene()
      await bind(binding('alice', 't1'))
      await bind(binding('alice', 't1', 'phone', 'other'))
      await bind(binding('bob', 't1', 'another phone'))
      assert.deepEqual(await of('alice', 'bob'), ['alice phone other t1', 'bob another phone c t1'])
      await bind(binding('bob', 't2', 'another phone'))
      assert.deepEqual(await of('bob'), ['bob another phone c t2'])
      await store.drop(app.id, binding('bob', 't1', 'another phone'))
      assert.equal((await of('bob')).length, 1, 'another token by now')
      await store.drop(app.id, binding('bob', 't2', 'another phone'))
      assert.deepEqual(await of('bob'), [])
      const elsewhere = await scene()
      await elsewhere.bind(binding('alice', 't1', 'phone', 'other'))
      assert.equal((await of('alice')).length, 1, 'apps have nothing to do with each other')
    })

    test('those bound first go beyond the limit; who does not exist has none', async () => {
      const { bind, of } = await scene()
      for (const [at, device] of ['a', 'b', 'c', 'd'].entries())
        await bind(binding('alice', device, device), at + 1, 3)
      assert.deepEqual(await of('alice'), ['alice b c b', 'alice c c c', 'alice d c d'])
      await bind(binding('carol', 'x'))
      assert.deepEqual(await of('carol'), [])
      assert.deepEqual(await of(), [])
    })

    test('are removed by device, by certificate, and with the user', async () => {
      const { store, bind, of, app } = await scene()
      for (const certificate of ['a', 'b'])
        await bind(binding('alice', `t${certificate}`, 'phone', certificate))
      await bind(binding('alice', 'tablet', 'tablet'))
      await store.unbind(app.id, 'alice', 'phone', 'a')
      assert.deepEqual(await of('alice'), ['alice phone b tb', 'alice tablet c tablet'])
      await store.unbind(app.id, 'alice', 'phone')
      assert.deepEqual(await of('alice'), ['alice tablet c tablet'])
      await open().users.delete(app.id, ['alice'])
      assert.deepEqual(await of('alice'), [])
    })

    test('of a kicked device are marked until it is back, or bound again', async () => {
      const { store, bind, app } = await scene()
      await bind(binding('alice', 't'))
      const kicked = async () => (await store.of(app.id, ['alice']))[0]!.kicked
      await store.setKicked(app.id, 'bob', ['phone'], true)
      assert.equal(await kicked(), false)
      await store.setKicked(app.id, 'alice', ['x', 'phone'], true)
      assert.equal(await kicked(), true)
      await store.setKicked(app.id, 'alice', ['phone'], false)
      assert.equal(await kicked(), false)
      await store.setKicked(app.id, 'alice', ['phone'], true)
      await bind(binding('alice', 't'))
      const found = await store.get(app.id, binding('alice', 't'))
      assert.equal(found?.kicked, false)
      assert.equal(await store.get(app.id, binding('bob', 't')), undefined)
    })
  })
}
