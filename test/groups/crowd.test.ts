import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import {
  conferenceJid,
  decodeMucBody,
  encodeMucBody,
  MucOperation,
  Namespace,
  userJid,
} from '@ringpost/protocol'
import { type Entry, entryKind } from '../../packages/server/src/domain/log/entry.ts'
import { groupLog, roomLog } from '../../packages/server/src/domain/log/log-key.ts'
import type { User } from '../../packages/server/src/domain/users/user.ts'
import { APP_KEY } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { CrowdClient } from './crowd-client.ts'
import { channelText, createGroup, createRoom } from './scene.ts'

const MEMBERS = 3000
/** Maximum for a room, besides its owner. */
const VISITORS = 9999
/**
 * How many of them have a socket: most of them with RINGPOST_TEST_CROWD=full, which takes 18,000 open files and a
 * while.
 */
const isFull = process.env.RINGPOST_TEST_CROWD === 'full'
const ONLINE = isFull ? 9000 : 2000
/** How many of them enter the room at once. */
const NEWCOMERS = 1000
/** How many of them come and go, and how often. */
const [GUESTS, ROUNDS] = isFull ? [20, 2] : [100, 3]

describe('crowds', () => {
  let server: TestServer
  let users: User[]
  before(async () => {
    server = await TestServer.start()
    await server.users('alice')
    users = Array.from({ length: MEMBERS + VISITORS }, (_, i) => userOf(server.app.id, `u${i}`))
    await server.running.core.stores.users.create(users)
  })
  after(() => server.close())

  const names = (from: number, to: number) => users.slice(from, to).map(({ name }) => name)
  const logIn = (some: readonly string[]) =>
    inFlights(some, 100, async (name) => {
      const user = users[Number(name.slice(1))]!
      const { token } = server.running.core.tokens.issueForUser(server.app, user, undefined)
      return CrowdClient.login(server, name, token)
    })
  const text = (kind: 'group' | 'room', client: CrowdClient, id: string, msg: string) =>
    client.send({ to: conferenceJid(APP_KEY, id), payload: channelText(kind, client.user, id, msg) })
  const entries = async (log: string): Promise<Entry[]> => {
    const all: Entry[] = []
    for (;;) {
      const page = await server.running.core.stores.logs.read(server.app.id, log, all.length, 1000)
      all.push(...page)
      if (page.length < 1000) return all
    }
  }

  test('[socket.sendToGroup] [groups.addMembers] [groups.removeMembers] 3,000 members, some coming and going: everybody gets what was sent while they were a member, in order, once', async (t) => {
    const watch = stopwatch(t)
    const group = await createGroup(server, names(0, MEMBERS - 1), { maxusers: MEMBERS })
    watch('group of 3,000 created')
    const stable = await logIn(names(0, 200))
    const guests = await logIn(names(200, 260))
    watch('260 members logged in')

    const sending = stable.slice(0, 8).map(async (client, n) => {
      for (let i = 0; i < 30; i++) assert.equal(await text('group', client, group, `${n}/${i}`), 0)
    })
    const coming = [0, 1, 2].map(async (n) => {
      const some = names(200 + n * 20, 220 + n * 20)
      for (let round = 0; round < 6; round++) {
        const removed = await server.call('DELETE', `/chatgroups/${group}/users/${some.join(',')}`)
        assert.equal(removed.status, 200)
        const added = await server.call('POST', `/chatgroups/${group}/users`, { usernames: some })
        assert.equal(added.status, 200)
      }
    })
    await Promise.all([...sending, ...coming])
    watch('240 messages sent, 60 members removed and added 6 times')

    const log = await entries(groupLog(group))
    const messages = log.filter(({ kind }) => kind === entryKind.message)
    assert.equal(messages.length, 240)
    // One row per message, one per membership change, one for the creation.
    assert.equal(log.length, 240 + 3 * 6 * 2 + 1)
    for (const client of [...stable, ...guests]) {
      const expected = messagesFor(log, client.user)
      await until(
        () => `${client.user} has all ${expected.length}; ${client.got.length} have come`,
        () => client.got.length >= expected.length,
      )
      assert.deepEqual(client.got, expected, client.user)
    }
    watch(`${sum([...stable, ...guests])} deliveries complete`)
    assert.ok(guests.some(({ got }) => got.length < 240))

    const late = await logIn(names(1000, 1020))
    for (const client of late) assert.deepEqual(client.got, messagesFor(log, client.user), client.user)
    watch('20 members who were offline caught up')
    for (const client of [...stable, ...guests, ...late]) client.drop()
  })

  test('[socket.sendToRoom] [socket.joinRoom] [socket.leaveRoom] a room of 10,000, some coming and going: all members get everything, in order, once', async (t) => {
    const watch = stopwatch(t)
    const last = MEMBERS + VISITORS
    const room = await createRoom(server, names(MEMBERS, last - NEWCOMERS), { maxusers: VISITORS + 1 })
    watch(`room of ${VISITORS + 1 - NEWCOMERS} created`)
    const clients = await logIn(names(last - ONLINE, last))
    watch(`${ONLINE} clients logged in`)
    const visit = (client: CrowdClient, operation: MucOperation) => {
      const muc = conferenceJid(APP_KEY, room)
      const from = userJid(APP_KEY, client.user)
      const payload = encodeMucBody({ muc, operation, from, isChatroom: true })
      return client.send({ to: from, payload, namespace: Namespace.MUC })
    }
    const codes = await Promise.all(
      clients.slice(-NEWCOMERS).map((client) => visit(client, MucOperation.JOIN)),
    )
    assert.deepEqual(new Set(codes), new Set([0]))
    watch(`${NEWCOMERS} clients joined at once`)
    const { body } = await server.call('GET', `/chatrooms/${room}`)
    assert.equal(body.data[0].affiliations_count, VISITORS + 1)
    const full = await server.call('POST', `/chatrooms/${room}/users/u0`)
    assert.equal(full.body.error_description, 'members size is greater than max user size !')

    const senders = clients.slice(0, 5)
    const guests = clients.slice(-GUESTS)
    /** When a guest was definitely in the room, and when a message was in flight, in ms. */
    const stays = new Map(guests.map((guest): [CrowdClient, [number, number][]] => [guest, []]))
    const flights: { id: string; from: number; to: number }[] = []
    const sending = senders.map(async (client, n) => {
      for (let i = 0; i < 8; i++) {
        const from = performance.now()
        assert.equal(await text('room', client, room, `${n}/${i}`), 0)
        flights.push({ id: `${n}/${i}`, from, to: performance.now() })
      }
    })
    const coming = guests.map(async (guest) => {
      let since = performance.now()
      for (let round = 0; round < ROUNDS; round++) {
        await turn()
        stays.get(guest)!.push([since, performance.now()])
        assert.equal(await visit(guest, MucOperation.LEAVE), 0)
        assert.equal(await visit(guest, MucOperation.JOIN), 0)
        since = performance.now()
      }
      stays.get(guest)!.push([since, Infinity])
    })
    await Promise.all([...sending, ...coming])
    watch(`40 messages sent, ${GUESTS} clients left and joined ${ROUNDS} times`)

    const log = await entries(roomLog(room))
    assert.equal(log.length, 40)
    for (const client of clients.slice(0, -GUESTS)) {
      const expected = log.filter(({ sender }) => sender !== client.user).map(({ id }) => id)
      await until(
        () => `${client.user} has all ${expected.length}; ${client.got.length} have come`,
        () => client.got.length >= expected.length,
      )
      assert.deepEqual(client.got, expected, client.user)
    }
    const idOf = new Map(log.map(({ id, payload }) => [textOf(payload), id]))
    for (const guest of guests) {
      const sure = flights.filter(({ from, to }) => stays.get(guest)!.some(([a, b]) => from > a && to < b))
      await until(`${guest.user} has all that was sent during a stay`, () =>
        sure.every(({ id }) => guest.got.includes(idOf.get(id)!)),
      )
      assert.deepEqual(guest.got, [...new Set(guest.got)].sort(byPosition(log)), `${guest.user}: order`)
    }
    watch(`${sum(clients)} deliveries complete`)
    for (const client of clients) client.drop()
  })
})

/** Ids of the messages in the log that were sent while the user was a member, except their own. */
function messagesFor(log: readonly Entry[], user: string): number[] {
  let isMember = true
  return log.flatMap(({ kind, id, sender, payload }) => {
    if (kind === entryKind.message) return isMember && sender !== user ? [id] : []
    const { operation, from, members } = decodeMucBody(payload)
    const concerns = members.includes(user) || from?.name === user
    if (concerns && operation === MucOperation.PRESENCE) isMember = true
    if (concerns && operation === MucOperation.ABSENCE) isMember = false
    return []
  })
}

function byPosition(log: readonly Entry[]): (a: number, b: number) => number {
  const positions = new Map(log.map(({ id, seq }) => [id, seq]))
  return (a, b) => positions.get(a)! - positions.get(b)!
}

function textOf(payload: Uint8Array): string {
  return /\d+\/\d+/.exec(Buffer.from(payload).toString('latin1'))![0]
}

function sum(clients: readonly CrowdClient[]): number {
  return clients.reduce((total, { got }) => total + got.length, 0)
}

async function inFlights<T, R>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  for (let i = 0; i < items.length; i += size)
    results.push(...(await Promise.all(items.slice(i, i + size).map(work))))
  return results
}

/** Records the duration of each stage. */
function stopwatch(t: TestContext): (stage: string) => void {
  let last = performance.now()
  return (stage) => {
    const now = performance.now()
    t.diagnostic(`${stage}: ${Math.round(now - last)} ms`)
    last = now
  }
}

/** Creates a user without a password, to save the time for hashing. */
function userOf(app: number, name: string): User {
  return {
    app,
    name,
    uuid: randomUUID(),
    passwordHash: null,
    nickname: null,
    activated: true,
    createdAt: 0,
    modifiedAt: 0,
    tokenGeneration: 0,
    tokensValidFrom: 0,
    mutes: {},
    preferences: {},
  }
}
