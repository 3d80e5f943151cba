import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { BodyType, encodeMessageBody, Namespace, userJid, wire } from '@ringpost/protocol'
import { inboxLog, pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { TestServer } from '../harness/test-server.ts'
import { APP_KEY, bodyOf, RawClient, textPayload, textsOf } from './raw-client.ts'

describe('sending over the socket, byte by byte', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  const login = async (user: string, resource = 'raw_1', at = server) =>
    RawClient.login(at.wsUrl, { user, resource, token: await at.userToken(user) })
  const log = async (key: string, at = server) => at.running.core.stores.logs.read(at.app.id, key, 0, 100_000)
  const refusal = async (client: RawClient, id: number) => {
    const { status, serverId } = await client.acknowledgement(id)
    assert.equal(serverId, null)
    return [status?.code, status?.reason]
  }

  describe('[socket.resend] a repeated message is stored once', () => {
    const count = async (text: string, at = server) =>
      (await log(pairLog('alice', 'bob'), at)).filter(({ payload }) => Buffer.from(payload).includes(text))
        .length

    test('after its answer, and concurrently', async () => {
      await using bob = await login('bob')
      await bob.goLive()
      await using alice = await login('alice')
      const id = alice.text('bob', 'once')
      const first = await alice.acknowledgement(id)
      alice.text('bob', 'once', { id })
      alice.text('bob', 'once', { id })
      const again = [await alice.acknowledgement(id), await alice.acknowledgement(id)]
      assert.deepEqual(
        again.map(({ status, serverId, timestamp }) => [status?.code, serverId, timestamp]),
        [0, 0].map((code) => [code, first.serverId, first.timestamp]),
      )
      const double = alice.text('bob', 'double')
      alice.text('bob', 'double', { id: double })
      const answers = [await alice.acknowledgement(double), await alice.acknowledgement(double)]
      assert.equal(answers[0]!.serverId, answers[1]!.serverId)
      await alice.deliver('bob', 'end')
      await bob.page(({ metas }) => textsOf(metas).includes('end'))
      const texts = bob.frames.flatMap((frame) => (frame.command === 'sync' ? textsOf(frame.metas) : []))
      assert.deepEqual(texts, ['once', 'double', 'end'])
      assert.deepEqual([await count('once'), await count('double')], [1, 1])
    })

    test('over a new connection, but not from another device', async () => {
      const alice = await login('alice')
      const id = alice.text('bob', 'reconnected')
      const { serverId } = await alice.acknowledgement(id)
      await alice.drop()
      await using again = await login('alice')
      again.text('bob', 'reconnected', { id })
      assert.equal((await again.acknowledgement(id)).serverId, serverId)
      assert.equal(await count('reconnected'), 1)

      await using other = await login('alice', 'raw_2')
      other.text('bob', 'reconnected', { id })
      assert.notEqual((await other.acknowledgement(id)).serverId, serverId)
    })

    test('after a restart of the server', async () => {
      const first = await TestServer.start()
      await first.users('alice', 'bob')
      const alice = await login('alice', 'raw_1', first)
      const id = alice.text('bob', 'restarted')
      const { serverId } = await alice.acknowledgement(id)
      await first.running.close()
      await using _ = { [Symbol.asyncDispose]: () => rm(first.directory, { recursive: true, force: true }) }
      await using second = await TestServer.start({}, first.directory)
      await using again = await login('alice', 'raw_1', second)
      again.text('bob', 'restarted', { id })
      assert.equal((await again.acknowledgement(id)).serverId, serverId)
      assert.equal(await count('restarted', second), 1)
    })

    test('but not for another receiver or with other attributes', async () => {
      await using alice = await login('alice')
      const payload = textPayload('alice', '', 'same body')
      const to = (name: string) => ({ to: userJid(APP_KEY, name), payload })
      const ext = (stringValue: string) => [{ key: 'k', type: 7, stringValue }]
      const id = alice.send(to('bob'))
      const ids = [(await alice.acknowledgement(id)).serverId]
      for (const message of [
        to('carol'),
        { ...to('bob'), ext: ext('1') },
        { ...to('bob'), ext: ext('2') },
        { ...to('bob'), to: userJid(APP_KEY, 'bob', 'web') },
      ]) {
        alice.send({ ...message, id })
        ids.push((await alice.acknowledgement(id)).serverId)
      }
      assert.equal(new Set(ids).size, 5)
      alice.send({ ...to('bob'), ext: ext('2'), id })
      assert.equal((await alice.acknowledgement(id)).serverId, ids[3])
    })

    test('a receipt too', async () => {
      await using alice = await login('alice')
      const payload = encodeMessageBody({ type: BodyType.READ_ACK, from: 'alice', to: 'bob', ackId: 77 })
      const id = alice.send({ to: userJid(APP_KEY, 'bob'), payload })
      const { serverId } = await alice.acknowledgement(id)
      alice.send({ to: userJid(APP_KEY, 'bob'), payload, id })
      assert.equal((await alice.acknowledgement(id)).serverId, serverId)
      const receipts = (await log(inboxLog('bob'))).filter(({ sender }) => sender === 'alice')
      assert.equal(receipts.length, 1)
    })
  })

  test("a message in another user's name is refused and not stored", async () => {
    await using alice = await login('alice')
    const before = (await log(pairLog('alice', 'carol'))).length
    const id = alice.text('carol', '', { payload: textPayload('bob', 'carol', 'forged') })
    assert.deepEqual(await refusal(alice, id), [1, 'Sorry, You do not have permission'])
    assert.equal((await log(pairLog('alice', 'carol'))).length, before)
    assert.deepEqual(await log(pairLog('bob', 'carol')), [])
  })

  test('names are folded and the body agrees with the envelope; everything else is unchanged', async () => {
    await using bob = await login('bob')
    await bob.goLive()
    await using alice = await login('alice')
    const written = wire.MessageBody.encode({
      type: BodyType.CHAT,
      from: { name: 'ALICE', appKey: APP_KEY },
      to: { name: 'somebody' },
      contents: [{ type: 0, text: 'hi' }],
      ext: [{ key: 'k', type: 7, stringValue: 'v' }],
    }).finish()
    const future = Buffer.concat([written, Buffer.from([0xa2, 0x06, 2, 1, 2])])
    alice.send({ to: userJid(APP_KEY, 'Bob'), payload: future })
    const [meta] = (await bob.page()).metas
    const { from, to, content, ext } = bodyOf(meta!)
    assert.deepEqual([from, to, content, ext], ['alice', 'bob', { type: 'txt', msg: 'hi' }, { k: 'v' }])
    assert.deepEqual([meta!.from?.name, meta!.to?.name], ['alice', 'bob'])
    assert.deepEqual(Buffer.from(meta!.payload!).subarray(-5), Buffer.from([0xa2, 0x06, 2, 1, 2]))
  })

  test('a message without receiver, of an unknown kind, or unreadable is refused without affecting others', async () => {
    await using alice = await login('alice')
    const to = userJid(APP_KEY, 'bob')
    const wrong = [
      alice.send({ to: {}, payload: wire.MessageBody.encode({ type: BodyType.CHAT }).finish() }),
      alice.send({ to, payload: wire.MessageBody.encode({ type: BodyType.NORMAL }).finish() }),
      alice.send({ to, payload: wire.MessageBody.encode({ type: 99 }).finish() }),
      alice.send({ to, payload: Buffer.from('garbage') }),
      alice.send({ to, payload: Buffer.alloc(0) }),
      alice.send({ to, payload: Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]) }),
      alice.send({ to, payload: Buffer.alloc(0), namespace: Namespace.QUERY }),
      alice.send({ to, payload: Buffer.alloc(0), namespace: 99 }),
    ]
    for (const id of wrong) assert.equal((await refusal(alice, id))[0], 1)
    await alice.deliver('bob', 'still works')
  })

  test('what is too large is refused: text, and attributes beside it', async () => {
    await using alice = await login('alice')
    const limit = server.app.settings.messageBytes
    const overhead = textPayload('alice', 'bob', '').length + 4
    await alice.deliver('bob', 'x'.repeat(limit - overhead))
    const tooLarge = [7, 'Sorry, data is too large']
    assert.deepEqual(await refusal(alice, alice.text('bob', 'x'.repeat(limit))), tooLarge)
    const ext = [{ key: 'k', type: 7, stringValue: 'x'.repeat(limit) }]
    assert.deepEqual(await refusal(alice, alice.text('bob', 'small', { ext })), tooLarge)
  })

  test('a receiver whose name looks like two users reaches neither', async () => {
    await using bob = await login('bob')
    await bob.goLive()
    await using alice = await login('alice')
    const pair = await log(pairLog('alice', 'bob'))
    // The server API takes receivers of any name, and senders too.
    for (const [from, to] of [
      ['alice', 'bob|carol'],
      ['carol|alice', 'bob|carol'],
      ['alice|bob', ''],
      ['alice|bob', 'x|alice'],
    ])
      await server.call('POST', '/messages/users', { from, to: [to], type: 'txt', body: { msg: 'lost' } })
    assert.deepEqual(await log(pairLog('alice', 'bob')), pair)
    await alice.deliver('bob', 'found')
    assert.deepEqual(textsOf((await bob.page()).metas), ['found'])
  })

  test('a client that sends thousands of frames at once is delayed instead of refused, and keeps its order', async () => {
    await using bob = await login('bob')
    await bob.goLive()
    await using alice = await login('alice')
    const ids = Array.from({ length: 3000 }, (_, i) => alice.text('bob', `burst ${i}`))
    // One after the other: a slow disk may take long for all, but not for each of these.
    for (const id of ids.filter((_, i) => i % 250 === 249)) await alice.acknowledgement(id)
    const acks = alice.frames.filter((frame) => frame.command === 'sync')
    assert.deepEqual(
      acks.map(({ metaId, status }) => [metaId, status?.code]),
      ids.map((id) => [id, 0]),
    )
    const stored = (await log(pairLog('alice', 'bob'))).slice(-3000)
    assert.deepEqual(
      textsOf(stored.map(({ payload }) => ({ payload }) as wire.Meta)),
      ids.map((_, i) => `burst ${i}`),
    )
  })

  test('what cannot be committed is refused, never acknowledged', async () => {
    const broken = await TestServer.start({ RINGPOST_LOG_LEVEL: 'silent' })
    await broken.users('alice', 'bob')
    await using bob = await login('bob', 'raw_1', broken)
    await bob.goLive()
    await using alice = await login('alice', 'raw_1', broken)
    await alice.deliver('bob', 'kept')
    await broken.running.core.stores.close()
    assert.deepEqual(await refusal(alice, alice.text('bob', 'lost')), [1, 'internal error'])
    await bob.page()
    assert.equal(bob.frames.filter((frame) => frame.command === 'sync').length, 1)
    await broken.close()
  })
})
