import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  BodyType,
  conferenceJid,
  encodeMessageBody,
  MucOperation,
  Namespace,
  RosterOperation,
  userJid,
  wire,
} from '@ringpost/protocol'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { TestServer } from '../harness/test-server.ts'
import { APP_KEY, RawClient, type RawMessage, textPayload } from './raw-client.ts'

const FOREIGN = [1, 'Sorry, You do not have permission']
const MALFORMED = [1, 'format is incorrect']

describe('a bad send is refused with a status, and nothing of it is stored', () => {
  let server: TestServer
  let alice: RawClient
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
    alice = await RawClient.login(server.wsUrl, { user: 'alice', token: await server.userToken('alice') })
  })
  after(async () => {
    await alice.drop()
    await server.close()
  })

  const stored = async () =>
    (await server.running.core.stores.logs.read(server.app.id, pairLog('alice', 'bob'), 0, 1000)).length
  const refusal = async (message: RawMessage) => {
    const before = await stored()
    const { status, serverId } = await alice.acknowledgement(alice.send(message))
    assert.deepEqual([serverId, await stored()], [null, before])
    return [status?.code, status?.reason]
  }
  const bob = userJid(APP_KEY, 'bob')
  const body = (fields: wire.MessageBodyFields) =>
    wire.MessageBody.encode({
      type: BodyType.CHAT,
      from: { name: 'alice' },
      to: { name: 'bob' },
      contents: [{ type: 0, text: 'x' }],
      ...fields,
    }).finish()

  test('a name of another app', async () => {
    const other = userJid('other#chat', 'bob')
    const payload = textPayload('alice', 'bob', 'x')
    assert.deepEqual(await refusal({ to: other, payload }), FOREIGN)
    assert.deepEqual(await refusal({ to: bob, payload: body({ to: other }) }), FOREIGN)
    assert.deepEqual(
      await refusal({ to: bob, payload: body({ from: userJid('other#chat', 'alice') }) }),
      FOREIGN,
    )
    const toGroup = encodeMessageBody({
      type: BodyType.GROUP_CHAT,
      from: 'alice',
      to: '1',
      content: { type: 'txt', msg: 'x' },
    })
    assert.deepEqual(await refusal({ to: conferenceJid('other#chat', '1'), payload: toGroup }), FOREIGN)
    for (const type of [
      BodyType.READ_ACK,
      BodyType.DELIVER_ACK,
      BodyType.CHANNEL_ACK,
      BodyType.RECALL,
      BodyType.EDIT,
    ])
      assert.deepEqual(await refusal({ to: other, payload: body({ type, ackId: 1, editId: 1 }) }), FOREIGN)
    const to = userJid(APP_KEY, '')
    const ask = wire.RosterBody.encode({ operation: RosterOperation.ADD, to: [other] }).finish()
    assert.deepEqual(await refusal({ to, payload: ask, namespace: Namespace.ROSTER }), FOREIGN)
    const own = wire.MucBody.encode({
      muc: conferenceJid(APP_KEY, '1'),
      operation: MucOperation.KICK,
      to: [other],
    }).finish()
    const muc = wire.MucBody.encode({
      muc: conferenceJid('other#chat', '1'),
      operation: MucOperation.JOIN,
    }).finish()
    for (const payload of [own, muc])
      assert.deepEqual(await refusal({ to, payload, namespace: Namespace.MUC }), FOREIGN)
  })

  test('a name that no user can have', async () => {
    for (const name of [
      'a|b',
      'alice|bob',
      '%7c',
      'x'.repeat(300),
      'other#chat_bob',
      'other#chat_bob@easemob.com',
      '\u212A',
    ])
      for (const type of [BodyType.CHAT, BodyType.READ_ACK, BodyType.DELIVER_ACK])
        assert.deepEqual(
          await refusal({ to: userJid(APP_KEY, name), payload: body({ type, to: { name }, ackId: 1 }) }),
          [1, `username [${name}] is not legal`],
        )
  })

  const malformed: Readonly<Record<string, Uint8Array>> = {
    'contents that are no messages': Buffer.concat([
      body({ contents: [] }),
      Buffer.from('220401020304', 'hex'),
    ]),
    'contents that are a number': Buffer.concat([body({ contents: [] }), Buffer.from('2001', 'hex')]),
    'a type without content': body({ contents: [] }),
    'a content with nothing in it': body({ contents: [{}] }),
    'an attribute that is no message': Buffer.concat([body({}), Buffer.from('2a03616263', 'hex')]),
    'an attribute that says it is JSON': body({ ext: [{ key: 'k', type: 8, stringValue: '{oops' }] }),
    'such an attribute of a custom message': body({
      contents: [{ type: 7, customExts: [{ key: 'k', type: 8 }] }],
    }),
    'a latitude that is no number': body({ contents: [{ type: 3, latitude: Number.NaN, longitude: 1 }] }),
    'a longitude without end': body({ contents: [{ type: 3, latitude: 1, longitude: -Infinity }] }),
    'meta that is no JSON': body({ meta: '{oops' }),
    'meta that is no object': body({ meta: '[]' }),
    'bytes after the end': Buffer.concat([body({}), Buffer.from([0x22, 9, 1])]),
  }
  for (const [what, payload] of Object.entries(malformed))
    test(`${what}`, async () => {
      assert.deepEqual(await refusal({ to: bob, payload }), MALFORMED)
    })

  test('well-formed unknowns pass: a future content type and a future field', async () => {
    const future = Buffer.concat([body({ contents: [{ type: 99 }] }), Buffer.from('a20602abcd', 'hex')])
    const { status } = await alice.acknowledgement(alice.send({ to: bob, payload: future }))
    assert.equal(status?.code, 0)
    await alice.deliver('bob', 'still connected')
  })
})
