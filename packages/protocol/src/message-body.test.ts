import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMessageBody, encodeMessageBody } from './message-body.ts'
import { peekMessageBody, readdressMessageBody } from './message-peek.ts'
import { BodyType, ContentType, EditScope } from './numbers.ts'
import { ProtocolError } from './protocol-error.ts'
import { withShown } from './shown-meta.ts'

const full = {
  type: BodyType.EDIT,
  from: 'alice',
  to: 'g1',
  content: { type: 'loc', lat: 1, lng: 2, addr: 'here' },
  ext: { n: 1, list: [1] },
  ackId: 7,
  ackContent: 'seen',
  allowGroupAck: true,
  meta: { thread: {} },
  editId: 8,
  editScope: EditScope.BODY_AND_EXT,
  stream: { sequence: 3, status: 0 },
} as const

test('every field survives', () => {
  const { meta, stream, ...rest } = decodeMessageBody(encodeMessageBody(full))
  const { meta: sentMeta, stream: sentStream, ...sent } = full
  assert.deepEqual(rest, sent)
  assert.deepEqual(JSON.parse(meta ?? ''), sentMeta)
  assert.deepEqual({ sequence: stream?.sequence, status: stream?.status }, sentStream)
})

test('omitted fields are absent', () => {
  assert.deepEqual(decodeMessageBody(encodeMessageBody({ type: BodyType.CHANNEL_ACK, from: 'a', to: 'b' })), {
    type: BodyType.CHANNEL_ACK,
    from: 'a',
    to: 'b',
    content: null,
    ext: {},
    ackId: null,
    ackContent: null,
    allowGroupAck: false,
    meta: null,
    editId: null,
    editScope: null,
    stream: null,
  })
})

test('peeking finds what decoding finds', () => {
  assert.deepEqual(peekMessageBody(encodeMessageBody(full)), {
    type: BodyType.EDIT,
    from: 'alice',
    to: 'g1',
    jids: [],
    contentType: ContentType.LOCATION,
    ackId: 7,
    ackIds: [],
    sendToPeer: true,
    clearsAll: false,
    allowGroupAck: true,
    meta: '{"thread":{}}',
    editId: 8,
    isStream: true,
  })
  const receipt = peekMessageBody(
    encodeMessageBody({ type: BodyType.READ_ACK, from: 'a', to: 'b', ackId: 9 }),
  )
  assert.deepEqual([receipt.ackId, receipt.contentType, receipt.allowGroupAck], [9, null, false])
  assert.equal(peekMessageBody(new Uint8Array()).type, null)
})

test('peeking returns the type of the first content, the one that clients show', () => {
  const twoContents = Uint8Array.from([0x22, 2, 0x08, 7, 0x22, 2, 0x08, 1])
  assert.equal(peekMessageBody(twoContents).contentType, ContentType.CUSTOM)
})

test('an embedded length that exceeds its message is an error', () => {
  assert.throws(() => peekMessageBody(Uint8Array.from([0x12, 5, 0x12, 9, 97, 98, 99, 100])), ProtocolError)
  assert.throws(() => peekMessageBody(Uint8Array.from([0x12, 99, 0x12])), ProtocolError)
})

test('readdressing changes the names and nothing else', () => {
  const before = decodeMessageBody(encodeMessageBody(full))
  const after = readdressMessageBody(encodeMessageBody(full), { from: 'Bob', to: 'g2', meta: '{}' })
  assert.deepEqual(decodeMessageBody(after), { ...before, from: 'Bob', to: 'g2', meta: '{}' })
})

test('readdressing with the same names gives the same bytes', () => {
  const bytes = encodeMessageBody(full)
  assert.deepEqual(readdressMessageBody(bytes, { ...full, meta: JSON.stringify(full.meta) }), bytes)
})

test('readdressing adds missing names, replaces repeated ones and keeps unknown fields', () => {
  const unknown = [0xba, 0x3e, 2, 1, 2]
  const forged = Uint8Array.from([0x12, 3, 0x12, 1, 97, ...unknown, 0x12, 3, 0x12, 1, 98])
  const after = readdressMessageBody(forged, { from: 'x', to: 'y', meta: null })
  assert.deepEqual([...after], [0x12, 3, 0x12, 1, 120, 0x1a, 3, 0x12, 1, 121, ...unknown])
  const { from, to } = decodeMessageBody(
    readdressMessageBody(new Uint8Array(), { from: 'x', to: 'y', meta: null }),
  )
  assert.deepEqual({ from, to }, { from: 'x', to: 'y' })
})

test('reactions of any length go behind everything else, and into the meta that is there', () => {
  const others = [0xba, 0x3e, 2, 1, 2]
  for (const length of [0, 1, 60, 128, 20_000]) {
    const reactions = [
      { reaction: '😀'.repeat(length), count: 1, state: true, isAddedBySelf: true, userList: ['bob'] },
    ]
    const bytes = Uint8Array.from([...encodeMessageBody(full), ...others])
    const after = decodeMessageBody(withShown(bytes, { reaction: reactions }))
    assert.deepEqual(after, {
      ...decodeMessageBody(bytes),
      meta: JSON.stringify({ thread: {}, reaction: reactions }),
    })
    const bare = encodeMessageBody({ ...full, meta: undefined })
    assert.deepEqual(
      Buffer.from(withShown(bare, { reaction: reactions })).subarray(0, bare.length),
      Buffer.from(bare),
      'every byte stays',
    )
  }
})
