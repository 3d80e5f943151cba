import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  BodyType,
  Command,
  conferenceJid,
  decodeClientFrame,
  encodeMessageBody,
  MucOperation,
  Namespace,
  RosterOperation,
  Route,
  userJid,
  wire,
} from '@ringpost/protocol'
import { TestServer } from '../harness/test-server.ts'
import { APP_KEY, RawClient, type RawMessage, textPayload } from './raw-client.ts'

const MANY = 100_000
const TOO_LARGE = [7, 'Sorry, data is too large']

describe('what is larger than a message may be is refused before it is taken apart', () => {
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

  const bob = userJid(APP_KEY, 'bob')
  const text = textPayload('alice', 'bob', 'x')
  const names = Array.from({ length: MANY }, (_, n) => `u${n}`)
  const ext = Array.from({ length: MANY }, () => ({ key: 'k', type: 1, varintValue: 1 }))
  const reason = 'x'.repeat(6000)
  const group = encodeMessageBody({
    type: BodyType.GROUP_CHAT,
    from: 'alice',
    to: '1',
    content: { type: 'txt', msg: 'x' },
  })
  const bombs: Readonly<Record<string, RawMessage>> = {
    'attributes of a message': { to: bob, payload: text, ext },
    'names that it is for': {
      to: conferenceJid(APP_KEY, '1'),
      payload: group,
      route: Route.DIRECT,
      directedUsers: names,
    },
    'attributes inside of it': {
      to: bob,
      payload: wire.MessageBody.encode({
        type: BodyType.CHAT,
        from: { name: 'alice' },
        to: { name: 'bob' },
        contents: [{ type: 0, text: 'x' }],
        ext: ext.slice(0, 50_000),
      }).finish(),
    },
    'a contact request': {
      to: userJid(APP_KEY, ''),
      namespace: Namespace.ROSTER,
      payload: wire.RosterBody.encode({ operation: RosterOperation.ADD, to: [bob], reason }).finish(),
    },
    'contacts that are removed': {
      to: userJid(APP_KEY, ''),
      namespace: Namespace.ROSTER,
      payload: wire.RosterBody.encode({ operation: RosterOperation.REMOVE, to: [bob], reason }).finish(),
    },
    'an act in a room': {
      to: conferenceJid(APP_KEY, '1'),
      namespace: Namespace.MUC,
      payload: wire.MucBody.encode({
        muc: conferenceJid(APP_KEY, '1'),
        operation: MucOperation.JOIN,
        isChatroom: true,
        ext: reason,
      }).finish(),
    },
  }
  for (const [what, message] of Object.entries(bombs))
    test(`${what}`, async () => {
      const { status } = await alice.acknowledgement(alice.send(message))
      assert.deepEqual([status?.code, status?.reason], TOO_LARGE)
    })

  test('its lists are not read', () => {
    for (const meta of [{ ext }, { directedUsers: names }]) {
      const payload = wire.SyncUp.encode({ meta: { id: 1, namespace: Namespace.CHAT, ...meta } }).finish()
      const bytes = wire.Envelope.encode({ command: Command.SYNC, payload }).finish()
      const frame = decodeClientFrame(bytes, 20_000)
      assert.partialDeepStrictEqual(frame, { id: 1n, isTooLarge: true, ext: [], directedUsers: [] })
    }
  })

  test('a message whose attributes are all the bytes that it may have goes through', async () => {
    const negative = Array.from({ length: 500 }, (_, n) => ({ key: `${n}`, type: 2, varintValue: -1 }))
    const { status } = await alice.acknowledgement(alice.send({ to: bob, payload: text, ext: negative }))
    assert.equal(status?.code, 0)
  })
})
