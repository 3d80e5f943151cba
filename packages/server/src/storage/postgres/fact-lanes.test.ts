import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiError } from '@ringpost/contract'
import { Obstacle } from '../../../../../test/harness/obstacle.ts'
import {
  createDatabase,
  execute,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
} from '../../../../../test/harness/postgres.ts'
import { until } from '../../../../../test/harness/until.ts'
import type { Fact } from '../../domain/facts/fact.ts'
import type { FactCursor } from '../../domain/facts/fact-cursor.ts'
import { FactReader } from '../../domain/facts/fact-reader.ts'
import type { NewEntry } from '../../domain/log/entry.ts'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { createApp, sampleEntry } from '../contract/samples.ts'
import { openStorage } from '../open-storage.ts'

const sent = { kind: 'message.sent', by: { kind: 'app' } } as const

describe('facts of several connections', { skip: withoutPostgres() }, () => {
  let database: TestDatabase
  let nodes: Stores[]
  let app: App
  before(async () => {
    database = await createDatabase()
    const open = () => openStorage({ url: database.url, connections: 9 })
    nodes = [await open(), await open()]
    app = await createApp(nodes[0]!)
  })
  after(async () => {
    for (const node of nodes) await node.close()
    await database.drop()
    await stopOwnServer()
  })

  const message = (log: string) => sampleEntry(app, 'alice', 'bob', { log, followers: [] })

  test('a transaction that writes first and commits last is not skipped', async () => {
    const follower = await Follower.atEnd(nodes[1]!)
    const obstacle = await Obstacle.place(database.url, nodes[0]!, app, 'slow')
    const slow = nodes[0]!.commit(({ logs, users }) => [
      logs.append([message('g:slow')], [sent]),
      users.update(app.id, 'slow', {}, 2),
    ])
    await obstacle.reached()
    for (const node of nodes) for (let i = 0; i < 5; i++) await node.logs.append([message('g:fast')], [sent])
    assert.deepEqual(
      (await follower.read()).map(place),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `g:fast ${n}`),
    )
    await obstacle.remove()
    await slow
    await nodes[1]!.logs.append([message('g:fast')], [sent])
    assert.deepEqual((await follower.read()).map(place).sort(), ['g:fast 11', 'g:slow 1'])
  })

  test('a commit that first writes something else and appends late is in the order of its positions', async () => {
    const follower = await Follower.atEnd(nodes[1]!)
    const obstacle = await Obstacle.place(database.url, nodes[0]!, app, 'early')
    const late = nodes[0]!.commit(({ logs, users }) => [
      users.update(app.id, 'early', {}, 2),
      logs.append([message('g:same')], [sent]),
    ])
    await obstacle.reached()
    await nodes[1]!.logs.append([message('g:same')], [sent])
    await obstacle.remove()
    await late
    await nodes[1]!.logs.append([message('g:same')], [sent])
    assert.deepEqual((await follower.read()).map(place), ['g:same 1', 'g:same 2', 'g:same 3'])
  })

  test('a stalled commit holds nobody up, and its lane continues when the database ends it', async () => {
    const follower = await Follower.atEnd(nodes[1]!)
    const obstacle = await Obstacle.place(database.url, nodes[0]!, app, 'frozen')
    const frozen = nodes[0]!.commit(({ logs, users }) => [
      logs.append([message('g:frozen')], [sent]),
      users.update(app.id, 'frozen', {}, 2),
    ])
    const failed = assert.rejects(frozen)
    const pid = await obstacle.reached()
    const lanes = `
      select objid::int as lane from pg_locks where locktype = 'advisory' and classid = 7246503 and pid = ${pid} and granted`
    const [{ lane }] = (await execute(database.url, lanes)) as [{ lane: number }]
    for (let i = 0; i < 20; i++) await nodes[1]!.logs.append([message('g:alive')], [sent])
    assert.equal((await follower.read()).length, 20)
    await execute(database.url, `select pg_terminate_backend(${pid})`)
    await until('the lane is free', async () => (await execute(database.url, lanes)).length === 0)
    await failed
    await obstacle.remove()
    // The next connection that writes gets the lowest free lane.
    const heir = await openStorage({ url: database.url, connections: 9 })
    await heir.commit(({ logs }) => [logs.append([message('g:heir')], [sent])])
    await heir.close()
    assert.deepEqual(
      (await follower.read()).map((fact) => [place(fact), fact.lane]),
      [['g:heir 1', lane]],
    )
  })

  test('when connections are cut, what was acknowledged comes once, and each log in order, after every page', async () => {
    const follower = await Follower.atEnd(nodes[1]!)
    const acknowledged = new Set<number>()
    let isOver = false
    const logs = ['g:1', 'g:2', 'g:3', 'g:4', 'g:5']
    const write = async (node: Stores, worker: number) => {
      for (let i = 0; i < 60; i++) {
        const entries = Array.from({ length: 1 + (i % 3) }, () =>
          message(logs[Math.floor(Math.random() * 5)]!),
        )
        for (const id of await append(node, entries, worker % 2 === 0)) acknowledged.add(id)
      }
    }
    const cut = async () => {
      while (!isOver) {
        await execute(
          database.url,
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'ringpost' order by random() limit 1`,
        )
        await pause(40)
      }
    }
    const found: Fact[] = []
    const follow = async () => {
      while (!isOver) await follower.read(found).catch(() => {})
    }
    const others = Promise.all([cut(), follow()])
    await Promise.all(nodes.flatMap((node) => [0, 1, 2, 3].map((worker) => write(node, worker))))
    isOver = true
    await others
    await follower.read(found)

    const ids = found.flatMap(({ entry }) => entry ?? [])
    assert.equal(new Set(ids).size, ids.length)
    for (const id of acknowledged) assert.ok(ids.includes(id), `${id} was acknowledged but is not a fact`)
    const last = new Map<string, number>()
    for (const fact of found) {
      const before = last.get(fact.subject) ?? 0
      assert.ok(fact.seq! > before, `${place(fact)} comes after ${before}`)
      last.set(fact.subject, fact.seq!)
    }
    const [{ count }] = (await execute(
      database.url,
      `select count(*) as count from fact where subject = any('{g:1,g:2,g:3,g:4,g:5}')`,
    )) as [{ count: number }]
    assert.equal(count, ids.length)
  })

  /** Retries with the same origins until it succeeds: the result of a failed attempt is unknown. */
  async function append(node: Stores, entries: readonly NewEntry[], alone: boolean): Promise<number[]> {
    const happenings = entries.map(() => sent)
    for (;;) {
      try {
        const appended = alone
          ? await node.logs.append(entries, happenings)
          : (await node.commit(({ logs }) => [logs.append(entries, happenings)]))[0]
        return appended.map(({ id }) => id)
      } catch (error) {
        const isLost = error instanceof ApiError && error.code === 'server.unavailable'
        if (!isLost) throw error
      }
    }
  }
})

/** Reads page by page from its last position. */
class Follower {
  readonly #reader: FactReader
  #cursor: FactCursor

  private constructor(reader: FactReader, cursor: FactCursor) {
    this.#reader = reader
    this.#cursor = cursor
  }

  static async atEnd({ facts }: Stores): Promise<Follower> {
    return new Follower(new FactReader(facts), (await facts.lanes()).heads)
  }

  async read(found: Fact[] = []): Promise<Fact[]> {
    for (;;) {
      const { facts, to } = await this.#reader.after(this.#cursor)
      if (facts.length === 0) return found
      found.push(...facts)
      this.#cursor = to
    }
  }
}

function place({ subject, seq }: Fact): string {
  return `${subject} ${seq}`
}
