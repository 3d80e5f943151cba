import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createGroup, createRoom } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'

const FORM = 'application/x-www-form-urlencoded'
const AGENT = 'Easemob-SDK(Android) 3.9.2'
const V3 = '?version=v3&resource=android_fc10fe0c'

/** Requests as the Android SDK 3.9.2 was seen to send them (native.md §8). */
describe('REST as native SDKs ask for it', () => {
  let server: TestServer
  let alice: string
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    alice = await server.userToken('alice')
  })
  after(() => server.close())

  /** A call of alice's phone: JSON, labelled as a form; a text is sent as it is. */
  const phone = (method: string, path: string, body?: unknown, token: string | null = alice) =>
    server.call(method, path, undefined, {
      token,
      headers: { 'user-agent': AGENT, ...(body !== undefined && { 'content-type': FORM }) },
      ...(body !== undefined && { raw: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  const fine = async (method: string, path: string, body?: unknown, token: string | null = alice) => {
    const reply = await phone(method, path, body, token)
    assert.equal(reply.status, 200, `${method} ${path}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  const connect = (friend: string) => server.call('POST', `/users/alice/contacts/users/${friend}`)

  test('[tokens.issue] [users.register] JSON under the label of a form', async () => {
    await server.running.core.apps.changeSettings(server.app, { openRegistration: true })
    await fine('POST', '/users', '{"username":"erin","password":"pw"}', null)
    const body = await fine(
      'POST',
      '/token',
      '{"grant_type":"password","username":"erin","password":"pw"}',
      null,
    )
    assert.deepEqual([typeof body.access_token, body.user.username], ['string', 'erin'])
  })

  test('the question for encryption is answered with 404', async () => {
    const { status, body } = await phone('GET', '/security')
    assert.deepEqual([status, typeof body.error], [404, 'string'])
  })

  test('[groups.create] version 3 also gets the id as `id`; others get what they always got', async () => {
    const request = {
      name: 'team',
      description: '',
      public: true,
      maxusers: 200,
      owner: 'alice',
      members: ['bob'],
    }
    const { data } = await fine('POST', `/chatgroups${V3}`, request)
    assert.deepEqual(data, { groupid: data.id, id: data.id })
    assert.match(data.id, /^\d+$/)
    const older = await fine('POST', '/chatgroups', request)
    assert.deepEqual(Object.keys(older.data), ['groupid'])

    const { apps } = server.running.core
    await apps.changeSettings(server.app, { groupReply: 'bare' })
    try {
      assert.deepEqual(Object.keys(await fine('POST', '/chatgroups', request)), ['groupid'])
      assert.equal(typeof (await fine('POST', `/chatgroups${V3}`, request)).data.id, 'string')
    } finally {
      await apps.changeSettings(server.app, { groupReply: 'envelope' })
    }
  })

  test('[groups.get] version 3 gets roles: one administrator each, or none', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    const details = async (query: string) => (await fine('GET', `/chatgroups/${id}${query}`)).data[0]
    assert.deepEqual((await details(V3)).roles, [])
    await fine('POST', `/chatgroups/${id}/admin${V3}`, { newadmin: 'bob' })
    assert.deepEqual((await details(V3)).roles, [{ admin: 'bob' }])
    assert.equal('roles' in (await details('')), false)
    const two = await fine('GET', `/chatgroups/${id},${await createGroup(server, [])}${V3}`)
    assert.deepEqual(
      two.data.map(({ roles }: { roles: unknown }) => roles),
      [[{ admin: 'bob' }], []],
    )
  })

  test('[groups.removeMembers] version 3 gets an array, even for one', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    const removed = (user: string) => ({ result: true, groupid: id, action: 'remove_member', user })
    assert.deepEqual((await fine('DELETE', `/chatgroups/${id}/users/bob${V3}`)).data, [removed('bob')])
    assert.deepEqual((await fine('DELETE', `/chatgroups/${id}/users/carol`)).data, removed('carol'))
  })

  test('[rooms.removeMembers] version 3 gets an array, even for one', async () => {
    const id = await createRoom(server, ['bob', 'carol'])
    const removed = (user: string) => ({ result: true, id, action: 'remove_member', user })
    assert.deepEqual((await fine('DELETE', `/chatrooms/${id}/users/bob${V3}`)).data, [removed('bob')])
    assert.deepEqual((await fine('DELETE', `/chatrooms/${id}/users/carol`)).data, removed('carol'))
  })

  test('[rooms.get] [rooms.roles] administrators of a room', async () => {
    const id = await createRoom(server, ['bob'])
    const details = async (query: string) => (await fine('GET', `/chatrooms/${id}${query}`)).data[0]
    const roles = async () => (await fine('GET', `/chatrooms/${id}/roles${V3}`)).data
    assert.deepEqual([(await details(V3)).roles, await roles()], [[], []])
    await server.call('POST', `/chatrooms/${id}/admin`, { newadmin: 'bob' })
    assert.deepEqual([(await details(V3)).roles, await roles()], [[{ admin: 'bob' }], [{ admin: 'bob' }]])
    assert.equal('roles' in (await details('')), false)
    assert.equal((await phone('GET', `/chatrooms/999/roles${V3}`)).status, 404)
  })

  test('[contacts.roster] the list, and a version that changes exactly when the list does', async () => {
    const roster = async (version: string) =>
      (await fine('GET', `/users/alice/rosters/?version=${version}`)).data
    const none = await roster('')
    assert.deepEqual([none.roster, typeof none.version], [[], 'string'])
    await connect('bob')
    const one = await roster(none.version)
    assert.deepEqual(one.roster, ['bob'])
    assert.notEqual(one.version, none.version)
    assert.deepEqual(await roster(one.version), one, 'a version that is known does not empty the list')
    await connect('carol')
    assert.notEqual((await roster(one.version)).version, one.version)
    await server.call('DELETE', '/users/alice/contacts/users/carol')
    assert.deepEqual(await roster('1'), one)
    assert.equal((await phone('GET', '/users/bob/rosters/?version=')).status, 401, 'of another user')
  })

  test('[attributes.set] a real form; [attributes.getMany] JSON under its label', async () => {
    await fine('PUT', '/metadata/user/alice', 'nickname=Al')
    const { data } = await fine('POST', '/metadata/user/get', {
      targets: ['alice'],
      properties: ['nickname'],
    })
    assert.deepEqual(data, { alice: { nickname: 'Al' } })
  })

  test('all other calls about a group', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    const group = `/chatgroups/${id}`
    const joined = await fine(
      'GET',
      '/users/alice/joined_chatgroups?detail=true&version=v3&resource=android_1',
    )
    const mine = joined.data.find((each: { id: string }) => each.id === id)
    assert.deepEqual([mine.name, mine.permission], ['team', 'owner'])
    const open = await fine('GET', `/publicchatgroups${V3}&limit=20`)
    assert.ok(open.data.some((each: { id: string }) => each.id === id))
    assert.deepEqual((await fine('GET', `${group}/users${V3}&limit=200`)).data, ['bob', 'carol'])
    for (const change of [{ name: 'crew' }, { description: 'us' }, { custom: 'x' }])
      await fine('PUT', `${group}${V3}`, change)
    await fine('POST', `${group}/invite${V3}`, { usernames: ['dave'], welcome: 'hi' })

    await fine('POST', `${group}/mute${V3}`, { mute_duration: 60_000, usernames: ['bob'] })
    const [muted] = (await fine('GET', `${group}/mute${V3}`)).data
    assert.deepEqual([muted.user, typeof muted.expire], ['bob', 'number'])
    await fine('DELETE', `${group}/mute/bob${V3}`)
    await fine('POST', `${group}/ban?version=v3`)
    await fine('DELETE', `${group}/ban?version=v3`)

    await fine('POST', `${group}/white/users${V3}`, { usernames: ['bob'] })
    assert.ok((await fine('GET', `${group}/white/users?version=v3`)).data.includes('bob'))
    assert.equal(typeof (await fine('GET', `${group}/white/users/alice?version=v3`)).data.white, 'boolean')
    await fine('DELETE', `${group}/white/users/bob${V3}`)

    await fine('POST', `${group}/announcement${V3}`, { announcement: 'Welcome' })
    assert.equal((await fine('GET', `${group}/announcement${V3}`)).data.announcement, 'Welcome')
    await fine('GET', `${group}/share_files${V3}&pagenum=1&pagesize=20`)
    const bob = await server.userToken('bob')
    await fine('POST', `${group}/shield${V3}`, undefined, bob)
    await fine('DELETE', `${group}/shield${V3}`, undefined, bob)

    await fine('POST', `${group}/admin${V3}`, { newadmin: 'bob' })
    await fine('DELETE', `${group}/admin/bob${V3}`)
    await fine('POST', `${group}/blocks/users${V3}`, { usernames: ['carol'] })
    assert.deepEqual((await fine('GET', `${group}/blocks/users${V3}`)).data, ['carol'])
    await fine('DELETE', `${group}/blocks/users/carol${V3}`)
    await fine('POST', `${group}/apply${V3}`, { nickname: 'C' }, await server.userToken('carol'))
    await fine('DELETE', `${group}/quit${V3}`, undefined, await server.userToken('carol'))
    await fine('PUT', `${group}${V3}`, { newowner: 'bob' })
    await fine('DELETE', `${group}${V3}`, undefined, bob)
  })

  test('all other calls about a room', async () => {
    const id = await createRoom(server, [])
    const bob = await server.userToken('bob')
    await fine('POST', `/chatrooms/${id}/apply${V3}`, { nickname: 'B' }, bob)
    assert.ok((await fine('GET', `/chatrooms${V3}&pagenum=1&pagesize=20`)).data.length > 0)
    assert.deepEqual((await fine('GET', `/chatrooms/${id}/users${V3}&limit=20`)).data, ['bob'])
    assert.equal(typeof (await fine('GET', `/chatrooms/${id}/announcement${V3}`)).data.announcement, 'string')
    await fine('DELETE', `/chatrooms/${id}/quit${V3}`, undefined, bob)
  })

  test('all other calls about a user', async () => {
    assert.ok(Array.isArray((await fine('GET', '/users/alice/blocks/users')).data))
    assert.ok(Array.isArray((await fine('GET', '/users/alice/resources')).data))
    assert.ok(Array.isArray((await fine('GET', '/users/alice/user_channels')).data.channel_infos))
    await fine('DELETE', '/users/alice/user_channel', { channel: 'bob', type: 'chat', delete_roam: false })
    assert.equal((await fine('GET', '/users/alice')).entities[0].username, 'alice')
    await fine('PUT', '/users/alice', { nickname: 'Al' })
    const message = { from: 'bob', to: ['alice'], type: 'txt', body: { msg: 'hi' } }
    const { alice: msgId } = (await server.call('POST', '/messages/users', message)).body.data
    assert.equal((await fine('POST', '/reaction/user/alice', { msgId, message: 'ok' })).data.reaction, 'ok')
    const query = `msgIdList=${msgId}&msgType=chat&groupId=`
    assert.equal((await fine('GET', `/reaction/user/alice?${query}`)).data[0].reactionList[0].count, 1)
    await fine('PUT', '/users/alice', { device_token: '', device_id: 'fc10fe0c' })
  })

  test('[presence.subscribe] [presence.publish] [presence.get] [presence.subscriptions] presence', async () => {
    const usernames = ['bob']
    const { result } = await fine('POST', '/users/alice/presence/3600', { usernames })
    assert.deepEqual([result[0].uid, typeof result[0].expiry], ['bob', 'number'])
    await fine('POST', '/users/alice/presence/android_fc10fe0c/1', { ext: 'away' })
    assert.equal((await fine('POST', '/users/alice/presence', { usernames })).result.length, 1)
    const { result: list } = await fine('GET', '/users/alice/presence/sublist?pageNum=1&pageSize=10')
    assert.equal(list.sublist[0].uid, 'bob')
  })

  test('[push.bind] a token for push', async () => {
    const binding = { device_id: 'fc10fe0c', device_token: 't', notifier_name: 'fcm' }
    assert.deepEqual((await fine('PUT', '/users/alice/push/binding', binding)).entities, [binding])
  })
})
