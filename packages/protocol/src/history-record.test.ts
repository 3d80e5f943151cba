import assert from 'node:assert/strict'
import { test } from 'node:test'
import { historyRecord } from './history-record.ts'
import { encodeMessageBody } from './message-body.ts'
import { BodyType } from './numbers.ts'

const message = (payload: Uint8Array, receiver = 'bob') => ({
  id: 3676782401376256,
  time: 1403099033211,
  sender: 'alice',
  receiver,
  payload,
})
const text = (type: BodyType) =>
  encodeMessageBody({ type, from: 'alice', to: 'x', content: { type: 'txt', msg: 'hi' }, ext: { k: [1] } })

test('a record has the fields of the seed, in the same order', () => {
  const record = historyRecord(message(text(BodyType.CHAT)))
  assert.deepEqual(record, {
    msg_id: '3676782401376256',
    timestamp: 1403099033211,
    direction: 'outgoing',
    to: 'bob',
    from: 'alice',
    chat_type: 'chat',
    payload: { bodies: [{ type: 'txt', msg: 'hi' }], ext: { k: [1] }, from: 'alice', to: 'bob' },
  })
  assert.equal(Object.keys(record).join(), 'msg_id,timestamp,direction,to,from,chat_type,payload')
})

test('chat_type distinguishes groups from rooms', () => {
  assert.equal(historyRecord(message(text(BodyType.GROUP_CHAT))).chat_type, 'groupchat')
  assert.equal(historyRecord(message(text(BodyType.CHAT_ROOM))).chat_type, 'chatroom')
})

test('a message without content, or an unreadable one, yields a record without body', () => {
  const bare = encodeMessageBody({ type: BodyType.CHAT, from: 'a', to: 'b' })
  for (const payload of [bare, Buffer.from([0x22, 0x05, 0xff]), new Uint8Array()])
    assert.deepEqual(historyRecord(message(payload)).payload, {
      bodies: [],
      ext: {},
      from: 'alice',
      to: 'bob',
    })
})
