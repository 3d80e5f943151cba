import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { logIn } from '../contacts/roster-client.ts'
import { createGroup } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('pinned and marked conversations', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const people = (count: number) => server.newUsers(count)
  const say = (from: string, to: string, msg = 'hi') =>
    server.call('POST', '/messages/users', { from, to: [to], type: 'txt', body: { msg } })
  const top = (user: string, to: string, type = 'chat') =>
    server.call('POST', `/sdk/user/${user}/user_channel/top`, { to, type })
  const untop = (user: string, to: string, type = 'chat') =>
    server.call('DELETE', `/sdk/user/${user}/user_channel/top?type=${type}&to=${to}&resource=r`)
  const mark = (method: string, user: string, number: unknown, targets: unknown) =>
    server.call(method, `/sdk/user/${user}/user_channels/mark`, { mark: number, targets })
  interface Info {
    session_to: string
    is_top: boolean
    update_top_status_time: number
    marks: string[]
  }
  async function infos(path: string): Promise<Info[]> {
    return (await server.call('GET', path)).body.data.channel_infos
  }
  const list = (user: string, query = '') => infos(`/sdk/user/${user}/user_channels/list?${query}`)
  const marked = (user: string, query: string) =>
    infos(`/sdk/user/${user}/user_channels/mark/search?${query}`)
  const order = (all: Info[]) => all.map(({ session_to }) => session_to)

  test('[conversations.pin] [conversations.unpin] [conversations.list] pinned ones, last pinned first', async () => {
    const [a, b, c, d] = await people(4)
    const group = await createGroup(server, [a!], { owner: b })
    await server.call('POST', '/messages/chatgroups', {
      from: b,
      to: [group],
      type: 'txt',
      body: { msg: 'x' },
    })
    for (const other of [b, c, d]) await say(other!, a!)
    const { body } = await top(a!, b!.toUpperCase())
    const { is_top, update_top_status_time: at } = body.data
    assert.deepEqual([is_top, Math.abs(at - Date.now()) < 10_000], [true, true])
    const { body: second } = await top(a!, group, 'groupChat')
    const pinned = await list(a!, 'is_top=true')
    assert.deepEqual(
      pinned.map(({ session_to, is_top, update_top_status_time }) => [
        session_to,
        is_top,
        update_top_status_time,
      ]),
      [
        [group, true, second.data.update_top_status_time],
        [b, true, at],
      ],
    )
    assert.deepEqual(order(await list(a!)), [d, c, b, group], 'they keep their place in the whole list')
    const page = await server.call('GET', `/sdk/user/${a}/user_channels/list?is_top=true&limit=1`)
    const rest = await list(a!, `is_top=true&limit=1&cursor=${page.body.data.cursor}`)
    assert.deepEqual([order(page.body.data.channel_infos), order(rest)], [[group], [b]])
    assert.deepEqual(await list(b!, 'is_top=true'), [], 'the other side has nothing of it')
    const off = await untop(a!, group, 'groupchat')
    assert.equal(off.body.data.is_top, false)
    assert.deepEqual(order(await list(a!, 'is_top=true')), [b])
    await server.call('DELETE', `/users/${a}/user_channel`, { channel: b, type: 'chat', delete_roam: false })
    await say(b!, a!)
    assert.deepEqual(await list(a!, 'is_top=true'), [], 'deleting a conversation takes it from the top')
  })

  test('[conversations.pin] at most 50; those already pinned can be pinned again', async () => {
    const [a] = await people(1)
    const others = await people(51)
    for (const other of others) await say(other, a!)
    for (const other of others.slice(0, 50)) assert.equal((await top(a!, other)).status, 200)
    assertError(await top(a!, others[50]!), 'conversation.pins_too_many')
    assert.equal((await top(a!, others[0]!)).status, 200)
    await untop(a!, others[1]!)
    assert.equal((await top(a!, others[50]!)).status, 200)
    const pinned = await list(a!, 'is_top=true&limit=100')
    assert.deepEqual([pinned.length, pinned[0]!.session_to], [50, others[50]])
  })

  test('[conversations.mark] [conversations.unmark] [conversations.marked] marks, and the conversations with a given mark', async () => {
    const [a, b, c, d] = await people(4)
    const group = await createGroup(server, [a!], { owner: b })
    for (const other of [b, c, d]) await say(other!, a!)
    const targets = [
      { to: b, type: 'chat' },
      { to: group, type: 'groupchat' },
      { to: 'stranger', type: 'chat' },
      { to: group, type: 'chatroom' },
    ]
    const { body } = await mark('POST', a!, 'mark_0', targets)
    assert.deepEqual(body.data, { ignore: targets.slice(2) })
    await mark('POST', a!, 'mark_19', [targets[0], { to: c, type: 'chat' }])
    assert.deepEqual(
      (await list(a!)).map(({ session_to, marks }) => [session_to, marks]),
      [
        [d, []],
        [c, ['mark_19']],
        [b, ['mark_0', 'mark_19']],
      ],
    )
    assert.deepEqual(order(await marked(a!, 'mark=mark_19')), [c, b])
    assert.deepEqual(order(await marked(a!, 'mark=mark_0')), [b, group], 'also what has no message yet')
    assert.deepEqual(order(await marked(a!, 'mark=mark_5')), [])
    const page = await server.call('GET', `/sdk/user/${a}/user_channels/mark/search?mark=mark_19&limit=1`)
    const rest = await marked(a!, `mark=mark_19&limit=1&cursor=${page.body.data.cursor}`)
    assert.deepEqual([order(page.body.data.channel_infos), order(rest)], [[c], [b]])
    assert.deepEqual((await mark('DELETE', a!, 'mark_19', [targets[0]])).body.data, { ignore: [] })
    assert.deepEqual(order(await marked(a!, 'mark=mark_19')), [c])
    assert.deepEqual(order(await marked(a!, 'mark=mark_0')), [b, group])
    assert.deepEqual((await list(b!))[0]!.marks, [])
  })

  test('[conversations.marked] at most 10 per page', async () => {
    const [a] = await people(1)
    const others = await people(12)
    for (const other of others) await say(other, a!)
    await mark(
      'POST',
      a!,
      'mark_1',
      others.map((to) => ({ to, type: 'chat' })),
    )
    assert.equal((await marked(a!, 'mark=mark_1&limit=50')).length, 10)
  })

  test('[conversations.pin] [conversations.unpin] [conversations.mark] [conversations.unmark] [conversations.marked] refusals', async () => {
    const [a, b] = await people(2)
    await say(b!, a!)
    const pin = (body: object) => server.call('POST', `/sdk/user/${a}/user_channel/top`, body)
    assertError(await pin({ to: b }), 'conversation.field_missing', { field: 'type' })
    assertError(await pin({ type: 'chat', to: '' }), 'conversation.field_missing', { field: 'to' })
    assertError(await pin({ type: 'chat', to: true }), 'conversation.body_unreadable')
    assertError(await pin({ type: 'talk', to: b }), 'conversation.type_illegal')
    for (const call of [top, untop]) {
      assertError(await call(a!, 'stranger'), 'conversation.unknown')
      assertError(await call(a!, '1', 'groupChat'), 'conversation.unknown')
      assertError(await call('ghost', b!), 'user.unknown')
      assertError(await call(a!, b!, 'talk'), 'conversation.type_illegal')
    }
    const off = (query: string) => server.call('DELETE', `/sdk/user/${a}/user_channel/top?${query}`)
    assertError(await off('type=chat'), 'conversation.field_missing', { field: 'to' })
    assertError(await off(`to=${b}`), 'conversation.field_missing', { field: 'type' })
    const target = { to: b, type: 'chat' }
    for (const method of ['POST', 'DELETE']) {
      for (const empty of [undefined, null, ''])
        assertError(await mark(method, a!, empty, [target]), 'conversation.mark_missing')
      for (const wrong of ['mark_20', 'mark_-1', 'mark_01', 'red'])
        assertError(await mark(method, a!, wrong, [target]), 'conversation.mark_illegal')
      assertError(await mark(method, a!, 'mark_1', []), 'conversation.field_missing', { field: 'targets' })
      assertError(await mark(method, a!, 'mark_1', [{ to: b }]), 'conversation.field_missing', {
        field: 'type',
      })
      assertError(
        await mark(method, a!, 'mark_1', [{ ...target, type: 'talk' }]),
        'conversation.type_illegal',
      )
      assertError(await mark(method, a!, 'mark_1', Array(21).fill(target)), 'conversation.targets_too_many', {
        limit: 20,
      })
      assertError(await mark(method, a!, 'mark_1', 'all'), 'conversation.body_unreadable')
      assertError(await mark(method, 'ghost', 'mark_1', [target]), 'user.unknown')
    }
    const search = (user: string, query: string) =>
      server.call('GET', `/sdk/user/${user}/user_channels/mark/search?${query}`)
    assertError(await search(a!, ''), 'conversation.mark_missing')
    assertError(await search(a!, 'mark=mark_x'), 'conversation.mark_illegal')
    assertError(await search('ghost', 'mark=mark_1'), 'user.unknown')
  })

  test('[conversations.pin] [conversations.unpin] [conversations.mark] [conversations.unmark] [conversations.marked] [conversations.list] [socket.conversationEvents] the official SDK, and events for other devices', async () => {
    const [a, b] = await people(2)
    const group = await createGroup(server, [a!], { owner: b })
    await say(b!, a!)
    await using acting = await logIn(server, a!, 'acting')
    await using watching = await logIn(server, a!, 'watching')
    const { connection } = acting
    const told = async () => {
      const { timestamp, ...event } = (await watching.next('onMultiDeviceEvent')) as unknown as Record<
        string,
        unknown
      >
      assert.equal(typeof timestamp, 'number')
      return event
    }
    const single = { conversationId: b!, conversationType: 'singleChat' as const }
    const inGroup = { conversationId: group, conversationType: 'groupChat' as const }
    const { data } = await connection.pinConversation({ ...single, isPinned: true })
    assert.equal(data?.isPinned, true)
    assert.deepEqual(await told(), { operation: 'pinnedConversation', ...single })
    const pinned = await connection.getServerPinnedConversations({ pageSize: 10 })
    assert.deepEqual(
      pinned.data!.conversations.map(({ conversationId, isPinned, pinnedTime }) => [
        conversationId,
        isPinned,
        pinnedTime,
      ]),
      [[b, true, data!.pinnedTime]],
    )
    assert.equal((await connection.pinConversation({ ...single, isPinned: false })).data?.isPinned, false)
    assert.deepEqual(await told(), { operation: 'unpinnedConversation', ...single })

    await connection.addConversationMark({ conversations: [single, inGroup], mark: 7 })
    assert.deepEqual(await told(), { operation: 'markConversation', ...single, conversationMark: 7 })
    assert.deepEqual(await told(), { operation: 'markConversation', ...inGroup, conversationMark: 7 })
    const found = await connection.getServerConversationsByFilter({
      pageSize: 10,
      cursor: '',
      filter: { mark: 7 },
    })
    assert.deepEqual(
      found.data!.conversations.map(({ conversationId, marks }) => [conversationId, marks]),
      [
        [b, [7]],
        [group, [7]],
      ],
    )
    await connection.removeConversationMark({ conversations: [inGroup], mark: 7 })
    assert.deepEqual(await told(), { operation: 'unMarkConversation', ...inGroup, conversationMark: 7 })
    assert.deepEqual(acting.all('onMultiDeviceEvent'), [])
    await assert.rejects(
      connection.pinConversation({ ...single, conversationId: 'stranger', isPinned: true }),
      {
        type: 1400,
      },
    )
  })

  test('[conversations.delete] [conversations.all] 5 times a minute per user, if limits are enforced', async () => {
    await using strict = await TestServer.start({ RINGPOST_RATE_LIMITS: 'documented' })
    await strict.users('alice', 'bob')
    const calls = {
      delete: (user: string) =>
        strict.call('DELETE', `/users/${user}/user_channel`, {
          channel: 'x',
          type: 'chat',
          delete_roam: true,
        }),
      all: (user: string) => strict.call('GET', `/users/${user}/user_channels`),
    }
    for (const call of Object.values(calls)) {
      for (const user of ['alice', 'ALICE', 'alice', 'alice', 'alice'])
        assert.equal((await call(user)).status, 200)
      assertError(await call('alice'), 'request.rate_limited')
      assert.equal((await call('bob')).status, 200)
    }
  })
})
