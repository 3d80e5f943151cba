import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR_IDS, hourOf, MARKED_FOLLOWERS } from '../../domain/log/active-hour.ts'
import { entryKind, type NewEntry } from '../../domain/log/entry.ts'
import { groupLog } from '../../domain/log/log-key.ts'
import type { Behind, BehindPlace } from '../../domain/log/log-store.ts'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'

const GROUP = groupLog('1')

/** What a device is told although, or because, it looks only at logs that were active since it had everything. Devices are bob's. */
export function activeHourContract(open: () => Stores): void {
  describe('hours of activity', () => {
    test('a device that had everything finds what comes in the same hour or later, and looks at nothing older', async () => {
      const { send, register, clear, names } = await scene(open())
      await register('web')
      await send(100, 'bob')
      await send(102, 'carol')
      // Pretends that it has everything.
      await clear('web', 102)
      assert.deepEqual(await names('web'), ['p:bob|carol'], 'without a look at the older one')
      await send(102, 'carol')
      await send(102, 'dave')
      assert.deepEqual(await names('web'), ['p:bob|carol', 'p:bob|dave'])
      await send(103, 'bob')
      assert.deepEqual(await names('web'), ['p:bob|carol', 'p:bob|dave', 'p:alice|bob'])
      await clear('web', 101)
      assert.deepEqual((await names('web')).length, 3, 'an hour never moves back')
    })

    test('a follower who comes again, and one who no longer shields, find what follows', async () => {
      const { app, logs, send, say, register, clear, names } = await scene(open())
      await register('web')
      const [first] = await say(100)
      await logs.follow(app.id, GROUP, ['bob', 'carol'], { entry: first!, included: true })
      await logs.shield(app.id, GROUP, 'bob', first!)
      await clear('web', 200)
      assert.deepEqual(await names('web'), [GROUP], 'sessions always learn what they must hold back')
      const [second] = await say(300)
      await logs.unshield(app.id, GROUP, 'bob', second!)
      await clear('web', 300)
      assert.deepEqual(await names('web'), [GROUP])
      const [third] = await say(300)
      await logs.unfollow(app.id, GROUP, ['bob'], { entry: third!, included: true })
      await say(400)
      await clear('web', 400)
      assert.deepEqual(await names('web'), [])
      const [again] = await say(400)
      await logs.follow(app.id, GROUP, ['bob'], { entry: again!, included: true })
      assert.deepEqual(await names('web'), [GROUP])
      await send(100, 'bob')
    })

    test('followers of a log that has grown large find everything, for good', async () => {
      const { stores, app, logs, say, register, clear, names } = await scene(open())
      await register('web')
      const crowd = Array.from({ length: MARKED_FOLLOWERS }, (_, i) => `user${i}`)
      await stores.users.create(crowd.map((name) => sampleUser(app, name)))
      const [first] = await say(100)
      await logs.follow(app.id, GROUP, ['bob'], { entry: first!, included: false })
      await logs.follow(app.id, GROUP, crowd.slice(1), { entry: first!, included: false })
      await clear('web', 300)
      assert.deepEqual(await names('web'), [])
      await logs.follow(app.id, GROUP, crowd.slice(0, 1), { entry: first!, included: false })
      await say(100)
      assert.deepEqual(await names('web'), [GROUP])
      const [last] = await say(100)
      await logs.unfollow(app.id, GROUP, crowd, { entry: last!, included: true })
      assert.deepEqual(await names('web'), [GROUP])
      await logs.unfollow(app.id, GROUP, ['bob'], { entry: last!, included: true })
      await logs.follow(app.id, GROUP, ['bob'], { entry: last!, included: false })
      await say(101)
      assert.deepEqual(await names('web'), [GROUP])
    })

    test('imported messages are no news, and leave the others what they are', async () => {
      const { send, register, clear, names, acknowledge } = await scene(open())
      await register('web')
      await send(50, 'carol', { past: true })
      await send(50, 'bob', { past: true })
      await clear('web', 100)
      assert.deepEqual(await names('web'), [])
      await send(100, 'bob')
      await send(60, 'bob', { past: true })
      assert.deepEqual(await names('web'), ['p:alice|bob'])
      await acknowledge('web', 'p:alice|bob', 1)
      await send(101, 'carol')
      assert.deepEqual(await names('web'), ['p:bob|carol'])
    })

    test('a new device gets exactly what no device had when it was registered, whatever is acknowledged after that', async () => {
      const { send, register, clear, behind, acknowledge } = await scene(open())
      await register('web')
      for (let i = 0; i < 5; i++) await send(100, 'bob')
      await send(100, 'carol')
      await acknowledge('web', 'p:alice|bob', 2)
      await register('phone')
      await acknowledge('web', 'p:alice|bob', 4)
      await acknowledge('web', 'p:bob|carol', 1)
      await register('tablet')
      await acknowledge('web', 'p:alice|bob', 5)
      await clear('web', 101)
      assert.deepEqual(await behind('web'), [])
      assert.deepEqual(await behind('phone'), [
        { log: 'p:alice|bob', acknowledged: 2, head: 5 },
        { log: 'p:bob|carol', acknowledged: 0, head: 1 },
      ])
      assert.deepEqual(await behind('tablet'), [{ log: 'p:alice|bob', acknowledged: 4, head: 5 }])
      // Nothing old to look at for one that comes now.
      await register('watch')
      assert.deepEqual(await behind('watch'), [])
      await acknowledge('phone', 'p:alice|bob', 3)
      await send(101, 'bob')
      for (const device of ['web', 'tablet', 'watch'])
        assert.deepEqual((await behind(device)).at(-1)!.head, 6, device)
    })

    test('many logs come page by page, the silent ones first, and what changes in between is not missed', async () => {
      const { app, logs, send, register } = await scene(open())
      await register('web')
      const senders = Array.from({ length: 2300 }, (_, i) => `user${i}`)
      const words = senders.map((name, i) =>
        sampleEntry(app, name, 'bob', { id: (i % 23) * HOUR_IDS + 1000 * HOUR_IDS + i }),
      )
      await logs.append(words)
      const seen: Behind[] = []
      let pages = 0
      let from: BehindPlace | undefined
      do {
        const page = await logs.behind(app.id, 'bob', 'web', from)
        seen.push(...page.logs)
        from = page.next ?? undefined
        pages++
        // Moves behind what is still to come.
        if (pages === 1) await send(1100, 'user22', {}, 'bob')
      } while (from !== undefined)
      assert.equal(pages, 3)
      assert.deepEqual(new Set(seen.map(({ log }) => log)).size, 2300)
      assert.deepEqual(seen.find(({ log }) => log === 'p:bob|user22')?.head, 2)
      const ids = new Map(words.map(({ log, id }) => [log, id]))
      const hours = seen.map(({ log }) => (log === 'p:bob|user22' ? 1100 : hourOf(ids.get(log)!)))
      assert.deepEqual(
        hours,
        [...hours].sort((a, b) => a - b),
      )
    })
  })
}

/** A separate app with alice, bob, carol and dave. */
async function scene(stores: Stores) {
  const app = await createApp(stores)
  const { logs } = stores
  await stores.users.create(['alice', 'bob', 'carol', 'dave'].map((name) => sampleUser(app, name)))
  let number = 0
  const idIn = (hour: number) => hour * HOUR_IDS + app.id * 100_000 + number++
  const behind = async (device: string) => (await logs.behind(app.id, 'bob', device)).logs
  return {
    stores,
    app,
    logs,
    /** A message in an hour: to bob, or from alice to bob. */
    async send(hour: number, other: string, changes: Partial<NewEntry> = {}, to = 'bob'): Promise<void> {
      const from = other === to ? 'alice' : other
      await logs.append([sampleEntry(app, from, to, { id: idIn(hour), ...changes })])
    },
    /** A message in the group; its id. */
    async say(hour: number): Promise<number[]> {
      const kind = entryKind.message
      const word = sampleEntry(app, 'alice', '1', { log: GROUP, followers: [], id: idIn(hour), kind })
      await logs.append([word])
      return [word.id]
    },
    register: (resource: string) =>
      logs.registerDevice({ app: app.id, user: 'bob', resource, uuid: '', name: '', seenAt: 1 }, 10),
    clear: (device: string, hour: number) =>
      logs.saveCursors([], [{ app: app.id, user: 'bob', device, hour }]),
    behind,
    names: async (device: string) => (await behind(device)).map(({ log }) => log),
    acknowledge: (device: string, log: string, seq: number) =>
      logs.saveCursors([{ app: app.id, user: 'bob', device, log, seq }]),
  }
}
