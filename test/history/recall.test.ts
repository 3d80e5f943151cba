import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  BodyType,
  type DecodedMessageBody,
  decodeMessageBody,
  encodeMessageBody,
  userJid,
} from '@ringpost/protocol'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { download, type Uploaded, uploaded } from '../files/file-client.ts'
import { APP_KEY, bodyOf, RawClient, textsOf } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk/client.ts'

const VENDOR_ID = '1028442084794698104'

describe('recall', () => {
  const clock = new TestClock()
  let server: TestServer
  before(async () => {
    server = await TestServer.start({}, undefined, { clock })
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  async function send(fields: Record<string, unknown> = {}): Promise<string> {
    const { body } = await server.call('POST', '/messages/users', {
      from: 'alice',
      to: ['bob'],
      type: 'txt',
      body: { msg: 'secret' },
      ...fields,
    })
    return Object.values<string>(body.data)[0]!
  }
  const post = (path: string, body: object) => server.call('POST', path, body)
  const recall = (fields: Record<string, unknown>) =>
    post('/messages/msg_recall', { to: 'bob', chat_type: 'chat', force: false, ...fields })
  const raw = async (user: string, resource = 'raw_1') =>
    RawClient.login(server.wsUrl, { user, resource, token: await server.userToken(user) })
  const sdk = (user: string, device = 'd1'): Promise<Client> =>
    openClient({ apiUrl: server.url, wsUrl: server.wsUrl, appKey: APP_KEY, user, password: 'pw', device })
  const setting = (recallSeconds: number) =>
    server.running.core.apps.changeSettings(server.app, { recallSeconds })
  const entry = async (id: string) => (await server.running.core.stores.logs.find(server.app.id, Number(id)))!
  const log = (a: string, b: string) =>
    server.running.core.stores.logs.read(server.app.id, pairLog(a, b), 0, 10_000)
  const recallsOf = async (id: string) =>
    (await log('alice', 'bob')).filter(
      ({ payload }) => payload.length > 0 && decodeMessageBody(payload).ackId === Number(id),
    )

  test('[messages.recall] the reply of the seed, field by field', async () => {
    const id = await send()
    const { status, body } = await recall({ msg_id: id, from: 'User1', force: true })
    assert.equal(status, 200)
    const { timestamp, duration, application, ...rest } = body
    assert.deepEqual([typeof timestamp, typeof duration, application], ['number', 'number', server.app.uuid])
    assert.deepEqual(rest, {
      path: '/messages/msg_recall',
      uri: `${server.url}/acme/chat/messages/msg_recall`,
      organization: 'acme',
      action: 'post',
      data: { recalled: 'yes', chattype: 'chat', from: 'User1', to: 'bob', msg_id: id },
      applicationName: 'chat',
    })
    assert.equal((await recall({ msg_id: await send() })).body.data.from, 'admin')
  })

  test('[messages.recall] leaves nothing of the content', async () => {
    const id = await send({ ext: { k: 'secret' } })
    await recall({ msg_id: id })
    const { payload, attributes } = await entry(id)
    assert.deepEqual([payload.length, attributes], [0, null])
    const [notice, ...more] = await recallsOf(id)
    assert.deepEqual(more, [])
    assert.partialDeepStrictEqual(decodeMessageBody(notice!.payload), {
      type: BodyType.RECALL,
      from: 'admin',
      to: 'bob',
      ackId: Number(id),
      content: null,
    } satisfies Partial<DecodedMessageBody>)
  })

  test('[messages.recall] files uploaded by the sender are removed with the message, those of others stay', async () => {
    const sendFile = (fields: object, { uuid, secret }: Uploaded) =>
      send({ type: 'img', body: { url: `${server.url}/acme/chat/chatfiles/${uuid}`, secret, ...fields } })
    const read = async ({ uuid }: Uploaded) =>
      (await download(server, uuid, { authorization: `Bearer ${server.appToken}` })).status
    const file = (token?: string) => uploaded(server, token === undefined ? {} : { token })

    const own = await file(await server.userToken('alice'))
    const foreign = await file(await server.userToken('bob'))
    const byServer = await file()
    for (const each of [own, foreign, byServer]) {
      const id = await sendFile({}, each)
      assert.equal(await read(each), 200)
      assert.equal((await recall({ msg_id: id })).status, 200)
    }
    const gone = await server.call('GET', `/chatfiles/${own.uuid}`)
    assertError(gone, 'file.expired', { uuid: own.uuid })
    assert.deepEqual([await read(foreign), await read(byServer)], [200, 404])

    await server.running.core.apps.changeSettings(server.app, { recallDeletesFiles: false })
    const kept = await file(await server.userToken('alice'))
    await recall({ msg_id: await sendFile({}, kept) })
    assert.equal(await read(kept), 200)
    await server.running.core.apps.changeSettings(server.app, { recallDeletesFiles: true })
  })

  test('[socket.recall] a picture sent over the socket is removed, a picture of the server stays', async () => {
    await using alice = await sdk('alice')
    const byServer = await uploaded(server, {})
    const own = await uploaded(server, { token: await server.userToken('alice') })
    for (const [{ uuid }, left] of [
      [byServer, 200],
      [own, 404],
    ] as const) {
      const url = `${server.url}/acme/chat/chatfiles/${uuid}`
      const { serverMsgId: mid } = await alice.send({ type: 'img', chatType: 'singleChat', to: 'bob', url })
      await alice.connection.recallMessage({ mid, to: 'bob', chatType: 'singleChat' })
      const { status } = await download(server, uuid, { authorization: `Bearer ${server.appToken}` })
      assert.equal(status, left, uuid)
    }
  })

  test('[messages.recall] refuses missing fields with the documented wording', async () => {
    const whole = { msg_id: '1', to: 'bob', chat_type: 'chat', force: true }
    for (const [field, code] of [
      ['msg_id', 'recall.msg_id_empty'],
      ['to', 'recall.to_empty'],
      ['chat_type', 'recall.chat_type_empty'],
    ] as const) {
      assertError(await post('/messages/msg_recall', { ...whole, [field]: undefined }), code)
      assertError(await post('/messages/msg_recall', { ...whole, [field]: '' }), code)
    }
    assertError(await recall({ ...whole, force: null }), 'recall.force_empty')
    assertError(await recall({ ...whole, chat_type: 'talk' }), 'recall.chat_type_illegal')
    assertError(await recall({ ...whole, msg_id: true }), 'request.body_invalid')
    const broken = await server.call('POST', '/messages/msg_recall', undefined, { raw: '{"msg_id":' })
    assertError(broken, 'request.body_invalid')
    assertError(await server.call('POST', '/messages/msg_recall', whole, { token: null }), 'auth.expired')
    const token = await server.userToken('alice')
    assertError(await server.call('POST', '/messages/msg_recall', whole, { token }), 'auth.required')
    const info = 'x'.repeat(server.app.settings.messageBytes)
    assertError(await recall({ ...whole, recallMessageExtensionInfo: info }), 'send.too_large')
  })

  test('[messages.recall] unknown, foreign, repeated and misaddressed recalls', async () => {
    const id = await send()
    for (const msg_id of ['13132131', VENDOR_ID, 'abc', '0'])
      assertError(await recall({ msg_id }), 'recall.unknown')
    const other = server.running.core.apps.byKey('other#chat')!
    const { token } = server.running.core.tokens.issueAppToken(other, undefined)
    const foreign = { msg_id: id, to: 'bob', chat_type: 'chat', force: false }
    assertError(
      await server.request('POST', '/other/chat/messages/msg_recall', foreign, { token }),
      'recall.unknown',
    )
    assertError(await recall({ msg_id: id, to: 'carol' }), 'recall.target_wrong')
    assertError(await recall({ msg_id: id, chat_type: 'groupchat' }), 'recall.target_wrong')
    assertError(await recall({ msg_id: id, chat_type: 'chatRoom' }), 'recall.target_wrong')
    assert.equal((await recall({ msg_id: id, to: 'BOB', chat_type: 'Chat' })).status, 200)
    const again = await recall({ msg_id: id, force: true })
    assert.deepEqual([again.status, again.body.data.recalled], [200, 'yes'])
    assertError(await recall({ msg_id: id }), 'recall.unknown')
  })

  test('[messages.recall] [messages.recallMany] with force, a missing message counts as recalled', async () => {
    const whole = { msg_id: '1029457500870543736', to: 'bob', chat_type: 'chat', from: 'alice', force: true }
    const { status, body } = await recall(whole)
    const data = { recalled: 'yes', chattype: 'chat', from: 'alice', to: 'bob', msg_id: whole.msg_id }
    assert.deepEqual([status, body.data], [200, data])
    const many = await post('/messages/batch_recall', { msgs: [whole, { ...whole, force: false }] })
    assert.deepEqual(many.body.data, [data, { ...data, recalled: 'not_found msg' }])
  })

  test('[messages.recall] the time limit, and force beyond it', async () => {
    const id = await send()
    await setting(1)
    await clock.advance(1001)
    assertError(await recall({ msg_id: id }), 'recall.too_late')
    assert.equal((await recall({ msg_id: id, force: true })).status, 200)
    await setting(0)
    assertError(await recall({ msg_id: await send(), force: true }), 'recall.disabled')
    await setting(120)
  })

  test('[messages.recall] commands and entries that are not messages cannot be recalled', async () => {
    const command = await send({ type: 'cmd', body: { action: 'run' } })
    assertError(await recall({ msg_id: command, force: true }), 'recall.unknown')
    const id = await send()
    await recall({ msg_id: id })
    const [notice] = await recallsOf(id)
    assertError(await recall({ msg_id: String(notice!.id), force: true }), 'recall.unknown')
  })

  test('[messages.recallMany] answers each message in its position', async () => {
    const [first, second] = [await send(), await send()]
    const item = { to: 'bob', chat_type: 'chat', force: false, sync_device: false }
    const msgs = [
      { ...item, msg_id: first, from: 'alice' },
      { ...item, msg_id: '673296835082717140' },
      { ...item, msg_id: second, to: 'carol' },
      { ...item, msg_id: first },
    ]
    const { status, body } = await post('/messages/batch_recall', { msgs })
    assert.equal(status, 200)
    assert.equal(body.path, '/messages/batch_recall')
    const answer = { recalled: 'yes', chattype: 'chat', from: 'admin', to: 'bob', msg_id: first }
    assert.deepEqual(body.data, [
      { ...answer, from: 'alice' },
      { ...answer, recalled: 'not_found msg', msg_id: '673296835082717140' },
      { ...answer, recalled: "can't find msg to", to: 'carol', msg_id: second },
      { ...answer, recalled: 'not_found msg' },
    ])
    for (let round = 0; round < 10; round++) {
      const repeated = await send()
      const twins = Array.from({ length: 30 }, () => ({ ...item, msg_id: repeated }))
      const answers = (await post('/messages/batch_recall', { msgs: twins })).body.data
      const expected = twins.map((_, index) => (index === 0 ? 'yes' : 'not_found msg'))
      assert.deepEqual(
        answers.map(({ recalled }: { recalled: string }) => recalled),
        expected,
      )
    }
    const items = Array.from({ length: 31 }, () => ({ ...item, msg_id: '1' }))
    assertError(await post('/messages/batch_recall', { msgs: items }), 'recall.msgs_too_many', { limit: 30 })
    assertError(await post('/messages/batch_recall', { msgs: [] }), 'recall.msgs_empty')
    assertError(await post('/messages/batch_recall', {}), 'recall.msgs_empty')
    const half = { msgs: [{ ...item, msg_id: second }, item] }
    assertError(await post('/messages/batch_recall', half), 'recall.msg_id_empty')
    assert.notEqual((await entry(second)).payload.length, 0, 'an invalid list changes nothing')
  })

  test('[messages.recall] the alias accepts both forms, as the Java SDK calls it', async () => {
    const [first, second] = [await send(), await send()]
    const fields = { chat_type: 'chat', from: 'alice', to: 'bob', force: true }
    const many = await post('/messages/recall', { msgs: [{ msg_id: first, ...fields }] })
    assert.deepEqual(many.body.data, [
      { recalled: 'yes', chattype: 'chat', from: 'alice', to: 'bob', msg_id: first },
    ])
    const one = await post('/messages/recall', { msg_id: second, ...fields })
    assert.equal(one.body.data.recalled, 'yes')
    const msgs = Array.from({ length: 31 }, () => ({ msg_id: first, ...fields }))
    assertError(await post('/messages/recall', { msgs }), 'recall.msgs_too_many', { limit: 30 })
    const unaddressed = { msgs: [{ msg_id: first, ...fields, to: undefined }] }
    assertError(await post('/messages/recall', unaddressed), 'recall.to_empty')
  })

  test('[messages.recall] of eight concurrent recalls one succeeds', async () => {
    const id = await send()
    const replies = await Promise.all(Array.from({ length: 8 }, () => recall({ msg_id: id })))
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, ...Array(7).fill(403)])
    assert.equal((await recallsOf(id)).length, 1)
  })

  test("[socket.recall] the receiver and the sender's other devices are notified", async () => {
    await using sender = await sdk('alice')
    await using twin = await sdk('alice', 'd2')
    await using receiver = await sdk('bob')
    const { serverMsgId: mid } = await sender.send({
      type: 'txt',
      chatType: 'singleChat',
      to: 'bob',
      msg: 'oops',
    })
    await receiver.next('onTextMessage', ({ id }) => id === mid)
    await sender.connection.recallMessage({ mid, to: 'bob', chatType: 'singleChat', ext: 'why' })
    for (const client of [receiver, twin]) {
      const told = await client.next('onRecallMessage', (event) => event.mid === mid)
      assert.partialDeepStrictEqual(told, { from: 'alice', to: 'bob', ext: 'why' })
    }
    assert.ok(sender.all('onRecallMessage').every((event) => event.mid !== mid))
    assert.equal((await entry(mid)).payload.length, 0)
  })

  test('[socket.recall] refusals use the wording that the SDK knows', async () => {
    await using sender = await sdk('alice')
    await using stranger = await sdk('bob')
    const { serverMsgId } = await sender.send({
      type: 'txt',
      chatType: 'singleChat',
      to: 'bob',
      msg: 'mine',
    })
    const recallBy = (client: Client, to: string, mid = serverMsgId) =>
      client.connection.recallMessage({ mid, to, chatType: 'singleChat' })
    await assert.rejects(recallBy(stranger, 'bob'), { type: 603 })
    await assert.rejects(recallBy(sender, 'bob', '12345'), { type: 1302 })
    await assert.rejects(recallBy(sender, 'carol'), { type: 1302 })
    await setting(1)
    await clock.advance(1001)
    await assert.rejects(recallBy(sender, 'bob'), { type: 504 })
    await setting(0)
    await assert.rejects(recallBy(sender, 'bob'), { type: 505 })
    await setting(120)
    await recallBy(sender, 'bob')
    await assert.rejects(recallBy(sender, 'bob'), { type: 1302 })
  })

  test('[socket.recall] a recall repeated under the same local id succeeds once', async () => {
    await using sender = await raw('alice')
    const ackId = await sender.deliver('bob', 'again')
    const payload = encodeMessageBody({ type: BodyType.RECALL, from: 'alice', to: 'bob', ackId })
    const again = { to: userJid(APP_KEY, 'bob'), payload, id: 77 }
    sender.send(again)
    const first = await sender.acknowledgement(77)
    sender.send(again)
    const second = await sender.acknowledgement(77)
    assert.deepEqual([first.status?.code, second.status?.code], [0, 0])
    assert.equal(second.serverId, first.serverId)
    assert.equal((await recallsOf(String(ackId))).length, 1)
  })

  test('[messages.recall] offline users get the recall and never the message', async () => {
    await using early = await raw('carol', 'early')
    await early.goLive()
    const kept = await send({ to: ['carol'], body: { msg: 'kept' } })
    const gone = await send({ to: ['carol'], body: { msg: 'gone' } })
    assert.deepEqual(textsOf((await early.page()).metas), ['kept'])
    assert.deepEqual(textsOf((await early.page()).metas), ['gone'])
    await recall({ msg_id: gone, to: 'carol' })
    assert.equal(bodyOf((await early.page()).metas[0]!).ackId, Number(gone))

    await using late = await raw('carol', 'late')
    const metas = await late.goLive()
    assert.deepEqual(
      metas.map((meta) => [bodyOf(meta).type, bodyOf(meta).ackId ?? meta.id]),
      [
        [BodyType.CHAT, Number(kept)],
        [BodyType.RECALL, Number(gone)],
      ],
    )
  })

  test('[messages.recall] sync_device decides whether the sender is notified; the extension is passed on', async () => {
    await using sender = await raw('alice', 'watch')
    await sender.goLive()
    await using receiver = await raw('bob', 'watch')
    await receiver.goLive()
    const quiet = await send()
    await receiver.page()
    await recall({ msg_id: quiet, sync_device: false })
    await receiver.page()
    const loud = await send()
    await receiver.page()
    const info = '{"type": "chat"}'
    await recall({ msg_id: loud, from: 'bob', recallMessageExtensionInfo: info })
    for (const client of [sender, receiver]) {
      const [told] = (await client.page()).metas
      assert.deepEqual([bodyOf(told!).ackId, bodyOf(told!).from], [Number(loud), 'bob'])
      assert.deepEqual(
        told!.ext.map(({ key, stringValue }) => [key, stringValue]),
        [['recallMessageExtensionInfo', info]],
      )
    }
  })

  test('[messages.recall] while the receiver syncs, a message arrives before its recall or not at all', async () => {
    const ids = await Promise.all(
      Array.from({ length: 300 }, (_, n) => send({ to: ['dave'], body: { msg: `m${n}` } })),
    )
    await using device = await raw('dave')
    const syncing = device.goLive()
    const replies = await Promise.all(ids.map((msg_id) => recall({ msg_id, to: 'dave' })))
    assert.ok(replies.every(({ status }) => status === 200))
    const metas = await syncing
    const recalls = () => metas.filter((meta) => bodyOf(meta).type === BodyType.RECALL)
    while (recalls().length < ids.length) metas.push(...(await device.page()).metas)
    assert.equal(new Set(metas.map(({ id }) => id)).size, metas.length, 'nothing arrives twice')
    for (const id of ids) {
      const message = metas.findIndex((meta) => meta.id === Number(id))
      const notice = metas.findIndex((meta) => bodyOf(meta).ackId === Number(id))
      assert.ok(notice >= 0 && message < notice)
    }
  })
})
