import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type ErrorCode, errorTable } from '@ringpost/contract'
import {
  BodyType,
  decodeMucBody,
  encodeJsonPayload,
  encodeMessageBody,
  encodeRosterBody,
  Namespace,
  RosterOperation,
  StatisticOperation,
  userJid,
  wire,
} from '@ringpost/protocol'
import { type EntryKind, entryKind, type NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import { inboxLog } from '../../packages/server/src/domain/log/log-key.ts'
import { addressOf, sdkClient, unopenedClient } from '../acceptance/sdk-clients.ts'
import { HeldTime } from '../harness/held-time.ts'
import { TestServer } from '../harness/test-server.ts'
import { OwnGateway } from './own-gateway.ts'
import { APP_KEY, bodyOf, provisionBytes, RawClient, type SyncFrame } from './raw-client.ts'

// Rules that a server can break without noticing, in the order of msync.md §15.
describe('traps', () => {
  let server: TestServer
  let users = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  async function newUser(): Promise<string> {
    const name = `user-${++users}`
    await server.users(name)
    return name
  }

  const login = async (user: string, resource = 'raw_1') =>
    RawClient.login(server.wsUrl, { user, resource, token: await server.userToken(user) })
  const sdk = (user: string, more: object = {}) => sdkClient(server, { user, password: 'pw', ...more })
  const syncs = (client: RawClient) =>
    client.frames.filter((frame): frame is SyncFrame => frame.command === 'sync')
  const metas = (client: RawClient) => syncs(client).flatMap((frame) => frame.metas)
  const receipt = (type: BodyType, from: string, to: string, ackId: number) =>
    encodeMessageBody({ type, from, to, ackId })

  /** Appends to a user's inbox and offers it to the sessions, as the use cases do. */
  async function tell(user: string, kind: EntryKind, payload: Uint8Array, sender = 'admin'): Promise<number> {
    const { ids, stores, registry } = server.running.core
    const entry: NewEntry = {
      app: server.app.id,
      log: inboxLog(user),
      id: ids.next(),
      time: Date.now(),
      kind,
      contentType: 0,
      sender,
      senderDevice: null,
      receiver: user,
      receiverDevice: null,
      echo: false,
      audience: null,
      origin: null,
      attributes: null,
      payload,
      followers: [user],
    }
    const [appended] = await stores.logs.append([entry])
    registry.publish([{ ...entry, seq: appended!.seq }])
    return entry.id
  }

  const presence = (uid: string, ext: string) =>
    encodeJsonPayload({
      type: 'presence',
      data: { values: [{ uid, last_time: 1, expiry: 2, ext, status: { phone: 1 } }] },
    })

  const invitation = (from: string, to: string) =>
    encodeRosterBody({
      operation: RosterOperation.ADD,
      from: userJid(APP_KEY, from),
      to: [userJid(APP_KEY, to)],
      reason: 'please',
    })

  /** Makes the server send one frame of every kind; returns both clients. */
  async function everyFrame(): Promise<RawClient[]> {
    const [alice, bob] = [await newUser(), await newUser()]
    const sender = await login(alice)
    await sender.goLive()
    await sender.deliver(bob, 'waits')
    const receiver = await login(bob)
    await receiver.goLive()
    const id = await sender.deliver(bob, 'pushed')
    await receiver.page()
    for (const type of [BodyType.DELIVER_ACK, BodyType.READ_ACK, BodyType.CHANNEL_ACK])
      await receiver.acknowledgement(
        receiver.send({ to: userJid(APP_KEY, alice), payload: receipt(type, bob, alice, id) }),
      )
    await sender.acknowledgement(sender.text(bob, 'x'.repeat(6000)))
    await tell(bob, entryKind.notice, presence(alice, 'here'))
    await tell(bob, entryKind.roster, invitation(alice, bob), alice)
    const group = { groupname: 'g', description: 'd', public: true, owner: alice, members: [bob] }
    assert.equal((await server.call('POST', '/chatgroups', group)).status, 200)
    await receiver.page((frame) => frame.metas.some(({ namespace }) => namespace === Namespace.MUC))
    receiver.write(
      wire.Envelope.encode({ command: 0, payload: wire.SyncUp.encode({ key: 0 }).finish() }).finish(),
    )
    await receiver.unread()
    await receiver.sync()
    await server.call('POST', `/users/${bob}/disconnect`)
    await receiver.closed()
    await sender.unread()
    await sender.drop()
    return [sender, receiver]
  }

  let frames: RawClient[] = []
  before(async () => {
    frames = await everyFrame()
  })

  test('trap 1: every answer and every page has a status', () => {
    for (const client of frames) {
      for (const frame of client.frames) {
        if (frame.command === 'notice') continue
        assert.equal(typeof frame.status?.code, 'number', JSON.stringify(frame))
      }
    }
    const answers = frames.flatMap(syncs)
    assert.ok(answers.some(({ metaId }) => metaId) && answers.some(({ isLast }) => isLast))
    assert.ok(answers.some((frame) => frame.metas.length > 0))
  })

  test('trap 2: everything except answers to sends names its queue, whatever queue was requested', async () => {
    const data = frames.flatMap(syncs).filter(({ metaId }) => !metaId)
    assert.ok(data.length > 5)
    for (const { queue } of data) assert.ok(queue?.name)
    for (const client of frames)
      for (const frame of client.frames)
        if (frame.command === 'unread') for (const { queue } of frame.unread) assert.ok(queue?.name)
    await using client = await login(await newUser())
    const payload = wire.SyncUp.encode({ queue: userJid(APP_KEY, 'somebody') }).finish()
    client.write(wire.Envelope.encode({ command: 0, payload }).finish())
    assert.ok((await client.drained()).queue?.name)
  })

  test('trap 3: every meta has a sender and a receiver, in every namespace', () => {
    const all = frames.flatMap(metas)
    for (const { from, to, id, timestamp } of all) {
      for (const jid of [from, to]) assert.ok(jid?.name && jid.appKey === APP_KEY && jid.domain)
      assert.ok(id && timestamp)
    }
    const { STATISTIC, CHAT, MUC, ROSTER, NOTIFY } = Namespace
    assert.deepEqual(
      [...new Set(all.map(({ namespace }) => namespace))].sort(),
      [STATISTIC, CHAT, MUC, ROSTER, NOTIFY].sort(),
    )
  })

  test('trap 4: isLast never comes with metas, and pulling terminates', async () => {
    for (const frame of frames.flatMap(syncs)) assert.ok(!(frame.isLast && frame.metas.length > 0))
    const user = await newUser()
    for (let i = 0; i < 5; i++) await tell(user, entryKind.notice, presence('somebody', `${i}`))
    await using client = await sdk(user)
    await client.next('onOfflineMessageSyncFinish')
    assert.equal(client.all('onPresenceStatusChange').length, 5)
    await using raw = await login(user, 'raw_2')
    const started = raw.frames.length
    await raw.goLive()
    assert.ok(raw.frames.length - started <= 3)
  })

  test('trap 5: keys of pages are never zero and never repeat, pages have no metaId', async () => {
    const user = await newUser()
    await using client = await login(user)
    await client.goLive()
    for (let i = 0; i < 3; i++) {
      await tell(user, entryKind.notice, presence('somebody', `${i}`))
      await client.page()
      await client.unread()
      client.pull()
      const { nextKey } = await client.page()
      client.pull(nextKey!)
      await client.drained()
    }
    const pages = [...frames, client].map((each) => syncs(each).filter((frame) => frame.metas.length > 0))
    for (const own of pages) {
      for (const { metaId, nextKey } of own) assert.ok(!metaId && nextKey)
      assert.equal(new Set(own.map(({ nextKey }) => nextKey)).size, own.length)
    }
    assert.ok(pages[2]!.length >= 6)
  })

  test('trap 6: a text has no subType, a combined message keeps its explicit 0', async () => {
    const [alice, bob] = [await newUser(), await newUser()]
    await using receiver = await login(bob)
    await using seen = await sdk(bob)
    await receiver.goLive()
    await server.call('POST', '/messages/users', {
      from: alice,
      to: [bob],
      type: 'txt',
      body: { msg: 'text' },
    })
    const [text] = (await receiver.page()).metas
    assert.equal(wire.MessageBody.decode(text!.payload!).contents[0]!.subType, null)
    assert.equal((await seen.next('onTextMessage')).msg, 'text')

    await using sender = await login(alice)
    const payload = wire.MessageBody.encode({
      type: BodyType.CHAT,
      from: { name: alice.toUpperCase() },
      to: { name: bob },
      contents: [
        {
          type: 0,
          subType: 0,
          text: 'compatible',
          title: 't',
          summary: 's',
          remotePath: 'http://h.example/f',
        },
      ],
    }).finish()
    sender.send({ to: userJid(APP_KEY, bob), payload })
    const [combined] = (await receiver.page()).metas
    assert.equal(wire.MessageBody.decode(combined!.payload!).contents[0]!.subType, 0)
    await seen.next('onCombineMessage' as 'onTextMessage')
  })

  test('trap 7: JSON in notices survives line breaks, tabs and every script', async () => {
    const user = await newUser()
    await using client = await sdk(user)
    const ext = 'tab\t line\r\nend\b\f 环信 😀 "quoted" \\ \u2028'
    await tell(user, entryKind.notice, presence('somebody', ext))
    const [changed] = await client.next('onPresenceStatusChange')
    assert.equal(changed?.ext, ext)
  })

  test('trap 8: whatever a client sends is answered', async () => {
    const [alice, bob] = [await newUser(), await newUser()]
    await using client = await login(alice)
    const to = userJid(APP_KEY, bob)
    const sent = Object.values(BodyType).map((type) =>
      client.send({ to, payload: receipt(type, alice, bob, 1) }),
    )
    const namespaces = Object.values(Namespace).filter((namespace) => namespace !== Namespace.STATISTIC)
    sent.push(...namespaces.map((namespace) => client.send({ to, payload: Buffer.alloc(0), namespace })))
    sent.push(client.send({ to: {}, payload: Buffer.from('garbage') }))
    for (const id of sent) assert.equal(typeof (await client.acknowledgement(id)).status?.code, 'number')

    await using reader = await sdk(bob)
    const options = { chatType: 'singleChat', to: alice } as const
    await reader.send({ type: 'read', id: '1', ...options })
    await reader.send({ type: 'channel', ...options })
    assert.deepEqual(reader.all('onReconnecting'), [])
  })

  test('trap 9: the server closes a refused login, and the SDK does not try again', async () => {
    const user = await newUser()
    await using raw = await RawClient.connect(server.wsUrl)
    const { status } = await raw.provision({ user, token: 'nonsense' })
    assert.equal(status?.code, 1)
    assert.equal((await raw.closed()).code, 1000)
    const client = unopenedClient(server)
    await assert.rejects(client.connection.open({ user, accessToken: 'nonsense' }), { type: 28 })
    await client.next('onDisconnected')
    assert.deepEqual(client.all('onReconnecting'), [])
    await client.close()
  })

  test('trap 10: a session replaced by the same resource is notified before the connection closes', async () => {
    const user = await newUser()
    await using old = await login(user)
    await using young = await login(user)
    await old.closed()
    const last = old.frames.at(-1)
    assert.ok(last?.command === 'sync')
    const { operation } = wire.StatisticsBody.decode(last.metas[0]!.payload!)
    assert.equal(operation, StatisticOperation.USER_LOGIN_ANOTHER_DEVICE)
    assert.deepEqual((await young.unread()).unread, [])
  })

  test('trap 11: authToken is JSON, or absent for a token that never expires', async () => {
    const user = await newUser()
    const { tokens, users: accounts } = server.running.core
    const account = await accounts.get(server.app, user)
    const answer = async (token: string) => {
      await using client = await RawClient.connect(server.wsUrl)
      return (await client.provision({ user, token })).authToken
    }
    const { token, expiresAt } = tokens.issueForUser(server.app, account, 600)
    assert.deepEqual(JSON.parse((await answer(token))!), { expires_in: expiresAt })
    const forever = tokens.issueForUser(server.app, account, 0)
    assert.equal(await answer(forever.token), null)
    for (const accessToken of [token, forever.token]) {
      await using client = await sdkClient(server, { user, accessToken })
      await client.next('onConnected')
    }
  })

  test('trap 12: the answer to a login contains the resource, generated by the server if the client leaves it out', async () => {
    const user = await newUser()
    const token = await server.userToken(user)
    const answer = async (resource: string) => {
      await using client = await RawClient.connect(server.wsUrl)
      return (await client.provision({ user, token, resource })).resource
    }
    assert.equal(await answer('raw_7'), 'raw_7')
    const [first, second] = [await answer(''), await answer('')]
    assert.match(first!, /^web_\d+$/)
    assert.notEqual(first, second)
    await using client = await sdk(user, { device: 'x' })
    assert.equal(client.connection.context.jid.clientResource, 'webim_web_x')
  })

  test('trap 13: status 7 only with reasons on which the SDK settles its promise', () => {
    const settling = [
      'sensitive words',
      'blocked by mod_antispam',
      'user is mute',
      'traffic limit',
      'Sorry, data is too large',
    ]
    const facts = (Object.keys(errorTable) as ErrorCode[]).map((code) => errorTable[code].gateway)
    const denied = facts.filter((gateway) => gateway?.code === 7)
    assert.ok(denied.length > 0)
    for (const gateway of denied) assert.ok(settling.includes(gateway!.reason), gateway!.reason)
  })

  test('trap 14: attributes of a read receipt do not reach the SDK, which would parse the first', async () => {
    const [alice, bob] = [await newUser(), await newUser()]
    await using reader = await login(bob)
    await using writer = await sdk(alice)
    const payload = encodeMessageBody({
      type: BodyType.READ_ACK,
      from: bob,
      to: alice,
      ackId: 42,
      ext: { k: 'not JSON' },
    })
    await reader.acknowledgement(reader.send({ to: userJid(APP_KEY, alice), payload }))
    assert.equal((await writer.next('onReadMessage')).mid, '42')
  })

  test('trap 15: what the server writes has exactly one content, receipts an empty one', () => {
    const bodies = frames
      .flatMap(metas)
      .filter(({ namespace }) => namespace === Namespace.CHAT)
      .map(({ payload }) => wire.MessageBody.decode(payload!))
    assert.ok(new Set(bodies.map(({ type }) => type)).size >= 4)
    for (const { contents } of bodies) assert.equal(contents.length, 1)
  })

  test('trap 16: equal ids of different messages, devices and users are not repeats', async () => {
    const [alice, bob, carol] = [await newUser(), await newUser(), await newUser()]
    await using receiver = await login(carol)
    await receiver.goLive()
    const id = 530_000_000_001
    await using first = await login(alice)
    await using second = await login(alice, 'raw_2')
    await using third = await login(bob)
    const ids = []
    for (const [client, text] of [
      [first, 'one'],
      [first, 'two'],
      [second, 'one'],
      [third, 'one'],
    ] as const) {
      client.text(carol, text, { id })
      ids.push((await client.acknowledgement(id)).serverId)
    }
    // The SDK numbers receipts separately from messages, so the numbers coincide.
    first.send({ id, to: userJid(APP_KEY, carol), payload: receipt(BodyType.DELIVER_ACK, alice, carol, 1) })
    ids.push((await first.acknowledgement(id)).serverId)
    assert.equal(new Set(ids).size, 5)
    await receiver.page((frame) => bodyOf(frame.metas[0]!).type === BodyType.DELIVER_ACK)
    assert.equal(metas(receiver).length, 5)

    const answered = first.frames.length
    for (let i = 0; i < 2; i++)
      first.send({ id, to: {}, payload: Buffer.alloc(0), namespace: Namespace.STATISTIC })
    await first.unread()
    assert.equal(first.frames.length, answered + 1)
  })

  test('trap 17: events of groups and contacts have every field that the SDK reads unchecked', async () => {
    const all = frames.flatMap(metas)
    const mucs = all.filter(({ namespace }) => namespace === Namespace.MUC)
    assert.ok(mucs.length > 0)
    for (const { payload } of mucs) {
      const { muc, from, isThread, parent } = decodeMucBody(payload!)
      assert.ok(muc?.name && from?.name && (!isThread || parent?.name))
    }
    const [alice, bob] = [await newUser(), await newUser()]
    await using client = await sdk(bob)
    await server.call('POST', '/chatgroups', {
      groupname: 'g',
      description: 'd',
      public: true,
      owner: alice,
      members: [bob],
    })
    assert.equal((await client.next('onGroupEvent')).operation, 'directJoined')
    await tell(bob, entryKind.roster, invitation(alice, bob), alice)
    assert.partialDeepStrictEqual(await client.next('onContactInvited'), { from: alice, status: 'please' })
    // @ts-expect-error a contact event without a receiver must not compile
    encodeRosterBody({ operation: RosterOperation.ADD, from: userJid(APP_KEY, alice), to: [] })
  })

  test('trap 18: ids are unique across namespaces, and increase across a restart', async () => {
    for (const client of frames) {
      // Repeated because not acknowledged, it is unchanged.
      const byId = new Map(metas(client).map((meta) => [meta.id, meta]))
      for (const meta of metas(client)) assert.deepEqual(byId.get(meta.id), meta)
      assert.ok(byId.size >= 3)
    }
    const first = await TestServer.start()
    await first.users('alice')
    const before = await RawClient.login(first.wsUrl, {
      user: 'alice',
      token: await first.userToken('alice'),
    })
    // As if the clock had been a minute ahead.
    first.running.core.ids.next(Date.now() + 60_000)
    const last = await before.deliver('bob', 'before')
    await first.running.close()
    await using _ = { [Symbol.asyncDispose]: () => rm(first.directory, { recursive: true, force: true }) }
    await using second = await TestServer.start({}, first.directory)
    await using again = await RawClient.login(second.wsUrl, {
      user: 'alice',
      token: await second.userToken('alice'),
    })
    assert.ok((await again.deliver('bob', 'after')) > last)
  })

  test('trap 19: an uncaught exception in the SDK would fail these tests', () => {
    const fixture = fileURLToPath(new URL('../sdk/fixtures/fault.ts', import.meta.url))
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const run = spawnSync(process.execPath, ['--test', fixture], { env, encoding: 'utf8' })
    assert.equal(run.status, 1)
    assert.match(run.stdout, /pass 0/)
  })

  test('trap 20: a client that is silent for 90 s stays, one that is gone does not stay forever', async () => {
    const user = await newUser()
    const token = await server.userToken(user)
    using time = new HeldTime()
    await using own = await OwnGateway.start(server)
    await using client = await RawClient.login(own.wsUrl, { user, token })
    await time.passInSilence(90_000)
    await client.unread()
    await time.passInSilence(90_000)
    await client.unread()
    await time.passInSilence(300_000)
    assert.equal((await client.closed()).code, 1006)
  })

  test('trap 21: receivers find a file under their own address, whatever the sender calls the server', async () => {
    const [alice, bob] = [await newUser(), await newUser()]
    await using client = await sdk(bob)
    const path = '/acme/chat/chatfiles/55f12940-64af-11e4-8a5b-ff2336f03252'
    for (const origin of ['https://chat.example:8443', 'http://10.0.0.1', server.url]) {
      const body = { url: origin + path, filename: 'f', secret: 's' }
      await server.call('POST', '/messages/users', { from: alice, to: [bob], type: 'img', body })
      assert.equal(
        (await client.next('onImageMessage')).url,
        `${server.url}${path}?em-redirect=true&share-secret=s`,
      )
    }
  })

  test('trap 22: calls of the SDK answer success with 200 and an object', async () => {
    const user = await newUser()
    const token = await server.userToken(user)
    const form = new FormData()
    form.append('file', new File(['content'], 'a.txt'))
    const calls: [string, string, string | FormData | undefined][] = [
      ['POST', '/token', JSON.stringify({ grant_type: 'password', username: user, password: 'pw' })],
      ['GET', `/sdk/users/${user}/token/expires`, undefined],
      ['POST', '/chatfiles', form],
    ]
    for (const [method, path, body] of calls) {
      const type: Record<string, string> =
        typeof body === 'string' ? { 'content-type': 'application/json' } : {}
      const reply = await fetch(`${server.url}/acme/chat${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...type },
        ...(body === undefined ? {} : { body }),
      })
      assert.equal(reply.status, 200, path)
      assert.equal(typeof (await reply.json()), 'object')
    }
  })

  test('trap 23: HTTP-DNS offers what a page on http looks for', async () => {
    const user = await newUser()
    const { appKey } = addressOf(server)
    const open = async (https: boolean | undefined) => {
      const client = unopenedClient(server, {
        appKey,
        isHttpDNS: true,
        apiUrl: '',
        url: '',
        https: https as boolean,
      })
      Object.assign(client.connection, { dnsArr: [server.url], dnsTotal: 1 })
      try {
        await client.connection.open({ user, accessToken: await server.userToken(user) })
        return client.connection.apiUrl
      } finally {
        await client.close()
      }
    }
    assert.equal(await open(undefined), server.url)
    assert.equal(await open(false), server.url)
  })

  test('trap 24: a client that offers encryption and compression is answered without', async () => {
    const user = await newUser()
    await using client = await RawClient.connect(server.wsUrl)
    const usual = wire.Envelope.decode(provisionBytes({ user, token: await server.userToken(user) }))
    const payload = wire.Provision.encode({
      resource: 'raw_1',
      encryptType: [1, 2],
      encryptKey: 'key',
      compressType: [1, 2],
      protocolCompressType: [2],
      protocolCompressDirection: 2,
    }).finish()
    const { command, guid, auth } = usual
    client.write(wire.Envelope.encode({ command, guid, auth, encryptType: [1, 2], payload }).finish())
    const answer = await client.next('provision')
    assert.equal(answer.status?.code, 0)
    assert.deepEqual([answer.encryptType, answer.compressType, answer.protocolCompressType], [[], [], []])
    assert.equal(answer.encryptKey, null)
    client.user = user
    await client.goLive()
    await tell(user, entryKind.notice, presence('somebody', 'plain'))
    assert.match(Buffer.from((await client.page()).metas[0]!.payload!).toString(), /plain/)
  })
})
