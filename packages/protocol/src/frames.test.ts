import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  encodeMeta,
  logoutAnswer,
  provisionAnswer,
  queuePage,
  sendAck,
  statisticMeta,
  unreadAnswer,
} from './frames.ts'
import { conferenceJid, formatConversation, isConference, parseConversation, userJid } from './jid.ts'
import { encodeJsonPayload } from './json-payload.ts'
import {
  Envelope,
  Logout,
  Meta,
  MucBody,
  Provision,
  RosterBody,
  StatisticsBody,
  SyncDown,
  UnreadDown,
} from './msync.generated.js'
import { decodeMucBody, encodeMucBody } from './muc-body.ts'
import { Command, MucOperation, Namespace, RosterOperation, StatisticOperation } from './numbers.ts'
import { decodeRosterBody, encodeRosterBody } from './roster-body.ts'
import { StatusCode } from './status-code.ts'
import { type Codec, decode } from './wire.ts'

const alice = userJid('org#app', 'alice', 'phone')
const group = conferenceJid('org#app', '1234567890')
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
const meta = (id: number, payload = new Uint8Array([8, 1])) =>
  encodeMeta({ id, from: alice, to: group, timestamp: 1000 + id, namespace: Namespace.CHAT, payload })

function read<T>(codec: Codec<T, never>, command: number, frame: Uint8Array): T {
  const envelope = decode(Envelope, frame)
  assert.equal(envelope.command, command)
  return decode(codec, envelope.payload!)
}

test('a page carries the metas unchanged and in order, with status and queue, and never claims to be the last', () => {
  const large = new Uint8Array(70_000).fill(7)
  const metas = [meta(1), meta(2, large), meta(3)]
  const page = read(SyncDown, Command.SYNC, queuePage({ metas, nextKey: 3, queue: group }))
  assert.deepEqual(
    page.metas.map((one) => Meta.encode(one).finish()),
    metas,
  )
  assert.deepEqual(plain({ ...page, metas: [] }), {
    status: { code: 0, redirect: [] },
    metas: [],
    nextKey: 3,
    queue: group,
  })
  assert.throws(() => queuePage({ metas: [], nextKey: 3, queue: group }), RangeError)
})

test('a refused send has its status and no server id', () => {
  const status = { code: StatusCode.FAIL, reason: 'blocked' }
  const ack = read(SyncDown, Command.SYNC, sendAck({ metaId: 5n, timestamp: 9, status }))
  assert.deepEqual([ack.status?.code, ack.status?.reason, ack.metaId, ack.serverId], [1, 'blocked', 5, null])
})

test('a send acknowledgement can carry metas', () => {
  const metas = [meta(1), meta(2)]
  const ack = read(SyncDown, Command.SYNC, sendAck({ metaId: 5n, serverId: 6, timestamp: 9, metas }))
  assert.deepEqual(
    ack.metas.map(({ id }) => id),
    [1, 2],
  )
  assert.deepEqual([ack.serverId, ack.timestamp], [6, 9])
})

test('unread queues, refused login, logout', () => {
  const queues = [{ queue: group, count: 2 }]
  const unread = read(UnreadDown, Command.UNREAD, unreadAnswer({ queues, timestamp: 9 }))
  assert.deepEqual([plain(unread.unread), unread.status?.code], [queues, 0])
  const status = { code: StatusCode.FAIL, reason: 'Sorry, user not found' }
  const refusal = read(Provision, Command.PROVISION, provisionAnswer({ status, resource: 'r' }))
  assert.deepEqual([refusal.status?.reason, refusal.resource, refusal.authToken], [status.reason, 'r', null])
  assert.equal(read(Logout, Command.LOGOUT, logoutAnswer()).status?.code, 0)
})

test('a kick is a statistic meta with its reason', () => {
  const kick = { id: 1, from: alice, to: alice, timestamp: 2, reason: 'newcomer' }
  const decoded = decode(Meta, statisticMeta(StatisticOperation.USER_LOGIN_ANOTHER_DEVICE, kick))
  const body = decode(StatisticsBody, decoded.payload!)
  assert.deepEqual([decoded.namespace, body.operation, body.reason], [Namespace.STATISTIC, 2, 'newcomer'])
})

test('group and contact events keep all their fields', () => {
  const event = {
    muc: group,
    operation: MucOperation.THREAD_CREATE,
    from: alice,
    to: [alice],
    isThread: true,
    parent: group,
    members: ['a', 'b'],
    eventInfo: { ext: '{}' },
  } as const
  assert.deepEqual(
    plain(MucBody.encode(decodeMucBody(encodeMucBody(event))).finish()),
    plain(encodeMucBody(event)),
  )
  assert.equal(decodeMucBody(encodeMucBody(event)).parent?.name, group.name)
  const contact = encodeRosterBody({ operation: RosterOperation.ADD, from: alice, to: [alice], reason: 'hi' })
  assert.deepEqual(
    [decodeRosterBody(contact).to[0]?.name, decode(RosterBody, contact).reason],
    ['alice', 'hi'],
  )
})

test('a JSON payload has no raw control character, so the percent-escapes of the SDK can be undone', () => {
  const value = { text: 'tab\t newline\n return\r nul\0 bell\x07 环信 😀 \u2028', nested: [{ a: 1 }] }
  const bytes = encodeJsonPayload(value)
  assert.ok(bytes.every((byte) => byte >= 0x20))
  const escaped = Array.from(bytes, (byte) => `%${byte.toString(16)}`).join('')
  assert.deepEqual(JSON.parse(decodeURIComponent(escaped)), value)
})

test('conversations convert to text and back', () => {
  assert.equal(formatConversation({ name: 'bob', conference: false }), 'bob@easemob.com')
  assert.equal(formatConversation({ name: '12', conference: true }), '12@conference.easemob.com')
  assert.deepEqual(parseConversation('b@c@easemob.com'), { name: 'b@c', conference: false })
  assert.deepEqual(parseConversation('12@conference.easemob.com'), { name: '12', conference: true })
  for (const text of ['', 'bob', '@easemob.com', 'bob@example.com', 'easemob.com']) {
    assert.equal(parseConversation(text), null, text)
  }
  assert.deepEqual([isConference(group), isConference(alice)], [true, false])
})
