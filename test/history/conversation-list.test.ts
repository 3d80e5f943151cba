import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BodyType, conferenceJid, encodeMessageBody, userJid } from '@ringpost/protocol'
import { logIn } from '../contacts/roster-client.ts'
import { APP_KEY } from '../gateway/raw-client.ts'
import { createGroup, createRoom, goOnline } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

interface Info {
  session_to: string
  session_type: string
  unread_num: number
  meta: { id?: string; timestamp?: number; payload?: string }
}

describe('the conversations of a user', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const people = (count: number) => server.newUsers(count)
  async function say(from: string, to: string, msg: string, type = 'txt'): Promise<string> {
    const body = type === 'cmd' ? { action: msg } : { msg }
    const reply = await server.call('POST', '/messages/users', { from, to: [to], type, body })
    return reply.body.data[to]
  }
  async function sayIn(from: string, group: string, msg: string, more: object = {}): Promise<string> {
    const message = { from, to: [group], type: 'txt', body: { msg }, ...more }
    const { body } = await server.call(
      'POST',
      `/messages/chatgroups${'users' in more ? '/users' : ''}`,
      message,
    )
    return body.data[group] ?? Object.values(body.data)[0]
  }
  const list = async (user: string, query = '') =>
    (await server.call('GET', `/sdk/user/${user}/user_channels/list?&${query}`)).body.data as {
      channel_infos: Info[]
      cursor: string
    }
  /** `with: last text (unread)` of each. */
  async function told(user: string, query = ''): Promise<string[]> {
    const { channel_infos } = await list(user, query)
    return channel_infos.map(({ session_to, unread_num, meta }) => {
      const last = meta.payload === undefined ? '-' : JSON.parse(meta.payload).bodies[0].msg
      return `${session_to}: ${last} (${unread_num})`
    })
  }

  test('[conversations.list] an entry field by field, newest first', async () => {
    const [a, b, c] = await people(3)
    const group = await createGroup(server, [a!], { owner: b })
    await say(b!, a!, 'first')
    const inGroup = await sayIn(b!, group, 'to all')
    const last = await say(a!, c!, 'mine')
    const { channel_infos, cursor } = await list(a!)
    assert.equal(cursor, '')
    assert.deepEqual(
      channel_infos.map(({ session_to }) => session_to),
      [c, group, b],
    )
    const [newest, middle] = channel_infos
    const { meta, ...rest } = newest!
    assert.deepEqual(rest, {
      session_to: c,
      session_type: 'chat',
      is_top: false,
      update_top_status_time: 0,
      unread_num: 0,
      marks: [],
    })
    const { timestamp, payload, ...outer } = meta
    assert.deepEqual([typeof timestamp, outer], ['number', { id: last, from: a, to: c }])
    assert.deepEqual(JSON.parse(payload!), {
      type: 'chat',
      from: a,
      to: c,
      ext: {},
      bodies: [{ type: 'txt', msg: 'mine' }],
    })
    assert.partialDeepStrictEqual(middle, { session_type: 'groupchat', unread_num: 1 })
    assert.equal(middle!.meta.id, inGroup)
    assert.equal(JSON.parse(middle!.meta.payload!).type, 'groupchat')
  })

  test('[conversations.list] pages by cursor return each conversation once', async () => {
    const [a, ...others] = await people(8)
    for (const other of others) await say(other, a!, 'hi')
    const seen: string[] = []
    let cursor = ''
    let pages = 0
    do {
      const page = await list(a!, `limit=3&cursor=${cursor}`)
      seen.push(...page.channel_infos.map(({ session_to }) => session_to))
      cursor = page.cursor
      pages++
    } while (cursor !== '')
    assert.deepEqual([seen, pages], [others.toReversed(), 3])
    assert.equal((await list(a!, 'limit=7')).cursor, '', 'a page that ends where the list ends')
    assert.equal((await list(a!, 'limit=2&cursor=undefined')).channel_infos.length, 2)
    for (const odd of ['xyz', Buffer.from('["conversations","a",{}]').toString('base64url')])
      assertError(
        await server.call('GET', `/sdk/user/${a}/user_channels/list?&limit=2&cursor=${odd}`),
        'request.cursor_illegal',
      )
  })

  test('[conversations.list] what counts as last message and as unread', async () => {
    const [a, b, c] = await people(3)
    const group = await createGroup(server, [a!, c!], { owner: b })
    await say(b!, a!, 'one')
    const two = await say(b!, a!, 'two')
    await say(b!, a!, 'typing', 'cmd')
    await say(a!, b!, 'mine')
    const three = await say(b!, a!, 'three')
    await sayIn(b!, group, 'for all')
    await sayIn(b!, group, 'only c', { users: [c] })
    assert.deepEqual(await told(a!), [`${group}: for all (1)`, `${b}: three (3)`])
    assert.deepEqual(await told(c!), [`${group}: only c (2)`])
    await server.call('POST', '/messages/msg_recall', {
      msg_id: three,
      to: a,
      chat_type: 'chat',
      force: true,
    })
    assert.equal((await told(a!))[1], `${b}: mine (2)`)
    await server.call('DELETE', `/rest/message/roaming/chat/user/${a}?userId=${b}&msgIdList=${two}`)
    assert.equal((await told(a!))[1], `${b}: mine (1)`)
    assert.deepEqual(await told(b!), [`${group}: only c (0)`, `${a}: mine (1)`])
    // Members who join or leave change nothing.
    await server.call('DELETE', `/chatgroups/${group}/users/${c}`)
    assert.equal((await told(a!))[0], `${group}: for all (1)`)
    assert.deepEqual(await told(c!, 'needEmptySession=true'), [], 'who has left a group does not list it')
  })

  test('[conversations.list] [socket.channelReceipt] [socket.readReceipt] read receipts reduce the unread count, delivery receipts do not', async () => {
    const [a, b] = await people(2)
    const group = await createGroup(server, [a!], { owner: b })
    const ids: string[] = []
    for (const msg of ['1', '2', '3']) ids.push(await say(b!, a!, msg))
    for (const msg of ['1', '2', '3']) ids.push(await sayIn(b!, group, msg))
    await using device = await goOnline(server, a!)
    await server.running.core.cursors.flush()
    const unread = async () => (await list(a!)).channel_infos.map(({ unread_num }) => unread_num)
    assert.deepEqual(await unread(), [3, 3])
    async function acknowledge(to: string, inGroup: boolean, ackId?: string) {
      const type = ackId === undefined ? BodyType.CHANNEL_ACK : BodyType.READ_ACK
      const payload = encodeMessageBody({
        type,
        from: a!,
        to,
        ackId: ackId === undefined ? undefined : Number(ackId),
      })
      const jid = inGroup ? conferenceJid(APP_KEY, to) : userJid(APP_KEY, to)
      const { status } = await device.acknowledgement(device.send({ to: jid, payload }))
      assert.equal(status?.code, 0)
    }
    await acknowledge(b!, false, ids[1])
    assert.deepEqual(await unread(), [3, 1])
    await acknowledge(b!, false, ids[0])
    assert.deepEqual(await unread(), [3, 1], 'marks never move back')
    await acknowledge(group, true, ids[4])
    assert.deepEqual(await unread(), [1, 1])
    await acknowledge(b!, false)
    await acknowledge(group, true)
    assert.deepEqual(await unread(), [0, 0])
    await say(b!, a!, '4')
    assert.deepEqual(await unread(), [1, 0])
    assert.deepEqual(
      (await list(b!)).channel_infos.map(({ unread_num }) => unread_num),
      [0, 0],
    )
  })

  test('[conversations.list] deleted conversations come back with the next message; empty ones on request', async () => {
    const [a, b, c] = await people(3)
    const group = await createGroup(server, [a!], { owner: b })
    const room = await createRoom(server, [a!], { owner: b })
    await server.call('POST', '/messages/chatrooms', { from: b, to: [room], type: 'txt', body: { msg: 'x' } })
    await say(b!, a!, 'one')
    await say(c!, a!, 'one')
    const remove = (channel: string, delete_roam: boolean, type = 'chat') =>
      server.call('DELETE', `/users/${a}/user_channel`, { channel, type, delete_roam })
    await remove(b!, false)
    assert.deepEqual(await told(a!), [`${c}: one (1)`])
    assert.deepEqual(await told(a!, 'needEmptySession=true'), [`${c}: one (1)`, `${group}: - (0)`])
    await say(b!, a!, 'two')
    assert.deepEqual(await told(a!), [`${b}: two (1)`, `${c}: one (1)`])
    await server.call('DELETE', `/rest/message/roaming/chat/user/${a}/time?userId=${c}&delTime=${Date.now()}`)
    assert.deepEqual(await told(a!), [`${b}: two (1)`])
    assert.deepEqual(
      (await told(a!, 'needEmptySession=true')).toSorted(),
      [`${b}: two (1)`, `${c}: - (0)`, `${group}: - (0)`].toSorted(),
    )
    await server.call('POST', `/sdk/message/roaming/user/${a}/delete/all`)
    assert.deepEqual(await told(a!, 'needEmptySession=true'), [])
    await server.call('POST', '/messages/users/import', {
      ...{ from: b, target: a, type: 'txt', body: { msg: 'old' } },
      msg_timestamp: 1_600_000_000_000,
    })
    assert.deepEqual(await told(a!, 'needEmptySession=true'), [], 'no conversation comes of the past')
  })

  test('[conversations.all] [conversations.page] the older lists', async () => {
    const [a, b, c] = await people(3)
    const group = await createGroup(server, [a!], { owner: b })
    await say(b!, a!, 'one')
    await say(c!, a!, 'two')
    await sayIn(b!, group, 'three')
    const ids = [
      `acme#chat_${group}@conference.easemob.com`,
      `acme#chat_${c}@easemob.com`,
      `acme#chat_${b}@easemob.com`,
    ]
    for (const path of [`/users/${a}/user_channels`, `/user/${a}/user_channels`]) {
      const { status, body } = await server.call('GET', path)
      assert.equal(status, 200)
      const infos = body.data.channel_infos as {
        channel_id: string
        unread_num: number
        meta: { payload: string }
      }[]
      assert.deepEqual(
        infos.map(({ channel_id, unread_num }) => [channel_id, unread_num]),
        ids.map((id) => [id, 1]),
      )
      assert.equal(JSON.parse(infos[1]!.meta.payload).bodies[0].msg, 'two')
    }
    const page = async (query: string) =>
      (await server.call('GET', `/users/${a}/user_channels/page?${query}`)).body.data.channel_infos.map(
        ({ channel_id }: { channel_id: string }) => channel_id,
      )
    assert.deepEqual(await page('pageNum=1&pageSize=2&_v=1'), ids.slice(0, 2))
    assert.deepEqual(await page('pageNum=2&pageSize=2'), ids.slice(2))
    assert.deepEqual(await page('pageNum=3&pageSize=2'), [])
    assert.deepEqual(await page(''), ids)
  })

  test('[conversations.list] [conversations.all] [conversations.page] refusals', async () => {
    const [a, b] = await people(2)
    for (const path of [
      '/sdk/user/ghost/user_channels/list',
      '/users/ghost/user_channels',
      '/users/ghost/user_channels/page',
    ])
      assertError(await server.call('GET', path), 'user.unknown')
    const token = await server.userToken(b!)
    assertError(
      await server.call('GET', `/sdk/user/${a}/user_channels/list`, undefined, { token }),
      'auth.required',
    )
  })

  test('[conversations.list] [conversations.all] [conversations.page] messages of every type in the official SDK', async () => {
    const [a, ...others] = await people(9)
    const contents: [string, object][] = [
      ['txt', { msg: 'hello' }],
      ['img', { url: 'https://x/1', secret: 's', size: { width: 1, height: 2 } }],
      ['audio', { url: 'https://x/1', secret: 's', length: 3 }],
      ['video', { url: 'https://x/1', secret: 's', length: 3, thumb: 'https://x/2' }],
      ['file', { url: 'https://x/1', secret: 's', filename: 'f' }],
      ['loc', { lat: 1, lng: 2, addr: 'there' }],
      ['custom', { customEvent: 'e', customExts: { k: 'v' } }],
    ]
    for (const [i, [type, body]] of contents.entries()) {
      const message = { from: others[i], to: [a], type, body, ext: { n: i } }
      assert.equal((await server.call('POST', '/messages/users', message)).status, 200)
    }
    const group = await createGroup(server, [a!], { owner: others[7] })
    await sayIn(others[7]!, group, 'to all')
    await using client = await logIn(server, a!)
    const first = await client.connection.getServerConversations({ pageSize: 5 })
    const rest = await client.connection.getServerConversations({ pageSize: 5, cursor: first.data!.cursor })
    const all = [...first.data!.conversations, ...rest.data!.conversations]
    assert.deepEqual([first.data!.conversations.length, rest.data!.cursor], [5, ''])
    assert.deepEqual(
      all.map(({ conversationId, conversationType, lastMessage, unReadCount }) => [
        conversationId,
        conversationType,
        (lastMessage as { type: string }).type,
        unReadCount,
      ]),
      [
        [group, 'groupChat', 'txt', 1],
        ...contents.map(([type], i) => [others[i], 'singleChat', type, 1]).toReversed(),
      ],
    )
    assert.partialDeepStrictEqual(all[0], { isPinned: false, pinnedTime: 0, marks: [] })
    assert.partialDeepStrictEqual(all[1]!.lastMessage, {
      from: others[6],
      to: a,
      chatType: 'singleChat',
      ext: { n: 6 },
    })
    const older = await client.connection.getConversationlist()
    assert.deepEqual(
      older.data!.channel_infos.map(({ lastMessage }) => (lastMessage as { type: string }).type),
      ['txt', ...contents.map(([type]) => type).toReversed()],
    )
    const paged = await client.connection.getConversationlist({ pageNum: 2, pageSize: 3 })
    assert.equal(paged.data!.channel_infos.length, 3)
  })
})
