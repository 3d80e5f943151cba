import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeMessageBody } from '@ringpost/protocol'
import type { Edition } from '../../domain/edits/edition.ts'
import { messageCodec as codec } from './message-codec.ts'

const said = { content: { type: 'txt', msg: 'hello' }, ext: { a: 1 } } as const
const toGroup = { kind: 'group', from: 'alice', to: '1' } as const
const edition: Edition = {
  message: 7,
  count: 1,
  operator: 'alice',
  time: 2,
  sender: 'alice',
  sentAt: 1,
  kind: 'group',
}

describe('messages as they are stored', () => {
  test('what is written is read again', () => {
    const payload = codec.write({ ...said, asksReaders: true }, toGroup)
    assert.deepEqual(codec.read(payload), {
      content: said.content,
      ext: said.ext,
      translations: [],
      asksReaders: true,
      edits: 0,
      changes: null,
      streamError: null,
    })
  })

  test('the bytes of a client stay as they are; in a thread they say where it hangs, and everything else still', () => {
    const bytes = codec.write(said, toGroup)
    assert.equal(codec.write(bytes, toGroup), bytes)
    const thread = { name: 'talk', group: '2', message: 5 }
    const { meta, ...rest } = decodeMessageBody(codec.write(bytes, { ...toGroup, thread }))
    assert.deepEqual(JSON.parse(meta!), {
      thread: { msg_parent_id: '5', muc_parent_id: '2', thread_name: 'talk' },
    })
    assert.deepEqual({ ...rest, meta: null }, decodeMessageBody(bytes))
    assert.deepEqual(codec.write(said, { ...toGroup, thread }), codec.write(bytes, { ...toGroup, thread }))
  })

  test('an edit counts, whether it comes as content or as the bytes of a client', () => {
    const payload = codec.write(said, toGroup)
    const to = { content: { type: 'txt', msg: 'bye' } } as const
    const edited = codec.rewrite(payload, { to, mergesExt: false }, edition)!
    const { content, edits } = codec.read(edited.payload)!
    assert.deepEqual([content, edits], [to.content, 1])
    assert.equal(codec.read(edited.notice)?.changes, edition.message)
    const again = codec.rewrite(edited.payload, { to: edited.notice, mergesExt: false }, edition)!
    assert.deepEqual(codec.read(again.payload)?.content, to.content)
  })

  test('what cannot be read says nothing, and is not changed', () => {
    const broken = Uint8Array.of(0x22, 0x7f, 0)
    assert.equal(codec.read(broken), undefined)
    const change = { to: { content: said.content }, mergesExt: true }
    assert.equal(codec.rewrite(broken, change, edition), undefined)
  })
})
