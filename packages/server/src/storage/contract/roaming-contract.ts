import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entryKind, type NewEntry, pastPosition } from '../../domain/log/entry.ts'
import { groupLog, roomLog } from '../../domain/log/log-key.ts'
import type { Stores } from '../../domain/stores.ts'
import { idFloor } from '../../kernel/id-generator.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'

const LOG = 'p:alice|bob'
const LIVE = { after: 0, before: Number.MAX_SAFE_INTEGER }
const PAST = { after: -Number.MAX_SAFE_INTEGER, before: 0 }

/** History as one user sees it. */
export function roamingContract(open: () => Stores): void {
  describe('roaming', () => {
    test('slices of a log, from either end, with the entries examined', async () => {
      const { say, slice } = await scene(open())
      const ids = await say(5)
      const before = (seq: number) => ({ ...LIVE, before: seq })
      assert.deepEqual(await slice('bob', LIVE, { limit: 9 }), [ids.toReversed(), null])
      assert.deepEqual(await slice('bob', LIVE, { limit: 9, descending: false }), [ids, null])
      assert.deepEqual(await slice('bob', LIVE, { limit: 2 }), [[ids[4], ids[3]], ids[3]])
      assert.deepEqual(await slice('bob', before(3), { limit: 2 }), [[ids[1], ids[0]], ids[0]])
      assert.deepEqual(await slice('bob', { after: 2, before: 5 }, { limit: 9 }), [[ids[3], ids[2]], null])
      assert.deepEqual(await slice('bob', PAST, { limit: 9 }), [[], null])
    })

    test('imported messages come before it', async () => {
      const { say, slice } = await scene(open())
      const old = await say(3, { past: true })
      await say(1)
      assert.deepEqual(await slice('bob', PAST, { limit: 9, descending: false }), [old, null])
      const between = { after: pastPosition(old[0]!), before: pastPosition(old[2]!) }
      assert.deepEqual(await slice('bob', between, { limit: 9 }), [[old[1]], null])
    })

    test('only messages, only of the types and the sender asked for, only those meant for the user', async () => {
      const { say, slice, logs, app } = await scene(open())
      const [text] = await say(1)
      const [image] = await say(1, { contentType: 1, sender: 'bob' })
      const [narrow] = await say(1, { audience: ['bob'] })
      const [foreign] = await say(1, { audience: ['carol'] })
      await say(1, { kind: entryKind.membership })
      await say(1, { kind: entryKind.notice })
      const [gone] = await say(1)
      await logs.withdraw(app.id, [gone!])
      const all = async (user: string, filter = {}) =>
        (await slice(user, LIVE, { limit: 9, descending: false, ...filter }))[0]
      assert.deepEqual(await all('bob'), [text, image, narrow])
      assert.deepEqual(await all('alice'), [text, image, narrow, foreign], 'senders see their own')
      assert.deepEqual(await all('bob', { contentTypes: [1, 7] }), [image])
      assert.deepEqual(await all('bob', { contentTypes: [-1] }), [])
      assert.deepEqual(await all('bob', { senders: ['bob'] }), [image])
      assert.deepEqual(await all('bob', { senders: ['carol', 'bob'] }), [image])
      assert.deepEqual(await all('bob', { senders: ['o'] }), [])
      const [odd] = await say(1, { sender: 'o\0' })
      assert.deepEqual(await all('bob', { senders: ['"', '\\u0000', 'o\0'] }), [odd])
    })

    test('messages come with their reactions, as the user sees them', async () => {
      const { say, app, roaming } = await scene(open())
      const [plain, liked] = await say(2)
      const give = (user: string, id: number, expected: number | null) => {
        const change = { message: liked!, reaction: 'x,"y"', id: liked!, user, place: id, expected }
        return open().reactions.add(app.id, change, 20)
      }
      await give('bob', liked! + 1, null)
      await give('alice', liked! + 2, liked! + 1)
      for (const [user, mine] of [
        ['bob', true],
        ['carol', false],
      ] as const) {
        const view = { app: app.id, user, log: LOG }
        const page = { limit: 9, descending: false }
        const { messages } = await roaming.slice(view, LIVE, { contentTypes: null, senders: null }, page)
        const reaction = { id: liked, reaction: 'x,"y"', count: 2, users: ['bob', 'alice'], mine }
        assert.deepEqual(
          messages.map(({ id, reactions }) => [id, reactions]),
          [
            [plain, undefined],
            [liked, [{ ...reaction, changed: liked! + 2 }]],
          ],
        )
        const known = await open().reactions.of(app.id, user, [plain!, liked!])
        assert.deepEqual([...known], [[liked, messages[1]!.reactions]], 'the same as on their own')
      }
    })

    test('messages that are hidden before they are written are in nobody else’s way', async () => {
      const { slice, app, roaming } = await scene(open())
      const entries = [sampleEntry(app, 'alice', 'bob'), sampleEntry(app, 'alice', 'bob')]
      const [hidden, shown] = entries.map(({ id }) => id) as [number, number]
      for (const users of [['bob', 'carol'], ['bob']]) await roaming.hide(app.id, users, hidden)
      await open().logs.append(entries)
      assert.deepEqual(await slice('bob', LIVE, { limit: 9, descending: false }), [[shown], null])
      assert.deepEqual(await slice('alice', LIVE, { limit: 9, descending: false }), [[hidden, shown], null])
    })

    test('a slice examines a bounded number of entries and says where to continue', async () => {
      const { say, slice } = await scene(open())
      const [first] = await say(1, { contentType: 5 })
      await say(4000)
      const [last] = await say(1, { contentType: 5 })
      for (const descending of [true, false]) {
        const [found, reached] = await slice('bob', LIVE, { limit: 2, descending, contentTypes: [5] })
        assert.deepEqual(found, [descending ? last : first])
        assert.ok(reached! > first! && reached! < last!)
      }
    })

    test('where a log begins and ends; nothing for an unknown user', async () => {
      const { app, roaming, say } = await scene(open())
      const ends = async () => {
        const view = await roaming.view(app.id, 'bob', LOG)
        return [view?.first, view?.last]
      }
      assert.deepEqual(await ends(), [0, 0])
      await say(3)
      assert.deepEqual(await ends(), [1, 3])
      const [old] = await say(1, { past: true })
      assert.deepEqual(await ends(), [pastPosition(old!), 3])
      assert.equal(await roaming.view(app.id, 'nobody', LOG), undefined)
    })

    test('the newest messages together with the view are those of the view and a slice', async () => {
      const { app, stores, roaming, logs, say } = await scene(open())
      const same = async (limit: number, hasLive = true) => {
        for (const user of ['alice', 'bob', 'carol']) {
          const at = { app: app.id, user, log: LOG }
          const view = await roaming.view(app.id, user, LOG)
          const found = await roaming.newest(at, limit)
          if (found !== undefined) assert.deepEqual(found.view, view)
          if (view === undefined || found?.live === undefined) {
            assert.ok(found === undefined || !hasLive)
            continue
          }
          assert.ok(hasLive, 'there may be more in front of what was looked at')
          const { start = 0, until = null } = view.reach ?? {}
          const range = { after: Math.max(start, view.floor - 1), before: (until ?? view.last) + 1 }
          const ids = { from: view.forgotten + 1, before: Number.MAX_SAFE_INTEGER }
          const filter = { contentTypes: null, senders: null, ids }
          const slice = await roaming.slice(at, range, filter, { limit, descending: true })
          assert.deepEqual(found.live, slice)
          assert.ok(slice.messages.length > 0 || user === 'carol')
        }
      }
      await stores.users.create([sampleUser(app, 'carol')])
      await same(3)
      const ids = await say(6)
      await say(2, { past: true })
      await say(1, { sender: 'bob', attributes: Buffer.from('a'), senderDevice: 'web', audience: ['alice'] })
      await say(1, { kind: entryKind.notice })
      await logs.withdraw(app.id, [ids[4]!])
      await roaming.erase(app.id, 'bob', LOG, [ids[3]!])
      for (const limit of [2, 20]) await same(limit)
      // By id alone, and by position as well.
      await roaming.forget(app.id, 'bob', LOG, { id: ids[1]!, seq: 0, now: 0 })
      await same(20)
      await roaming.forget(app.id, 'bob', LOG, { id: ids[2]!, seq: 3, now: 0 })
      await stores.conversations.markRead(app.id, 'bob', LOG, ids[2]!)
      for (const limit of [2, 20]) await same(limit)
      await say(2001, { kind: entryKind.notice })
      await same(2, false)
      await say(1)
      await same(2, false)
      await say(5)
      await same(3)
    })

    test('how far the other side is, as they have told', async () => {
      const { app, stores, roaming, logs, say } = await scene(open())
      const { conversations } = stores
      const peer = async () => (await roaming.view(app.id, 'alice', LOG))?.peer
      assert.equal(await peer(), undefined)
      const ids = await say(4)
      assert.deepEqual(await peer(), { delivered: 0, read: 0 })
      await logs.registerDevice(
        { app: app.id, user: 'bob', resource: 'web', uuid: '', name: '', seenAt: 1 },
        5,
      )
      await logs.saveCursors([{ app: app.id, user: 'bob', device: 'web', log: LOG, seq: 3 }])
      await conversations.markRead(app.id, 'bob', null, null)
      assert.deepEqual(await peer(), { delivered: 3, read: 0 }, 'what is read everywhere is told to nobody')
      for (const [message, read] of [
        [ids[1]!, 2],
        [ids[0]!, 2],
        [null, 4],
      ] as const) {
        await conversations.markRead(app.id, 'bob', LOG, message)
        assert.equal((await peer())?.read, read)
      }
      assert.equal((await roaming.view(app.id, 'alice', 'g:none'))?.peer, undefined)
    })

    test('the last position before an id', async () => {
      const { app, roaming, say } = await scene(open())
      const at = (id: number) => roaming.positionBefore(app.id, LOG, id)
      assert.equal(await at(5), 0, 'there is no such log')
      await say(2, { past: true })
      assert.equal(await at(Number.MAX_SAFE_INTEGER), 0, 'imported messages have no positions')
      const ids = await say(9)
      for (const [index, id] of ids.entries()) {
        assert.equal(await at(id), index)
        assert.equal(await at(id + 1), index + 1)
      }
    })

    test('ids of several nodes, which are not in the order of the positions', async () => {
      const { app, roaming, logs, slice } = await scene(open())
      const first = sampleEntry(app, 'alice', 'bob').id
      const [m, h] = [idFloor(30_000), idFloor(3600_000)]
      // Hours apart, and within each hour out of order by less than ID_DISORDER.
      const ids = [0, 2 * h, 2 * h - m, 2 * h - m - 1, 2 * h + m, 4 * h].map((offset) => first + offset)
      for (const id of ids) await logs.append([sampleEntry(app, 'alice', 'bob', { id })])
      const at = (id: number) => roaming.positionBefore(app.id, LOG, id)
      assert.deepEqual(await Promise.all(ids.map(at)), [0, 1, 1, 1, 4, 5])
      assert.equal(await at(ids[5]! + 1), 6)
      const greatest = ids.map((id, n) => roaming.greatestId(app.id, LOG, { id, seq: n + 1 }))
      assert.deepEqual(await Promise.all(greatest), [ids[0], ids[1], ids[1], ids[1], ids[4], ids[5]])
      const between = { from: ids[2]!, before: ids[4]! }
      assert.deepEqual(await slice('bob', LIVE, { limit: 9, ids: between }), [[ids[2], ids[1]], null])
    })

    test('what a user erases is gone for that user only; ids of other logs and apps are ignored', async () => {
      const { app, roaming, say, slice } = await scene(open())
      const other = await scene(open())
      const [first, second] = await say(2)
      const [elsewhere] = await say(1, { log: 'p:alice|carol', receiver: 'carol' })
      const [foreign] = await other.say(1)
      await roaming.erase(app.id, 'alice', LOG, [first!, elsewhere!, foreign!, 17])
      await roaming.erase(app.id, 'alice', LOG, [first!])
      assert.deepEqual((await slice('alice', LIVE, { limit: 9 }))[0], [second])
      assert.deepEqual((await slice('bob', LIVE, { limit: 9 }))[0], [second, first])
      const carols = { app: app.id, user: 'alice', log: 'p:alice|carol' }
      const page = { limit: 9, descending: true }
      const filter = { contentTypes: null, senders: null }
      assert.equal((await roaming.slice(carols, LIVE, filter, page)).messages.length, 1)
      assert.equal((await other.slice('alice', LIVE, { limit: 9 }))[0].length, 1)
    })

    test('what a user forgets up to an id no longer reaches them; marks never move back', async () => {
      const { app, roaming, logs, say, forgotten, reach } = await scene(open())
      const [first, second] = await say(3)
      assert.equal(await forgotten('bob'), 0)
      await roaming.forget(app.id, 'bob', LOG, { id: second!, seq: 2, now: Date.now() })
      await roaming.forget(app.id, 'bob', LOG, { id: first!, seq: 1, now: Date.now() })
      assert.equal(await forgotten('bob'), second)
      assert.deepEqual((await logs.behind(app.id, 'bob', 'web')).logs, [
        { log: LOG, acknowledged: 2, head: 3, start: 2 },
      ])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 1)
      assert.equal(await forgotten('alice'), 0)
      assert.deepEqual(await reach('bob'), { start: 2, until: null, cleared: false })
    })

    test('also for logs the user does not follow: imported messages, a room; it makes nobody a follower', async () => {
      const { app, roaming, logs, say, forgotten, reach } = await scene(open())
      await say(1, { past: true, followers: [] })
      const room = roomLog('7')
      const group = groupLog('8')
      for (const log of [room, group]) await say(2, { log, receiver: log, followers: [] })
      for (const log of [LOG, room, group]) {
        assert.equal(await reach('bob', log), undefined)
        await roaming.forget(app.id, 'bob', log, { id: 5, seq: 0, now: Date.now() })
      }
      assert.deepEqual(await Promise.all([LOG, room, group].map((log) => forgotten('bob', log))), [5, 5, 0])
      await say(1, { log: room, receiver: room, followers: [] })
      assert.deepEqual((await logs.behind(app.id, 'bob', 'web')).logs, [])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 0)
      await say(1)
      assert.deepEqual((await logs.behind(app.id, 'bob', 'web')).logs, [
        { log: LOG, acknowledged: 0, head: 1 },
      ])
    })

    test('all conversations at once, but not the inbox', async () => {
      const { app, roaming, logs, say, forgotten, reach } = await scene(open())
      await say(2)
      await say(1, { log: 'u:bob', kind: entryKind.roster, followers: ['bob'] })
      await roaming.forgetAll(app.id, 'bob', 99)
      assert.deepEqual((await logs.behind(app.id, 'bob', 'web')).logs, [
        { log: 'u:bob', acknowledged: 0, head: 1 },
      ])
      assert.equal(await forgotten('bob'), 99)
      assert.equal(await forgotten('bob', 'p:bob|carol'), 99, 'even if nothing was said here')
      assert.equal(await forgotten('alice'), 0)
      assert.deepEqual(await reach('bob'), { start: 2, until: null, cleared: true })
    })

    test('a user of the same name starts without the marks of the one before', async () => {
      const { app, stores, roaming, say, slice, forgotten, reach } = await scene(open())
      const [first] = await say(1)
      await roaming.erase(app.id, 'bob', LOG, [first!])
      await roaming.forgetAll(app.id, 'bob', first!)
      await stores.users.delete(app.id, ['bob'])
      await stores.users.create([sampleUser(app, 'bob')])
      assert.equal(await forgotten('bob'), 0)
      assert.deepEqual((await slice('bob', LIVE, { limit: 9 }))[0], [first], 'his reach keeps it from him')
      assert.deepEqual(await reach('bob'), { start: 1, until: null, cleared: true })
    })
  })
}

async function scene(stores: Stores) {
  const app = await createApp(stores)
  const { logs, roaming } = stores
  await stores.users.create(['alice', 'bob'].map((name) => sampleUser(app, name)))
  return {
    stores,
    app,
    logs,
    roaming,
    /** Entries of alice's; their ids. */
    async say(count: number, changes: Partial<NewEntry> = {}): Promise<number[]> {
      const entries = Array.from({ length: count }, () => sampleEntry(app, 'alice', 'bob', changes))
      return (await logs.append(entries)).map(({ id }) => id)
    },
    forgotten: async (user: string, log = LOG) => (await roaming.view(app.id, user, log))?.forgotten,
    reach: async (user: string, log = LOG) => (await roaming.view(app.id, user, log))?.reach,
    /** Ids of a slice, and how far it reached. */
    async slice(
      user: string,
      range: { after: number; before: number },
      { limit, descending = true, contentTypes = null, senders = null, ids }: SliceOptions,
    ): Promise<[number[], number | null]> {
      const view = { app: app.id, user, log: LOG }
      const filter = { contentTypes, senders, ...(ids && { ids }) }
      const page = await roaming.slice(view, range, filter, { limit, descending })
      return [page.messages.map(({ id }) => id), page.reached?.id ?? null]
    },
  }
}

interface SliceOptions {
  limit: number
  descending?: boolean
  contentTypes?: number[] | null
  senders?: readonly string[] | null
  ids?: { from: number; before: number }
}
