import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleUser } from './samples.ts'

export function presenceContract(open: () => Stores): void {
  describe('presence', () => {
    const publish = (app: number, device: string | null, status: string | null, at: number) =>
      open().presence.publish(app, 'alice', { device, status, ext: `ext ${at}`, at }, 2)
    const named = (subscriptions: readonly { user: string }[]) => subscriptions.map(({ user }) => user)

    test('what users publish is kept with their devices, of a few devices a status, until they are deleted', async () => {
      const app = await createApp(open())
      const { presence, users, logs } = open()
      await users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
      const record = async () => (await presence.records(app.id, ['nobody', 'alice']))[0]!
      const nothing = {
        user: 'alice',
        ext: '',
        publishedAt: 0,
        toldOnline: false,
        published: [],
        devices: [],
      }
      assert.deepEqual(await presence.records(app.id, ['alice', 'nobody']), [nothing])
      for (const [i, device] of ['a', 'b', 'c', 'b'].entries()) await publish(app.id, device, String(i), i)
      const statuses = async () =>
        (await record()).published.map(({ device, status, at }) => `${device} ${status} ${at}`).sort()
      assert.deepEqual(await statuses(), ['b 3 3', 'c 2 2'])
      await publish(app.id, 'b', null, 4)
      await publish(app.id, null, null, 5)
      await logs.registerDevice(
        { app: app.id, user: 'alice', resource: 'web', uuid: '', name: '', seenAt: 7 },
        9,
      )
      assert.deepEqual(await record(), {
        ...nothing,
        ext: 'ext 5',
        publishedAt: 5,
        published: [{ device: 'c', status: '2', at: 2 }],
        devices: [{ resource: 'web', seenAt: 7 }],
      })
      await users.delete(app.id, ['alice'])
      await users.create([sampleUser(app, 'alice')])
      assert.deepEqual(await record(), nothing)
    })

    test('whom subscribers think online is remembered, whatever is published', async () => {
      const app = await createApp(open())
      const { presence, users } = open()
      await users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
      await publish(app.id, null, null, 5)
      await presence.told(app.id, [
        { user: 'alice', online: true },
        { user: 'bob', online: true },
      ])
      await publish(app.id, null, null, 6)
      const from = { app: app.id, user: '' }
      const place = (user: string) => ({ app: app.id, user })
      assert.deepEqual(await presence.toldOnline(from, 9), [place('alice'), place('bob')])
      assert.deepEqual(await presence.toldOnline(from, 1), [place('alice')])
      assert.deepEqual(await presence.toldOnline(place('alice'), 9), [place('bob')])
      await presence.told(app.id, [{ user: 'alice', online: false }])
      const [alice] = await presence.records(app.id, ['alice'])
      assert.deepEqual([alice!.toldOnline, alice!.ext, alice!.publishedAt], [false, 'ext 6', 6])
      await presence.told(app.id, [{ user: 'bob', online: false }])
      assert.deepEqual(await presence.toldOnline(from, 9), [])
    })

    test('subscriptions end in time, and those with the least time left beyond a limit', async () => {
      const app = await createApp(open())
      const other = await createApp(open())
      const { presence, users } = open()
      await users.create([sampleUser(app, 'alice'), sampleUser(app, 'u1')])
      const subscribe = (subscriber: string, names: string[], expiresAt: number, now = 10) =>
        presence.subscribe(app.id, subscriber, names, { expiresAt, now, limit: 3 })
      const of = async (subscriber: string, now = 10, page = { limit: 9, offset: 0 }) => {
        const { total, subscriptions } = await presence.subscriptions(app.id, subscriber, now, page)
        return [total, ...subscriptions.map(({ user, expiresAt }) => `${user} ${expiresAt}`)]
      }
      await subscribe('alice', ['u1', 'u2'], 20)
      await subscribe('alice', ['u2', 'u3'], 30)
      assert.deepEqual(await of('alice'), [3, 'u1 20', 'u2 30', 'u3 30'])
      assert.deepEqual(await of('alice', 10, { limit: 1, offset: 1 }), [3, 'u2 30'])
      assert.deepEqual(await of('alice', 20), [2, 'u2 30', 'u3 30'])
      await subscribe('alice', ['u4', 'u5'], 25)
      assert.deepEqual(await of('alice'), [3, 'u2 30', 'u3 30', 'u5 25'], 'of equal ends the names decide')
      await Promise.all(['u6', 'u7', 'u8', 'u9'].map((name) => subscribe('alice', [name], 40)))
      assert.equal((await of('alice'))[0], 3)

      await subscribe('bob', ['u1'], 20)
      await subscribe('carol', ['u1'], 40)
      await presence.subscribe(other.id, 'dave', ['u1'], { expiresAt: 90, now: 10, limit: 3 })
      assert.deepEqual(named(await presence.subscribers(app.id, 'u1', 10, 9)), ['carol', 'bob'])
      assert.deepEqual(named(await presence.subscribers(app.id, 'u1', 10, 1)), ['carol'])
      assert.deepEqual(named(await presence.subscribers(app.id, 'u1', 20, 9)), ['carol'])
      assert.deepEqual(await presence.subscribed(app.id, ['u1', 'u2', 'zoe'], 10), new Set(['u1']))
      assert.deepEqual(await presence.expiries(app.id, 'carol', ['u1', 'u2'], 10), new Map([['u1', 40]]))
      assert.deepEqual(await presence.expiries(app.id, 'carol', ['u1'], 40), new Map())
      await subscribe('erin', ['u2'], 99, 20)
      assert.deepEqual(named(await presence.subscribers(app.id, 'u1', 10, 9)), ['carol'], 'removed when over')
      await users.delete(app.id, ['u1'])
      assert.deepEqual(await of('carol'), [0])
      await users.delete(app.id, ['alice'])
      assert.deepEqual(await of('alice'), [0])
      await presence.unsubscribe(app.id, 'erin', ['u2', 'u3'])
      assert.deepEqual(await of('erin'), [0])
      assert.deepEqual(await presence.subscribed(other.id, ['u1'], 20), new Set(['u1']))
    })
  })
}
