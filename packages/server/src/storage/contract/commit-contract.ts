import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { UsersExist } from '../../domain/users/users-exist.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'

const LOG = 'p:alice|bob'

export function commitContract(open: () => Stores): void {
  describe('commits', () => {
    test('all writes of a commit take effect together, in the order of the calls, and return their results', async () => {
      const stores = open()
      const app = await createApp(stores)
      const entry = sampleEntry(app, 'alice', 'bob')
      const committing = stores.commit(({ users, logs }) => [
        users.create([sampleUser(app, 'alice')]),
        users.update(app.id, 'alice', { nickname: 'Al' }, 5),
        logs.append([entry]),
        logs.withdraw(app.id, [entry.id]),
        logs.append([sampleEntry(app, 'alice', 'bob')]),
      ])
      const [, updated, [first], withdrawn, [second]] = await committing
      assert.deepEqual([updated.nickname, first!.seq, withdrawn, second!.seq], ['Al', 1, [entry.id], 2])
      assert.deepEqual(await stores.users.get(app.id, 'alice'), updated)
      assert.equal((await stores.logs.read(app.id, LOG, 0, 10)).length, 2)
    })

    test('a refused commit leaves nothing behind; positions, logs and followers continue as if it had not been', async () => {
      const stores = open()
      const app = await createApp(stores)
      await stores.users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
      await stores.logs.append([sampleEntry(app, 'alice', 'bob')])
      const attempt = stores.commit(({ users, logs }) => [
        users.delete(app.id, ['bob']),
        logs.append([
          sampleEntry(app, 'alice', 'bob', { followers: ['alice', 'bob', 'eve'], origin: '1/alice/web' }),
          sampleEntry(app, 'alice', 'carol'),
        ]),
        users.create([sampleUser(app, 'carol'), sampleUser(app, 'alice')]),
      ])
      await assert.rejects(attempt, UsersExist)
      assert.deepEqual(await stores.users.known(app.id, ['alice', 'bob', 'carol']), new Set(['alice', 'bob']))

      const [old, renewed] = await stores.logs.append([
        sampleEntry(app, 'alice', 'bob', { followers: ['alice', 'bob', 'eve'], origin: '1/alice/web' }),
        sampleEntry(app, 'alice', 'carol'),
      ])
      assert.deepEqual([old!.seq, old!.repeat, renewed!.seq], [2, false, 1])
      assert.deepEqual((await stores.logs.behind(app.id, 'eve', 'web')).logs, [
        { log: LOG, acknowledged: 1, head: 2, start: 1 },
      ])
      assert.deepEqual((await stores.logs.behind(app.id, 'carol', 'web')).logs, [
        { log: 'p:alice|carol', acknowledged: 0, head: 1 },
      ])
    })

    test('it is refused with the error of the first write that does not apply', async () => {
      const stores = open()
      const app = await createApp(stores)
      await assert.rejects(
        stores.commit(({ pins, logs }) => [
          pins.remove(app.id, LOG, 1),
          logs.recall(app.id, 1),
          logs.append([sampleEntry(app, 'alice', 'bob')]),
        ]),
        { code: 'pin.unknown' },
      )
      await assert.rejects(
        stores.commit(({ pins, logs }) => [logs.recall(app.id, 1), pins.remove(app.id, LOG, 1)]),
        { code: 'recall.unknown' },
      )
    })

    test('the entries of each commit are contiguous despite concurrent appends, and a refused one leaves no gap', async () => {
      const stores = open()
      const app = await createApp(stores)
      const add = () => sampleEntry(app, 'alice', 'bob')
      const outcomes = await Promise.allSettled(
        Array.from({ length: 90 }, async (_, index) => {
          if (index % 3 === 0) return stores.logs.append([add()])
          const [[first], [second]] = await stores.commit(({ logs, pins }) => [
            logs.append([add()]),
            logs.append([add()]),
            index % 3 === 2 ? pins.remove(app.id, LOG, 1) : Promise.resolve(),
          ])
          assert.equal(second!.seq, first!.seq + 1)
          return [first, second]
        }),
      )
      for (const [index, { status }] of outcomes.entries())
        assert.equal(status, index % 3 === 2 ? 'rejected' : 'fulfilled')
      const stored = await stores.logs.read(app.id, LOG, 0, 1000)
      assert.deepEqual(
        stored.map((entry) => entry.seq),
        Array.from({ length: 90 }, (_, index) => index + 1),
      )
    })

    test('a commit that breaks a rule fails alone, without the writes beside it', async () => {
      const stores = open()
      const app = await createApp(stores)
      const taken = sampleEntry(app, 'alice', 'bob')
      await stores.logs.append([taken])
      const [broken, ...others] = await Promise.allSettled([
        stores.commit(({ logs }) => [
          logs.append([sampleEntry(app, 'alice', 'bob')]),
          logs.append([{ ...taken, origin: null }]),
        ]),
        stores.commit(({ logs }) => [logs.append([sampleEntry(app, 'alice', 'bob')])]),
        stores.logs.append([sampleEntry(app, 'alice', 'bob')]),
        stores.users.create([sampleUser(app, 'alice')]),
      ])
      assert.equal(broken.status, 'rejected')
      for (const { status } of others) assert.equal(status, 'fulfilled')
      const stored = await stores.logs.read(app.id, LOG, 0, 10)
      assert.deepEqual(
        stored.map(({ seq }) => seq),
        [1, 2, 3],
      )
    })

    test('it is described without awaiting: later writes are part of no commit, neither this nor another', async () => {
      const stores = open()
      const app = await createApp(stores)
      const late: Promise<unknown>[] = []
      await stores.commit(({ logs }) => {
        const later = async () => {
          await null
          await logs.append([sampleEntry(app, 'alice', 'bob')])
        }
        late.push(assert.rejects(later(), /without awaiting/))
        return [logs.append([sampleEntry(app, 'alice', 'bob')])]
      })
      await Promise.all(late)
      assert.equal((await stores.logs.read(app.id, LOG, 0, 10)).length, 1)
    })

    test('a commit without writes is a no-op', async () => {
      assert.deepEqual(await open().commit(() => []), [])
    })
  })
}
