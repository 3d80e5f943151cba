import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { decodeMessageBody, wire } from '@ringpost/protocol'
import type { EasemobChat } from 'easemob-websdk'
import { logIn } from '../contacts/roster-client.ts'
import { RawClient } from '../gateway/raw-client.ts'
import { createGroup, createRoom, goOnline, say as sayIn } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

const START = 1_600_000_000_000

describe('[history.roam] reading history', () => {
  let server: TestServer
  let names = 0
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  async function pair(): Promise<[string, string]> {
    const [a, b] = [`a${++names}`, `b${names}`]
    await server.users(a, b)
    return [a, b]
  }
  async function say(from: string, to: string, msg: string, more: object = {}): Promise<string> {
    const { body } = await server.call('POST', '/messages/users', {
      from,
      to: [to],
      type: 'txt',
      body: { msg },
      ...more,
    })
    return body.data[to]
  }
  const sayInGroup = async (id: string, msg: string): Promise<string> => {
    const message = { from: 'alice', to: [id], type: 'txt', body: { msg } }
    return (await server.call('POST', '/messages/chatgroups', message)).body.data[id]
  }
  const past = (from: string, target: string, msg: string, at: number) =>
    server.call('POST', '/messages/users/import', {
      from,
      target,
      type: 'txt',
      body: { msg },
      msg_timestamp: at,
    })
  const ask = async (user: string, body: object) =>
    server.call('POST', `/users/${user}/messageroaming`, body, { token: await server.userToken(user) })

  /** Texts of a page, from the bytes of the metas. */
  function texts({ body }: { body: { data: { msgs: { msg: string }[] } } }): string[] {
    return body.data.msgs.map(({ msg }) => {
      const meta = wire.Meta.decode(Buffer.from(msg, 'base64'))
      assert.equal(meta.namespace, 1)
      const { content } = decodeMessageBody(meta.payload!)
      return content?.type === 'txt' ? content.msg : `${content?.type}`
    })
  }
  /** All pages one after the other. */
  async function walk(user: string, body: object): Promise<string[][]> {
    const pages: string[][] = []
    let start: string | number = -1
    for (;;) {
      const reply = await ask(user, { ...body, start })
      assert.equal(reply.status, 200)
      pages.push(texts(reply))
      if (reply.body.data.is_last) return pages
      assert.match(reply.body.data.next_key, /^\d+$/)
      start = reply.body.data.next_key
    }
  }

  test('a page in the format that SDKs read, newest first', async () => {
    const [a, b] = await pair()
    const ids = [await say(a, b, 'one'), await say(b, a, 'two'), await say(a, b, 'three')]
    const reply = await ask(a, { queue: `${b}@easemob.com`, start: -1, end: -1 })
    const { timestamp, duration, application, ...rest } = reply.body
    assert.deepEqual([typeof timestamp, typeof duration, application], ['number', 'number', server.app.uuid])
    assert.deepEqual(texts(reply), ['three', 'two', 'one'])
    const { msgs, ...data } = rest.data
    assert.deepEqual(data, { next_key: ids[0], is_last: true })
    assert.deepEqual(Object.keys(msgs[0]), ['msg'])
    const meta = wire.Meta.decode(Buffer.from(msgs[1].msg, 'base64'))
    assert.deepEqual([String(meta.id), meta.from?.name, meta.to?.name], [ids[1], b, a])
    assert.deepEqual(texts(await ask(b, { queue: `acme#chat_${a}@easemob.com` })), ['three', 'two', 'one'])
    assert.deepEqual(texts(await ask(a, { queue: 'nobody@easemob.com' })), [])
  })

  test('pages in both directions, each message once, with a message id as the cursor', async () => {
    const [a, b] = await pair()
    const said = Array.from({ length: 7 }, (_, n) => `m${n}`)
    const ids: string[] = []
    for (const msg of said) ids.push(await say(a, b, msg))
    const queue = `${b}@easemob.com`
    const down = (await walk(a, { queue, pull_number: 3, is_positive: true })) as string[][]
    assert.deepEqual(down, [said.slice(0, 3), said.slice(3, 6), said.slice(6)])
    const up = await walk(a, { queue, pull_number: 7, is_positive: false })
    assert.deepEqual(up, [said.toReversed()], 'a page that ends where history ends is the last')
    const from = (is_positive: boolean) => ask(a, { queue, start: ids[3], is_positive })
    assert.deepEqual(texts(await from(true)), ['m4', 'm5', 'm6'])
    assert.deepEqual(texts(await from(false)), ['m2', 'm1', 'm0'])
    for (const start of [-1, '-1', '', null, undefined, 0])
      assert.deepEqual(texts(await ask(a, { queue, start, pull_number: 1 })), ['m6'])
    const elsewhere = await say(a, 'carol', 'elsewhere')
    for (const start of ['CUR', '1x', -2, 1.5, '12345678901234567890'])
      assertError(await ask(a, { queue, start }), 'request.cursor_illegal')
    assert.equal(texts(await ask(a, { queue, start: elsewhere })).length, 7, 'an id of another conversation')
  })

  test('at most 50 messages per page', async () => {
    const [a, b] = await pair()
    for (let n = 0; n < 52; n++) await say(a, b, `m${n}`)
    const queue = `${b}@easemob.com`
    assert.equal(texts(await ask(a, { queue })).length, 20)
    assert.equal(texts(await ask(a, { queue, pull_number: 500 })).length, 50)
    assert.equal(texts(await ask(a, { queue, pull_number: 0 })).length, 1)
  })

  test('imported and live messages form one history in chronological order', async () => {
    const [a, b] = await pair()
    await say(a, b, 'today 1')
    for (const n of [3, 1, 2]) await past(b, a, `past ${n}`, START + n)
    await say(b, a, 'today 2')
    const recent = Date.now()
    await past(a, b, 'just now', recent)
    while (Date.now() <= recent + 1) await setImmediate()
    await say(a, b, 'today 3')
    const all = ['past 1', 'past 2', 'past 3', 'today 1', 'today 2', 'just now', 'today 3']
    const queue = `${b}@easemob.com`
    for (const pull_number of [1, 2, 3, 10]) {
      assert.deepEqual((await walk(a, { queue, pull_number, is_positive: true })).flat(), all)
      assert.deepEqual((await walk(a, { queue, pull_number })).flat(), all.toReversed())
    }
  })

  test('filters by time, both ends inclusive, and by type; no filter reveals other entries', async () => {
    const [a, b] = await pair()
    for (const n of [1, 2, 3, 4]) await past(b, a, `past ${n}`, START + n * 1000)
    await say(a, b, 'now')
    await say(a, b, '', { type: 'cmd', body: { action: 'act' } })
    await say(a, b, '', { type: 'loc', body: { lat: 1, lng: 2, addr: 'x' } })
    const queue = `${b}@easemob.com`
    const between = (startTime: unknown, endTime: unknown, is_positive = true) =>
      ask(a, { queue, startTime, endTime, is_positive })
    assert.deepEqual(texts(await between(START + 2000, START + 3000)), ['past 2', 'past 3'])
    assert.deepEqual(texts(await between(START + 2001, START + 2999)), [])
    assert.deepEqual(texts(await between(START + 4000, null)), ['past 4', 'now', 'cmd', 'loc'])
    assert.deepEqual(texts(await between(null, START + 1000)), ['past 1'])
    assert.deepEqual(texts(await between(START + 5000, null, false)), ['loc', 'cmd', 'now'])
    assert.deepEqual(texts(await between(Date.now() + 60_000, null)), [])
    const typed = async (msgType: string) => texts(await ask(a, { queue, msgType }))
    assert.deepEqual(await typed('loc'), ['loc'])
    assert.deepEqual(await typed('cmd,loc'), ['loc', 'cmd'])
    assert.deepEqual(await typed('img,video'), [])
    assert.deepEqual(await typed('constructor'), [])
    assert.equal((await typed('')).length, 7)
  })

  test('recalled messages, receipts and those sent only to online users are not in it', async () => {
    const [a, b] = await pair()
    const gone = await say(a, b, 'gone')
    await say(a, b, 'stays')
    await say(a, b, 'fleeting', { routetype: 'ROUTE_ONLINE' })
    await server.call('POST', '/messages/msg_recall', { msg_id: gone, to: b, chat_type: 'chat', force: true })
    const reply = await ask(b, { queue: `${a}@easemob.com`, pull_number: 1 })
    assert.deepEqual([texts(reply), reply.body.data.is_last], [['stays'], true])
  })

  test('a group: from joining to leaving, without messages for others; filtered by sender', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const queue = `${group}@conference.easemob.com`
    const send = (from: string, msg: string, more: object = {}) =>
      server.call('POST', '/messages/chatgroups', { from, to: [group], type: 'txt', body: { msg }, ...more })
    await send('alice', 'early')
    await server.call('POST', `/chatgroups/${group}/users/dave`)
    await send('bob', 'middle')
    const directed = { from: 'alice', to: [group], type: 'txt', body: { msg: 'for carol' }, users: ['carol'] }
    const { status } = await server.call('POST', '/messages/chatgroups/users', directed)
    assert.equal(status, 200)
    await server.call('DELETE', `/chatgroups/${group}/users/bob`)
    await send('alice', 'late')
    const seen = async (user: string, more = {}) =>
      texts(await ask(user, { queue, is_positive: true, ...more }))
    assert.deepEqual(await seen('alice'), ['early', 'middle', 'for carol', 'late'])
    assert.deepEqual(await seen('carol'), ['early', 'middle', 'for carol', 'late'])
    assert.deepEqual(await seen('dave'), ['middle', 'late'])
    assert.deepEqual(await seen('bob'), ['early', 'middle'])
    assert.deepEqual(await seen('carol', { userId: 'BOB' }), ['middle'])
    assert.deepEqual(await seen('carol', { userId: 'nobody' }), [])
    await server.users('eve')
    assertError(await ask('eve', { queue }), 'history.not_member', { username: 'eve' })
    assertError(await ask('eve', { queue: '1@conference.easemob.com' }), 'channel.not_found', { id: '1' })
    await server.call('DELETE', `/chatgroups/${group}`)
    assert.deepEqual(await seen('dave'), ['middle', 'late'], 'what was said stays when the group is gone')
  })

  test('a room: everything, for users in it', async () => {
    const room = await createRoom(server, ['bob'])
    const queue = `${room}@conference.easemob.com`
    {
      await using bob = await goOnline(server, 'bob')
      for (const msg of ['one', 'two']) assert.equal(await sayIn(bob, 'room', room, msg), '')
    }
    assertError(await ask('carol', { queue }), 'history.not_member', { username: 'carol' })
    await server.call('POST', `/chatrooms/${room}/users/carol`)
    assert.deepEqual(texts(await ask('carol', { queue })), ['two', 'one'])
    assert.deepEqual(texts(await server.call('POST', '/users/dave/messageroaming', { queue })), [
      'two',
      'one',
    ])
  })

  test('refusals with the wording that SDKs understand', async () => {
    for (const wrong of [{}, { queue: true }, { queue: 'bob@easemob.com', pull_number: 'x' }])
      assertError(await ask('alice', wrong), 'conversation.body_unreadable')
    for (const queue of ['', 'bob', '@easemob.com', 'acme#chat_@easemob.com'])
      assertError(await ask('alice', { queue }), 'history.queue_illegal', { queue })
    const body = { queue: 'bob@easemob.com' }
    assertError(await server.call('POST', '/users/ghost/messageroaming', body), 'user.unknown')
    const token = await server.userToken('bob')
    assertError(await server.call('POST', '/users/alice/messageroaming', body, { token }), 'auth.required')
  })

  test('the official SDK reads it: getHistoryMessages, fetchHistoryMessages', async () => {
    const [a, b] = await pair()
    const sent: string[] = []
    {
      await using raw = await RawClient.login(server.wsUrl, { user: b, token: await server.userToken(b) })
      for (let n = 0; n < 5; n++) sent.push(String(await raw.deliver(a, `m${n}`)))
    }
    await using client = await logIn(server, a)
    const { connection } = client
    const first = await connection.getHistoryMessages({ targetId: b, chatType: 'singleChat', pageSize: 2 })
    assert.deepEqual(
      first.messages.map((each) => [each.id, (each as { msg: string }).msg]),
      [
        [sent[4], 'm4'],
        [sent[3], 'm3'],
      ],
    )
    assert.deepEqual([first.cursor, first.isLast], [sent[3], false])
    assert.partialDeepStrictEqual(first.messages[0], { type: 'txt', from: b, to: a, chatType: 'singleChat' })
    const rest = await connection.getHistoryMessages({
      targetId: b,
      chatType: 'singleChat',
      pageSize: 3,
      cursor: first.cursor!,
    })
    assert.deepEqual([rest.messages.map(({ id }) => id), rest.isLast], [sent.slice(0, 3).toReversed(), true])
    const down = await connection.getHistoryMessages({
      targetId: b,
      chatType: 'singleChat',
      searchDirection: 'down',
      searchOptions: { msgTypes: ['txt'], startTime: 1, endTime: Date.now() + 1000 },
    })
    assert.deepEqual(
      down.messages.map(({ id }) => id),
      sent,
    )
    const deprecated = await connection.fetchHistoryMessages({ queue: b, count: 3, isGroup: false })
    assert.deepEqual(
      deprecated.map(({ id }) => id),
      sent.slice(2),
      'oldest first, the newest three',
    )
  })

  test('the author of a message sees after a reload whether the other side has it, and has said they read it', async () => {
    const [a, b] = await pair()
    const ids = [await say(a, b, '1'), await say(a, b, '2'), await say(a, b, '3')]
    {
      await using reader = await logIn(server, b)
      await reader.next('onTextMessage', ({ id }) => id === ids[2])
      await reader.send({
        type: 'read',
        chatType: 'singleChat',
        to: a,
        id: ids[1]!,
      } as EasemobChat.CreateMsgType)
    }
    ids.push(await say(a, b, '4'))
    const flags = async (user: string, targetId: string) => {
      await using client = await logIn(server, user, 'fresh')
      const { messages } = await client.connection.getHistoryMessages({ targetId, chatType: 'singleChat' })
      return messages.map((message) => {
        const { isDelivered, isRead } = message as { isDelivered?: boolean; isRead?: boolean }
        return isRead ? 'read' : isDelivered ? 'delivered' : 'sent'
      })
    }
    assert.deepEqual(await flags(a, b), ['sent', 'delivered', 'read', 'read'])
    assert.deepEqual(await flags(b, a), ['sent', 'sent', 'sent', 'sent'], 'what others wrote says nothing')
  })

  test('[messages.sendToUsers] [messages.sendToGroups] users for whom roaming ignores a message get it, but do not find it again', async () => {
    const [a, b] = await pair()
    const queue = (id: string) => ({ queue: `${id}@easemob.com` })
    await using client = await logIn(server, b)
    const heard = async (msg: string) => (await client.next('onTextMessage', (each) => each.msg === msg)).msg
    await say(a, b, 'before')
    await say(a, b, 'secret', { roam_ignore_users: [b.toUpperCase(), 'ghost', 'no/name'] })
    await say(a, b, 'after', { roam_ignore_users: [] })
    for (const msg of ['before', 'secret', 'after']) assert.equal(await heard(msg), msg)
    assert.deepEqual(texts(await ask(b, queue(a))), ['after', 'before'])
    assert.deepEqual(texts(await ask(a, queue(b))), ['after', 'secret', 'before'])
    const group = await createGroup(server, [b, 'carol'])
    const message = { from: 'alice', to: [group], type: 'txt', body: { msg: 'to some' } }
    await server.call('POST', '/messages/chatgroups', { ...message, roam_ignore_users: [b] })
    assert.equal(await heard('to some'), 'to some')
    const ofGroup = { queue: `${group}@conference.easemob.com` }
    assert.deepEqual(texts(await ask(b, ofGroup)), [])
    assert.deepEqual(texts(await ask('carol', ofGroup)), ['to some'])
  })

  test('a thread is read by members of its group, in the thread or not, and by nobody else', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const [first, told] = [await sayInGroup(group, 'look'), 'there']
    const owned = { group_id: group, name: 'topic', msg_id: first, owner: 'alice' }
    const thread = (await server.call('POST', '/thread', owned)).body.data.thread_id
    await sayInGroup(thread, told)
    const page = { queue: `${thread}@conference.easemob.com`, start: -1, pull_number: 10 }
    assert.deepEqual(texts(await ask('bob', page)), [told])
    await server.call('POST', `/thread/${thread}/users`, { usernames: ['bob', 'carol'] })
    assert.deepEqual(texts(await ask('bob', page)), [told])
    assertError(await ask('dave', page), 'history.not_member', { username: 'dave' })
    await server.call('DELETE', `/chatgroups/${group}/users/carol`)
    await sayInGroup(thread, 'later')
    assert.deepEqual(texts(await ask('bob', page)), ['later', told])
    assert.deepEqual(texts(await ask('carol', page)), [])
  })
})
