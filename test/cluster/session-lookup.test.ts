import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { NatsBus } from '../../packages/server/src/cluster/nats/nats-bus.ts'
import type { KnownSession } from '../../packages/server/src/delivery/known-session.ts'
import { OWNER_MS, SessionLookup } from '../../packages/server/src/delivery/session-lookup.ts'
import { slotOf, UserOwners } from '../../packages/server/src/delivery/user-owners.ts'
import { Peers } from '../../packages/server/src/domain/cluster/peers.ts'
import { openNats, withoutNats } from '../harness/nats.ts'
import { until } from '../harness/until.ts'

const APP = 1

/** A node that has sessions, and nothing else. */
class Node {
  readonly peers: Peers
  readonly lookup: SessionLookup
  readonly bus: NatsBus
  readonly sessions: KnownSession[] = []
  readonly ended: KnownSession[] = []
  readonly moved: ((app: number, user: string) => boolean)[] = []
  #last = 0

  constructor(bus: NatsBus) {
    this.bus = bus
    this.peers = new Peers(bus, (error) => assert.fail(String(error)))
    this.lookup = new SessionLookup({
      ...{ bus, peers: this.peers },
      here: {
        all: () => this.sessions,
        of: (app, user) => this.sessions.filter((each) => each.app === app && each.user === user),
      },
      end: (sessions) => this.ended.push(...sessions),
    })
    this.lookup.whenMoved((owns) => this.moved.push(owns))
  }

  /** @returns the session, and those that it comes after. */
  async enter(user: string, device = 'd1', since = Date.now()): Promise<[KnownSession, KnownSession[]]> {
    const session: KnownSession = {
      ...{ node: this.peers.id, number: ++this.#last, app: APP, user, since },
      ...{ resource: device, uuid: device, name: device },
    }
    this.sessions.push(session)
    return [session, await this.lookup.entered(session)]
  }

  leave(session: KnownSession): void {
    this.sessions.splice(this.sessions.indexOf(session), 1)
    this.lookup.left(session)
  }

  /** Ends without a farewell. */
  async die(): Promise<void> {
    this.lookup.close()
    await this.bus.close()
  }
}

/** Four nodes that know of each other, and own all users. */
class Nodes implements AsyncDisposable {
  readonly all: readonly Node[]
  /** Without those that a test lets die. */
  living: Node[]

  private constructor(all: readonly Node[]) {
    this.all = all
    this.living = [...all]
  }

  static async start(url: string, prefix: string): Promise<Nodes> {
    const nodes = new Nodes(
      await Promise.all(
        [0, 1, 2, 3].map(async (i) => new Node(await NatsBus.open({ url, prefix, name: `node ${i}` }))),
      ),
    )
    for (const node of nodes.all) await node.bus.flush()
    for (const node of nodes.all) await node.peers.join()
    await until('all know all', () => nodes.all.every(({ peers }) => peers.live.length === 3))
    await nodes.settled()
    return nodes
  }

  /** Waits until owners answer for themselves. */
  async settled(): Promise<void> {
    const users = Array.from({ length: 40 }, (_, i) => `nobody${i}`)
    for (const { lookup } of this.living)
      await until('owners know all', async () => (await lookup.nodesOf(APP, users)) !== undefined)
  }

  /** A user of that node. */
  userOf(owner: Node): string {
    const slots = new UserOwners(owner.peers.id)
    for (const { peers } of this.living) slots.join(peers.id)
    for (let i = 0; ; i++) {
      const user = `user${i}`
      if (slots.owner(slotOf(APP, user)) === owner.peers.id) return user
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.all) await node.die()
  }
}

// Each test mostly waits for what nodes let pass before they trust each other, so all wait at once.
describe('where the sessions of users are', { skip: withoutNats(), concurrency: true }, () => {
  let nats: Awaited<ReturnType<typeof openNats>>
  let started = 0
  before(async () => {
    nats = await openNats()
  })
  after(() => nats?.kill())

  const start = () => Nodes.start(nats.url, `${nats.prefix}${started++}`)
  const found = async (node: Node, user: string) =>
    (await node.lookup.elsewhere(APP, [user])).sessions.map((session) => session.node)

  test('every node finds them, through one owner, until they end', async () => {
    await using nodes = await start()
    const [a, b, c, d] = nodes.all as [Node, Node, Node, Node]
    for (const owner of nodes.all) {
      const user = nodes.userOf(owner)
      const [session, others] = await a.enter(user)
      assert.deepEqual(others, [])
      const [second, first] = await b.enter(user, 'd2')
      assert.deepEqual(first, [session])
      for (const node of [c, d])
        assert.deepEqual((await found(node, user)).toSorted(), [a.peers.id, b.peers.id].toSorted())
      assert.deepEqual(await c.lookup.nodesOf(APP, [user, 'nobody']), new Set([a.peers.id, b.peers.id]))
      a.leave(session)
      b.leave(second)
      // Notes of one node arrive in order; those of others may come later.
      await until('both have ended', async () => (await found(c, user)).length === 0)
    }
  })

  test('of two logins of one device at once, through two nodes, one comes after the other', async () => {
    await using nodes = await start()
    const [a, b, c] = nodes.all as [Node, Node, Node]
    let inTime = 0
    for (let i = 0; i < 20; i++) {
      const user = `${nodes.userOf(nodes.all[i % 4]!)}`
      const begun = performance.now()
      const [[one, beforeOne], [other, beforeOther]] = await Promise.all([
        a.enter(user, `d${i}`),
        b.enter(user, `d${i}`),
      ])
      // Nobody waits longer for the owner; without it, each may be told of the other.
      const isLate = performance.now() - begun > OWNER_MS - 20
      const ends = [
        ...beforeOne.filter(({ resource }) => resource === `d${i}`),
        ...beforeOther.filter(({ resource }) => resource === `d${i}`),
      ]
      if (!isLate) assert.equal(ends.length, 1)
      inTime += isLate ? 0 : 1
      a.leave(one)
      b.leave(other)
    }
    assert.ok(inTime > 0)
    if (inTime === 20) assert.deepEqual([...a.ended, ...b.ended, ...c.ended], [])
  })

  test('the owner dies during a login: the login goes on, and ends the older session of its device', async () => {
    await using nodes = await start()
    const [a, b, c, owner] = nodes.all as [Node, Node, Node, Node]
    const user = nodes.userOf(owner)
    const [session] = await a.enter(user)
    await owner.die()
    const begun = performance.now()
    const [newer, others] = await b.enter(user, 'd1', session.since + 1)
    assert.ok(performance.now() - begun < 50 * OWNER_MS)
    assert.deepEqual(others, [session])
    assert.deepEqual((await found(c, user)).toSorted(), [a.peers.id, b.peers.id].toSorted())
    a.leave(session)
    nodes.living = [a, b, c]
    await until('its death is noticed', () => nodes.living.every(({ peers }) => peers.live.length === 2))
    await nodes.settled()
    assert.deepEqual(await c.lookup.nodesOf(APP, [user]), new Set([b.peers.id]))
    assert.equal(
      nodes.living.filter(({ moved }) => moved.some((owns) => owns(APP, user))).length,
      1,
      'one node speaks for the users of the dead one',
    )
    b.leave(newer)
  })

  test('two owners die one after the other: nothing is lost, and two sessions of a device become one', async () => {
    await using nodes = await start()
    const [a, b, first, second] = nodes.all as [Node, Node, Node, Node]
    const users = Array.from({ length: 60 }, (_, i) => `many${i}`)
    for (const user of users) await a.enter(user)
    await first.die()
    await until('the first death is noticed', () => [a, b].every(({ peers }) => peers.live.length === 2))
    await second.die()
    // Neither knows of the other: no owner was told.
    const twice = nodes.userOf(second)
    const one = (await a.enter(twice, 'same', 1000))[0]
    const other = { ...one, node: b.peers.id, since: 2000 }
    b.sessions.push(other)
    nodes.living = [a, b]
    await until('the second death is noticed', () =>
      nodes.living.every(({ peers }) => peers.live.length === 1),
    )
    await nodes.settled()
    for (const user of users) assert.deepEqual(await found(b, user), [a.peers.id])
    await until('the older one is ended', () => [...a.ended, ...b.ended].includes(one) || ended(a, b, one))
  })

  function ended(a: Node, b: Node, { node, number }: KnownSession): boolean {
    return [...a.ended, ...b.ended].some((each) => each.node === node && each.number === number)
  }

  test('a node that was cut off is told again what it missed', async () => {
    await using nodes = await start()
    const [a, b, c] = nodes.all as [Node, Node, Node]
    const user = nodes.userOf(b)
    const [gone] = await a.enter(user)
    // As if its notes were lost on the way.
    const { tell } = a.peers
    a.peers.tell = () => {}
    a.leave(gone)
    a.peers.tell = tell
    const [stays] = await a.enter(user, 'd2')
    await until('the owner has asked again', async () => {
      const { sessions } = await c.lookup.elsewhere(APP, [user])
      return sessions.length === 1 && sessions[0]!.number === stays.number
    })
  })
})
