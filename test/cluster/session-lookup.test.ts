import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
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

describe('where the sessions of users are', { skip: withoutNats() }, () => {
  let nats: Awaited<ReturnType<typeof openNats>>
  let all: Node[]
  let nodes: Node[]
  let round = 0
  before(async () => {
    nats = await openNats()
  })
  beforeEach(async () => {
    const prefix = `${nats.prefix}${round++}`
    nodes = []
    for (let i = 0; i < 4; i++)
      nodes.push(new Node(await NatsBus.open({ url: nats.url, prefix, name: `node ${i}` })))
    all = nodes
    for (const node of nodes) await node.bus.flush()
    for (const node of nodes) await node.peers.join()
    await until('all know all', () => nodes.every(({ peers }) => peers.live.length === 3))
    await settled(nodes)
  })
  afterEach(async () => {
    for (const node of all) await node.die()
  })
  after(() => nats?.kill())

  /** Waits until owners answer for themselves. */
  async function settled(some: readonly Node[]): Promise<void> {
    const users = Array.from({ length: 40 }, (_, i) => `nobody${i}`)
    for (const { lookup } of some)
      await until('owners know all', async () => (await lookup.nodesOf(APP, users)) !== undefined)
  }
  /** A user of that node. */
  function userOf(owner: Node, but: string[] = []): string {
    const slots = new UserOwners(owner.peers.id)
    for (const { peers } of nodes) slots.join(peers.id)
    for (let i = 0; ; i++) {
      const user = `user${i}`
      if (slots.owner(slotOf(APP, user)) === owner.peers.id && !but.includes(user)) return user
    }
  }
  const found = async (node: Node, user: string) =>
    (await node.lookup.elsewhere(APP, [user])).sessions.map((session) => session.node)

  test('every node finds them, through one owner, until they end', async () => {
    const [a, b, c, d] = nodes as [Node, Node, Node, Node]
    for (const owner of nodes) {
      const user = userOf(owner)
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
    const [a, b, c] = nodes as [Node, Node, Node]
    let inTime = 0
    for (let i = 0; i < 20; i++) {
      const user = `${userOf(nodes[i % 4]!)}`
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
    const [a, b, c, owner] = nodes as [Node, Node, Node, Node]
    const user = userOf(owner)
    const [session] = await a.enter(user)
    await owner.die()
    const begun = performance.now()
    const [newer, others] = await b.enter(user, 'd1', session.since + 1)
    assert.ok(performance.now() - begun < 2000)
    assert.deepEqual(others, [session])
    assert.deepEqual((await found(c, user)).toSorted(), [a.peers.id, b.peers.id].toSorted())
    a.leave(session)
    nodes = [a, b, c]
    await until('its death is noticed', () => nodes.every(({ peers }) => peers.live.length === 2))
    await settled(nodes)
    assert.deepEqual(await c.lookup.nodesOf(APP, [user]), new Set([b.peers.id]))
    assert.equal(
      nodes.filter(({ moved }) => moved.some((owns) => owns(APP, user))).length,
      1,
      'one node speaks for the users of the dead one',
    )
    b.leave(newer)
  })

  test('two owners die one after the other: nothing is lost, and two sessions of a device become one', async () => {
    const [a, b, first, second] = nodes as [Node, Node, Node, Node]
    const users = Array.from({ length: 60 }, (_, i) => `many${i}`)
    for (const user of users) await a.enter(user)
    await first.die()
    await until('the first death is noticed', () => [a, b].every(({ peers }) => peers.live.length === 2))
    await second.die()
    // Neither knows of the other: no owner was told.
    const twice = userOf(second)
    const one = (await a.enter(twice, 'same', 1000))[0]
    const other = { ...one, node: b.peers.id, since: 2000 }
    b.sessions.push(other)
    nodes = [a, b]
    await until('the second death is noticed', () => nodes.every(({ peers }) => peers.live.length === 1))
    await settled(nodes)
    for (const user of users) assert.deepEqual(await found(b, user), [a.peers.id])
    await until('the older one is ended', () => [...a.ended, ...b.ended].includes(one) || ended(a, b, one))
  })

  function ended(a: Node, b: Node, { node, number }: KnownSession): boolean {
    return [...a.ended, ...b.ended].some((each) => each.node === node && each.number === number)
  }

  test('a node that was cut off is told again what it missed', async () => {
    const [a, b, c] = nodes as [Node, Node, Node]
    const user = userOf(b)
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
