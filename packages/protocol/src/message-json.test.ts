import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Body, streamStatus } from './body.ts'
import { encodeMessageBody } from './message-body.ts'
import { messageJson } from './message-json.ts'
import { BodyType } from './numbers.ts'

const json = (payload: Uint8Array) =>
  messageJson({ id: 7, time: 1403099033211, sender: 'alice', receiver: 'bob', payload })
const chat = { type: BodyType.CHAT, from: 'alice', to: 'bob' }

test('a message has the form in which the SDKs read it from REST replies', () => {
  const meta = { edit_msg: { count: 1 } }
  const content: Body = { type: 'custom', customEvent: 'e', customExts: { a: '1', b: '2' } }
  assert.deepEqual(json(encodeMessageBody({ ...chat, content, ext: { k: 1 }, allowGroupAck: true, meta })), {
    id: '7',
    from: 'alice',
    to: 'bob',
    timestamp: 1403099033211,
    payload: {
      type: 'chat',
      from: 'alice',
      to: 'bob',
      ext: { k: 1 },
      bodies: [{ type: 'custom', customEvent: 'e', customExts: [{ a: '1' }, { b: '2' }] }],
      msgConfig: { allowGroupAck: true },
      meta,
    },
  })
})

test('a body is always present: one message without would spoil a whole list', () => {
  const bare = encodeMessageBody(chat)
  for (const payload of [bare, Buffer.from([0x22, 0x05, 0xff]), new Uint8Array()])
    assert.deepEqual(json(payload).payload.bodies, [{ type: 'txt', msg: '' }])
})

test('a text that is told in pieces says how far it is', () => {
  const content: Body = { type: 'txt', msg: 'so far', subType: 'sub_stream' }
  const stream = { type: 'markdown', sequence: 3, status: streamStatus.inProgress, error: 0, finishReason: 2 }
  const { payload } = json(encodeMessageBody({ ...chat, content, stream }))
  assert.deepEqual(payload.bodies, [content])
  assert.deepEqual(payload.stream, {
    stream_type: 'markdown',
    stream_status: 'stream_in_progress',
    stream_error: 0,
    stream_finish_reason: 2,
  })
})

test('meta that a client wrote and that is not JSON is omitted', () => {
  const bytes = encodeMessageBody({ ...chat, content: { type: 'txt', msg: 'x' }, meta: {} })
  const broken = Buffer.from(bytes)
  broken.write('x', broken.indexOf('{}'))
  assert.equal(json(broken).payload.meta, undefined)
})
