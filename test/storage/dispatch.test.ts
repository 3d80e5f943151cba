import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { MemoryBus } from '../../packages/server/src/cluster/memory/memory-bus.ts'
import { Leases } from '../../packages/server/src/domain/cluster/leases.ts'
import { Peers } from '../../packages/server/src/domain/cluster/peers.ts'
import { SharedCaches } from '../../packages/server/src/domain/cluster/shared-caches.ts'
import type { Receive } from '../../packages/server/src/domain/facts/delivery.ts'
import { Dispatcher } from '../../packages/server/src/domain/facts/dispatcher.ts'
import type { Fact } from '../../packages/server/src/domain/facts/fact.ts'
import { FactInterest } from '../../packages/server/src/domain/facts/fact-interest.ts'
import { FactPruner } from '../../packages/server/src/domain/facts/fact-pruner.ts'
import { FactReader } from '../../packages/server/src/domain/facts/fact-reader.ts'
import { Subscriptions } from '../../packages/server/src/domain/facts/subscriptions.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import { createApp, sampleEntry } from '../../packages/server/src/storage/contract/samples.ts'
import {
  openStorage,
  type PostgresPlace,
  type SqlitePlace,
} from '../../packages/server/src/storage/open-storage.ts'
import {
  createDatabase,
  PostgresServer,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
  withoutPostgresPrograms,
} from '../harness/postgres.ts'
import { until } from '../harness/until.ts'

const sent = { kind: 'message.sent', by: { kind: 'app' } } as const

const folder = mkdtempSync(join(tmpdir(), 'ringpost-dispatch-'))
let database: TestDatabase | undefined
after(async () => {
  rmSync(folder, { recursive: true })
  await database?.drop()
  await stopOwnServer()
})

dispatching('SQLite', false, async () => ({ directory: folder }))
dispatching('PostgreSQL', withoutPostgres(), async () => {
  database = await createDatabase()
  return { url: database.url, connections: 9 }
})

function dispatching(
  engine: string,
  skip: string | false,
  place: () => Promise<SqlitePlace | PostgresPlace>,
): void {
  describe(`dispatching facts from ${engine}`, { skip }, () => {
    let stores: Stores
    const open = () => stores
    before(async () => {
      stores = await openStorage(await place())
    })
    after(() => stores.close())

    test('a new subscriber gets the facts of its app and kinds from its acknowledgement on', async () => {
      await using node = await Node.start(open())
      const [app, other] = [await createApp(open()), await createApp(open())]
      const append = (of: typeof app) => open().logs.append([sampleEntry(of, 'alice', 'bob')], [sent])
      await append(app)
      const { name, facts } = await node.subscribe(app.id)
      assert.equal(node.interest.wants(app.id, 'message.sent'), true)
      assert.equal(node.interest.wants(app.id, 'message.read'), false)
      assert.equal(node.interest.wantsAny(other.id), false)
      await Promise.all([append(app), append(other)])
      await append(app)
      node.dispatcher.wake()
      await until('both facts have come', () => facts.length === 2)
      assert.deepEqual(
        facts.map(({ app, seq }) => [app, seq]),
        [
          [app.id, 2],
          [app.id, 3],
        ],
      )
      await node.subscriptions.unsubscribe(name)
      assert.equal(node.interest.wantsAny(app.id), false)
    })

    test('after a stop a subscriber gets what it has not taken, and nothing twice', async () => {
      const app = await createApp(open())
      const append = () => open().logs.append([sampleEntry(app, 'alice', 'bob')], [sent])
      const name = `test:${randomUUID()}`
      const first = await Node.start(open())
      const before = await first.subscribe(app.id, name)
      await append()
      await append()
      first.dispatcher.wake()
      await until('both facts have come', () => before.facts.length === 2)
      await first[Symbol.asyncDispose]()
      await append()
      await using second = await Node.start(open())
      const after = second.receive(name)
      await until('the third fact has come', () => after.length === 1)
      assert.equal(after[0]!.seq, 3)
      await second.subscriptions.unsubscribe(name)
    })

    test('a subscriber that fails gets the same facts again, in order, and holds nobody up', async () => {
      await using node = await Node.start(open())
      const app = await createApp(open())
      const well = await node.subscribe(app.id)
      const attempts: number[] = []
      const name = `test:${randomUUID()}`
      node.handle(name, async ([fact]) => {
        attempts.push(fact!.seq!)
        if (attempts.length === 1) throw new Error('not today')
      })
      await node.subscriptions.subscribe({ name, app: app.id, kinds: ['message.sent'] })
      await open().logs.append([sampleEntry(app, 'alice', 'bob')], [sent])
      node.dispatcher.wake()
      await until('the other has its fact', () => well.facts.length === 1)
      await until('one is failing', () => node.dispatcher.status.failing === 1)
      await open().logs.append([sampleEntry(app, 'alice', 'bob')], [sent])
      node.dispatcher.wake()
      await until('the other has its next fact', () => well.facts.length === 2)
      await until('the one that failed has both', () => attempts.length === 3)
      assert.deepEqual(attempts, [1, 1, 2])
      await until('nobody is failing', () => node.dispatcher.status.failing === 0)
      assert.match(String(node.errors[0]), /not today/)
      for (const each of [name, well.name]) await node.subscriptions.unsubscribe(each)
    })

    test('facts that nobody wants are skipped at once and the cursor is saved, so they can be pruned', async () => {
      await using node = await Node.start(open())
      const app = await createApp(open())
      const { name, facts } = await node.subscribe(app.id)
      const other = await createApp(open())
      const begun = (await cursorOf(open(), name))!
      for (let i = 0; i < 10; i++) {
        const entries = Array.from({ length: 1000 }, () => sampleEntry(other, 'alice', 'bob'))
        await open().logs.append(
          entries,
          entries.map(() => sent),
        )
      }
      node.dispatcher.wake()
      const { heads } = await open().facts.lanes()
      const wanted = Object.entries(heads).filter(([lane, head]) => head > (begun[Number(lane)] ?? 0))
      await until('the cursor is at the end', async () => {
        const cursor = (await cursorOf(open(), name))!
        return wanted.every(([lane, head]) => cursor[Number(lane)] === head)
      })
      assert.deepEqual(facts, [])
      await node.pruner().prune()
      const { facts: left } = await open().facts.read({}, 100_000)
      assert.ok(left.length <= 20, `${left.length} facts are left`)
      await node.subscriptions.unsubscribe(name)
    })

    test('a subscriber too far behind is moved forward and informed, and then continues', async () => {
      await using node = await Node.start(open())
      const app = await createApp(open())
      // No dispatcher serves this type.
      const name = `absent:${randomUUID()}`
      await node.subscriptions.subscribe({ name, app: app.id, kinds: ['message.sent'] })
      const entries = Array.from({ length: 30 }, () => sampleEntry(app, 'alice', 'bob'))
      await open().logs.append(
        entries,
        entries.map(() => sent),
      )
      const skipped: [string, number][] = []
      const pruner = node.pruner({ mostBehind: 20, onSkip: (...skip) => skipped.push(skip) })
      await pruner.prune()
      await pruner.prune()
      assert.deepEqual(skipped, [[name, 30]])
      const { skipped: count } = (await open().subscribers.list()).find((each) => each.name === name)!
      assert.equal(count, 30)
      await node.subscriptions.unsubscribe(name)
    })
  })
}

test('after a failover to an earlier state of the database, subscribers get what follows there', {
  skip: withoutPostgresPrograms(),
}, async () => {
  const postgres = await PostgresServer.start()
  try {
    const { url } = await createDatabase(postgres.url)
    const stores = await openStorage({ url, connections: 9 })
    try {
      await using node = await Node.start(stores, 300)
      const app = await createApp(stores)
      const append = async () => {
        const [entry] = await stores.logs.append([sampleEntry(app, 'alice', 'bob')], [sent])
        node.dispatcher.wake()
        return entry!
      }
      const { name, facts } = await node.subscribe(app.id)
      const hasCome = ({ id }: { id: number }) =>
        until('the fact has come', () => facts.some(({ entry }) => entry === id))
      await hasCome(await append())
      await until('the cursor is saved', async () => {
        const { lane, pos } = facts[0]!
        return (await cursorOf(stores, name))![lane] === pos
      })
      await postgres.stop()
      postgres.keepCopy()
      await postgres.start()
      for (let i = 0; i < 3; i++) await hasCome(await untilTaken(append))
      await postgres.fallBack()
      // They get positions in the stream that the subscriber has had, with other facts.
      for (let i = 0; i < 5; i++) await hasCome(await untilTaken(append))
    } finally {
      await stores.close()
    }
  } finally {
    await postgres.remove()
  }
})

/** Tries again while the database is away. */
async function untilTaken<Taken>(write: () => Promise<Taken>): Promise<Taken> {
  let taken: Taken | undefined
  await until('the database takes writes', async () => {
    taken = await write().catch(() => undefined)
    return taken !== undefined
  })
  return taken!
}

/** A node that only dispatches facts. */
class Node implements AsyncDisposable {
  readonly interest: FactInterest
  readonly subscriptions: Subscriptions
  readonly dispatcher: Dispatcher
  readonly errors: unknown[] = []
  readonly #stores: Stores
  readonly #peers: Peers
  readonly #receivers = new Map<string, Receive>()

  /** @param leaseMs as for the dispatcher, which looks around three times in that. */
  static async start(stores: Stores, leaseMs?: number): Promise<Node> {
    const node = new Node(stores, leaseMs)
    await node.interest.forgetAll()
    node.dispatcher.start()
    return node
  }

  private constructor(stores: Stores, leaseMs: number | undefined) {
    this.#stores = stores
    const onError = (error: unknown) => this.errors.push(error)
    const bus = new MemoryBus()
    const peers = new Peers(bus, onError)
    this.#peers = peers
    const { facts, subscribers, changeNotes: notes } = stores
    const shared = new SharedCaches({ bus, peers, notes, hasOthers: false, onError })
    const interest = new FactInterest(subscribers, shared)
    this.interest = interest
    this.subscriptions = new Subscriptions(subscribers, facts, interest)
    const reader = new FactReader(facts)
    this.dispatcher = new Dispatcher({
      facts,
      subscribers,
      interest,
      reader,
      peers,
      hasOthers: false,
      ...(leaseMs !== undefined && { leaseMs }),
      onError,
    })
    this.dispatcher.serve('test', ({ name }) => (facts) => {
      const receive = this.#receivers.get(name)
      return receive === undefined ? Promise.reject(new Error('not yet')) : receive(facts)
    })
  }

  handle(name: string, receive: Receive): void {
    this.#receivers.set(name, receive)
  }

  receive(name: string): Fact[] {
    const taken: Fact[] = []
    this.handle(name, async (facts) => void taken.push(...facts))
    return taken
  }

  async subscribe(app: number, name = `test:${randomUUID()}`): Promise<{ name: string; facts: Fact[] }> {
    const facts = this.receive(name)
    await this.subscriptions.subscribe({ name, app, kinds: ['message.sent'] })
    return { name, facts }
  }

  pruner(options: { mostBehind?: number; onSkip?: (name: string, count: number) => void } = {}): FactPruner {
    const { facts, subscribers, leases } = this.#stores
    const onError = (error: unknown) => this.errors.push(error)
    return new FactPruner({
      facts,
      subscribers,
      leases: new Leases(leases, this.#peers.id, onError),
      onSkip: () => {},
      onError,
      ...options,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispatcher.stop()
  }
}

async function cursorOf({ subscribers }: Stores, name: string) {
  return (await subscribers.list()).find((each) => each.name === name)!.cursor
}
