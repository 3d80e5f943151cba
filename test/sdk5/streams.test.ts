import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { openClient } from './client.ts'
import type { Anything } from './load-kit.ts'

describe('messages told in pieces, at SDK 5', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  async function say(to: string, body: object): Promise<string> {
    const reply = await server.call('POST', '/stream_message/user', { from: 'bot', to, body })
    assert.equal(reply.status, 200)
    return reply.body.data.msgId
  }
  const brief = ({ body, stream }: Anything) =>
    [body.content, stream.deltaText, stream.status, stream.finishReason] as const

  test('[messages.streamToUser] who is there sees the text grow, and its end once', async () => {
    await using alice = await openClient(server, 'alice')
    const msgId = await say('alice', { msg: 'a', seq: 0, type: 'markdown' })
    const first = await alice.next('onStreamMessage')
    assert.deepEqual(brief(first), ['a', 'a', 'STREAM_START', 0])
    assert.deepEqual(
      [first.msgServerId, first.conversationId, first.type, first.stream.customType],
      [msgId, 'bot', 'text', 'markdown'],
    )
    await say('alice', { msgId, msg: 'b', seq: 1 })
    assert.deepEqual(brief(await alice.next('onStreamMessage')), ['ab', 'b', 'STREAM_IN_PROGRESS', 0])
    await say('alice', { msgId, msg: 'c', seq: 2, finish: true, finishReason: 3 })
    assert.deepEqual(brief(await alice.next('onStreamMessage')), ['abc', 'c', 'STREAM_COMPLETED', 3])
    const single = await say('alice', { msg: 'all', seq: 0, finish: true })
    const next = await alice.next('onStreamMessage')
    assert.deepEqual([next.msgServerId, next.body.content], [single, 'all'], 'nothing more of the one before')
  })

  test('[messages.streamToUser] who comes later gets the whole; who comes in the middle, all so far', async () => {
    const whole = await say('bob', { msg: 'x', seq: 0 })
    await say('bob', { msgId: whole, msg: 'y', seq: 1, finish: true })
    const growing = await say('bob', { msg: '1', seq: 0 })
    await say('bob', { msgId: growing, msg: '2', seq: 1 })
    await using bob = await openClient(server, 'bob')
    const of = (msgId: string) => bob.next('onStreamMessage', ({ msgServerId }) => msgServerId === msgId)
    assert.equal((await of(whole)).body.content, 'xy')
    await say('bob', { msgId: growing, msg: '3', seq: 2 })
    for (const text of ['1', '12', '123']) assert.equal((await of(growing)).body.content, text)
    await say('bob', { msgId: growing, msg: '4', seq: 3, finish: true })
    assert.deepEqual(brief(await of(growing)), ['1234', '4', 'STREAM_COMPLETED', 0])
  })
})
