import assert from 'node:assert/strict'
import { after, before, describe, mock, test } from 'node:test'
import {
  BodyType,
  Command,
  conferenceJid,
  encodeMessageBody,
  Namespace,
  RosterOperation,
  StatusCode,
  userJid,
  wire,
} from '@ringpost/protocol'
import { HeldTime } from '../harness/held-time.ts'
import { TestServer } from '../harness/test-server.ts'
import { OwnGateway } from './own-gateway.ts'
import {
  APP_KEY,
  provisionBytes,
  RawClient,
  type RawLogin,
  type RawWire,
  textPayload,
  textsOf,
} from './raw-client.ts'

const UUID = 'fc10ccfe-83ed-4a7a-a7be-ddddeb9ed858'
/** A text from nat to web, as the Android SDK sent it (native.md §11): its id is 17958206473300003. */
const TEXT = Buffer.from(
  '080040004a630a6108a3d093adcc9cf31f123312036e6174222c616e64726f69645f66633130636665302d383465642d346137612d613762652d6464656462396564633835381a051203776562280132180801120512036e61741a05120377656222060800120268695800',
  'hex',
)

describe('[socket.connect] what native clients need', () => {
  let server: TestServer
  let users = 0
  before(async () => {
    server = await TestServer.start()
    await server.users('nat', 'web')
  })
  after(() => server.close())

  async function newUser(): Promise<RawLogin> {
    const user = `user-${++users}`
    await server.users(user)
    return { user, token: await server.userToken(user) }
  }
  const android = (login: RawLogin, uuid = UUID): RawLogin => ({
    ...login,
    resource: 'mobile',
    provision: { osType: 1, version: '3.9.2', deviceUuid: uuid, resource: null },
  })
  const online = (user: string) =>
    server.running.core.registry.of(server.app.id, user).map(({ resource }) => resource)

  describe('login', () => {
    test('a device that calls itself mobile gets a resource of its own, the same after a restart', async () => {
      const login = await newUser()
      await using first = await RawClient.connectTcp(server)
      const answer = await first.provision(android(login))
      assert.equal(answer.resource, `android_${UUID}`)
      assert.ok(answer.sessionId)
      await using second = await RawClient.connectTcp(server)
      const other = 'a1d4c7ce-0000-4000-8000-000000000000'
      assert.equal((await second.provision(android(login, other))).resource, `android_${other}`)
      assert.deepEqual(online(login.user), [`android_${UUID}`, `android_${other}`])
      await using restarted = await RawClient.connectTcp(server)
      assert.equal((await restarted.provision(android(login))).resource, `android_${UUID}`)
      await first.closed()
      assert.deepEqual(online(login.user), [`android_${other}`, `android_${UUID}`])
      await using iphone = await RawClient.connectTcp(server)
      const ios = { ...android(login), provision: { osType: 0, deviceUuid: 'one', resource: null } }
      assert.equal((await iphone.provision(ios)).resource, 'ios_one')
    })

    test('who says no system, or a name, keeps the name', async () => {
      const login = await newUser()
      for (const [osType, resource] of [
        [16, 'mobile'],
        [1, 'android_mine'],
      ] as const) {
        await using client = await RawClient.connectTcp(server)
        const provision = { osType, deviceUuid: UUID }
        assert.equal((await client.provision({ ...login, resource, provision })).resource, resource)
      }
    })

    test('the token may stand in other places than the envelope', async () => {
      const { user, token = '' } = await newUser()
      const places: wire.ProvisionFields[] = [
        { auth: `$t$${token}` },
        { auth: token },
        { authToken: JSON.stringify({ token: `$t$${token}` }) },
        { authToken: JSON.stringify({ token }) },
      ]
      for (const provision of places) {
        await using client = await RawClient.connectTcp(server)
        assert.equal((await client.provision({ user, token: '', provision })).status?.code, 0)
      }
      for (const authToken of ['{"token":7}', '{}', 'null', 'nonsense']) {
        await using client = await RawClient.connectTcp(server)
        client.write(provisionBytes({ user, token: '', provision: { authToken } }))
        await client.closed()
        assert.deepEqual(client.frames, [])
      }
    })

    test('a refusal has the status that native clients know, and for others the one that they know', async () => {
      const { user } = await newUser()
      const refusal = async (login: RawLogin) => {
        await using client = await RawClient.connectTcp(server)
        return (await client.provision(login)).status
      }
      const wrong = { user, token: 'YWMtwrong' }
      const reason = 'Sorry, token or password does not match login info'
      const native = await refusal(android(wrong))
      assert.deepEqual([native?.code, native?.reason], [StatusCode.UNAUTHORIZED, reason])
      const web = await refusal(wrong)
      assert.deepEqual([web?.code, web?.reason], [StatusCode.FAIL, reason])
      const ghost = { user: 'ghost', token: (await newUser()).token }
      assert.equal((await refusal(android(ghost)))?.code, StatusCode.UNAUTHORIZED)
      const appless = { ...android(wrong), appKey: 'no#app' }
      assert.equal((await refusal(appless))?.code, StatusCode.WRONG_PARAMETER)
    })
  })

  test('native clients may be silent for longer', async () => {
    using time = new HeldTime()
    await using own = await OwnGateway.start(server, { patience: { idle: 2000, nativeIdle: 60_000 } })
    await using web = await RawClient.login(own.wsUrl, await newUser())
    await using native = await RawClient.login(own.wsUrl, android(await newUser()))
    await time.passInSilence(3000)
    await web.closed()
    assert.deepEqual((await native.unread()).unread, [])
  })

  test('a frame of the Android SDK as it came is acknowledged with all its digits', async () => {
    const token = await server.userToken('nat')
    await using peer = await RawClient.login(server.wsUrl, {
      user: 'web',
      token: await server.userToken('web'),
    })
    await peer.goLive()
    await using client = await RawClient.loginTcp(server, { user: 'nat', token, resource: `android_${UUID}` })
    client.socket.removeAllListeners('message')
    const answer = message(client)
    client.write(TEXT)
    const frame = await answer
    assert.ok(frame.includes(Buffer.from('10a3d093adcc9cf31f18', 'hex')), frame.toString('hex'))
    assert.deepEqual(textsOf(await peer.metas(1)), ['hi'])
  })

  test('ids of all 64 bits, over TCP and WebSocket alike', async () => {
    for (const login of [RawClient.loginTcp.bind(null, server), RawClient.login.bind(null, server.wsUrl)]) {
      const me = await newUser()
      const { user: to } = await newUser()
      await using client: RawClient<RawWire> = await login(me)
      client.socket.removeAllListeners('message')
      for (const id of [
        'ffffffffffffffffff01',
        '80808080808080808001',
        'ffffffffffffffff7f',
        '8080808080808010',
      ]) {
        const meta = Buffer.concat([
          Buffer.from([0x08]),
          Buffer.from(id, 'hex'),
          wire.Meta.encode({
            to: userJid(APP_KEY, to),
            namespace: Namespace.CHAT,
            payload: textPayload(me.user, to, 'hello'),
          }).finish(),
        ])
        const answer = message(client)
        const payload = Buffer.concat([Buffer.from([0x0a, meta.length]), meta])
        client.write(wire.Envelope.encode({ command: Command.SYNC, payload }).finish())
        const frame = await answer
        assert.ok(frame.includes(Buffer.from(`0a02080010${id}18`, 'hex')), frame.toString('hex'))
      }
      assert.equal(client.ended, undefined)
    }
  })

  test('messages beyond 2^53 do not exist, and nothing is told of them', async () => {
    const me = await newUser()
    const peer = await newUser()
    await using other = await RawClient.login(server.wsUrl, peer)
    await other.goLive()
    await using client = await RawClient.loginTcp(server, me)
    const foreign = Buffer.from('30ffffffffffffffffff01', 'hex')
    const say = async (
      type: BodyType,
      to: string,
      more: Partial<Parameters<typeof encodeMessageBody>[0]> = {},
    ) => {
      const body = encodeMessageBody({ type, from: me.user, to, ...more })
      // In the order of the fields' numbers, at the end.
      const id = client.send({ to: userJid(APP_KEY, to), payload: Buffer.concat([body, foreign]) })
      const { status } = await client.acknowledgement(id)
      return [status?.code, status?.reason]
    }
    assert.deepEqual(await say(BodyType.DELIVER_ACK, peer.user), [0, null])
    assert.deepEqual(await say(BodyType.READ_ACK, peer.user), [0, null])
    assert.deepEqual(await say(BodyType.RECALL, peer.user), [1, 'Sorry, message does not exist'])
    const told = await say(BodyType.CHANNEL_ACK, peer.user)
    assert.deepEqual(told, [0, null])
    const [only] = await other.metas(1)
    assert.equal(wire.MessageBody.decode(only!.payload!).type, BodyType.CHANNEL_ACK)
    assert.equal(client.ended, undefined)
  })

  describe('what a native client does to its contacts comes back to it as if from the contact', () => {
    const act = async (client: RawClient<RawWire>, operation: RosterOperation, contact: string) => {
      const payload = wire.RosterBody.encode({ operation, to: [{ appKey: APP_KEY, name: contact }] }).finish()
      const id = client.send({ to: { domain: 'easemob.com' }, namespace: Namespace.ROSTER, payload })
      assert.equal((await client.acknowledgement(id)).status?.code, 0)
    }
    const told = async (client: RawClient<RawWire>) => {
      const frame = await client.page()
      client.pull(frame.nextKey!)
      return frame.metas.map(({ from, to, payload }) => {
        const { operation, ...body } = wire.RosterBody.decode(payload!)
        return [operation, from?.name, to?.name, body.from?.name, body.to[0]?.name]
      })
    }
    const silence = async (client: RawClient<RawWire>) => {
      await client.unread()
      assert.deepEqual(
        client.frames.filter((frame) => frame.command === 'sync' && frame.metas.length > 0).length,
        0,
      )
    }

    test('block, unblock, removal, and an acceptance that repeats', async () => {
      const [me, peer] = [await newUser(), await newUser()]
      await using client = await RawClient.connectTcp(server)
      await client.provision(android(me))
      await client.goLive()
      const echo = (operation: RosterOperation) => [[operation, peer.user, me.user, peer.user, me.user]]
      for (const operation of [RosterOperation.BAN, RosterOperation.BAN, RosterOperation.ALLOW]) {
        await act(client, operation, peer.user)
        assert.deepEqual(await told(client), echo(operation))
      }
      await using other = await RawClient.login(server.wsUrl, peer)
      await act(other, RosterOperation.ADD, me.user)
      assert.equal((await told(client))[0]?.[0], RosterOperation.ADD)
      await act(client, RosterOperation.ACCEPT, peer.user)
      assert.deepEqual(await told(client), echo(RosterOperation.ACCEPT), 'once, though it is an echo too')
      await act(client, RosterOperation.ACCEPT, peer.user)
      assert.deepEqual(await told(client), echo(RosterOperation.ACCEPT))
      await act(client, RosterOperation.REMOVE, peer.user)
      assert.deepEqual(await told(client), echo(RosterOperation.REMOVE))
      await act(client, RosterOperation.REMOVE, peer.user)
      assert.deepEqual(await told(client), echo(RosterOperation.REMOVE))
    })

    test('not to web clients, who would show it twice', async () => {
      const [me, peer] = [await newUser(), await newUser()]
      await using client = await RawClient.login(server.wsUrl, me)
      await client.goLive()
      for (const operation of [RosterOperation.BAN, RosterOperation.ALLOW, RosterOperation.REMOVE])
        await act(client, operation, peer.user)
      await silence(client)
    })
  })

  describe('history over the socket', () => {
    const ask = async (client: RawClient<RawWire>, queue: wire.JidFields, key?: number) => {
      const meta = {
        id: 5,
        namespace: 1,
        to: queue,
        payload: textPayload(client.user, queue.name!, 'roam'),
      }
      const payload = wire.SyncUp.encode({ meta, queue, key, isRoam: true }).finish()
      client.write(wire.Envelope.encode({ command: Command.SYNC, payload }).finish())
      return client.next('sync', ({ isRoam }) => isRoam === true)
    }
    /** All pages, newest first. */
    const all = async (client: RawClient<RawWire>, queue: wire.JidFields) => {
      const texts: string[][] = []
      let key: number | undefined
      for (;;) {
        const page = await ask(client, queue, key)
        assert.deepEqual([page.status?.code, page.metaId, page.queue?.name], [0, 5, queue.name])
        texts.push(textsOf(page.metas))
        if (page.isLast === true) return texts
        key = page.nextKey!
      }
    }

    test('of a conversation, page after page, newest first, and nothing is sent', async () => {
      const [me, peer] = [await newUser(), await newUser()]
      await using client = await RawClient.loginTcp(server, android(me))
      await using other = await RawClient.login(server.wsUrl, peer)
      await client.goLive()
      await other.goLive()
      for (let i = 0; i < 25; i++) await other.deliver(me.user, `${i}`)
      for (const { nextKey } of [await client.page(({ metas }) => textsOf(metas).includes('24'))])
        client.pull(nextKey!)
      const texts = Array.from({ length: 25 }, (_, i) => `${24 - i}`)
      const queue = userJid(APP_KEY, peer.user)
      assert.deepEqual(await all(client, queue), [texts.slice(0, 20), texts.slice(20)])
      // The queue that messages come through has not moved.
      assert.deepEqual((await client.unread()).unread, [])
      await other.unread()
      assert.equal(
        other.frames.filter((frame) => frame.command === 'sync' && frame.metas.length > 0).length,
        0,
      )
    })

    test('of a group, for its members alone', async () => {
      const [owner, member, stranger] = [await newUser(), await newUser(), await newUser()]
      const { body } = await server.call('POST', '/chatgroups', {
        groupname: 'g',
        owner: owner.user,
        members: [member.user],
        public: false,
      })
      const queue = conferenceJid(APP_KEY, body.data.groupid)
      await using speaker = await RawClient.loginTcp(server, android(owner))
      const payload = encodeMessageBody({
        type: BodyType.GROUP_CHAT,
        from: owner.user,
        to: queue.name!,
        content: { type: 'txt', msg: 'among us' },
      })
      await speaker.acknowledgement(speaker.send({ to: queue, payload }))
      await using reader = await RawClient.loginTcp(server, android(member))
      assert.deepEqual(await all(reader, queue), [['among us']])
      await using spy = await RawClient.loginTcp(server, android(stranger))
      assert.deepEqual(await all(spy, queue), [[]])
      assert.deepEqual(await all(spy, { ...queue, appKey: 'other#chat' }), [[]])
      assert.deepEqual(await all(spy, userJid(APP_KEY, owner.user)), [[]])
      assert.deepEqual(await all(spy, conferenceJid(APP_KEY, 'no-such')), [[]])
    })
  })

  test('what has waited comes without being asked for, and once if it is asked for', async () => {
    for (const asks of [false, true]) {
      const [me, peer] = [await newUser(), await newUser()]
      await using other = await RawClient.login(server.wsUrl, peer)
      const sent = Array.from({ length: 250 }, (_, i) => `${i}`)
      for (const text of sent) await other.deliver(me.user, text)
      await using client = await RawClient.loginTcp(server, android(me))
      assert.equal((await client.unread()).unread[0]?.count, sent.length)
      if (asks) client.pull()
      const come: string[] = []
      while (come.length < sent.length) {
        const { metas, nextKey } = await client.page()
        come.push(...textsOf(metas))
        if (sent.length === 250) {
          sent.push('committed between two pages')
          await other.deliver(me.user, sent.at(-1)!)
        }
        client.pull(nextKey!)
      }
      assert.deepEqual(come, sent)
      await client.drained()
      assert.deepEqual((await client.unread()).unread, [])
    }
  })

  test('what a client has missed comes without a notice, to which the Android SDK does not react', async () => {
    const [me, peer] = [await newUser(), await newUser()]
    await using client = await RawClient.loginTcp(server, android(me))
    await client.goLive()
    await using other = await RawClient.login(server.wsUrl, peer)
    const [session] = server.running.core.registry.of(server.app.id, me.user)
    const offer = mock.method(session!, 'offer', () => {})
    const missed = ['one', 'two']
    for (const text of missed) await other.deliver(me.user, text)
    offer.mock.restore()
    await session!.catchUp()
    const { metas, nextKey } = await client.page()
    assert.deepEqual(textsOf(metas), missed)
    client.pull(nextKey!)
    await client.drained()
    await other.deliver(me.user, 'three')
    assert.deepEqual(textsOf(await client.metas(1)), ['three'])
    assert.ok(!client.frames.some(({ command }) => command === 'notice'))
  })

  test('a page of which only a part could be read is read again as a whole', async () => {
    const me = await newUser()
    await using client = await RawClient.loginTcp(server, android(me))
    await client.goLive()
    const [session] = server.running.core.registry.of(server.app.id, me.user)
    const offer = mock.method(session!, 'offer', () => {})
    const missed = ['one', 'two', 'three']
    for (const text of missed) {
      await using other = await RawClient.login(server.wsUrl, await newUser())
      await other.deliver(me.user, text)
    }
    offer.mock.restore()
    const { logs } = server.running.core.stores
    const read = mock.method(logs, 'read')
    const failed = Promise.withResolvers<void>()
    // The page begins with one of the three logs, and then the database fails.
    read.mock.mockImplementationOnce(async () => {
      failed.resolve()
      throw new Error('the database has gone')
    }, 1)
    await session!.catchUp()
    await failed.promise
    read.mock.restore()
    await client.unread()
    const come = await client.metas(missed.length)
    assert.deepEqual(textsOf(come).sort(), missed.toSorted())
  })

  /** A device that has `one` and was not offered `two`: what it is told next cannot be pushed. */
  async function deviceWithGap() {
    const [me, peer] = [await newUser(), await newUser()]
    const client = await RawClient.loginTcp(server, android(me))
    await client.goLive()
    const other = await RawClient.login(server.wsUrl, peer)
    await other.deliver(me.user, 'one')
    client.pull((await client.page()).nextKey!)
    assert.deepEqual((await client.unread()).unread, [])
    const [session] = server.running.core.registry.of(server.app.id, me.user)
    const offer = mock.method(session!, 'offer', () => {})
    await other.deliver(me.user, 'two')
    offer.mock.restore()
    return {
      client,
      tellNext: (text: string) => other.deliver(me.user, text),
      async [Symbol.asyncDispose]() {
        await client[Symbol.asyncDispose]()
        await other[Symbol.asyncDispose]()
      },
    }
  }

  test('a look into the logs that fails is not taken for one that found nothing', async () => {
    await using device = await deviceWithGap()
    const { client } = device
    const behind = mock.method(server.running.core.stores.logs, 'behind')
    const failed = Promise.withResolvers<void>()
    behind.mock.mockImplementationOnce(async () => {
      failed.resolve()
      throw new Error('the database has gone')
    })
    await device.tellNext('three')
    await failed.promise
    behind.mock.restore()
    await client.unread()
    assert.deepEqual(textsOf(await client.metas(2)), ['two', 'three'])
  })

  test('a page that could not be numbered is not taken for sent', async () => {
    await using device = await deviceWithGap()
    const { client } = device
    const { ids, stores } = server.running.core
    const behind = mock.method(stores.logs, 'behind')
    const next = mock.method(ids, 'next')
    const failed = Promise.withResolvers<void>()
    behind.mock.mockImplementationOnce(async (...where) => {
      const found = await stores.logs.behind(...where)
      next.mock.mockImplementationOnce(() => {
        failed.resolve()
        throw new Error('the node has lost its share of the ids')
      })
      return found
    })
    await device.tellNext('three')
    await failed.promise
    next.mock.restore()
    behind.mock.restore()
    assert.equal((await client.unread()).unread[0]?.count, 2)
    assert.deepEqual(textsOf((await client.page()).metas), ['two', 'three'])
  })

  test('a client that asks only when it is told to is told before everything, its end included', async () => {
    const [me, peer] = [await newUser(), await newUser()]
    await using client = await RawClient.loginTcp(server, { ...me, provision: { osType: 7 } })
    await client.goLive()
    await using other = await RawClient.login(server.wsUrl, peer)
    await other.deliver(me.user, 'one')
    await client.next('notice')
    assert.deepEqual(textsOf(await client.sync()), ['one'])
    await other.deliver(me.user, 'two')
    await client.next('notice')
    assert.deepEqual(textsOf(await client.sync()), ['two'])
    await server.call('POST', `/users/${me.user}/disconnect`)
    await client.next('notice')
    assert.equal((await client.page()).metas[0]?.namespace, Namespace.STATISTIC)
    await client.closed()
  })
})

function message(client: RawClient<RawWire>): Promise<Buffer> {
  return new Promise((resolve) => client.socket.once('message', resolve))
}
