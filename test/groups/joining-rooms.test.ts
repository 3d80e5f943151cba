import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { encodeKeyValues } from '@ringpost/protocol'
import { roomLog } from '../../packages/server/src/domain/log/log-key.ts'
import type { AppSettings } from '../../packages/server/src/domain/tenancy/app.ts'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import type { RawClient } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { catchUp, createRoom, goOnline, hears, say, told } from './scene.ts'

/** ms, longer than any `roomOfflineSeconds` below. */
const LATER = 200_000

describe('joining and leaving rooms', () => {
  const clock = new TestClock()
  let server: TestServer
  const users = ['alice', 'bob', 'carol', 'dave', 'erin']
  before(async () => {
    server = await TestServer.start({}, undefined, { clock })
    await server.users(...users)
  })
  after(() => server.close())

  const as = async (user: string, method: string, path: string, body?: unknown): Promise<Reply> =>
    server.call(method, path, body, { token: await server.userToken(user) })
  const enter = (user: string, room: string, body: unknown = {}) =>
    as(user, 'POST', `/chatrooms/${room}/apply`, body)
  const set = (settings: Partial<AppSettings>) => {
    const { apps } = server.running.core
    return apps.changeSettings(apps.byKey('acme#chat')!, settings)
  }
  const members = async (room: string, at = server): Promise<string[]> => {
    const { body } = await at.call('GET', `/chatrooms/${room}/users`)
    return body.data.map((each: Record<string, string>) => Object.values(each)[0]).sort()
  }
  /** Closes the connection, and waits until the server knows. */
  const vanish = async (...clients: RawClient[]) => {
    for (const client of clients) await client.drop()
    const { registry } = server.running.core
    for (const { user } of clients)
      while (registry.of(server.app.id, user).length > 0) await new Promise(setImmediate)
  }

  test('[rooms.join] [rooms.leave] over REST, as SDKs up to 4.0 do', async () => {
    const room = await createRoom(server, [])
    await using alice = await goOnline(server, 'alice')
    const { body } = await enter('bob', room, { message: 'hello' })
    assert.deepEqual(body.data, { action: 'apply', id: room, result: true, user: 'bob' })
    await hears(alice, 'PRESENCE bob>bob')
    assert.equal((await enter('bob', room)).status, 200)
    assert.deepEqual(await members(room), ['alice', 'bob'])
    const left = await as('bob', 'DELETE', `/chatrooms/${room}/quit`)
    assert.deepEqual(left.body.data, { action: 'quit', id: room, result: true, user: 'bob' })
    await hears(alice, 'ABSENCE bob>bob')
    assert.equal((await as('bob', 'DELETE', `/chatrooms/${room}/quit`)).status, 200)
    assert.deepEqual(told(alice), ['PRESENCE bob>bob', 'ABSENCE bob>bob'])
  })

  test('[rooms.join] [rooms.leave] errors', async () => {
    const room = await createRoom(server, [], { maxusers: 2 })
    assertError(await enter('bob', '999'), 'channel.unknown', { id: '999' })
    assertError(await as('bob', 'DELETE', '/chatrooms/999/quit'), 'channel.unknown', { id: '999' })
    assertError(await enter('bob', room, { message: true }), 'channel.field_illegal', { field: 'message' })
    const long = { message: 'x'.repeat(6000) }
    assertError(await enter('bob', room, long), 'channel.reason_too_long', { limit: 5120 })
    assertError(await server.call('POST', `/chatrooms/${room}/apply`, {}), 'forbidden')
    assertError(await server.call('DELETE', `/chatrooms/${room}/quit`), 'forbidden')
    await enter('bob', room)
    assertError(await enter('carol', room), 'channel.full')
    await set({ roomsPerUser: 1 })
    const second = await createRoom(server, [], { owner: 'erin' })
    assertError(await enter('bob', second), 'room.joined_too_many', { username: 'bob' })
    await set({ roomsPerUser: 0 })
    const { stores } = server.running.core
    const change = async (disabled: boolean, blocked: boolean) => {
      const channel = { ...(await stores.channels.get(server.app.id, second))!, disabled }
      const standing = (await stores.channels.standings(server.app.id, second, ['erin'])).get('erin')!
      const standings = new Map([['bob', { ...standing, role: null, joinedAt: 0, blocked }]])
      await stores.commit(({ channels }) => [channels.apply({ channel, standings })])
    }
    await change(false, true)
    assertError(await enter('bob', second), 'channel.blocked', { username: 'bob' })
    await change(true, false)
    assertError(await enter('bob', second), 'channel.disabled')
  })

  test('[socket.leaveRoom] users who are away for too long are removed, with one event; owner, allow list and users who never logged in stay', async () => {
    const room = await createRoom(server, ['bob', 'carol', 'dave', 'erin'])
    const { stores } = server.running.core
    const channel = (await stores.channels.get(server.app.id, room))!
    const standings = await stores.channels.standings(server.app.id, room, ['dave'])
    const allowed = new Map([['dave', { ...standings.get('dave')!, allowed: true }]])
    await stores.commit(({ channels }) => [channels.apply({ channel, standings: allowed })])
    await using watcher = await goOnline(server, 'erin')
    const [alice, bob, carol, dave] = await Promise.all(
      ['alice', 'bob', 'carol', 'dave'].map((user) => goOnline(server, user)),
    )
    await vanish(alice!, bob!, carol!, dave!)
    await clock.advance(60_000)
    assert.deepEqual(await members(room), users)
    await using back = await goOnline(server, 'carol')
    await clock.advance(LATER - 60_000)
    assert.deepEqual(await members(room), ['alice', 'carol', 'dave', 'erin'])
    for (const client of [watcher, back]) {
      await hears(client, 'ABSENCE bob>bob')
      assert.deepEqual(told(client), ['ABSENCE bob>bob'])
    }
    await clock.advance(LATER)
    assert.deepEqual(await members(room), ['alice', 'carol', 'dave', 'erin'])
  })

  test('[socket.leaveRoom] many who vanish cause one event, the last device of a user counts, and an app can let them stay', async () => {
    const crowd = Array.from({ length: 20 }, (_, i) => `v${String(i).padStart(2, '0')}`)
    await server.users(...crowd)
    const room = await createRoom(server, [...crowd, 'bob'])
    await using watcher = await goOnline(server, 'alice')
    await using _ = await goOnline(server, 'bob', 'web')
    const phone = await goOnline(server, 'bob', 'phone')
    const clients = await Promise.all(crowd.map((user) => goOnline(server, user)))
    await phone.drop()
    await vanish(...clients)
    await clock.advance(LATER)
    assert.deepEqual(await members(room), ['alice', 'bob'])
    await hears(watcher, `ABSENCE v00>v00 (${crowd.join(' ')})`)
    assert.equal(told(watcher).filter((line) => line.includes('v00')).length, 1)
    await set({ roomOfflineSeconds: 0 })
    await server.call('POST', `/chatrooms/${room}/users/carol`)
    await vanish(await goOnline(server, 'carol'))
    await clock.advance(LATER)
    await set({ roomOfflineSeconds: 120 })
    assert.deepEqual(await members(room), ['alice', 'bob', 'carol'])
  })

  test('[socket.leaveRoom] a server that starts counts the absence of all offline users from then on', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ringpost-rooms-'))
    const first = await TestServer.start({}, directory)
    await first.users('alice', 'bob', 'carol')
    const room = await createRoom(first, ['bob', 'carol'])
    await catchUp(first, 'bob')
    await first.close()
    const second = await TestServer.start({}, directory)
    const { absences } = second.running.core
    // Work begun at the start is finished once the server has stopped.
    await absences.stop()
    await absences.sweep(Date.now() + LATER)
    assert.deepEqual(await members(room, second), ['alice', 'carol'])
    await second.close()
    await rm(directory, { recursive: true })
  })

  test('[socket.sendToRoom] [messages.sendToRooms] in a busy room, messages of low priority are dropped first', async (t) => {
    const room = await createRoom(server, ['bob', 'carol'])
    const [other, entries] = [await createRoom(server, ['bob']), server.running.core.stores.logs]
    await using bob = await goOnline(server, 'bob')
    const low = { ext: encodeKeyValues({ chatroom_msg_tag: 2 }) as never }
    await set({ roomMessagesPerSecond: 3 })
    const texts = async (id: string) =>
      (await entries.read(server.app.id, roomLog(id), 0, 100)).map(
        ({ payload }) => /\[(\w+)\]/.exec(Buffer.from(payload).toString('latin1'))![1]!,
      )
    // All messages fall into one second.
    clock.freeze()
    t.after(() => clock.resume())
    const sent = ['n1', 'l1', 'n2', 'l2', 'n3', 'l3'].map((name) =>
      say(bob, 'room', room, `[${name}]`, name.startsWith('l') ? low : {}),
    )
    assert.deepEqual(new Set(await Promise.all(sent)), new Set(['']))
    const post = (to: string, level: string) =>
      server.call('POST', '/messages/chatrooms', {
        to: [to],
        type: 'txt',
        body: { msg: `[${level}]` },
        chatroom_msg_level: level,
      })
    const dropped = await post(room, 'low')
    assert.match(dropped.body.data[room], /^\d+$/)
    await post(other, 'low')
    await post(room, 'high')
    await set({ roomMessagesPerSecond: 100 })
    assert.deepEqual(await texts(room), ['n1', 'l1', 'n2', 'n3', 'high'])
    assert.deepEqual(await texts(other), ['low'])
  })
})
