import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createGroup, createRoom } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

describe('reactions', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const people = (count: number) => server.newUsers(count)
  async function say(from: string, to: string, path = 'users', more: object = {}): Promise<string> {
    const message = { from, to: [to], type: 'txt', body: { msg: 'hi' }, ...more }
    return (await server.call('POST', `/messages/${path}`, message)).body.data[to]
  }
  const ofUser = async (user: string) => ({ token: await server.userToken(user) })
  const react = async (user: string, msgId: string, message: unknown): Promise<Reply> =>
    server.call('POST', `/reaction/user/${user}`, { msgId, message }, await ofUser(user))
  const take = async (user: string, id: string, reaction: string): Promise<Reply> =>
    server.call(
      'DELETE',
      `/reaction/user/${user}?msgId=${id}&message=${reaction}`,
      undefined,
      await ofUser(user),
    )
  const list = async (user: string, query: string): Promise<Reply> =>
    server.call('GET', `/reaction/user/${user}?${query}`, undefined, await ofUser(user))
  const detail = async (user: string, query: string): Promise<Reply> =>
    server.call('GET', `/reaction/user/${user}/detail?${query}`, undefined, await ofUser(user))
  /** `text count mine? first users` of each. */
  async function seen(user: string, id: string, where = 'msgType=chat'): Promise<string[]> {
    const { body } = await list(
      user,
      `msgIdList=${id}&${where}&groupId=null`.replace(/(groupId=\d+.*)&groupId=null/, '$1'),
    )
    return (body.data[0]?.reactionList ?? []).map(
      (each: { reaction: string; count: number; state: boolean; userList: string[] }) =>
        `${each.reaction} ${each.count}${each.state ? ' mine' : ''} ${each.userList.join()}`,
    )
  }

  test('[reactions.add] [reactions.remove] [reactions.list] between two users, in the documented form', async () => {
    const [a, b] = (await people(2)) as [string, string]
    const id = await say(a, b)
    const { status, body } = await react(b, id, '👍')
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body).sort(), ['data', 'requestStatusCode', 'timestamp'])
    const { data } = body
    assert.match(data.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    assert.deepEqual(data, {
      id: data.id,
      msgId: id,
      msgType: 'chat',
      groupId: null,
      reaction: '👍',
      createdAt: data.createdAt,
      updatedAt: data.createdAt,
    })
    assert.match(data.id, /^\d+$/)
    assert.equal((await react(a, id, '+1')).status, 200)
    assert.equal((await react(a, id, '👍')).status, 200)
    const listed = await list(a.toUpperCase(), `msgIdList=${id},17&msgType=chat&groupId=null&_v=4`)
    assert.equal(listed.body.requestStatusCode, 'ok')
    const [{ msgId, reactionList }] = listed.body.data
    assert.deepEqual([listed.body.data.length, msgId, reactionList.length], [1, id, 2])
    assert.deepEqual(reactionList[0], {
      reactionId: reactionList[0].reactionId,
      reaction: '👍',
      count: 2,
      userCount: 2,
      state: true,
      userList: [b, a],
    })
    assert.deepEqual(await seen(b, id), [`👍 2 mine ${b},${a}`, `+1 1 ${a}`])
    const gone = await take(b, id, encodeURIComponent('👍'))
    assert.deepEqual([gone.status, Object.keys(gone.body).sort()], [200, ['requestStatusCode', 'timestamp']])
    assert.equal((await take(a, id, '+1')).status, 200, 'as web SDKs write a plus')
    assert.deepEqual(await seen(b, id), [`👍 1 ${a}`])
    assert.equal((await react(b, id, '👍')).status, 200, 'again')
    assert.deepEqual(await seen(b, id), [`👍 2 mine ${a},${b}`])
    const twice = encodeURIComponent(encodeURIComponent('👍'))
    assert.equal((await take(b, id, twice)).status, 200, 'as the UI kit with SDK 5 writes it')
  })

  test('[reactions.add] [reactions.list] in a group and a thread: by members, to what they see', async () => {
    const [a, b, c, late] = (await people(4)) as [string, string, string, string]
    const group = await createGroup(server, [b, c], { owner: a })
    const id = await say(a, group, 'chatgroups')
    for (const [user, reaction] of [
      [b, 'x'],
      [c, 'x'],
      [a, 'x'],
      [c, 'y'],
    ] as const)
      assert.equal((await react(user, id, reaction)).status, 200)
    for (const type of ['groupchat', 'group'])
      assert.deepEqual(await seen(a, id, `msgType=${type}&groupId=${group}`), [
        `x 3 mine ${b},${c},${a}`,
        `y 1 ${c}`,
      ])
    const [{ status, body }] = [await react(b, id, 'z')]
    assert.deepEqual([status, body.data.msgType, body.data.groupId], [200, 'groupchat', group])
    await server.call('POST', `/chatgroups/${group}/users/${late}`)
    assertError(await react(late, id, 'x'), 'reaction.illegal')
    assert.deepEqual(await seen(late, id, `msgType=groupchat&groupId=${group}`), [], 'from before they came')
    assert.deepEqual(await seen(a, id), [], 'no message between users')

    const made = await server.call('POST', '/thread', { group_id: group, name: 't', owner: a, msg_id: id })
    const thread = made.body.data.thread_id
    await server.call('POST', `/thread/${thread}/users`, { usernames: [b] })
    const inThread = await say(a, thread, 'chatgroups')
    assert.equal((await react(b, inThread, 'x')).status, 200)
    assert.deepEqual(await seen(a, inThread, `msgType=groupchat&groupId=${thread}`), [`x 1 ${b}`])
    assertError(await react(c, inThread, 'x'), 'reaction.not_member')

    const some = await say(a, group, 'chatgroups/users', { users: [b] })
    assert.equal((await react(b, some, 'x')).status, 200)
    assertError(await react(c, some, 'x'), 'reaction.illegal')
    await server.call('DELETE', `/chatgroups/${group}/users/${c}`)
    assertError(await react(c, id, 'q'), 'reaction.not_member')
    assertError(await list(c, `msgIdList=${id}&msgType=groupchat&groupId=${group}`), 'reaction.not_member')
    assertError(await detail(c, `msgId=${id}&message=x`), 'reaction.not_member')
    assertError(await take(c, id, 'x'), 'reaction.not_member')
  })

  test('[reactions.detail] everybody who gave one, in order, page by page', async () => {
    const [a, ...others] = (await people(7)) as [string, ...string[]]
    const group = await createGroup(server, others, { owner: a })
    const id = await say(a, group, 'chatgroups')
    for (const user of others) await react(user, id, 'a+b')
    const { body } = await detail(others[1]!, `msgId=${id}&message=a%2Bb&limit=4`)
    const { data } = body
    assert.match(data.reactionUserList[0].createdAt, /^\d{13}$/)
    assert.deepEqual(
      { ...data, reactionUserList: data.reactionUserList.map(({ userId }: { userId: string }) => userId) },
      {
        reactionId: data.reactionId,
        reaction: 'a+b',
        count: 6,
        userCount: 6,
        state: true,
        userList: others.slice(0, 4),
        reactionUserList: others.slice(0, 4),
        cursor: data.cursor,
      },
    )
    const sdk = await detail(a, `msgId=${id}&message=a+b&currentPage=${data.cursor}&pageSize=100`)
    assert.deepEqual(
      [sdk.body.data.userList, sdk.body.data.cursor, sdk.body.data.state],
      [others.slice(4), '', false],
    )
    const none = await detail(a, `msgId=${id}&message=none&currentPage=null&pageSize=20`)
    assert.deepEqual([none.body.data.count, none.body.data.userList], [0, []])
  })

  test('[reactions.add] at most 20 different ones, and everybody can join those', async () => {
    const [a, b] = (await people(2)) as [string, string]
    const id = await say(a, b)
    const given = await Promise.all(Array.from({ length: 24 }, (_, n) => react(a, id, `r${n}`)))
    const refused = given.filter(({ status }) => status !== 200)
    assert.equal(refused.length, 4)
    for (const reply of refused) assertError(reply, 'reaction.too_many')
    const all = await seen(b, id)
    assert.equal(all.length, 20)
    const [first] = all[0]!.split(' ') as [string]
    assert.equal((await react(b, id, first)).status, 200)
    assert.equal((await take(a, id, all[1]!.split(' ')[0]!)).status, 200)
    assert.equal((await react(b, id, 'new')).status, 200)
  })

  test('[reactions.add] [users.mute] who is muted in all chats or groups neither reacts nor edits there', async () => {
    const [a, b] = (await people(2)) as [string, string]
    const group = await createGroup(server, [b], { owner: a })
    const [alone, together] = [await say(a, b), await say(a, group, 'chatgroups')]
    const mute = (seconds: object) => server.call('POST', '/mutes', { username: a, ...seconds })
    const edit = async (id: string) => {
      const actor = { kind: 'user', name: a } as const
      const { edits } = server.running.core
      const to = { content: { type: 'txt', msg: 'edited' }, ext: undefined } as const
      return edits.edit(
        { app: server.app, actor } as never,
        { message: Number(id), to, origin: null } as never,
      )
    }
    await mute({ chat: -1 })
    assertError(await react(a, alone, 'x'), 'reaction.illegal')
    assert.equal((await react(a, together, 'x')).status, 200)
    await assert.rejects(edit(alone), { code: 'send.user_muted' })
    await mute({ chat: 0, groupchat: -1 })
    assertError(await react(a, together, 'y'), 'reaction.illegal')
    assert.equal((await react(a, alone, 'x')).status, 200)
    await assert.rejects(edit(together), { code: 'send.user_muted' })
  })

  test('[reactions.add] [reactions.remove] many at once are all counted, none twice', async () => {
    const [a, ...others] = (await people(20)) as [string, ...string[]]
    const group = await createGroup(server, others, { owner: a })
    const id = await say(a, group, 'chatgroups')
    const twice = [...others, ...others]
    const given = await Promise.all(twice.map((user) => react(user, id, 'x')))
    assert.equal(given.filter(({ status }) => status === 200).length, others.length)
    for (const reply of given) if (reply.status !== 200) assertError(reply, 'reaction.repeated')
    const where = `msgType=groupchat&groupId=${group}`
    assert.match((await seen(a, id, where))[0]!, /^x 19 /)
    const taken = await Promise.all(twice.map((user) => take(user, id, 'x')))
    assert.equal(taken.filter(({ status }) => status === 200).length, others.length)
    assert.deepEqual(await seen(a, id, where), [])
  })

  test('[reactions.add] [reactions.remove] [reactions.list] [reactions.detail] refusals', async () => {
    const [a, b, c] = (await people(3)) as [string, string, string]
    const id = await say(a, b)
    const room = await createRoom(server, [a], { owner: a })
    const inRoom = await say(a, room, 'chatrooms')
    await react(a, id, 'x')
    assertError(await react(a, id, 'x'), 'reaction.repeated')
    for (const [user, message] of [
      [c, id],
      [a, inRoom],
      [a, '17'],
      [a, 'x'],
      [a, ''],
    ] as const) {
      assertError(await react(user, message, 'x'), 'reaction.illegal')
      assertError(await take(user, message, 'x'), 'reaction.illegal')
      assertError(await detail(user, `msgId=${message}&message=x`), 'reaction.illegal')
    }
    for (const text of ['', undefined, null, 'x'.repeat(129), 'a\0b'])
      assertError(await react(a, id, text), 'reaction.illegal')
    assert.equal((await react(a, id, '👍'.repeat(128))).status, 200)
    assertError(await take(b, id, 'x'), 'reaction.illegal')
    assertError(await take(a, id, 'none'), 'reaction.illegal')
    assertError(await list(a, `msgIdList=${id}&msgType=groupchat`), 'reaction.group_missing')
    assertError(await list(a, `msgIdList=${id}&msgType=groupchat&groupId=1`), 'reaction.not_member')
    const ids = Array.from({ length: 21 }, (_, n) => n + 1).join()
    assertError(await list(a, `msgIdList=${ids}&msgType=chat`), 'reaction.messages_too_many')
    assert.deepEqual((await list(a, 'msgIdList=&msgType=chat')).body.data, [])
    for (const limit of ['0', '101', '-1', 'x'])
      assertError(await detail(a, `msgId=${id}&message=x&limit=${limit}`), 'reaction.limit_too_large')
    assertError(await detail(a, `msgId=${id}&message=x&cursor=x`), 'request.cursor_illegal')
    for (const reply of [
      await server.call('POST', '/reaction/user/ghost', { msgId: id, message: 'x' }),
      await server.call('DELETE', `/reaction/user/ghost?msgId=${id}&message=x`),
      await server.call('GET', `/reaction/user/ghost?msgIdList=${id}&msgType=chat`),
      await server.call('GET', `/reaction/user/ghost/detail?msgId=${id}&message=x`),
    ])
      assertError(reply, 'user.unknown')
  })

  test('[reactions.add] who may not write to somebody may not react either', async () => {
    const [a, b, c] = (await people(3)) as [string, string, string]
    const [toUser, group] = [await say(a, b), await createGroup(server, [b, c], { owner: a })]
    const toGroup = await say(a, group, 'chatgroups')
    await server.call('POST', `/users/${a}/blocks/users`, { usernames: [b] })
    assertError(await react(b, toUser, 'x'), 'reaction.illegal')
    await server.call('POST', `/chatgroups/${group}/mute`, { usernames: [c], mute_duration: 60_000 })
    assertError(await react(c, toGroup, 'x'), 'reaction.illegal')
    const byApp = await server.call('POST', `/reaction/user/${c}`, { msgId: Number(toGroup), message: 'x' })
    assert.equal(byApp.status, 200, 'the app decides for itself')
    assert.equal((await take(c, toGroup, 'x')).status, 200)
  })

  test('[reactions.add] an app can close them', async () => {
    const [a, b] = (await people(2)) as [string, string]
    const id = await say(a, b)
    await server.running.core.apps.changeSettings(server.app, { reactions: 0 })
    for (const reply of [
      await react(a, id, 'x'),
      await take(a, id, 'x'),
      await list(a, `msgIdList=${id}&msgType=chat`),
      await detail(a, `msgId=${id}&message=x`),
    ])
      assertError(reply, 'reaction.closed')
    await server.running.core.apps.changeSettings(server.app, { reactions: 20 })
  })

  test('[reactions.remove] they end with a recall, and with the account of who gave them', async () => {
    const [a, b, c] = (await people(3)) as [string, string, string]
    const group = await createGroup(server, [b, c], { owner: a })
    const id = await say(a, group, 'chatgroups')
    const where = `msgType=groupchat&groupId=${group}`
    for (const [user, reaction] of [
      [b, 'x'],
      [c, 'x'],
      [b, 'y'],
    ] as const)
      await react(user, id, reaction)
    await server.call('DELETE', `/users/${b}`)
    assert.deepEqual(await seen(a, id, where), [`x 1 ${c}`])
    await server.users(b)
    await server.call('POST', `/chatgroups/${group}/users/${b}`)
    assert.deepEqual(await seen(c, id, where), [`x 1 mine ${c}`])
    await server.call('POST', '/messages/msg_recall', {
      msg_id: id,
      to: group,
      chat_type: 'groupchat',
      force: true,
    })
    assert.deepEqual(await seen(a, id, where), [])
    assertError(await react(c, id, 'x'), 'reaction.illegal')
    const { reactions } = server.running.core.stores
    assert.equal((await reactions.of(server.app.id, c, [Number(id)])).size, 0)
  })
})
