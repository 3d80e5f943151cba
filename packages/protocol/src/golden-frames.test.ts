import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { decodeClientFrame, type SendFrame } from './client-frame.ts'
import {
  encodeMeta,
  notice,
  provisionAnswer,
  queueDrained,
  queuePage,
  sendAck,
  unreadAnswer,
} from './frames.ts'
import { userJid } from './jid.ts'
import { decodeMessageBody, encodeMessageBody } from './message-body.ts'
import { Envelope, Meta, SyncDown } from './msync.generated.js'
import { BodyType, Namespace } from './numbers.ts'
import { ProtocolError } from './protocol-error.ts'

const frames = new Map(
  readFileSync(new URL('golden-frames.txt', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => /^([CS] \S+) ([0-9a-f]+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, hex]) => [name!, Buffer.from(hex!, 'hex')]),
)
const frame = (name: string): Buffer => frames.get(name) ?? assert.fail(`no golden frame ${name}`)
const sent = (name: string): SendFrame => {
  const decoded = decodeClientFrame(frame(name))
  return decoded.command === 'sync-send' ? decoded : assert.fail(`${name} is a ${decoded.command}`)
}
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

const resource = 'webim_web_1795294788482'
const alice = userJid('org#app', 'alice')
const bob = userJid('org#app', 'bob')
const messageId = 9005583358230528

test('every golden frame has a test below', () => {
  assert.equal(frames.size, 15)
})

test('client: provision', () => {
  assert.deepEqual(decodeClientFrame(frame('C provision')), {
    command: 'provision',
    appKey: 'org#app',
    user: 'alice',
    token: 'YWMt5-72A70FRXr5sZQV',
    resource,
    deviceUuid: 'web_1795294788482',
    deviceName: 'webim',
    osType: 16,
    actionVersion: 'v5.2',
    version: '4.21.1',
    sessionId: '1795294788491:',
    reason: null,
  })
})

test('client: unread, pull, acknowledging pull', () => {
  assert.deepEqual(decodeClientFrame(frame('C unread')), { command: 'unread' })
  assert.deepEqual(decodeClientFrame(frame('C pull')), { command: 'sync-pull', key: null })
  assert.deepEqual(decodeClientFrame(frame('C ack-pull')), { command: 'sync-pull', key: messageId })
})

test('client: statistic', () => {
  const { id, namespace, to } = sent('C statistic')
  assert.deepEqual({ id, namespace, to }, { id: 1795294788548n, namespace: Namespace.STATISTIC, to: null })
})

test('client: a message, whose body our encoder reproduces byte for byte', () => {
  const { id, to, namespace, route, payload } = sent('C chat-hi')
  assert.deepEqual({ id, namespace, route }, { id: 530312388690n, namespace: Namespace.CHAT, route: 0 })
  assert.deepEqual(plain(to), bob)
  const content = { type: 'txt', msg: 'hi' } as const
  const body = decodeMessageBody(payload)
  assert.deepEqual([body.from, body.to, body.content, body.ext], ['alice', 'bob', content, { k: 'v' }])
  const ours = encodeMessageBody({ type: BodyType.CHAT, from: 'alice', to: 'bob', content, ext: { k: 'v' } })
  assert.deepEqual(ours, payload)
})

test('client: a delivery receipt, whose body our encoder reproduces byte for byte', () => {
  const { payload } = sent('C delivered')
  const { type, ackId, content } = decodeMessageBody(payload)
  assert.deepEqual({ type, ackId, content }, { type: BodyType.DELIVER_ACK, ackId: messageId, content: null })
  const ours = encodeMessageBody({ type: BodyType.DELIVER_ACK, from: 'bob', to: 'alice', ackId: messageId })
  assert.deepEqual(ours, payload)
})

test('client: ids beyond 53 bits are never rounded: one that we did not issue acknowledges nothing, or is refused', () => {
  assert.deepEqual(decodeClientFrame(frame('C ack-pull-62-bit')), { command: 'sync-pull', key: 0 })
  assert.throws(() => decodeMessageBody(sent('C delivered-62-bit').payload), ProtocolError)
})

test('server: our builders reproduce the same bytes', () => {
  const tokenExpiresAt = 1795298388449
  const provision = provisionAnswer({ resource, tokenExpiresAt, sessionId: '1795294788491:' })
  assert.deepEqual(provision, frame('S provision'))
  assert.deepEqual(unreadAnswer({ queues: [], timestamp: 1795294788555 }), frame('S unread'))
  const ack = sendAck({ metaId: 530312388690n, serverId: messageId, timestamp: 1795294788689 })
  assert.deepEqual(ack, frame('S ack'))
  assert.deepEqual(notice(alice), frame('S notice'))
  assert.deepEqual(queueDrained({ queue: alice, timestamp: 1795294788702 }), frame('S last'))
})

test('server: a page around an encoded meta is byte-identical', () => {
  const recorded = SyncDown.decode(Envelope.decode(frame('S metas')).payload!).metas[0]!
  const meta = Meta.encode(recorded).finish()
  const page = queuePage({ metas: [meta], nextKey: messageId, queue: alice, timestamp: 1795294788699 })
  assert.deepEqual(page, frame('S metas'))
})

test('server: our meta equals the recorded one except the route, which that server passed on and clients ignore', () => {
  const { route, ...recorded } = plain(SyncDown.decode(Envelope.decode(frame('S metas')).payload!).metas[0])
  const ours = encodeMeta({
    id: messageId,
    from: { ...alice, resource },
    to: bob,
    timestamp: 1795294788689,
    namespace: Namespace.CHAT,
    payload: sent('C chat-hi').payload,
  })
  assert.equal(route, 0)
  assert.deepEqual(plain(Meta.decode(ours)), recorded)
})
