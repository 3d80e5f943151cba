import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entryKind, type NewEntry } from '../../domain/log/entry.ts'
import { inboxLog } from '../../domain/log/log-key.ts'
import type { Behind, Device } from '../../domain/log/log-store.ts'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'

/** What bob's devices have got and what they have yet to get. */
export function deviceContract(open: () => Stores): void {
  describe('devices and cursors', () => {
    test('a device is behind in every log it has not acknowledged to the end, own messages included', async () => {
      const { app, logs, send, register, behind, acknowledge } = await scene(open())
      await register('web')
      await send('alice', 'bob', 3)
      await send('bob', 'carol', 2)
      assert.deepEqual(await behind('web'), [
        { log: 'p:alice|bob', acknowledged: 0, head: 3 },
        { log: 'p:bob|carol', acknowledged: 0, head: 2 },
      ])
      await acknowledge('web', 'p:alice|bob', 2)
      await acknowledge('web', 'p:bob|carol', 2)
      assert.deepEqual(await behind('web'), [{ log: 'p:alice|bob', acknowledged: 2, head: 3 }])
      await acknowledge('web', 'p:alice|bob', 3)
      assert.deepEqual(await behind('web'), [])
      assert.deepEqual((await logs.behind(app.id, 'nobody', 'web')).logs, [])
    })

    test('logs come in the order of their last change', async () => {
      const { send, register, behind } = await scene(open())
      await register('web')
      await send('alice', 'bob')
      await send('carol', 'bob')
      await send('alice', 'bob')
      assert.deepEqual(
        (await behind('web')).map(({ log }) => log),
        ['p:bob|carol', 'p:alice|bob'],
      )
    })

    test('a follower gets everything from their first entry on', async () => {
      const { app, logs, register, behind } = await scene(open())
      await register('web')
      const inbox = (followers: string[]) =>
        sampleEntry(app, 'alice', 'bob', { log: inboxLog('bob'), followers })
      await logs.append([inbox([]), inbox([]), inbox(['bob']), inbox(['bob'])])
      assert.deepEqual(await behind('web'), [{ log: 'u:bob', acknowledged: 2, head: 4, start: 2 }])
    })

    test('each device has its own cursor; a new one starts at the furthest', async () => {
      const { send, register, behind, acknowledge } = await scene(open())
      await register('web')
      await register('phone')
      await send('alice', 'bob', 5)
      await send('carol', 'bob', 5)
      await acknowledge('web', 'p:alice|bob', 4)
      await acknowledge('phone', 'p:alice|bob', 2)
      assert.deepEqual(await behind('phone'), [
        { log: 'p:alice|bob', acknowledged: 2, head: 5 },
        { log: 'p:bob|carol', acknowledged: 0, head: 5 },
      ])
      await register('tablet')
      assert.deepEqual(await behind('tablet'), [
        { log: 'p:alice|bob', acknowledged: 4, head: 5 },
        { log: 'p:bob|carol', acknowledged: 0, head: 5 },
      ])
    })

    test('a known device keeps its position, even in logs that another acknowledged sooner', async () => {
      const { send, register, behind, acknowledge } = await scene(open())
      await register('web')
      await register('phone')
      await send('alice', 'bob', 3)
      await acknowledge('web', 'p:alice|bob', 3)
      await register('phone')
      assert.deepEqual(await behind('phone'), [{ log: 'p:alice|bob', acknowledged: 0, head: 3 }])
    })

    test('cursors only move forward', async () => {
      const { send, register, behind, acknowledge } = await scene(open())
      await register('web')
      await send('alice', 'bob', 5)
      await acknowledge('web', 'p:alice|bob', 4)
      await acknowledge('web', 'p:alice|bob', 2)
      assert.deepEqual(await behind('web'), [{ log: 'p:alice|bob', acknowledged: 4, head: 5 }])
      await register('phone')
      assert.deepEqual(await behind('phone'), [{ log: 'p:alice|bob', acknowledged: 4, head: 5 }])
    })

    test('many cursors are saved at once; unknown devices and logs are ignored', async () => {
      const { app, logs, send, register, behind } = await scene(open())
      await register('web')
      await register('phone')
      await send('alice', 'bob', 5)
      await send('carol', 'bob', 5)
      const cursor = (device: string, log: string, seq: number, user = 'bob') => ({
        app: app.id,
        user,
        device,
        log,
        seq,
      })
      await logs.saveCursors([
        cursor('web', 'p:alice|bob', 2),
        cursor('web', 'p:alice|bob', 4),
        cursor('web', 'p:alice|bob', 3),
        cursor('phone', 'p:alice|bob', 1),
        cursor('phone', 'p:bob|carol', 5),
        cursor('never seen', 'p:alice|bob', 1),
        cursor('web', 'p:never|seen', 9),
        cursor('web', 'p:alice|bob', 5, 'nobody'),
      ])
      await logs.saveCursors([])
      assert.deepEqual(await behind('web'), [
        { log: 'p:alice|bob', acknowledged: 4, head: 5 },
        { log: 'p:bob|carol', acknowledged: 0, head: 5 },
      ])
      assert.deepEqual(await behind('phone'), [{ log: 'p:alice|bob', acknowledged: 1, head: 5 }])
    })

    test('of too many devices, those not seen for the longest time are forgotten', async () => {
      const { send, register, behind, acknowledge } = await scene(open())
      await send('alice', 'bob', 3)
      await register('a', 1, 2)
      await acknowledge('a', 'p:alice|bob', 1)
      await register('b', 2, 2)
      await register('a', 3, 2)
      await acknowledge('b', 'p:alice|bob', 2)
      // Forgets b; the clock of c is behind, but a device that is just registered is not forgotten.
      await register('c', 0, 2)
      assert.deepEqual(await behind('a'), [{ log: 'p:alice|bob', acknowledged: 1, head: 3 }])
      await acknowledge('c', 'p:alice|bob', 3)
      await register('b', 4, 2)
      assert.deepEqual(await behind('b'), [], 'came back as a new one, where c is')
    })

    test('online devices are not forgotten, however long ago they were seen', async () => {
      const { app, logs, send, register, behind, acknowledge } = await scene(open())
      await send('alice', 'bob', 2)
      await register('steady', 1)
      await acknowledge('steady', 'p:alice|bob', 1)
      const passing = { app: app.id, user: 'bob', uuid: '', name: '' }
      for (let i = 2; i < 6; i++)
        await logs.registerDevice({ ...passing, resource: `web_${i}`, seenAt: i }, 2, ['steady', 'other'])
      await acknowledge('web_5', 'p:alice|bob', 2)
      await register('steady', 9, 2)
      assert.deepEqual(await behind('steady'), [{ log: 'p:alice|bob', acknowledged: 1, head: 2 }])
    })

    test('devices not seen for long are found and forgotten, unless they come back', async () => {
      const { app, logs, send, register, behind, acknowledge } = await scene(open())
      await send('alice', 'bob', 3)
      await send('carol', 'bob', 3)
      for (const [resource, seenAt] of [
        ['a', -50],
        ['b', -40],
        ['c', -30],
      ] as const)
        await register(resource, seenAt)
      await acknowledge('a', 'p:alice|bob', 1)
      const device = (resource: string) => ({ app: app.id, user: 'bob', resource })
      assert.deepEqual(await logs.idleDevices(-30, 9), [device('a'), device('b')])
      assert.deepEqual(await logs.idleDevices(-30, 1), [device('a')])
      await logs.seeDevices([
        { ...device('b'), at: -20 },
        { ...device('c'), at: -60 },
        { ...device('none'), at: -10 },
      ])
      await logs.forgetDevice(device('b'), -30)
      await logs.forgetDevice(device('a'), -30)
      assert.deepEqual(await logs.idleDevices(0, 9), [device('c'), device('b')])
      await acknowledge('b', 'p:alice|bob', 3)
      await register('a', 5)
      assert.deepEqual(await behind('a'), [{ log: 'p:bob|carol', acknowledged: 0, head: 3 }], 'a new one')
      await logs.forgetDevice(device('b'), 0)
      await logs.forgetDevice(device('c'), 0)
    })

    test('undelivered are the messages of others to the user that no device has acknowledged', async () => {
      const { app, logs, send, register, acknowledge } = await scene(open())
      const count = () => logs.countUndelivered(app.id, 'bob')
      assert.equal(await count(), 0)
      await register('web')
      await register('phone')
      await send('alice', 'bob', 3)
      await send('bob', 'alice', 2)
      await send('alice', 'bob', 1, { kind: entryKind.receipt })
      await send('alice', 'bob', 1, { audience: ['carol', "bo'b"] })
      await send('alice', 'bob', 1, { audience: ['carol', 'bob'] })
      assert.equal(await count(), 4)
      await acknowledge('phone', 'p:alice|bob', 2)
      assert.equal(await count(), 2)
      await acknowledge('web', 'p:alice|bob', 8)
      assert.equal(await count(), 0)
      await send('carol', 'bob')
      assert.equal(await count(), 1)
    })

    test('an entry is delivered once any device has acknowledged it', async () => {
      const { app, logs, send, register, acknowledge } = await scene(open())
      await register('web')
      const [first, second] = await send('alice', 'bob', 2)
      await acknowledge('web', 'p:alice|bob', 1)
      assert.equal(await logs.isDelivered(app.id, 'bob', first!), true)
      assert.equal(await logs.isDelivered(app.id, 'bob', second!), false)
      assert.equal(await logs.isDelivered(app.id, 'carol', first!), undefined)
      assert.equal(await logs.isDelivered(app.id, 'bob', second! + 1), undefined)
      const other = await createApp(open())
      assert.equal(await logs.isDelivered(other.id, 'bob', first!), undefined)
    })
  })
}

interface Scene {
  app: App
  logs: Stores['logs']
  /** Appends messages; returns their ids. */
  send(from: string, to: string, count?: number, changes?: Partial<NewEntry>): Promise<number[]>
  register(resource: string, seenAt?: number, keep?: number): Promise<void>
  behind(resource: string): Promise<Behind[]>
  acknowledge(device: string, log: string, seq: number): Promise<void>
}

/** A separate app with alice, bob and carol; devices and cursors belong to bob. */
async function scene(stores: Stores): Promise<Scene> {
  const { logs, users } = stores
  const app = await createApp(stores)
  await users.create(['alice', 'bob', 'carol'].map((name) => sampleUser(app, name)))
  const device = (resource: string, seenAt: number): Device => ({
    app: app.id,
    user: 'bob',
    resource,
    uuid: `uuid of ${resource}`,
    name: '📱',
    seenAt,
  })
  return {
    app,
    logs,
    async send(from, to, count = 1, changes = {}) {
      const entries = Array.from({ length: count }, () => sampleEntry(app, from, to, changes))
      return (await logs.append(entries)).map(({ id }) => id)
    },
    register: (resource, seenAt = 1, keep = 10) => logs.registerDevice(device(resource, seenAt), keep),
    behind: async (resource) => (await logs.behind(app.id, 'bob', resource)).logs,
    acknowledge: (device, log, seq) => logs.saveCursors([{ app: app.id, user: 'bob', device, log, seq }]),
  }
}
