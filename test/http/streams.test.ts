import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

interface Shown {
  id: string
  bodies: [{ msg: string }]
  ext: object
  stream?: { stream_error: number }
}

describe('messages sent piece by piece', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  const user = (body: unknown, rest: object = {}) =>
    server.call('POST', '/stream_message/user', { from: 'bot', to: 'alice', body, ...rest })
  const group = (to: string, body: unknown, rest: object = {}) =>
    server.call('POST', '/stream_message/chatgroup', { from: 'bot', to, body, ...rest })
  const begin = async (rest: object = {}, body: object = {}): Promise<string> =>
    (await user({ msg: 'one ', seq: 0, ...body }, rest)).body.data.msgId
  /** The message that a list of conversations shows, in the JSON form. */
  const history = async (peer: string, reader = 'alice'): Promise<Shown> => {
    const { body } = await server.call('GET', `/sdk/user/${reader}/user_channels/list`)
    const infos: { session_to: string; meta: { id: string; payload: string } }[] = body.data.channel_infos
    const { meta } = infos.find(({ session_to }) => session_to === peer)!
    return { id: meta.id, ...JSON.parse(meta.payload) }
  }
  const open = (id: string) => server.running.core.stores.streams.find(server.app.id, Number(id))

  test('[messages.streamToUser] the answers, field by field; only the first has the id', async () => {
    const first = await user({ msg: 'Once', seq: 0 })
    assert.equal(first.status, 200)
    assert.equal(first.body.path, '/stream_message/users')
    assert.equal(first.body.action, 'post')
    assert.match(first.body.data.msgId, /^\d+$/)
    const { msgId } = first.body.data
    assert.deepEqual((await user({ msgId, msg: ' upon', seq: 1 })).body.data, {})
    assert.deepEqual((await user({ msgId, msg: '', seq: 7, finish: true, finishReason: 2 })).body.data, {})
    assert.equal(await open(msgId), undefined)
    const alone = await user({ msgId: '', msg: 'all', seq: 3, finish: true })
    assert.match(alone.body.data.msgId, /^\d+$/)
    assertError(await user({ msgId: alone.body.data.msgId, msg: 'x', seq: 4 }), 'stream.finished')
  })

  test('[messages.streamToGroup] sends to groups; to one that does not exist it goes nowhere', async () => {
    const created = await server.call('POST', '/chatgroups', {
      groupname: 'g',
      desc: '',
      public: true,
      owner: 'alice',
      members: ['bob'],
    })
    const id = created.body.data.groupid
    const first = await group(id, { msg: 'a', seq: 0, type: 'markdown' })
    assert.equal(first.body.path, '/stream_message/chatgroup')
    const { msgId } = first.body.data
    assert.equal((await group(id, { msgId, msg: 'b', seq: 1, finish: true })).status, 200)
    const nowhere = (await group('404', { msg: 'a', seq: 0 })).body.data.msgId
    assert.equal((await group('404', { msgId: nowhere, msg: 'b', seq: 1 })).status, 200)
    assert.equal((await group('404', { msgId: nowhere, msg: 'b', seq: 2, finish: true })).status, 200)
    assertError(await group('404', { msgId: nowhere, msg: 'b', seq: 3 }), 'stream.unknown')
    await server.call('POST', `/chatgroups/${id}/disable`)
    assertError(await group(id, { msg: 'a', seq: 0 }), 'channel.disabled')
  })

  test('[messages.streamToUser] [messages.streamToGroup] refuse fields that are missing or wrong', async () => {
    const piece = { msg: 'a', seq: 0 }
    for (const send of [
      (fields: object) => server.call('POST', '/stream_message/user', fields),
      (fields: object) => server.call('POST', '/stream_message/chatgroup', fields),
    ]) {
      assertError(await send({ from: '', to: 'alice', body: piece }), 'send.from_empty')
      assertError(await send({ from: 'bot', body: piece }), 'send.to_empty')
      assertError(await send({ from: 'bot', to: ['alice'], body: piece }), 'send.to_empty')
      assertError(await send({ from: 'bot', to: 'alice' }), 'send.body_empty')
      assertError(await send({ from: 'bot', to: 'alice', body: { seq: 0 } }), 'send.body_empty')
      for (const seq of [undefined, -1, 1.5, '1'])
        assertError(await send({ from: 'bot', to: 'alice', body: { msg: 'a', seq } }), 'stream.seq_illegal')
      assertError(await send({ from: 'bot', to: 'alice', body: piece, ext: 'x' }), 'send.ext_illegal')
      const ext = { x: 'x'.repeat(server.app.settings.messageBytes) }
      assertError(await send({ from: 'bot', to: 'alice', body: piece, ext }), 'send.too_large')
      const poem = { ...piece, type: 'poem' }
      assertError(await send({ from: 'bot', to: 'alice', body: poem }), 'send.body_empty')
      for (const msgId of ['17', 'x', '99999999999999999999'])
        assertError(await send({ from: 'bot', to: 'alice', body: { ...piece, msgId } }), 'stream.unknown')
    }
  })

  test('[messages.streamToUser] pieces must come from the same, to the same, in order', async () => {
    const msgId = await begin({}, { seq: 4 })
    const piece = { msgId, msg: 'x', seq: 5 }
    assertError(await user(piece, { from: 'other' }), 'stream.from_mismatch')
    assertError(await user(piece, { to: 'bob' }), 'stream.to_mismatch')
    assertError(await group('alice', piece), 'stream.group_mismatch')
    for (const seq of [0, 4]) assertError(await user({ ...piece, seq }), 'stream.seq_too_small')
    assert.equal((await user(piece, { from: 'BOT', to: 'Alice' })).status, 200)
    const at = (seq: number) => user({ ...piece, seq })
    const replies = await Promise.all([at(6), at(6), at(6)])
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 400, 400])
    assert.equal((await user({ ...piece, seq: 7, finish: true })).status, 200)
    assertError(await at(8), 'stream.finished')
  })

  test('[messages.streamToUser] a text has 128 KB; what is beyond ends it', async () => {
    const most = 128 * 1024
    assertError(await user({ msg: 'x'.repeat(most + 1), seq: 0 }), 'stream.too_long')
    const msgId = await begin({ from: 'writer' }, { msg: 'é'.repeat(most / 2 - 1) })
    const piece = (msg: string, seq: number) => user({ msgId, msg, seq }, { from: 'writer' })
    assert.equal((await piece('y', 1)).status, 200)
    assert.equal((await piece('', 2)).status, 200, 'an empty one counts as a byte')
    assertError(await piece('', 3), 'stream.too_long')
    assertError(await piece('z', 4), 'stream.too_long')
    const last = await history('writer')
    assert.equal(last.bodies[0].msg, `${'é'.repeat(most / 2 - 1)}y`)
    assert.equal(last.stream?.stream_error, 511)
  })

  test('[messages.streamToUser] history has the whole text with its state, once', async () => {
    const ext = { source: 'model' }
    const msgId = await begin({ from: 'teller', ext }, { type: 'markdown' })
    const shown = async () => {
      const { id, bodies, stream, ext } = await history('teller')
      return { id, bodies, stream, ext }
    }
    const bodies = (msg: string) => [{ type: 'txt', msg, subType: 'sub_stream' }]
    const state = { stream_type: 'markdown', stream_error: 0, stream_finish_reason: 0 }
    const begun = { ...state, stream_status: 'stream_start' }
    assert.deepEqual(await shown(), { id: msgId, bodies: bodies('one '), stream: begun, ext })
    await user({ msgId, msg: 'two ', seq: 1 }, { from: 'teller', ext: { other: true } })
    await user({ msgId, msg: '三', seq: 2, finish: true, finishReason: 9 }, { from: 'teller' })
    const ended = { ...state, stream_status: 'stream_full', stream_finish_reason: 9 }
    assert.deepEqual(await shown(), { id: msgId, bodies: bodies('one two 三'), stream: ended, ext })
  })

  test('[messages.streamToUser] a recall ends it, an edit is refused until it has ended', async () => {
    const from = { from: 'speaker' }
    const msgId = await begin(from)
    const edit = () =>
      server.call('PUT', `/messages/rewrite/${msgId}`, { new_msg: { type: 'txt', msg: 'better' } })
    assertError(await edit(), 'edit.unsupported')
    await user({ msgId, msg: 'two', seq: 1, finish: true }, from)
    assert.equal((await edit()).status, 200)
    const edited = await history('speaker')
    assert.deepEqual(edited.bodies, [{ type: 'txt', msg: 'better' }])
    assert.equal(edited.stream, undefined)
    const recalled = await begin(from)
    const recall = { msgs: [{ msg_id: recalled, to: 'alice', chat_type: 'chat', force: true }] }
    assert.equal((await server.call('POST', '/messages/msg_recall', recall)).status, 200)
    assert.equal(await open(recalled), undefined)
    assertError(await user({ msgId: recalled, msg: 'two', seq: 1 }, from), 'stream.unknown')
  })

  test('[messages.streamToUser] what pauses or takes too long ends, and says so', async () => {
    const set = (settings: object) => server.running.core.apps.changeSettings(server.app, settings)
    const wait = (id: string) => until('the stream has ended', async () => (await open(id)) === undefined)
    const errorOf = async (peer: string) => (await history(peer)).stream?.stream_error
    await set({ streamPauseSeconds: 0 })
    try {
      const paused = await begin({ from: 'pauser' })
      const late = await user({ msgId: paused, msg: 'x', seq: 1 }, { from: 'pauser' })
      assertError(late, 'stream.paused')
      assert.equal(await errorOf('pauser'), 512)
      const left = await begin({ from: 'leaver' })
      await wait(left)
      assertError(await user({ msgId: left, msg: 'x', seq: 1 }, { from: 'leaver' }), 'stream.paused')
      assert.equal(await errorOf('leaver'), 512)
      await set({ streamPauseSeconds: 30, streamSeconds: 0 })
      const slow = await begin({ from: 'crawler' })
      await wait(slow)
      assertError(await user({ msgId: slow, msg: 'x', seq: 1 }, { from: 'crawler' }), 'stream.too_slow')
      assert.equal(await errorOf('crawler'), 513)
    } finally {
      await set({ streamPauseSeconds: 30, streamSeconds: 1800 })
    }
  })

  test('[messages.streamToUser] an app has a limited number that have not ended', async () => {
    const { streams } = server.running.core.stores
    const now = Date.now()
    const app = server.app.id
    const numbers = { seq: 0, pieces: 1, bytes: 1, dueAt: now + 60_000, endsAt: now + 60_000 }
    const stream = { app, kind: 'user', sender: 'x', receiver: 'y', type: 'text', ...numbers } as const
    const others = Array.from({ length: 1000 }, (_, i) => i + 1)
    for (const message of others) await streams.open({ ...stream, message }, new Uint8Array(1), 2000)
    const replies: Reply[] = await Promise.all([
      user({ msg: 'a', seq: 0 }),
      user({ msg: 'a', seq: 0, finish: true }),
    ])
    assertError(replies[0]!, 'send.reach_limit')
    assert.equal(replies[1]!.status, 200)
    await streams.drop(
      server.app.id,
      Array.from({ length: 1000 }, (_, i) => i + 1),
    )
  })
})
