import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiError } from '@ringpost/contract'
import { HOUR_IDS } from '../../packages/server/src/domain/log/active-hour.ts'
import type { Appended, NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import type { App } from '../../packages/server/src/domain/tenancy/app.ts'
import { createApp, sampleEntry, sampleUser } from '../../packages/server/src/storage/contract/samples.ts'
import { migrations } from '../../packages/server/src/storage/migrations/all.ts'
import { openStorage } from '../../packages/server/src/storage/open-storage.ts'
import {
  createDatabase,
  execute,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
} from '../harness/postgres.ts'

describe('nodes over one PostgreSQL database', { skip: withoutPostgres() }, () => {
  let database: TestDatabase
  let nodes: Stores[]
  let app: App
  const open = () => openStorage({ url: database.url, connections: 9 })
  before(async () => {
    database = await createDatabase()
    nodes = [await open(), await open()]
    app = await createApp(nodes[0]!)
  })
  after(async () => {
    await Promise.all(nodes.map((node) => node.close()))
    await database.drop()
    await stopOwnServer()
  })

  /** Entries of a log, which must be at contiguous positions. */
  async function stored(log: string): Promise<NewEntry[]> {
    const entries = await nodes[0]!.logs.read(app.id, log, 0, 10_000)
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      entries.map((_, index) => index + 1),
      log,
    )
    return entries as unknown as NewEntry[]
  }
  const to = (log: string, changes: Partial<NewEntry> = {}) =>
    sampleEntry(app, 'alice', 'bob', { log, ...changes })

  test('three nodes that start at once on an empty database apply every migration once', async () => {
    const empty = await createDatabase()
    const started = await Promise.all([1, 2, 3].map(() => openStorage({ url: empty.url, connections: 6 })))
    const versions = await execute(empty.url, 'select version, name from migration order by version')
    assert.deepEqual(
      versions,
      migrations.map(({ name }, index) => ({ version: index + 1, name })),
    )
    await Promise.all(started.map((node) => node.close()))
    await empty.drop()
  })

  test('positions are contiguous, and every node acknowledges each log in their order', async () => {
    const logs = ['g:1', 'g:2', 'g:3']
    const told = nodes.map(() => new Map<string, number>())
    const acknowledge = (node: number, entries: readonly NewEntry[], appended: readonly Appended[]) => {
      for (const [index, { seq }] of appended.entries()) {
        const { log } = entries[index]!
        assert.ok(seq > (told[node]!.get(log) ?? 0), `${log}: ${seq} was told after ${told[node]!.get(log)}`)
        told[node]!.set(log, seq)
      }
    }
    let sent = 0
    const write = async (node: number, writer: number) => {
      const stores = nodes[node]!
      const isCommit = writer % 4 === 0
      // PostgreSQL takes a second to detect a deadlock.
      const rounds = isCommit ? 3 : 30
      for (let count = 0; count < rounds; count++) {
        sent += 2
        const entries = [to(logs[(writer + count) % 3]!), to(logs[(writer * 2 + count) % 3]!)]
        if (!isCommit) acknowledge(node, entries, await stores.logs.append(entries))
        else
          acknowledge(
            node,
            entries,
            // One after the other, in any order: two of them deadlock now and then.
            (await stores.commit(({ logs }) => entries.map((entry) => logs.append([entry])))).flat(),
          )
      }
    }
    await Promise.all(
      nodes.flatMap((_, node) => Array.from({ length: 12 }, (_, writer) => write(node, writer))),
    )
    const counts = await Promise.all(logs.map(async (log) => (await stored(log)).length))
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      sent,
    )
  })

  test('one origin that reaches both nodes at once is written once, and both return that entry', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        Promise.all(nodes.map((node) => node.logs.append([to('g:twice', { origin: `twice ${index}` })]))),
      ),
    )
    for (const [[one], [other]] of outcomes as [Appended[], Appended[]][]) {
      assert.equal(one!.id, other!.id)
      assert.equal(one!.seq, other!.seq)
      assert.deepEqual([one!.repeat, other!.repeat].sort(), [false, true])
    }
    assert.equal((await stored('g:twice')).length, 200)
  })

  test('users registered on one node exist on the other, and of two with the same name one is created', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `u${index}`)
    const create = (node: Stores, order: readonly string[]) =>
      Promise.allSettled(order.map((name) => node.users.create([sampleUser(app, name)])))
    const outcomes = await Promise.all([create(nodes[0]!, names), create(nodes[1]!, names.toReversed())])
    assert.equal(outcomes.flat().filter(({ status }) => status === 'fulfilled').length, 300)
    for (const node of nodes) assert.equal((await node.users.known(app.id, names)).size, 300)
  })

  test('U+0000, which PostgreSQL cannot store, becomes U+FFFD; halves of characters too', async () => {
    const [node] = nodes
    const name = 'a\0b'
    await node!.users.create([{ ...sampleUser(app, 'zero'), nickname: name }])
    assert.equal((await node!.users.get(app.id, 'zero'))?.nickname, 'a\ufffdb')
    await node!.logs.append([
      to('g:zero', { sender: name, origin: name, audience: [name, '\\u0000'], followers: [name, '\ud83d'] }),
    ])
    const [entry] = await stored('g:zero')
    assert.deepEqual([entry!.sender, entry!.audience], ['a\ufffdb', ['a\ufffdb', '\\u0000']])
    assert.ok((await node!.logs.appended(app.id, name)) !== undefined)
    assert.equal(await node!.logs.countUndelivered(app.id, name), 0)
    assert.equal((await node!.logs.behind(app.id, '\ufffd', 'web')).logs.length, 1)
  })

  test('who begins to follow is told of what comes from a node whose clock is ahead', async () => {
    const [ahead, node] = nodes as [Stores, Stores]
    const name = 'late'
    await node.users.create([sampleUser(app, name)])
    await node.logs.registerDevice(
      { app: app.id, user: name, resource: 'web', uuid: '', name: '', seenAt: 1 },
      3,
    )
    const log = 'g:clocks'
    const at = (hour: number, number: number) => to(log, { id: hour * HOUR_IDS + number, followers: [] })
    // The node that is ahead remembers that it has marked the followers with its hour.
    await ahead.logs.append([at(101, 1)])
    const joined = at(100, 2)
    await node.commit(({ logs }) => [
      logs.append([joined]),
      logs.follow(app.id, log, [name], { entry: joined.id, included: true }),
    ])
    await node.logs.saveCursors(
      [{ app: app.id, user: name, device: 'web', log, seq: 2 }],
      [{ app: app.id, user: name, device: 'web', hour: 101 }],
    )
    await ahead.logs.append([at(101, 3)])
    const { logs } = await node.logs.behind(app.id, name, 'web')
    assert.deepEqual(logs, [{ log, acknowledged: 2, head: 3, start: 1 }])
  })

  test('cut connections lose nothing acknowledged, and nothing that is sent again is there twice', async () => {
    let isDone = false
    const cut = async () => {
      while (!isDone) {
        await execute(
          database.url,
          `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and application_name = 'ringpost'`,
        )
        await pause(20)
      }
    }
    let failures = 0
    const send = async (node: Stores, origin: string) => {
      for (;;) {
        try {
          const entry = to('g:cut', { origin, payload: randomBytes(500) })
          if (origin.endsWith('0')) return (await node.commit(({ logs }) => [logs.append([entry])]))[0]
          return await node.logs.append([entry])
        } catch (error) {
          assert.ok(error instanceof ApiError && error.code === 'server.unavailable', String(error))
          failures++
        }
      }
    }
    const cutting = cut()
    const origins = Array.from({ length: 160 }, (_, index) => `cut ${index}`)
    const acknowledged = new Map<string, number>()
    await Promise.all(
      nodes.flatMap((node, part) =>
        [0, 1, 2, 3].map(async (writer) => {
          for (const [index, origin] of origins.entries()) {
            if (index % 8 !== part * 4 + writer) continue
            acknowledged.set(origin, (await send(node, origin))[0]!.seq)
          }
        }),
      ),
    )
    isDone = true
    await cutting
    assert.ok(failures > 0, 'no connection was cut in the middle of anything')
    assert.equal((await stored('g:cut')).length, 160)
    const rows = await execute(database.url, `select origin, seq from entry where origin like 'cut %'`)
    assert.deepEqual(new Map(rows.map(({ origin, seq }) => [origin, seq])), new Map([...acknowledged].sort()))
  })
})
