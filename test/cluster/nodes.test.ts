import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { RawClient } from '../gateway/raw-client.ts'
import { createGroup, createRoom } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { NodeGroup } from './node-group.ts'

const skip = withoutPostgres() || withoutNats()

describe('three nodes over one database', { skip }, () => {
  const clock = new TestClock()
  let group: NodeGroup
  let a: TestServer
  let b: TestServer
  let c: TestServer
  const clients: Client[] = []
  before(async () => {
    group = await NodeGroup.start(3, {}, { clock })
    ;[a, b, c] = group.nodes as [TestServer, TestServer, TestServer]
    await a.users('alice', 'bob', 'carol', 'dave', 'erin')
  })
  after(async () => {
    for (const client of clients) await client.close()
    await group[Symbol.asyncDispose]()
  })

  const login = async (node: TestServer, user: string, device = 'd1', password = 'pw') => {
    const client = await openClient({
      apiUrl: node.url,
      wsUrl: node.wsUrl,
      appKey: 'acme#chat',
      user,
      password,
      device,
    })
    clients.push(client)
    return client
  }
  const text = (to: string, msg: string, chatType: 'singleChat' | 'groupChat' | 'chatRoom' = 'singleChat') =>
    ({ type: 'txt', to, msg, chatType }) as const
  const heard = async (client: Client, msg: string) =>
    (await client.next('onTextMessage', (message) => message.msg === msg)).from
  const texts = (client: Client) => client.all('onTextMessage').map(({ msg }) => msg)

  test('[messages.send] a message reaches every device of both users, on whichever node, once and in order', async () => {
    const alice = await login(a, 'alice')
    const second = await login(b, 'alice', 'd2')
    const bob = await login(c, 'bob')
    for (let i = 0; i < 20; i++) await alice.send(text('bob', `one ${i}`))
    await heard(bob, 'one 19')
    await heard(second, 'one 19')
    const sent = Array.from({ length: 20 }, (_, i) => `one ${i}`)
    assert.deepEqual(texts(bob), sent)
    assert.deepEqual(texts(second), sent)
    await b.call('POST', '/messages/users', {
      from: 'carol',
      to: ['bob'],
      type: 'txt',
      body: { msg: 'by REST' },
    })
    assert.equal(await heard(bob, 'by REST'), 'carol')
  })

  test('[messages.send] two users who write to each other at once see one order', async () => {
    const alice = await login(a, 'alice', 'both')
    const bob = await login(c, 'bob', 'both')
    const watcher = await login(b, 'bob', 'watcher')
    await Promise.all([
      ...Array.from({ length: 30 }, (_, i) => alice.send(text('bob', `a${i}`))),
      ...Array.from({ length: 30 }, (_, i) => bob.send(text('alice', `b${i}`))),
    ])
    await a.call('POST', '/messages/users', { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'end' } })
    await heard(watcher, 'end')
    await heard(bob, 'end')
    const log = await a.running.core.stores.logs.read(a.app.id, 'p:alice|bob', 0, 500)
    assert.ok(log.length >= 61)
    const seen = texts(watcher)
    assert.equal(new Set(seen).size, seen.length)
    assert.equal(seen.length, 61)
    assert.deepEqual(
      texts(bob),
      seen.filter((msg) => !msg.startsWith('b')),
    )
  })

  test('[messages.send] messages for online users reach other nodes once', async () => {
    const alice = await login(a, 'alice', 'o1')
    const bob = await login(b, 'bob', 'o1')
    const other = await login(b, 'alice', 'o2')
    await alice.send({ ...text('bob', 'now'), deliverOnlineOnly: true })
    await heard(bob, 'now')
    await heard(other, 'now')
    await alice.send(text('bob', 'then'))
    await heard(bob, 'then')
    assert.deepEqual(
      texts(bob).filter((msg) => msg === 'now'),
      ['now'],
    )
  })

  test('[groups.create] [groups.addMember] a group reaches its members on all nodes as soon as they are added', async () => {
    const [alice, bob, carol] = [
      await login(a, 'alice', 'g'),
      await login(b, 'bob', 'g'),
      await login(c, 'carol', 'g'),
    ]
    const id = await createGroup(a, ['bob'])
    await alice.send(text(id, 'first', 'groupChat'))
    await heard(bob, 'first')
    await b.call('POST', `/chatgroups/${id}/users/carol`)
    await alice.send(text(id, 'second', 'groupChat'))
    await heard(carol, 'second')
    await Promise.all(
      [alice, bob, carol].flatMap((client, who) =>
        Array.from({ length: 15 }, (_, i) => client.send(text(id, `${who}/${i}`, 'groupChat'))),
      ),
    )
    await c.call('POST', '/messages/chatgroups', {
      from: 'dave',
      to: [id],
      type: 'txt',
      body: { msg: 'last' },
    })
    for (const client of [alice, bob, carol]) await heard(client, 'last')
    const order = (client: Client, without: number) =>
      texts(client).filter((msg) => /^\d\/\d+$/.test(msg) && !msg.startsWith(`${without}/`))
    const log = (await a.running.core.stores.logs.read(a.app.id, `g:${id}`, 0, 500)).length
    assert.ok(log >= 48)
    assert.equal(order(alice, 0).length, 30)
    assert.deepEqual(
      order(alice, 0).filter((msg) => msg.startsWith('2/')),
      order(bob, 1).filter((msg) => msg.startsWith('2/')),
    )
    assert.deepEqual(
      order(carol, 2).filter((msg) => msg.startsWith('0/')),
      Array.from({ length: 15 }, (_, i) => `0/${i}`),
    )
    await c.call('DELETE', `/chatgroups/${id}/users/bob`)
    await assert.rejects(bob.send(text(id, 'out', 'groupChat')))
  })

  test('[rooms.create] [rooms.addMember] rooms reach their members once', async () => {
    const [alice, bob] = [await login(a, 'alice', 'r'), await login(b, 'bob', 'r')]
    const id = await createRoom(c, [])
    await alice.connection.joinChatRoom({ roomId: id })
    await bob.connection.joinChatRoom({ roomId: id })
    for (let i = 0; i < 10; i++) await alice.send(text(id, `room ${i}`, 'chatRoom'))
    await heard(bob, 'room 9')
    assert.deepEqual(
      texts(bob).filter((msg) => msg.startsWith('room')),
      Array.from({ length: 10 }, (_, i) => `room ${i}`),
    )
    const carol = await login(c, 'carol', 'r')
    await a.call('POST', `/chatrooms/${id}/users/carol`)
    await b.call('POST', '/messages/chatrooms', {
      from: 'alice',
      to: [id],
      type: 'txt',
      body: { msg: 'welcome' },
    })
    await heard(carol, 'welcome')
    assert.equal(texts(carol).filter((msg) => msg === 'welcome').length, 1)
  })

  test('[users.status] [users.resources] all nodes know who is online', async () => {
    const erin = await login(b, 'erin')
    for (const node of group.nodes) {
      await until('erin is online', async () => {
        const { body } = await node.call('GET', '/users/erin/status')
        return body.data.erin === 'online'
      })
      const { data } = (await node.call('GET', '/users/erin/resources')).body
      assert.deepEqual(
        data.map(({ res }: { res: string }) => res),
        ['webim_web_d1'],
      )
    }
    await erin.close()
    for (const node of group.nodes)
      await until('erin is offline', async () => {
        const { body } = await node.call('GET', '/users/erin/status')
        return body.data.erin === 'offline'
      })
  })

  test('[users.disconnectDevice] [users.disconnect] a kick reaches the node that holds the session, and reports it', async () => {
    const erin = await login(b, 'erin', 'k')
    const none = await a.call('DELETE', '/users/erin/disconnect/webim_web_other')
    assert.equal(none.body.data.result, false)
    const { body } = await a.call('DELETE', '/users/erin/disconnect/webim_web_k')
    assert.equal(body.data.result, true)
    await erin.next('onDisconnected')
    const again = await login(c, 'erin', 'k')
    await a.call('GET', '/users/erin/disconnect')
    await again.next('onDisconnected')
  })

  test('a device that logs in on another node replaces its old session', async () => {
    const old = await login(a, 'erin', 'same')
    const fresh = await login(b, 'erin', 'same')
    await old.next('onDisconnected')
    await until('the new device is the only one', async () => {
      const { data } = (await c.call('GET', '/users/erin/resources')).body
      return data.length === 1 && data[0].res === 'webim_web_same'
    })
    await a.call('POST', '/messages/users', {
      from: 'alice',
      to: ['erin'],
      type: 'txt',
      body: { msg: 'hello' },
    })
    await heard(fresh, 'hello')
  })

  test('more devices of a platform than the app allows replace the oldest, on whichever node', async () => {
    const devices = []
    for (const [i, node] of [a, b, c, a, b].entries()) devices.push(await login(node, 'dave', `n${i}`))
    await devices[0]!.next('onDisconnected')
    await until('four devices are left', async () => {
      const { body } = await c.call('GET', '/users/dave/resources')
      return body.data.length === 4
    })
  })

  test('[users.setPassword] [users.deactivate] tokens are invalidated on all nodes at once', async () => {
    const token = await b.userToken('carol')
    const call = (node: TestServer) => node.call('GET', '/users/carol', undefined, { token })
    for (const node of group.nodes) assert.equal((await call(node)).status, 200)
    await a.call('PUT', '/users/carol/password', { newpassword: 'pw2' })
    for (const node of group.nodes) assertError(await call(node), 'auth.expired')
    const next = await c.userToken('carol')
    await b.call('POST', '/users/carol/deactivate')
    for (const node of group.nodes)
      assertError(await node.call('GET', '/users/carol', undefined, { token: next }), 'auth.user_inactive')
  })

  test('[tokens.expiry] a token presented to one node extends sessions on others', async () => {
    const { tokens, users } = a.running.core
    const account = await users.get(a.app, 'erin')
    const { token } = tokens.issueForUser(a.app, account, 10)
    const login = { user: 'erin', token }
    await using client = await RawClient.login(b.wsUrl, login)
    const longer = tokens.issueForUser(a.app, account, 100).token
    const renewed = await a.call('GET', '/sdk/users/erin/token/expires', undefined, { token: longer })
    assert.equal(renewed.status, 200)
    // Notes between two nodes arrive in order: when this is answered, the renewal has arrived.
    assert.equal(await a.running.core.sessions.kick(a.app.id, 'erin', 'forced', { kind: 'app' }, 'none'), 0)
    await clock.advance(10_000)
    await client.unread()
  })

  test('[contacts.block] a change on one node is effective on the others once it is answered', async () => {
    const bob = await login(c, 'bob', 'blocks')
    for (let round = 0; round < 10; round++) {
      await a.call('POST', '/users/alice/blocks/users', { usernames: ['bob'] })
      await assert.rejects(bob.send(text('alice', 'no')))
      await b.call('DELETE', '/users/alice/blocks/users/bob')
      await bob.send(text('alice', 'yes'))
    }
    const id = await createGroup(a, ['bob'])
    await bob.send(text(id, 'in', 'groupChat'))
    await b.call('DELETE', `/chatgroups/${id}`)
    await assert.rejects(bob.send(text(id, 'gone', 'groupChat')))
  })

  test('settings of an app apply on all nodes', async () => {
    await a.running.core.apps.changeSettings(a.app, { messageBytes: 100 })
    const long = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'x'.repeat(200) } }
    for (const node of group.nodes)
      assert.equal((await node.call('POST', '/messages/users', long)).status >= 400, true)
    await c.running.core.apps.changeSettings(c.app, { messageBytes: 5120 })
    for (const node of group.nodes)
      assert.equal((await node.call('POST', '/messages/users', long)).status, 200)
  })

  test('each node has ids of its own', () => {
    assert.equal(new Set(group.nodes.map(({ running }) => running.core.ids.lanes.first)).size, 3)
  })

  test('[service.ready] reports whether NATS is available', async () => {
    const { status, body } = await a.request('GET', '/readyz')
    assert.deepEqual({ status, body }, { status: 200, body: { status: 'ready', nats: 'connected' } })
  })
})
