import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stranger } from '../../domain/channels/channel.ts'
import { entryKind } from '../../domain/log/entry.ts'
import { groupLog } from '../../domain/log/log-key.ts'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleChannel, sampleEntry, sampleUser } from './samples.ts'

const FIRST = { limit: 2, cursor: undefined, oldestFirst: true }

/** Threads: by group, by user, by message. */
export function threadContract(stores: () => Stores): void {
  /** Threads t1, t2, t3 of group g1 and t4 of g2; alice is in all of them, bob in the first. */
  async function scene() {
    const app = await createApp(stores())
    await stores().users.create(['alice', 'bob'].map((name) => sampleUser(app, name)))
    for (const [n, group] of ['g1', 'g1', 'g1', 'g2'].entries()) {
      const member = { ...stranger, role: 'member', joinedAt: 1000 + n } as const
      const standings = new Map([['alice', member], ...(n === 0 ? [['bob', member] as const] : [])])
      const thread = {
        ...sampleChannel(app.id, `t${n + 1}`),
        kind: 'thread',
        thread: { group, message: n + 1 },
      } as const
      await stores().commit(({ channels }) => [channels.create(thread, standings)])
    }
    return { app, threads: stores().threads }
  }
  const ids = (page: { threads: { id: string }[] }) => page.threads.map(({ id }) => id)

  test('a thread comes back with what it is attached to, and is not a group', async () => {
    const { app } = await scene()
    const { channels } = stores()
    const found = await channels.get(app.id, 't2')
    assert.deepEqual([found?.kind, found?.thread], ['thread', { group: 'g1', message: 2 }])
    assert.deepEqual(await channels.getMany(app.id, 'group', ['t1', 't2']), [])
    assert.equal(await channels.count(app.id, 'thread'), 4)
    assert.equal((await channels.countOfUsers(app.id, ['alice'], 'thread')).get('alice'), 4)
  })

  test('a message has at most one thread; neither a second one nor its members are created', async () => {
    const { app, threads } = await scene()
    assert.equal(await threads.hasRoot(app.id, 1), true)
    assert.equal(await threads.hasRoot(app.id, 9), false)
    const second = {
      ...sampleChannel(app.id, 't9'),
      kind: 'thread',
      thread: { group: 'g1', message: 1 },
    } as const
    const standings = new Map([['alice', { ...stranger, role: 'member' } as const]])
    await assert.rejects(
      stores().commit(({ channels }) => [channels.create(second, standings)]),
      { code: 'channel.id_taken' },
    )
    assert.equal(await stores().channels.get(app.id, 't9'), undefined)
    const elsewhere = await createApp(stores())
    assert.equal(await threads.hasRoot(elsewhere.id, 1), false)
  })

  test('messages are marked, and what is attached to them is found by who may see it', async () => {
    const { app, threads } = await scene()
    const root = sampleEntry(app, 'alice', 'g5', { log: groupLog('g5'), followers: [] })
    await stores().logs.append([root])
    const member = { ...stranger, role: 'member', joinedAt: 1 } as const
    const make = (id: string, more: object, users: readonly string[]) =>
      stores().commit(({ channels }) => [
        channels.create(
          { ...sampleChannel(app.id, id), ...more },
          new Map(users.map((user) => [user, member])),
        ),
      ])
    await make('g5', { kind: 'group' }, ['alice', 'bob'])
    assert.equal((await stores().logs.find(app.id, root.id))?.threaded, undefined)
    await make('t5', { kind: 'thread', thread: { group: 'g5', message: root.id } }, ['alice'])
    assert.equal((await stores().logs.find(app.id, root.id))?.threaded, true)
    const attached = async (user: string, of = app.id) =>
      (await threads.attached(of, user, [root.id, 1, 77])).map(({ thread, head, last }) => [
        thread.id,
        head,
        last,
      ])
    assert.deepEqual(await attached('bob'), [['t5', 0, null]])
    const said = sampleEntry(app, 'alice', 't5', { log: groupLog('t5'), followers: [] })
    const forAlice = {
      ...sampleEntry(app, 'alice', 't5', { log: groupLog('t5'), followers: [] }),
      audience: [],
    }
    await stores().logs.append([said, forAlice])
    assert.deepEqual(await attached('bob'), [['t5', 2, said.id]])
    assert.deepEqual(await attached('alice'), [['t5', 2, forAlice.id]])
    assert.deepEqual(await attached('carol'), [], 'no member of the group')
    assert.deepEqual(await attached('bob', (await createApp(stores())).id), [])
    assert.deepEqual(await threads.attached(app.id, 'bob', []), [])
  })

  test('members of the group find all messages of its threads in their history, but for what they have deleted', async () => {
    const { app } = await scene()
    const { logs, roaming } = stores()
    const members = new Map([['bob', { ...stranger, role: 'member', joinedAt: 1 } as const]])
    await stores().commit(({ channels }) => [channels.create(sampleChannel(app.id, 'g2'), members)])
    const log = groupLog('t4')
    const said = ['1', '2', '3'].map(() => sampleEntry(app, 'alice', 't4', { log, followers: [] }))
    await logs.append(said)
    const ids = said.map(({ id }) => id)
    const read = async (user: string) =>
      (await roaming.find(app.id, user, ids)).map(({ id }) => id).sort((a, b) => a - b)
    assert.deepEqual(await read('bob'), ids)
    assert.deepEqual(await read('alice'), [], 'no member of the group')
    await logs.follow(app.id, log, ['bob'], { entry: ids[2]!, included: false })
    assert.deepEqual(await read('bob'), ids, 'who joins the thread late')
    await roaming.erase(app.id, 'bob', log, [ids[2]!])
    await roaming.forget(app.id, 'bob', log, { id: ids[0]!, seq: 1, now: 0 })
    assert.deepEqual(await read('bob'), [ids[1]])
    await roaming.forgetAll(app.id, 'bob', ids[1]!)
    assert.deepEqual(await read('bob'), [])
  })

  test('lists by creation and by joining, in both directions, of a group or of all', async () => {
    const { app, threads } = await scene()
    const { id } = app
    const first = await threads.list(id, 'g1', FIRST)
    assert.deepEqual(ids(first), ['t1', 't2'])
    const rest = await threads.list(id, 'g1', { ...FIRST, cursor: first.cursor })
    assert.deepEqual([ids(rest), rest.cursor], [['t3'], undefined])
    assert.deepEqual(ids(await threads.list(id, null, { ...FIRST, oldestFirst: false })), ['t4', 't3'])
    const joined = await threads.joined(id, 'alice', null, { ...FIRST, oldestFirst: false })
    assert.deepEqual(ids(joined), ['t4', 't3'])
    const more = await threads.joined(id, 'alice', null, {
      ...FIRST,
      oldestFirst: false,
      cursor: joined.cursor,
    })
    assert.deepEqual([ids(more), more.cursor], [['t2', 't1'], undefined])
    assert.deepEqual(ids(await threads.joined(id, 'alice', 'g2', FIRST)), ['t4'])
    assert.deepEqual(ids(await threads.joined(id, 'bob', null, FIRST)), ['t1'])
    for (const list of [
      threads.list(id, 'g1', { ...FIRST, cursor: 'nonsense' }),
      threads.joined(id, 'bob', null, { ...FIRST, cursor: first.cursor }),
    ])
      await assert.rejects(list, { code: 'request.cursor_illegal' })
  })

  test('the threads of a group, and which of some users are in them', async () => {
    const { app, threads } = await scene()
    assert.deepEqual((await threads.idsOf(app.id, 'g1')).sort(), ['t1', 't2', 't3'])
    assert.deepEqual(await threads.idsOf(app.id, 'g9'), [])
    assert.deepEqual(await threads.withUsers(app.id, 'g1', ['bob', 'carol']), [{ id: 't1', users: ['bob'] }])
    assert.equal((await threads.withUsers(app.id, 'g1', ['alice'])).length, 3)
  })

  test('messages between two positions are counted, nothing else', async () => {
    const { app, threads } = await scene()
    const log = groupLog('t1')
    const kinds = [
      entryKind.membership,
      entryKind.message,
      entryKind.message,
      entryKind.recalled,
      entryKind.message,
    ]
    await stores().logs.append(kinds.map((kind) => sampleEntry(app, 'alice', 't1', { log, kind })))
    assert.equal(await threads.countMessages(app.id, log, 0, 5), 3)
    assert.equal(await threads.countMessages(app.id, log, 2, 4), 1)
  })
}
