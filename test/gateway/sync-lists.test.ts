import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { WebSocket } from 'ws'
import { wire } from '../../packages/protocol/src/index.ts'
import { SyncGateway } from '../../packages/server/src/gateway/sync/sync-gateway.ts'
import { TestServer } from '../harness/test-server.ts'
import { SyncSocket } from './sync-socket.ts'

describe('the sync socket', () => {
  let server: TestServer
  let token: string
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    token = await server.userToken('alice')
  })
  after(() => server.close())

  const open = (of = token) => SyncSocket.open(server.url, of)

  test('[socket.syncConversations] conversations come with their last message, place, marks and names', async () => {
    await server.call('POST', '/users/alice/contacts/users/bob')
    await server.call('PUT', '/user/alice/contacts/users/bob', { remark: 'Bobby' })
    await server.call('PUT', '/metadata/user/bob', undefined, {
      raw: 'nickname=Bob&avatarurl=http%3A%2F%2Fx%2Fb.png&mail=secret',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    const group = await makeGroup('bob', ['alice'], 'Friends')
    await say('users', 'bob', 'alice', 'hi')
    await say('chatgroups', 'bob', group, 'all')
    await server.call('POST', '/sdk/user/alice/user_channel/top', { to: group, type: 'groupchat' }, { token })
    await using socket = await open()
    const requestId = socket.ask({ type: 10, user: 'alice' })
    const answer = await socket.answer()
    assert.equal(answer.header.requestId, requestId)
    assert.equal(answer.isLast, true)
    assert.ok(Math.abs(answer.finishedAt - Date.now()) < 60_000)
    const [first, second] = answer.sessions
    assert.equal(first.id, group)
    assert.deepEqual([first.kind, first.groupName, first.unread, first.pinnedAt > 0], [1, 'Friends', 1, true])
    const { id, from, payload } = wire.Meta.decode(first.lastMessage)
    assert.ok(id! > 0)
    assert.equal(from?.name, 'bob')
    assert.equal(wire.MessageBody.decode(payload!).contents[0]?.text, 'all')
    assert.deepEqual(
      [second.id, second.kind, second.unread, second.pinnedAt, second.remindType],
      ['bob', 0, 1, 0, 0],
    )
    assert.deepEqual(JSON.parse(second.metadata), {
      nickname: 'Bob',
      avatarurl: 'http://x/b.png',
      remark: 'Bobby',
    })
  })

  test('[socket.syncContacts] contacts come with remark and profile, under a version that every change moves', async () => {
    const version = async () => {
      const { body } = await server.call('GET', '/user/carol/roster/metadata/version', undefined, {
        token: await server.userToken('carol'),
      })
      return body.data.version
    }
    const versions = [await version()]
    await using socket = await open(await server.userToken('carol'))
    const listed = async () => {
      const requestId = socket.ask({ type: 3, user: 'carol' })
      const answer = await socket.answer()
      assert.deepEqual([answer.type, answer.header.requestId, answer.responseType], [4, requestId, 2])
      assert.equal(answer.cursor, 0)
      assert.equal(answer.version, await version())
      // Native clients have the same.
      const native = await server.call('GET', '/users/carol/rosters/?version=1')
      assert.equal(native.body.data.version, answer.version)
      versions.push(answer.version)
      return answer.contacts.map(({ contact, remark }: Record<string, string>) => [contact, remark])
    }
    await server.call('POST', '/users/carol/contacts/users/dave')
    await server.call('POST', '/users/carol/contacts/users/bob')
    assert.deepEqual(await listed(), [
      ['bob', ''],
      ['dave', ''],
    ])
    await server.call('PUT', '/user/carol/contacts/users/dave', { remark: 'Davy' })
    assert.deepEqual(await listed(), [
      ['bob', ''],
      ['dave', 'Davy'],
    ])
    await server.call('DELETE', '/users/carol/contacts/users/bob')
    assert.deepEqual(await listed(), [['dave', 'Davy']])
    assert.equal(new Set(versions).size, 4, versions.join(' '))
  })

  test('[contacts.version] is told to its user alone', async () => {
    const path = '/user/alice/roster/metadata/version'
    const own = await server.call('GET', path, undefined, { token })
    assert.match(own.body.data.version, /^\d{1,15}$/)
    assert.ok(Math.abs(own.body.data.checkedAt - Date.now()) < 60_000)
    const foreign = await server.call('GET', path, undefined, { token: await server.userToken('bob') })
    assert.equal(foreign.status, 401)
  })

  test('[socket.syncGroups] groups come latest joined first, with what is 0 written', async () => {
    const owned = await makeGroup('dave', [], 'Own')
    const joined = await makeGroup('bob', ['dave'], 'Joined')
    await server.call('POST', `/chatgroups/${joined}/mute`, { usernames: ['dave'], mute_duration: 3_600_000 })
    await using socket = await open(await server.userToken('dave'))
    socket.ask({ type: 12, user: 'dave' })
    const { groups, isLast, finishedAt, cursor } = await socket.answer()
    assert.deepEqual([isLast, finishedAt > 0, cursor], [true, true, ''])
    assert.deepEqual(
      groups.map(({ id, name, role, muteAll, owner }: Record<string, unknown>) => [
        id,
        name,
        role,
        muteAll,
        owner,
      ]),
      [
        [joined, 'Joined', 2, false, 'bob'],
        [owned, 'Own', 0, false, 'dave'],
      ],
    )
    assert.ok(groups[0].mutedUntil > Date.now())
    assert.deepEqual(groups[1].mutedUntil, -1)
  })

  test('more than a page comes in pages, and a request goes on at a cursor', async () => {
    const { stores } = server.running.core
    const names = Array.from({ length: 501 }, (_, i) => `friend-${i}`)
    await server.users('popular', ...names)
    for (let from = 0; from < names.length; from += 10)
      await server.call('POST', '/users/popular/contacts/import', { usernames: names.slice(from, from + 10) })
    const { count } = await stores.contacts.rosterState(server.app.id, 'popular')
    assert.equal(count, 501)
    await using socket = await open(await server.userToken('popular'))
    socket.ask({ type: 3, user: 'popular' })
    const first = await socket.answer()
    const last = await socket.answer()
    assert.deepEqual([first.contacts.length, last.contacts.length, last.cursor], [500, 1, 0])
    assert.notEqual(first.cursor, 0)
    const all = [...first.contacts, ...last.contacts].map(({ contact }) => contact)
    assert.deepEqual(new Set(all), new Set(names))
    socket.ask({ type: 3, user: 'popular', cursor: first.cursor })
    assert.deepEqual((await socket.answer()).contacts, last.contacts)
  })

  test('a token opens the lists of its user in its app, while it is valid', async () => {
    await server.users('eve')
    const own = await server.userToken('eve')
    await using socket = await open(own)
    socket.ask({ type: 12, user: 'EVE' })
    assert.equal((await socket.answer()).isLast, true, 'names are folded')
    for (const query of [
      { type: 10, user: 'alice' },
      { type: 12, user: 'eve', app: 'none' },
      { type: 12, user: '' },
    ] as const) {
      const requestId = socket.ask(query)
      const error = await socket.error()
      assert.ok(error.code === 1002 || error.code === 1001, String(error.code))
      assert.equal(error.requestId, requestId)
    }
    await server.call('PUT', '/users/eve/password', { newpassword: 'other' })
    socket.ask({ type: 10, user: 'eve' })
    assert.equal((await socket.error()).code, 1002)
    const requestId = socket.ask({ type: 3, user: 'eve' })
    const frame = (await socket.next())!
    // The layout of the roster: the code is text, and the header comes last (sdk5.md §9.6).
    assert.equal(frame.toString('latin1', 0, 8), '\b\x05\x12\x041002')
    assert.ok(frame.includes(requestId))
    await using ofApp = await open(server.appToken)
    ofApp.ask({ type: 10, user: 'alice' })
    assert.equal((await ofApp.error()).code, 1002)
  })

  test('without a token, or with what is no query, the socket ends', async () => {
    for (const path of ['/ws', '/ws?token=']) {
      const refused = new WebSocket(server.url.replace(/^http/, 'ws') + path)
      const [error] = await once(refused, 'error')
      assert.match(error.message, /401/)
    }
    for (const [bytes, code] of [
      [Buffer.from('[3000]'), 1007],
      [Buffer.alloc(0), 1007],
      [Buffer.alloc(5000, 8), 1009],
    ] as const) {
      await using socket = await open()
      socket.send(bytes)
      const [closed] = await once(socket.socket, 'close')
      assert.equal(closed, code)
    }
    await using asking = await open()
    for (let i = 0; i < 20; i++) asking.ask({ type: 12, user: 'alice' })
    const [closed] = await once(asking.socket, 'close')
    assert.equal(closed, 1008)
  })

  test('a user has eight sockets: the oldest ends for the newest, those of others stay', async () => {
    await using other = await open(await server.userToken('bob'))
    const ask = async (socket: SyncSocket, user: string) => {
      socket.ask({ type: 12, user })
      assert.equal((await socket.answer()).isLast, true)
    }
    await ask(other, 'bob')
    const sockets: SyncSocket[] = []
    for (let i = 0; i < 8; i++) {
      sockets.push(await open())
      await ask(sockets[i]!, 'alice')
    }
    await using ninth = await open()
    const ended = once(sockets[0]!.socket, 'close')
    await ask(ninth, 'alice')
    assert.equal((await ended)[0], 1000)
    for (const socket of sockets.slice(1)) await ask(socket, 'alice')
    await ask(other, 'bob')
    for (const socket of sockets) await socket[Symbol.asyncDispose]()
  })

  test('a socket that has to end does, even if its client is silent', async () => {
    const services = { ...server.running.core, onError: (error: unknown) => assert.fail(String(error)) }
    const gateway = new SyncGateway(services, { patienceMs: Number.POSITIVE_INFINITY })
    const http = createServer().on('upgrade', (request, socket, head) =>
      gateway.upgrade(request, socket, head, token),
    )
    await once(http.listen(0, '127.0.0.1'), 'listening')
    const { port } = http.address() as AddressInfo
    const silent = await silentSocket(port)
    // By itself, the library waits 30 s.
    const ended = once(silent, 'close', { signal: AbortSignal.timeout(25_000) })
    const url = `http://127.0.0.1:${port}`
    for (let i = 0; i < 8; i++) {
      const socket = await SyncSocket.open(url, token)
      socket.ask({ type: 12, user: 'alice' })
      assert.equal((await socket.answer()).isLast, true)
    }
    await ended
    await gateway.close()
    http.close()
  })

  /** A connection that has asked for a list, and does not answer a close frame. */
  async function silentSocket(port: number): Promise<Socket> {
    const silent = connect(port, '127.0.0.1')
    const key = randomBytes(16).toString('base64')
    const lines = ['GET /ws HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket']
    const more = ['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`, '', '']
    silent.write([...lines, ...more].join('\r\n'))
    await once(silent, 'data')
    const query = SyncSocket.query({ type: 12, user: 'alice' }, 'request-1')
    // The mask is zeros.
    silent.write(Buffer.concat([Buffer.from([0x82, 0x80 | query.length, 0, 0, 0, 0]), query]))
    await once(silent, 'data')
    return silent
  }

  async function makeGroup(owner: string, members: string[], groupname: string): Promise<string> {
    const group = { groupname, owner, members, public: true, maxusers: 100, description: '' }
    return (await server.call('POST', '/chatgroups', group)).body.data.groupid
  }

  async function say(kind: 'users' | 'chatgroups', from: string, to: string, msg: string): Promise<void> {
    const { status } = await server.call('POST', `/messages/${kind}`, {
      from,
      to: [to],
      type: 'txt',
      body: { msg },
    })
    assert.equal(status, 200)
  }
})
