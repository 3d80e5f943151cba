import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ErrorCode } from '@ringpost/contract'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { createGroup, createRoom } from './scene.ts'

describe('rooms over REST', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  const details = async (id: string) => (await server.call('GET', `/chatrooms/${id}`)).body.data[0]
  const settings = (changes: Parameters<typeof server.running.core.apps.changeSettings>[1]) =>
    server.running.core.apps.changeSettings(server.running.core.apps.byKey('acme#chat')!, changes)

  test('[rooms.create] [rooms.get] the example of the documents', async () => {
    const example = {
      name: 'testchatroom1',
      description: 'test',
      maxusers: 300,
      owner: 'alice',
      members: ['bob'],
      custom: 'x',
    }
    const { status, body } = await server.call('POST', '/chatrooms', example)
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body.data), ['id'])
    const reply = await server.call('GET', `/chatrooms/${body.data.id}`)
    assert.equal(reply.body.count, 1)
    assert.deepEqual(reply.body.data, [
      {
        id: body.data.id,
        name: 'testchatroom1',
        description: 'test',
        membersonly: false,
        allowinvites: false,
        maxusers: 300,
        owner: 'alice',
        created: reply.body.data[0].created,
        custom: 'x',
        affiliations_count: 2,
        affiliations: [{ owner: 'alice' }, { member: 'bob' }],
        public: true,
        mute: false,
        disabled: false,
      },
    ])
    assert.equal((await details(await createRoom(server, []))).maxusers, 1000)
  })

  const full = { name: 'r', description: 'd', owner: 'alice' }
  const refusals: [string, unknown, ErrorCode, Record<string, string | number>?][] = [
    ['no name', { ...full, name: undefined }, 'channel.field_missing', { field: 'name' }],
    [
      'no description',
      { ...full, description: undefined },
      'channel.field_missing',
      { field: 'description' },
    ],
    ['no owner', { ...full, owner: undefined }, 'channel.field_missing', { field: 'owner' }],
    ['owner unknown', { ...full, owner: 'ghost' }, 'channel.user_unknown', { username: 'ghost' }],
    ['member unknown', { ...full, members: ['ghost'] }, 'channel.user_unknown', { username: 'ghost' }],
    ['maxusers is no number', { ...full, maxusers: 'x' }, 'channel.field_illegal', { field: 'maxusers' }],
    ['name of 129', { ...full, name: 'n'.repeat(129) }, 'channel.name_too_long', { limit: 128 }],
    [
      'description of 513',
      { ...full, description: 'd'.repeat(513) },
      'channel.description_too_long',
      { limit: 512 },
    ],
    ['custom beyond 8 KB', { ...full, custom: 'c'.repeat(8193) }, 'channel.custom_too_long', { limit: 8192 }],
    [
      'maxusers beyond the app',
      { ...full, maxusers: 10_001 },
      'channel.max_users_too_many',
      { limit: 10_000 },
    ],
    ['more members than maxusers', { ...full, maxusers: 1, members: ['bob'] }, 'channel.full'],
    ['a string', JSON.stringify(full), 'request.argument_illegal'],
  ]
  for (const [what, body, code, params] of refusals) {
    test(`[rooms.create] refuses: ${what}`, async () => {
      assertError(await server.call('POST', '/chatrooms', body), code, params)
    })
  }

  test('[rooms.create] limits of the app, if configured', async () => {
    const { rooms } = server.running.core
    const count = (await rooms.channels.list(server.app, 1000, {})).channels.length
    await settings({ rooms: count })
    assertError(await server.call('POST', '/chatrooms', full), 'room.too_many', { key: 'acme#chat' })
    await settings({ rooms: 0, roomsPerUser: await rooms.members.countJoined(server.app, 'bob') })
    assertError(
      await server.call('POST', '/chatrooms', { ...full, owner: 'dave', members: ['bob'] }),
      'room.owner_joined_too_many',
      { username: 'bob' },
    )
    await settings({ roomsPerUser: 0 })
  })

  test('[rooms.create] ids chosen by the app', async () => {
    assert.equal(
      (await server.call('POST', '/chatrooms', { ...full, roomid: 'hall1' })).body.data.id,
      'hall1',
    )
    assertError(await server.call('POST', '/chatrooms', { ...full, roomid: 'hall1' }), 'channel.id_taken', {
      id: 'hall1',
    })
    assertError(await server.call('POST', '/chatrooms', { ...full, roomid: 'Hall!' }), 'channel.id_illegal')
  })

  test('[rooms.get] several at once; a group is not a room', async () => {
    const [one, two] = [await createRoom(server, ['bob']), await createRoom(server, [])]
    const group = await createGroup(server, [])
    const { body } = await server.call('GET', `/chatrooms/${two}%2C999,${group},${one}`)
    assert.deepEqual(
      body.data.map(({ id }: { id: string }) => id),
      [two, one],
    )
    assertError(await server.call('GET', '/chatrooms/999'), 'channel.not_found', { id: '999' })
    assertError(await server.call('GET', `/chatrooms/${group}`), 'channel.not_found', { id: group })
    assertError(await server.call('DELETE', `/chatrooms/${group}`), 'channel.unknown', { id: group })
    const hundred = Array.from({ length: 101 }, (_, i) => i).join(',')
    assertError(await server.call('GET', `/chatrooms/${hundred}`), 'request.argument_illegal')
  })

  test('[rooms.list] newest first, by cursor and by number', async () => {
    await using fresh = await TestServer.start()
    await fresh.users('alice', 'bob')
    const ids: string[] = []
    for (let i = 0; i < 12; i++) ids.unshift(await createRoom(fresh, ['bob'], { name: `r${i}` }))
    const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id)
    const first = (await fresh.call('GET', '/chatrooms')).body
    assert.deepEqual(idsOf(first), ids.slice(0, 10))
    assert.deepEqual(first.data[0], {
      id: ids[0],
      name: 'r11',
      owner: 'alice',
      affiliations_count: 2,
      disabled: false,
    })
    const second = (await fresh.call('GET', `/chatrooms?cursor=${first.cursor}`)).body
    assert.deepEqual(idsOf(second), ids.slice(10))
    assert.equal(second.cursor, undefined)
    const numbered = (await fresh.call('GET', '/chatrooms?pagenum=2&pagesize=5&_v=1')).body
    assert.deepEqual(idsOf(numbered), ids.slice(5, 10))
    assert.deepEqual([numbered.count, numbered.cursor], [5, undefined])
  })

  test('[rooms.update] reports the name as groupname; refuses unknown fields', async () => {
    const id = await createRoom(server, ['bob'])
    const put = (body: unknown, room = id) => server.call('PUT', `/chatrooms/${room}`, body)
    assert.deepEqual((await put({ name: 'n', description: 'd', maxusers: 300 })).body.data, {
      name: true,
      groupname: true,
      description: true,
      maxusers: true,
    })
    assert.deepEqual((await put({ groupname: 'm', custom: 'c' })).body.data, {
      groupname: true,
      custom: true,
    })
    const { name, description, maxusers, custom } = await details(id)
    assert.deepEqual([name, description, maxusers, custom], ['m', 'd', 300, 'c'])
    assertError(await put({ chatroom_id: '1' }), 'channel.fields_unknown', { fields: 'chatroom_id' })
    assertError(await put({ name: 'n'.repeat(129) }), 'channel.name_too_long', { limit: 128 })
    assertError(await put({ description: 'n'.repeat(513) }), 'channel.description_too_long', { limit: 512 })
    assertError(await put({ maxusers: 10_001 }), 'channel.max_users_too_many', { limit: 10_000 })
    assertError(await put({ custom: 'n'.repeat(8193) }), 'channel.custom_too_long', { limit: 8192 })
    assertError(await put({ maxusers: [] }), 'channel.field_illegal', { field: 'maxusers' })
    assertError(await put({ name: 'x' }, '999'), 'channel.unknown', { id: '999' })
  })

  test('[rooms.update] hands a room over', async () => {
    const id = await createRoom(server, ['bob'])
    const give = (newowner: string, room = id) => server.call('PUT', `/chatrooms/${room}`, { newowner })
    assertError(await give('carol'), 'channel.not_in', { username: 'carol', id })
    assertError(await give('alice'), 'channel.same_owner')
    assertError(await give('bob', '999'), 'channel.unknown', { id: '999' })
    assert.deepEqual((await give('bob')).body.data, { newowner: true })
    assert.deepEqual((await details(id)).affiliations, [{ member: 'alice' }, { owner: 'bob' }])
  })

  test('[rooms.delete] then it is gone', async () => {
    const id = await createRoom(server, ['bob'])
    assert.deepEqual((await server.call('DELETE', `/chatrooms/${id}`)).body.data, { success: true, id })
    assertError(await server.call('DELETE', `/chatrooms/${id}`), 'channel.unknown', { id })
    assertError(await server.call('GET', `/chatrooms/${id}/users`), 'channel.not_found', { id })
  })

  test('[rooms.members] [rooms.addMember] [rooms.addMembers] adding again is not an error', async () => {
    const id = await createRoom(server, ['bob'])
    const add = (user: string, room = id) => server.call('POST', `/chatrooms/${room}/users/${user}`)
    const addMany = (usernames: unknown) => server.call('POST', `/chatrooms/${id}/users`, { usernames })
    const one = { result: true, action: 'add_member', id, user: 'bob' }
    assert.deepEqual((await add('BOB')).body.data, one)
    assert.deepEqual((await addMany(['bob', 'carol'])).body.data, {
      newmembers: ['bob', 'carol'],
      action: 'add_member',
      id,
    })
    assert.deepEqual((await add('dave')).body.data, { ...one, user: 'dave' })
    const { body } = await server.call('GET', `/chatrooms/${id}/users?pagenum=1&pagesize=3`)
    assert.deepEqual(body.data, [{ owner: 'alice' }, { member: 'bob' }, { member: 'carol' }])
    const cursor = await server.call('GET', `/chatrooms/${id}/users?limit=2&joined_time=true`)
    assert.equal(cursor.body.data.length, 2)
    assert.equal(typeof cursor.body.cursor, 'string')
    assertError(await add('ghost'), 'channel.user_unknown', { username: 'ghost' })
    assertError(await add('bob', '999'), 'channel.unknown', { id: '999' })
    assertError(await addMany([]), 'channel.field_missing', { field: 'usernames' })
    const hundred = Array.from({ length: 101 }, (_, i) => `u${i}`)
    assertError(await addMany(hundred), 'channel.add_too_many', { limit: 100 })
  })

  test('[rooms.addMember] a full room, and users who are in too many', async () => {
    const id = await createRoom(server, [], { maxusers: 2 })
    await server.call('POST', `/chatrooms/${id}/users/bob`)
    assertError(await server.call('POST', `/chatrooms/${id}/users/carol`), 'channel.full')
    assert.equal((await server.call('POST', `/chatrooms/${id}/users/bob`)).status, 200)
    const { members } = server.running.core.rooms
    await settings({ roomsPerUser: await members.countJoined(server.app, 'bob') })
    const other = await createRoom(server, [], { owner: 'dave' })
    assertError(await server.call('POST', `/chatrooms/${other}/users/bob`), 'room.joined_too_many', {
      username: 'bob',
    })
    await settings({ roomsPerUser: 0 })
  })

  test('[rooms.removeMembers] one user gets an object, several an array; a user who is not a member gets 400', async () => {
    const id = await createRoom(server, ['bob', 'carol', 'dave'])
    const remove = (users: string) => server.call('DELETE', `/chatrooms/${id}/users/${users}`)
    const base = { action: 'remove_member', id }
    assert.deepEqual((await remove('bob')).body.data, { result: true, ...base, user: 'bob' })
    assertError(await remove('bob'), 'room.not_members', { users: 'bob' })
    assert.deepEqual((await remove('bob,carol')).body.data, [
      { result: false, ...base, user: 'bob', reason: `user: bob doesn't exist in group: ${id}` },
      { result: true, ...base, user: 'carol' },
    ])
    assertError(await remove('alice'), 'channel.owner_stays')
    const many = Array.from({ length: 61 }, (_, i) => `u${i}`).join(',')
    assertError(await remove(many), 'channel.remove_too_many', { limit: 60 })
    assertError(await server.call('DELETE', '/chatrooms/999/users/bob'), 'channel.unknown', { id: '999' })
  })

  test('[rooms.joined] rooms of a user, with the owner in the form that the web SDK parses', async () => {
    await server.users('erin')
    const ids = [await createRoom(server, ['erin']), await createRoom(server, ['erin'])].reverse()
    const { body } = await server.call('GET', '/users/erin/joined_chatrooms?pagenum=1&pagesize=1&detail=true')
    assert.equal(body.count, 1)
    assert.deepEqual(body.data[0], {
      id: ids[0],
      name: 'hall',
      title: 'hall',
      disabled: 'false',
      owner: 'acme#chat_alice',
      created: body.data[0].created,
      description: '',
      max_users: 1000,
    })
    const all = (await server.call('GET', '/users/erin/joined_chatrooms')).body.data
    assert.deepEqual(
      all.map(({ id }: { id: string }) => id),
      ids,
    )
    assertError(await server.call('GET', '/users/ghost/joined_chatrooms'), 'user.unknown')
  })

  test('[users.delete] removes the user from all rooms, and deletes rooms that they own', async () => {
    await server.users('frank')
    const own = await createRoom(server, ['bob'], { owner: 'frank' })
    const other = await createRoom(server, ['frank'])
    await server.call('DELETE', '/users/frank')
    assertError(await server.call('GET', `/chatrooms/${own}`), 'channel.not_found', { id: own })
    assert.equal((await details(other)).affiliations_count, 1)
  })
})
