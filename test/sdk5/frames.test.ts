import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BodyType, historyRecord, userJid, wire } from '../../packages/protocol/src/index.ts'
import { APP_KEY, RawClient } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'

/** What the traps of SDK 5 look like in the bytes (sdk5.md §16). */
describe('frames for SDK 5', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  async function login(user: string, resource = 'raw_1'): Promise<RawClient> {
    const token = await server.userToken(user)
    const provision = { actionVersion: 'v6.0' }
    const client = await RawClient.login(server.wsUrl, { user, token, resource, provision })
    await client.goLive()
    return client
  }

  const body = (meta: wire.Meta) => wire.MessageBody.decode(meta.payload!)

  test('what is false has no number, from the app and from clients that write one', async () => {
    await using alice = await login('alice')
    await using bob = await login('bob')
    const said = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'app' }, ext: { no: false } }
    await server.call('POST', '/messages/users', said)
    const no = { key: 'no', type: 1, varintValue: 0 }
    const contents = [{ type: 7, customEvent: 'e', customExts: [no] }]
    const payload = wire.MessageBody.encode({
      type: BodyType.CHAT,
      from: { name: 'alice' },
      to: { name: 'bob' },
      contents,
      ext: [no, { key: 'zero', type: 2, varintValue: 0 }],
    }).finish()
    const sent = alice.send({ to: userJid(APP_KEY, 'bob'), payload })
    await alice.acknowledgement(sent)
    const [ofApp, ofUser] = (await bob.metas(2)).map(body)
    assert.deepEqual([ofApp!.ext[0]!.type, ofApp!.ext[0]!.varintValue], [1, null])
    assert.deepEqual(
      [...ofUser!.ext, ...ofUser!.contents[0]!.customExts].map(({ type, varintValue }) => [
        type,
        varintValue,
      ]),
      [
        [1, null],
        [2, 0],
        [1, null],
      ],
    )
  })

  test('what has waited says so in an attribute, which no sender can set', async () => {
    await using alice = await login('alice')
    const forged = { ext: [{ key: 'is_online', type: 2, varintValue: 0 }] }
    await alice.acknowledgement(alice.text('carol', 'waits', forged))
    const token = await server.userToken('carol')
    await using carol = await RawClient.login(server.wsUrl, { user: 'carol', token })
    const [waited] = await carol.goLive()
    assert.deepEqual(
      waited!.ext.map(({ key, type, varintValue }) => [key, type, varintValue]),
      [['is_online', 2, 0]],
    )
    await alice.acknowledgement(alice.text('carol', 'comes', forged))
    const [came] = await carol.metas(1)
    assert.deepEqual(came!.ext, [])
  })

  test('what SDK 5 adds to a message is relayed, and kept by the history, by an edit and by an import', async () => {
    await using alice = await login('alice')
    await using bob = await login('bob')
    const hints = { profileUpdatedAt: 1_790_000_001, nameCardUpdatedAt: 1_790_000_002 }
    const ours = { ...hints, imageType: 2 }
    const addressed = { from: { name: 'alice' }, to: { name: 'bob' } }
    const url = `${server.url}/acme/chat/chatfiles/0`
    const contents = [{ type: 1, remotePath: url, displayName: 'p.png', imageType: 2 }]
    const payload = wire.MessageBody.encode({
      type: BodyType.CHAT,
      ...addressed,
      contents,
      ...hints,
    }).finish()
    const to = userJid(APP_KEY, 'bob')
    const { serverId } = await alice.acknowledgement(alice.send({ to, payload }))
    const seen = (meta: wire.Meta) => {
      const { profileUpdatedAt, nameCardUpdatedAt, contents } = body(meta)
      return { profileUpdatedAt, nameCardUpdatedAt, imageType: contents[0]!.imageType }
    }
    const [came] = await bob.metas(1)
    assert.deepEqual(seen(came!), ours)
    const history = async () => {
      const asked = { queue: 'alice@easemob.com', start: -1, pull_number: 50 }
      const page = await server.call('POST', '/users/bob/messageroaming', asked)
      return page.body.data.msgs.map(({ msg }: { msg: string }) =>
        wire.Meta.decode(Buffer.from(msg, 'base64')),
      )
    }
    assert.deepEqual(seen((await history())[0]), ours)
    const edit = wire.MessageBody.encode({
      type: BodyType.EDIT,
      ...addressed,
      contents: [{}],
      ext: [{ key: 'k', type: 7, stringValue: 'v' }],
      editId: serverId!,
      editScope: 2,
    }).finish()
    assert.equal((await alice.acknowledgement(alice.send({ to, payload: edit }))).status?.code, 0)
    const [edited] = await history()
    assert.deepEqual(seen(edited), ours)
    assert.equal(body(edited).ext[0]!.stringValue, 'v')
    const record = historyRecord({
      id: 1,
      time: 1,
      sender: 'alice',
      receiver: 'bob',
      payload: edited.payload!,
    })
    const [exported] = record.payload.bodies
    assert.equal((exported as { imageType?: number }).imageType, 2)
    const imported = await server.call('POST', '/messages/users/import', {
      target: 'bob',
      from: 'alice',
      type: 'img',
      body: exported,
      msg_timestamp: Date.now() - 60_000,
      need_download: false,
    })
    assert.equal(imported.status, 200)
    const id = Number(imported.body.data.msg_id)
    const past = (await history()).find((meta: wire.Meta) => meta.id === id)
    assert.equal(seen(past).imageType, 2)
  })

  test('that another user has read a conversation goes to those who ask for it as before', async () => {
    await using reader = await login('dave')
    await using five = await login('alice', 'five')
    await using own = await login('dave', 'own')
    const token = await server.userToken('alice')
    await using four = await RawClient.login(server.wsUrl, { user: 'alice', token, resource: 'four' })
    await four.goLive()
    const read = { type: BodyType.CHANNEL_ACK, from: { name: 'dave' }, to: { name: 'alice' }, contents: [{}] }
    const payload = wire.MessageBody.encode(read).finish()
    await reader.acknowledgement(reader.send({ to: userJid(APP_KEY, 'alice'), payload }))
    await reader.acknowledgement(reader.text('alice', 'behind it'))
    const types = async (client: RawClient, count: number) =>
      (await client.metas(count)).map((meta) => body(meta).type)
    assert.deepEqual(await types(four, 2), [BodyType.CHANNEL_ACK, BodyType.CHAT])
    assert.deepEqual(await types(five, 1), [BodyType.CHAT])
    assert.deepEqual(await types(own, 2), [BodyType.CHANNEL_ACK, BodyType.CHAT])
  })

  test('a deletion from the history names the messages, or the time up to which', async () => {
    await using alice = await login('alice')
    const token = await server.userToken('alice')
    const path = '/sdk/message/roaming/chat/user/alice'
    const from = 'userId=bob&resource=elsewhere'
    await server.call('DELETE', `${path}?${from}&msgIdList=7,8`, undefined, { token })
    await server.call('DELETE', `${path}/time?${from}&delTime=1700000000000`, undefined, { token })
    const told = (await alice.metas(2)).map(({ payload }) => JSON.parse(Buffer.from(payload!).toString()))
    const common = { resource: 'elsewhere', to: 'bob', chatType: 'chat' }
    assert.deepEqual(told, [
      { type: 'roaming_delete', data: { ...common, msgIdList: ['7', '8'] } },
      { type: 'roaming_delete', data: { ...common, deleteTime: 1_700_000_000_000 } },
    ])
  })
})
