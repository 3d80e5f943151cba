import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'

export function transactionContract(open: () => Stores): void {
  describe('transactions', () => {
    test('what is written in one is there together, seen from inside at once and from outside after the commit', async () => {
      const stores = open()
      const app = await createApp(stores)
      const result = await stores.transaction(async (inside) => {
        await inside.users.create([sampleUser(app, 'alice')])
        const [appended] = await inside.logs.append([sampleEntry(app, 'alice', 'bob')])
        assert.notEqual(await inside.users.get(app.id, 'alice'), undefined)
        assert.equal((await inside.logs.read(app.id, 'p:alice|bob', 0, 10)).length, 1)
        assert.equal(await stores.users.get(app.id, 'alice'), undefined)
        assert.deepEqual(await stores.logs.read(app.id, 'p:alice|bob', 0, 10), [])
        return appended!.seq
      })
      assert.equal(result, 1)
      assert.notEqual(await stores.users.get(app.id, 'alice'), undefined)
      assert.equal((await stores.logs.read(app.id, 'p:alice|bob', 0, 10)).length, 1)
    })

    test('one that fails leaves nothing, and positions, logs and followers go on as if it had not been', async () => {
      const stores = open()
      const app = await createApp(stores)
      await stores.users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
      await stores.logs.append([sampleEntry(app, 'alice', 'bob')])
      const attempt = stores.transaction(async ({ users, logs }) => {
        await users.create([sampleUser(app, 'carol')])
        await users.delete(app.id, ['bob'])
        await logs.append([
          sampleEntry(app, 'alice', 'bob', { followers: ['alice', 'bob', 'eve'], origin: '1/alice/web' }),
          sampleEntry(app, 'alice', 'carol'),
        ])
        throw new Error('changed my mind')
      })
      await assert.rejects(attempt, /changed my mind/)
      assert.deepEqual(await stores.users.known(app.id, ['alice', 'bob', 'carol']), new Set(['alice', 'bob']))

      const [old, renewed] = await stores.logs.append([
        sampleEntry(app, 'alice', 'bob', { followers: ['alice', 'bob', 'eve'], origin: '1/alice/web' }),
        sampleEntry(app, 'alice', 'carol'),
      ])
      assert.deepEqual([old!.seq, old!.repeat, renewed!.seq], [2, false, 1])
      assert.deepEqual(await stores.logs.behind(app.id, 'eve', 'web'), [
        { log: 'p:alice|bob', acknowledged: 1, head: 2 },
      ])
      assert.deepEqual(await stores.logs.behind(app.id, 'carol', 'web'), [
        { log: 'p:alice|carol', acknowledged: 0, head: 1 },
      ])
    })

    test('writes from outside wait for it and come after', async () => {
      const stores = open()
      const app = await createApp(stores)
      const started = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      const running = stores.transaction(async ({ logs }) => {
        await logs.append([sampleEntry(app, 'alice', 'bob', { time: 1 })])
        started.resolve()
        await released.promise
        await logs.append([sampleEntry(app, 'alice', 'bob', { time: 2 })])
      })
      await started.promise
      const outside = Promise.all([
        stores.logs.append([sampleEntry(app, 'alice', 'bob', { time: 3 })]),
        stores.users.create([sampleUser(app, 'alice')]),
      ])
      assert.deepEqual(await stores.logs.read(app.id, 'p:alice|bob', 0, 10), [])
      released.resolve()
      await Promise.all([running, outside])
      const stored = await stores.logs.read(app.id, 'p:alice|bob', 0, 10)
      assert.deepEqual(
        stored.map(({ seq, time }) => [seq, time]),
        [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
      )
    })

    test('what each appends stands together, whoever appends at the same time, and what is undone leaves no gap', async () => {
      const stores = open()
      const app = await createApp(stores)
      const add = () => sampleEntry(app, 'alice', 'bob')
      const outcomes = await Promise.allSettled(
        Array.from({ length: 60 }, async (_, index) => {
          if (index % 3 === 0) return stores.logs.append([add()])
          return stores.transaction(async ({ logs }) => {
            const [first] = await logs.append([add()])
            const [second] = await logs.append([add()])
            assert.equal(second!.seq, first!.seq + 1)
            if (index % 3 === 2) throw new Error('undone')
            return [first, second]
          })
        }),
      )
      for (const [index, { status }] of outcomes.entries())
        assert.equal(status, index % 3 === 2 ? 'rejected' : 'fulfilled')
      const stored = await stores.logs.read(app.id, 'p:alice|bob', 0, 1000)
      assert.deepEqual(
        stored.map((entry) => entry.seq),
        Array.from({ length: 60 }, (_, index) => index + 1),
      )
    })

    test('an append that breaks a rule can be survived', async () => {
      const stores = open()
      const app = await createApp(stores)
      const taken = sampleEntry(app, 'alice', 'bob')
      await stores.transaction(async ({ logs }) => {
        await logs.append([taken])
        await assert.rejects(logs.append([sampleEntry(app, 'alice', 'bob'), { ...taken, origin: null }]))
        const [appended] = await logs.append([sampleEntry(app, 'alice', 'bob')])
        assert.equal(appended!.seq, 2)
      })
      assert.equal((await stores.logs.read(app.id, 'p:alice|bob', 0, 10)).length, 2)
    })

    test('inside, a write through the outer stores throws instead of waiting for itself', async () => {
      const stores = open()
      const app = await createApp(stores)
      await stores.transaction(async () => {
        const misuse = /inside a transaction/
        await assert.rejects(stores.logs.append([sampleEntry(app, 'alice', 'bob')]), misuse)
        await assert.rejects(stores.users.create([sampleUser(app, 'alice')]), misuse)
        await assert.rejects(stores.apps.update(app), misuse)
        await assert.rejects(
          stores.transaction(async () => {}),
          misuse,
        )
      })
      await stores.logs.append([sampleEntry(app, 'alice', 'bob')])
    })

    test('what it gave is of no use afterwards', async () => {
      const stores = open()
      const app = await createApp(stores)
      const kept = await stores.transaction(async (inside) => inside)
      await assert.rejects(kept.logs.append([sampleEntry(app, 'alice', 'bob')]), /has ended/)
      await assert.rejects(kept.users.create([sampleUser(app, 'alice')]), /has ended/)
    })
  })
}
