import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { StatisticOperation, StatusCode, wire } from '@ringpost/protocol'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { createGroup } from '../groups/scene.ts'
import { clockSaying } from '../harness/clock.ts'
import { HeldTime } from '../harness/held-time.ts'
import { rawExchange } from '../harness/raw-http.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { OwnGateway } from './own-gateway.ts'
import { pushUntilCut } from './push-until-cut.ts'
import { provisionBytes, RawClient, type SyncFrame, textsOf } from './raw-client.ts'

describe('[socket.connect] connections', () => {
  let ahead = 0
  const clock = clockSaying(() => Date.now() + ahead)
  let server: TestServer
  before(async () => {
    server = await TestServer.start({}, undefined, { clock })
  })
  after(() => server.close())

  const online = (user: string) => server.running.core.registry.of(server.app.id, user)
  const draftOf = (msg: string) => ({
    from: 'admin',
    fromDevice: null,
    contentType: 0,
    size: 0,
    stored: true,
    echo: false,
    attributes: null,
    origin: null,
    said: { content: { type: 'txt', msg } as const },
  })

  /** Sends a text of any size as the server API does. */
  async function tell(to: string, msg: string): Promise<void> {
    await server.running.core.sending.toUsers({ app: server.app, actor: { kind: 'app' } }, draftOf(msg), [
      { user: to, device: null },
    ])
  }

  const unreadBytes = wire.Envelope.encode({ command: 1 }).finish()

  describe('a protocol violation closes the connection, with a close code', () => {
    const wrong: [string, Uint8Array | string, number][] = [
      ['a text frame', 'hello', 1003],
      ['garbage', Buffer.from('garbage'), 1007],
      ['an empty frame', Buffer.alloc(0), 1007],
      ['a frame of more than 1 MiB', Buffer.alloc(1024 * 1024 + 1), 1009],
    ]
    for (const [what, bytes, code] of wrong) {
      test(`${what}, before login and after`, async () => {
        await using stranger = await RawClient.connect(server.wsUrl)
        stranger.write(bytes)
        assert.equal((await stranger.closed()).code, code)
        const login = await server.newUser()
        await using client = await RawClient.login(server.wsUrl, login)
        client.write(bytes)
        assert.equal((await client.closed()).code, code)
        assert.deepEqual(online(login.user), [])
      })
    }

    test('anything before the login', async () => {
      for (const act of [
        (client: RawClient) => client.write(unreadBytes),
        (client: RawClient) => client.pull(),
        (client: RawClient) => client.text('alice', 'hi'),
      ]) {
        await using client = await RawClient.connect(server.wsUrl)
        act(client)
        assert.equal((await client.closed()).code, 1002)
        assert.deepEqual(client.frames, [])
      }
    })

    test('a second login on one connection, after the first or together with it', async () => {
      const login = await server.newUser()
      await using client = await RawClient.login(server.wsUrl, login)
      client.write(provisionBytes(login))
      assert.equal((await client.closed()).code, 1002)
      await using eager = await RawClient.connect(server.wsUrl)
      eager.write(provisionBytes(login))
      eager.write(provisionBytes(login))
      assert.equal((await eager.closed()).code, 1002)
      assert.deepEqual(online(login.user), [])
    })

    test('a login without user or token', async () => {
      for (const bytes of [
        provisionBytes({ user: '', token: 'x' }),
        wire.Envelope.encode({ command: 3, guid: { appKey: 'acme#chat', name: 'alice' } }).finish(),
      ]) {
        await using client = await RawClient.connect(server.wsUrl)
        client.write(bytes)
        assert.equal((await client.closed()).code, 1007)
      }
    })
  })

  test('a future command is ignored', async () => {
    await using client = await RawClient.login(server.wsUrl, await server.newUser())
    client.write(wire.Envelope.encode({ command: 17 }).finish())
    assert.deepEqual((await client.unread()).unread, [])
  })

  test('a WebSocket is taken when it is one of several offers', async () => {
    const { port } = server.running
    for (const offer of ['websocket, h2c', 'h2c,WebSocket', 'h2c\r\nUpgrade: websocket']) {
      const ask = `GET /websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${offer}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
      assert.match(
        await rawExchange(port, ask, /\r\n\r\n/),
        /^HTTP\/1\.1 101 .*s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/s,
      )
    }
  })

  test('another path is not found, and a reset there does no harm', async () => {
    const { port } = server.running
    const ask = 'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    const socket = connect(port, '127.0.0.1')
    socket.write(ask)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    assert.match(answer.toString(), /^HTTP\/1\.1 404 /)
    for (let i = 0; i < 20; i++) {
      const hasty = connect(port, '127.0.0.1')
      await once(hasty, 'connect')
      hasty.write(ask)
      hasty.resetAndDestroy()
    }
    assert.equal((await server.request('GET', '/healthz')).status, 200)
  })

  test('a client that does not log in is disconnected', async () => {
    await using own = await OwnGateway.start(server, { patience: { login: 50 } })
    await using client = await RawClient.connect(own.wsUrl)
    assert.equal((await client.closed()).code, 1006)
  })

  test('a half-open connection is closed after a period of silence; messages sent in the meantime arrive at the next login', async () => {
    const login = await server.newUser()
    using time = new HeldTime()
    await using own = await OwnGateway.start(server, { patience: { idle: 3000 } })
    await using client = await RawClient.login(own.wsUrl, login)
    await client.goLive()
    client.socket.pause()
    await tell(login.user, 'waits')
    assert.equal(online(login.user).length, 1)
    await time.passInSilence(4000)
    await until('the client is cut', () => online(login.user).length === 0)
    await using again = await RawClient.login(server.wsUrl, login)
    assert.deepEqual(textsOf(await again.goLive()), ['waits'])
  })

  test('heartbeats keep an idle connection open', async () => {
    using time = new HeldTime()
    await using own = await OwnGateway.start(server, { patience: { idle: 2000 } })
    await using client = await RawClient.login(own.wsUrl, await server.newUser())
    for (let seconds = 0; seconds < 5; seconds++) {
      await client.unread()
      await time.passInSilence(1000)
    }
    await client.unread()
  })

  test('a clock that jumps disconnects nobody', async () => {
    await using own = await OwnGateway.start(server)
    await using client = await RawClient.login(own.wsUrl, await server.newUser())
    const polled = await fetch(
      `${own.wsUrl.replace('ws', 'http').replace('/websocket', '')}/ws/000/jump/xhr`,
      {
        method: 'POST',
      },
    )
    assert.equal(await polled.text(), 'o\n')
    ahead = 24 * 3600_000
    // Silence is checked every 10 ms, every second for clients over HTTP.
    await pause(1500)
    await client.unread()
    const sent = await fetch(polled.url.replace(/xhr$/, 'xhr_send'), { method: 'POST', body: '[]' })
    assert.equal(sent.status, 204)
  })

  test('a client that never reads is disconnected, and gets everything when it returns', async () => {
    const login = await server.newUser()
    const sender = await server.newUser()
    await using own = await OwnGateway.start(server)
    await using client = await RawClient.login(own.wsUrl, login)
    await client.goLive()
    client.socket.pause()
    await using peer = await RawClient.login(server.wsUrl, sender)
    const stored = await pushUntilCut(own, { peer, user: login.user }, () => peer.unread())
    await until('the client is cut', () => online(login.user).length === 0)
    await peer.deliver(login.user, 'last')
    await using again = await RawClient.login(server.wsUrl, login)
    assert.deepEqual(textsOf(await again.goLive()), [...stored, 'last'])
  })

  test('a client that does not read is not disconnected because of stored messages: it has to pull, and gets everything', async () => {
    const login = await server.newUser()
    await using own = await OwnGateway.start(server)
    await using client = await RawClient.login(own.wsUrl, login)
    await client.goLive()
    client.socket.pause()
    const texts = Array.from({ length: 200 }, (_, i) => `${i}`.padEnd(100_000, '.'))
    for (const text of texts) await tell(login.user, text)
    assert.equal((await own.metrics.slowClients.get()).values[0]!.value, 0)
    client.socket.resume()
    await client.unread()
    const pushed = client.frames.filter((frame): frame is SyncFrame => frame.command === 'sync')
    assert.ok(pushed.length < texts.length, 'some have to be pulled')
    const got = pushed.flatMap(({ metas }) => textsOf(metas))
    client.pull(pushed.at(-1)!.nextKey!)
    while (got.length < texts.length) {
      const page = await client.page((frame) => !pushed.includes(frame))
      client.pull(page.nextKey!)
      got.push(...textsOf(page.metas))
    }
    assert.deepEqual(got, texts)
  })

  describe('[socket.kick] sessions that end', () => {
    const kicks = (client: RawClient) =>
      client.frames
        .filter((frame): frame is SyncFrame => frame.command === 'sync')
        .flatMap(({ metas }) => metas)
        .filter(({ namespace }) => namespace === 0)
        .map(({ payload }) => wire.StatisticsBody.decode(payload!))

    test('of two simultaneous logins of one device one remains, the other is notified', async () => {
      const login = await server.newUser()
      const clients = await Promise.all([
        RawClient.login(server.wsUrl, { ...login, reason: 'newcomer' }),
        RawClient.login(server.wsUrl, { ...login, reason: 'newcomer' }),
      ])
      const [loser] = await Promise.race(
        clients.map(async (client) => [client, await client.closed()] as const),
      )
      const winner = clients.find((client) => client !== loser)!
      assert.deepEqual(
        kicks(loser).map(({ operation, reason }) => [operation, reason]),
        [[StatisticOperation.USER_LOGIN_ANOTHER_DEVICE, 'newcomer']],
      )
      assert.equal(loser.ended?.code, 1000)
      assert.deepEqual((await winner.unread()).unread, [])
      assert.equal(online(login.user).length, 1)
      await winner.drop()
    })

    test('beyond the device limit of a platform the oldest is replaced', async () => {
      const login = await server.newUser()
      const limit = server.app.settings.devicesPerPlatform
      const clients = []
      for (let i = 0; i <= limit; i++)
        clients.push(await RawClient.login(server.wsUrl, { ...login, resource: `webim_${i}` }))
      const other = await RawClient.login(server.wsUrl, { ...login, resource: 'android_1' })
      await clients[0]!.closed()
      assert.equal(kicks(clients[0]!)[0]?.operation, StatisticOperation.USER_LOGIN_ANOTHER_DEVICE)
      assert.deepEqual(
        online(login.user).map(({ resource }) => resource),
        ['webim_1', 'webim_2', 'webim_3', 'webim_4', 'android_1'],
      )
      for (const client of [...clients, other]) await client.drop()
    })

    // On a closing socket, the SDK treats answers to earlier frames as a lost connection, and reconnects.
    test('the connection stays open until the client has received the reason', async () => {
      const login = await server.newUser()
      await using client = await RawClient.login(server.wsUrl, login)
      const pong = () => Promise.race([once(client.socket, 'pong'), client.closed()])
      await server.call('POST', `/users/${login.user}/disconnect`)
      const { nextKey } = await client.page()
      client.pull(1)
      client.write(Buffer.from('garbage'))
      client.socket.ping()
      await pong()
      assert.equal(client.ended, undefined)
      client.pull(nextKey!)
      assert.equal((await client.closed()).code, 1000)
    })

    test('frames sent after the notification are ignored', async () => {
      const login = await server.newUser()
      const receiver = await server.newUser()
      await using client = await RawClient.login(server.wsUrl, login)
      client.socket.on('message', () => client.text(receiver.user, 'afterwards'))
      await server.call('POST', `/users/${login.user}/disconnect`)
      await client.closed()
      assert.equal(kicks(client)[0]?.operation, StatisticOperation.USER_KICKED_BY_OTHER_DEVICE)
      // Everything appended before has arrived when this has.
      await tell(receiver.user, 'later')
      const { logs } = server.running.core.stores
      assert.deepEqual(await logs.read(server.app.id, pairLog(login.user, receiver.user), 0, 10), [])
    })

    test('a token revoked during the login does not survive it', async () => {
      const login = await server.newUser()
      const { stores, userAccess } = server.running.core
      await using own = await OwnGateway.start(server, {
        logs: {
          ...stores.logs,
          async registerDevice(...device) {
            await userAccess.disconnect(server.app, { kind: 'app' }, login.user)
            await stores.logs.registerDevice(...device)
          },
        },
      })
      await using client = await RawClient.login(own.wsUrl, login)
      await client.closed()
      assert.equal(kicks(client)[0]?.operation, StatisticOperation.USER_KICKED_BY_OTHER_DEVICE)
      assert.deepEqual(online(login.user), [])
    })

    test('an account deleted during the login is refused as unknown', async () => {
      const login = await server.newUser()
      const { stores, users } = server.running.core
      await using own = await OwnGateway.start(server, {
        logs: {
          ...stores.logs,
          async registerDevice(...device) {
            await users.delete(server.app, { kind: 'app' }, login.user)
            await stores.logs.registerDevice(...device)
          },
        },
      })
      await using client = await RawClient.connect(own.wsUrl)
      const { status } = await client.provision(login)
      await using late = await RawClient.connect(server.wsUrl)
      assert.deepEqual(status, (await late.provision(login)).status)
      assert.deepEqual(own.errors, [])
      assert.deepEqual(online(login.user), [])
    })

    test('a login that fails because of a server error is refused, and the error is logged', async () => {
      const { stores } = server.running.core
      await using own = await OwnGateway.start(server, {
        logs: { ...stores.logs, registerDevice: () => Promise.reject(new Error('disk full')) },
      })
      await using client = await RawClient.connect(own.wsUrl)
      const { status } = await client.provision(await server.newUser())
      assert.equal(status?.code, StatusCode.FAIL)
      assert.deepEqual(
        own.errors.map((error) => (error as Error).message),
        ['disk full'],
      )
      await client.closed()
    })

    test('a session that cannot load what its user follows ends, and the client reconnects', async () => {
      const login = await server.newUser()
      const { stores, registry } = server.running.core
      const { logsOf } = stores.channels
      await using own = await OwnGateway.start(server)
      stores.channels.logsOf = () => Promise.reject(new Error('disk full'))
      try {
        await using client = await RawClient.login(own.wsUrl, login)
        assert.equal((await client.closed()).code, 1011)
        assert.equal(client.frames.length, 1)
      } finally {
        stores.channels.logsOf = logsOf
      }
      assert.deepEqual(
        own.errors.map((error) => (error as Error).message),
        ['disk full'],
      )
      assert.deepEqual(registry.of(server.app.id, login.user), [])
    })

    /** Lets look-ups of what users follow wait until they are released. */
    function heldLookUps() {
      const { channels } = server.running.core.stores
      const { logsOf } = channels
      const [asked, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      channels.logsOf = async (...of) => {
        asked.resolve()
        await gate.promise
        return logsOf(...of)
      }
      const release = () => {
        channels.logsOf = logsOf
        gate.resolve()
      }
      return { asked: asked.promise, release, [Symbol.dispose]: release }
    }

    test('what nobody stores reaches a device from the answer to its login on', async () => {
      const [login, owner] = [await server.newUser(), await server.newUser()]
      const group = await createGroup(server, [login.user], { owner: owner.user })
      using lookUps = heldLookUps()
      await using client = await RawClient.connect(server.wsUrl)
      const told = client.provision(login).then(() => {
        const draft = { ...draftOf('typing'), from: owner.user, stored: false }
        const address = { kind: 'group', ids: [group], users: null } as const
        const caller = { app: server.app, actor: { kind: 'app' } } as const
        return server.running.core.sending.toChannels(caller, draft, address)
      })
      await lookUps.asked
      // Longer than an answer takes that waits for nothing.
      for (let i = 0; i < 5; i++) await server.call('GET', `/users/${login.user}`)
      lookUps.release()
      await told
      assert.deepEqual(textsOf((await client.page()).metas), ['typing'])
    })

    test('a session that is replaced before its login is answered learns of both, in this order', async () => {
      const login = await server.newUser()
      using lookUps = heldLookUps()
      await using older = await RawClient.connect(server.wsUrl)
      const answer = older.provision(login)
      await lookUps.asked
      const [first] = online(login.user)
      await using newer = await RawClient.connect(server.wsUrl)
      const other = newer.provision({ ...login, reason: 'newcomer' })
      await until('the newer has entered', () => !online(login.user).includes(first!))
      lookUps.release()
      assert.equal((await answer).status?.code, StatusCode.OK)
      await older.closed()
      assert.deepEqual(
        kicks(older).map(({ reason }) => reason),
        ['newcomer'],
      )
      assert.equal((await other).status?.code, StatusCode.OK)
    })

    test('[socket.logout] is answered and closes the connection; from then on messages wait for the device', async () => {
      const login = await server.newUser()
      const sender = await server.newUser()
      await using client = await RawClient.login(server.wsUrl, login)
      await client.goLive()
      client.write(wire.Envelope.encode({ command: 4 }).finish())
      assert.equal((await client.next('logout')).status?.code, 0)
      assert.equal((await client.closed()).code, 1000)
      assert.deepEqual(online(login.user), [])
      await using peer = await RawClient.login(server.wsUrl, sender)
      await peer.deliver(login.user, 'waits')
      await using again = await RawClient.login(server.wsUrl, login)
      assert.deepEqual(textsOf(await again.goLive()), ['waits'])
    })
  })

  test('a closing gateway answers what it has accepted, closes with 1001, and cuts clients that do not reply', async () => {
    const login = await server.newUser()
    const receiver = await server.newUser()
    const own = await OwnGateway.start(server, { patience: { close: 100 } })
    await using client = await RawClient.login(own.wsUrl, login)
    await using deaf = await RawClient.login(own.wsUrl, { ...login, resource: 'deaf_1' })
    deaf.socket.pause()
    const ids = Array.from({ length: 200 }, (_, i) => client.text(receiver.user, `${i}`))
    await client.acknowledgement(ids[0]!)
    await own[Symbol.asyncDispose]()
    assert.equal((await client.closed()).code, 1001)
    const acknowledged = client.frames
      .filter((frame): frame is SyncFrame => frame.command === 'sync')
      .map(({ metaId, status }) => [metaId, status?.code])
    // Answers may overtake each other; what was sent is stored in order.
    assert.deepEqual(
      acknowledged.toSorted(([one], [other]) => ids.indexOf(one!) - ids.indexOf(other!)),
      ids.slice(0, acknowledged.length).map((id) => [id, 0]),
    )
    const { logs } = server.running.core.stores
    const stored = await logs.read(server.app.id, pairLog(login.user, receiver.user), 0, 1000)
    assert.deepEqual(
      textsOf(stored),
      acknowledged.map((_, i) => `${i}`),
    )
    assert.deepEqual(online(login.user), [])
  })
})
