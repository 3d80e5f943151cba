import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createGroup, createRoom, goOnline, hears, told } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

describe('threads', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  const as = async (user: string | null, method: string, path: string, body?: unknown): Promise<Reply> =>
    server.call(method, path, body, user === null ? {} : { token: await server.userToken(user) })

  /** A message of alice's in a group; its id. */
  async function say(group: string, msg = 'hello'): Promise<string> {
    const message = { from: 'alice', to: [group], type: 'txt', body: { msg } }
    return (await server.call('POST', '/messages/chatgroups', message)).body.data[group]
  }
  const post = (user: string | null, fields: Record<string, unknown>) => as(user, 'POST', '/thread', fields)

  /** A thread on its own message. */
  async function createThread(group: string, owner = 'alice', name = 'topic'): Promise<string> {
    const reply = await post(null, { group_id: group, name, msg_id: await say(group), owner })
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
    return reply.body.data.thread_id
  }
  const membersOf = async (thread: string): Promise<string[]> =>
    (await as(null, 'GET', `/thread/${thread}/users`)).body.data.affiliations
  const setting = (settings: object) => server.running.core.apps.changeSettings(server.app, settings)
  const join = (user: string, thread: string) => as(user, 'POST', `/thread/${thread}/user/${user}/join`)

  test('[threads.create] by a user who leaves the group at the same moment: nobody is in a thread without being in its group', async () => {
    let created = 0
    for (let round = 0; round < 25; round++) {
      const group = await createGroup(server, ['bob'])
      const fields = { group_id: group, name: 'topic', msg_id: await say(group), owner: 'bob' }
      const [reply] = await Promise.all([
        post(null, fields),
        server.call('DELETE', `/chatgroups/${group}/users/bob`),
      ])
      if (reply.status === 200) created++
      else assertError(reply, 'thread.not_in_group')
      const threads = (await as(null, 'GET', `/threads/chatgroups/${group}`)).body.entities
      for (const { id } of threads) assert.deepEqual(await membersOf(id), [])
    }
    assert.ok(created <= 25)
  })

  test('[threads.create] [threads.get] is attached to a message; ids are numbers or text; its creator is a member', async () => {
    const group = await createGroup(server, ['bob'])
    const msg_id = await say(group)
    const { status, body } = await post('bob', {
      group_id: Number(group),
      name: 'topic',
      msg_id,
      owner: 'Bob',
    })
    assert.equal(status, 200)
    const id = body.data.thread_id
    assert.match(id, /^\d+$/)
    const { created, ...details } = (await as('alice', 'GET', `/thread/${id}`)).body.data
    assert.ok(Math.abs(created - Date.now()) < 60_000)
    assert.deepEqual(details, {
      id,
      name: 'topic',
      owner: 'bob',
      msgId: msg_id,
      groupId: group,
      affiliations_count: 1,
    })
    assert.deepEqual(await membersOf(id), ['bob'])
    const groups = await as('bob', 'GET', '/users/bob/joined_chatgroups')
    assert.ok(!JSON.stringify(groups.body).includes(id), 'it is not a group')
    assert.equal((await as(null, 'GET', `/chatgroups/${id}/users`)).status, 404)
  })

  test('[threads.create] every refusal', async (t) => {
    const group = await createGroup(server, ['bob'])
    const other = await createGroup(server, ['bob'])
    const room = await createRoom(server, ['bob'])
    const msg_id = await say(group)
    const whole = { group_id: group, name: 'topic', msg_id, owner: 'alice' }
    for (const field of Object.keys(whole))
      assertError(await post(null, { ...whole, [field]: undefined }), 'thread.body_illegal')
    assertError(await post(null, { ...whole, msg_id: 'x' }), 'thread.body_illegal')
    assertError(await post(null, { ...whole, name: '名'.repeat(65) }), 'thread.name_too_long')
    assertError(await post(null, { ...whole, group_id: '1' }), 'thread.group_unknown')
    assertError(await post(null, { ...whole, group_id: room }), 'thread.group_unknown')
    assertError(await post(null, { ...whole, owner: 'carol' }), 'thread.not_in_group')
    assertError(await post('bob', whole), 'forbidden')
    assertError(await post(null, { ...whole, msg_id: '1' }), 'thread.message_unknown')
    assertError(await post(null, { ...whole, msg_id: '99999999999999999999' }), 'thread.message_unknown')
    assertError(await post(null, { ...whole, msg_id: await say(other) }), 'thread.message_elsewhere')
    const direct = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'x' } }
    const private_id = (await server.call('POST', '/messages/users', direct)).body.data.bob
    assertError(await post(null, { ...whole, msg_id: private_id }), 'thread.message_direct')
    const tooMany = { threadsOfApp: await server.running.core.stores.channels.count(server.app.id, 'thread') }
    t.after(() => setting({ threadsOfApp: 100_000, threadsPerUser: 100_000, threads: true }))
    await setting(tooMany)
    assertError(await post(null, whole), 'thread.too_many')
    await setting({ threadsOfApp: 100_000, threadsPerUser: 0 })
    assertError(await post(null, whole), 'thread.joined_too_many')
    await setting({ threadsPerUser: 100_000, threads: false })
    assertError(await post(null, whole), 'thread.closed')
    await setting({ threads: true })
    const replies = await Promise.all([post(null, whole), post(null, whole), post(null, whole)])
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 403, 403])
    assertError(await post(null, whole), 'thread.exists')
  })

  test('[threads.get] [threads.members] [threads.ofGroup] are for members of the group, in the thread or not', async (t) => {
    const group = await createGroup(server, ['bob'])
    const id = await createThread(group)
    const paths = [`/thread/${id}`, `/thread/${id}/users`, `/threads/chatgroups/${group}`]
    for (const path of paths) {
      assert.equal((await as('bob', 'GET', path)).status, 200)
      assertError(await as('carol', 'GET', path), 'thread.not_in_group')
      assert.equal((await as(null, 'GET', path)).status, 200)
    }
    for (const path of ['/thread/1', '/thread/1/users', `/thread/${group}`])
      assertError(await as(null, 'GET', path), 'thread.unknown')
    assertError(await as(null, 'GET', '/threads/chatgroups/1'), 'thread.group_unknown')
    assertError(await as('alice', 'GET', '/threads/chatgroups/1/user/alice'), 'thread.group_unknown')
    t.after(() => setting({ threads: true }))
    await setting({ threads: false })
    for (const path of [
      ...paths,
      '/thread',
      '/threads/user/alice',
      `/threads/chatgroups/${group}/user/alice`,
    ])
      assertError(await as(null, 'GET', path), 'thread.closed')
    for (const [method, path, body] of [
      ['PUT', `/thread/${id}`, { name: 'x' }],
      ['DELETE', `/thread/${id}`, undefined],
      ['POST', `/thread/${id}/users`, { usernames: ['bob'] }],
      ['DELETE', `/thread/${id}/users`, { usernames: ['bob'] }],
      ['DELETE', `/thread/${id}/users/bob`, undefined],
      ['POST', `/thread/${id}/user/bob/join`, undefined],
      ['DELETE', `/thread/${id}/user/bob/quit`, undefined],
      ['POST', '/thread/message', { threadIds: [id] }],
    ] as const)
      assertError(await as(null, method, path, body), 'thread.closed')
  })

  test('[threads.rename] by its creator and managers of the group', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const id = await createThread(group, 'bob')
    const rename = (user: string | null, name: unknown) => as(user, 'PUT', `/thread/${id}`, { name })
    for (const [user, name] of [
      ['bob', 'mine'],
      ['alice', '我的'.repeat(32)],
      [null, 'ours'],
    ] as const)
      assert.deepEqual((await rename(user, name)).body.data, { name })
    assert.equal((await as(null, 'GET', `/thread/${id}`)).body.data.name, 'ours')
    assertError(await rename('carol', 'hers'), 'forbidden')
    assertError(await rename('dave', 'his'), 'forbidden')
    assertError(await rename(null, 'x'.repeat(65)), 'thread.name_too_long')
    assertError(await rename(null, ''), 'thread.body_illegal')
    assertError(await as(null, 'PUT', '/thread/1', { name: 'x' }), 'thread.unknown')
  })

  test('[threads.delete] by managers of the group; nothing is left of it', async () => {
    const group = await createGroup(server, ['bob'])
    const id = await createThread(group, 'bob')
    assertError(await as('bob', 'DELETE', `/thread/${id}`), 'forbidden')
    assert.deepEqual((await as('alice', 'DELETE', `/thread/${id}`)).body.data, { status: 'ok' })
    assertError(await as('alice', 'DELETE', `/thread/${id}`), 'thread.unknown')
    assert.deepEqual(
      (await as('bob', 'GET', '/threads/user/bob')).body.entities
        .map((e: { id: string }) => e.id)
        .includes(id),
      false,
    )
  })

  test('[threads.join] [threads.leave] once or twice, by members of the group', async (t) => {
    const group = await createGroup(server, ['bob'])
    const id = await createThread(group)
    for (const _ of [1, 2]) {
      const { status, detail } = (await join('bob', id)).body.data
      assert.deepEqual([status, detail.id, detail.groupId], ['ok', id, group])
    }
    assert.deepEqual(await membersOf(id), ['alice', 'bob'])
    assertError(await join('carol', id), 'thread.not_in_group')
    assertError(await as('bob', 'POST', `/thread/${id}/user/alice/join`), 'auth.required')
    assertError(await join('bob', '1'), 'thread.unknown')
    for (const _ of [1, 2])
      assert.deepEqual((await as('bob', 'DELETE', `/thread/${id}/user/bob/quit`)).body.data, { status: 'ok' })
    assert.deepEqual(await membersOf(id), ['alice'])
    assertError(await as('bob', 'DELETE', '/thread/1/user/bob/quit'), 'thread.unknown')
    t.after(() => setting({ threadsPerUser: 100_000 }))
    await setting({ threadsPerUser: 0 })
    assertError(await join('bob', id), 'thread.joined_too_many')
  })

  test('[threads.addMembers] [threads.removeMembers] by the app, at most ten, each with a result', async (t) => {
    const group = await createGroup(server, ['bob', 'carol'])
    const id = await createThread(group)
    const add = (usernames: unknown, thread = id) =>
      as(null, 'POST', `/thread/${thread}/users`, { usernames })
    assert.deepEqual((await add(['bob', 'Carol', 'bob'])).body.data, { status: 'ok' })
    assert.deepEqual(await membersOf(id), ['alice', 'bob', 'carol'])
    assertError(await add(['dave']), 'thread.not_in_group')
    const eleven = Array.from({ length: 11 }, (_, n) => `u${n}`)
    const remove = (usernames: unknown, path = `/thread/${id}/users`) =>
      as(null, 'DELETE', path, { usernames })
    for (const act of [add, remove]) {
      assertError(await act(eleven), 'thread.body_too_large')
      for (const wrong of [undefined, [], 'bob', [true]]) assertError(await act(wrong), 'thread.body_illegal')
    }
    assertError(await add(['bob'], '1'), 'thread.unknown')
    assertError(await remove(['bob'], '/thread/1/users'), 'thread.unknown')
    const { entities } = (await remove(['bob', 'dave'])).body
    assert.deepEqual(entities, [
      { result: true, user: 'bob' },
      { result: false, user: 'dave' },
    ])
    assert.equal((await remove(['carol'], `/threads/${id}/users`)).status, 200)
    assert.deepEqual(await membersOf(id), ['alice'])
    t.after(() => setting({ threadsPerUser: 100_000 }))
    await setting({ threadsPerUser: 0 })
    assertError(await add(['bob']), 'thread.joined_too_many')
  })

  test('[threads.removeMember] by managers of the group', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const id = await createThread(group, 'bob')
    await join('carol', id)
    const remove = (by: string, user: string, thread = id) =>
      as(by, 'DELETE', `/thread/${thread}/users/${user}`)
    assertError(await remove('bob', 'carol'), 'forbidden')
    assertError(await remove('alice', 'carol', '1'), 'thread.unknown')
    assert.deepEqual((await remove('alice', 'carol')).body.data, { result: true, user: 'carol' })
    assert.deepEqual(await membersOf(id), ['bob'])
  })

  test('[threads.list] [threads.ofGroup] [threads.joined] [threads.joinedOfGroup] page by page, in both directions', async () => {
    const group = await createGroup(server, ['bob', 'dave'])
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push(await createThread(group, 'dave', `t${n}`))
    const elsewhere = await createThread(await createGroup(server, ['dave']), 'dave')
    async function all(path: string, sort: string, user: string | null = null): Promise<string[]> {
      const found: string[] = []
      for (let cursor = ''; ; ) {
        const { status, body } = await as(user, 'GET', `${path}?limit=2&sort=${sort}&cursor=${cursor}`)
        assert.equal(status, 200)
        assert.ok(body.entities.length <= 2)
        found.push(...body.entities.map(({ id }: { id: string }) => id))
        cursor = body.properties.cursor
        if (cursor === '') return found
      }
    }
    const newest = [...ids].reverse()
    assert.deepEqual(await all(`/threads/chatgroups/${group}`, 'asc', 'bob'), ids)
    assert.deepEqual(await all(`/threads/chatgroups/${group}`, 'desc', 'bob'), newest)
    assert.deepEqual(await all('/threads/user/dave', 'desc', 'dave'), [elsewhere, ...newest])
    assert.deepEqual(await all(`/threads/chatgroups/${group}/user/dave`, 'asc', 'dave'), ids)
    assert.deepEqual((await all('/thread', 'desc')).slice(0, 6), [elsewhere, ...newest])
    assert.deepEqual((await all('/thread', 'asc')).slice(-6), [...ids, elsewhere])
    const [first] = (await as('dave', 'GET', '/threads/user/dave?limit=1')).body.entities
    assert.deepEqual(Object.keys(first), ['id', 'name', 'owner', 'msgId', 'groupId', 'created'])
    for (const path of [
      '/thread',
      '/threads/user/dave',
      `/threads/chatgroups/${group}`,
      `/thread/${ids[0]}/users`,
      `/threads/chatgroups/${group}/user/dave`,
    ])
      for (const limit of ['51', '0', '-1', 'x'])
        assertError(await as(null, 'GET', `${path}?limit=${limit}`), 'thread.page_illegal')
    assertError(await as(null, 'GET', '/thread?cursor=nonsense&limit=1'), 'request.cursor_illegal')
    assertError(await as('dave', 'GET', '/thread'), 'auth.required')
  })

  test('[threads.lastMessages] requires a list of at most twenty', async () => {
    const last = (threadIds: unknown) => as('alice', 'POST', '/thread/message', { threadIds })
    for (const wrong of [undefined, 'x', [true]]) assertError(await last(wrong), 'thread.body_illegal')
    assertError(await last(Array.from({ length: 21 }, (_, n) => `${n}`)), 'thread.body_too_large')
    const group = await createGroup(server, [])
    assert.deepEqual((await last(['1', await createThread(group)])).body.entities, [])
  })

  test('users who leave the group, are removed or deleted, leave its threads; threads end with the group', async () => {
    await server.users('eve')
    const group = await createGroup(server, ['bob', 'carol', 'eve'])
    const ids = [await createThread(group, 'bob'), await createThread(group, 'alice')]
    for (const user of ['bob', 'carol', 'eve']) for (const id of ids) await join(user, id)
    await as('bob', 'DELETE', `/chatgroups/${group}/quit`)
    await as(null, 'DELETE', `/chatgroups/${group}/users/carol`)
    for (const id of ids)
      assert.deepEqual(
        (await membersOf(id)).filter((user) => ['bob', 'carol'].includes(user)),
        [],
      )
    assert.deepEqual((await as('bob', 'GET', `/threads/chatgroups/${group}/user/bob`)).body.entities, [])
    assert.equal((await as(null, 'DELETE', '/users/eve')).status, 200)
    for (const id of ids) assert.deepEqual(await membersOf(id), id === ids[1] ? ['alice'] : [])
    assert.equal((await as(null, 'DELETE', `/chatgroups/${group}`)).status, 200)
    for (const id of ids) assertError(await as(null, 'GET', `/thread/${id}`), 'thread.unknown')
  })

  test("[socket.threadEvents] on the wire: joining and leaving notify the user's own devices, nobody else", async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const id = await createThread(group)
    await using bob = await goOnline(server, 'bob')
    await using carol = await goOnline(server, 'carol')
    await join('bob', id)
    await hears(bob, 'THREAD_JOIN bob>bob')
    await as('bob', 'DELETE', `/thread/${id}/user/bob/quit`)
    await hears(bob, 'THREAD_LEAVE bob>bob')
    await as(null, 'POST', `/thread/${id}/users`, { usernames: ['bob'] })
    await hears(bob, 'THREAD_JOIN bob>bob')
    await as('alice', 'DELETE', `/thread/${id}/users/bob`)
    await hears(bob, 'THREAD_KICK alice>bob')
    assert.deepEqual(told(carol), [])
  })
})
