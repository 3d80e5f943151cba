import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { catchUp, createGroup } from './scene.ts'

describe('group members over REST', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave', 'erin')
  })
  after(() => server.close())

  const members = async (id: string, query = '') =>
    (await server.call('GET', `/chatgroups/${id}/users${query}`)).body
  const names = async (id: string) =>
    (await members(id)).data.map((each: Record<string, string>) => Object.values(each)[0])
  const add = (id: string, user: string, query = '') =>
    server.call('POST', `/chatgroups/${id}/users/${user}${query}`)
  const addMany = (id: string, usernames: unknown) =>
    server.call('POST', `/chatgroups/${id}/users`, { usernames })
  const remove = (id: string, users: string) => server.call('DELETE', `/chatgroups/${id}/users/${users}`)
  const settings = (changes: Parameters<typeof server.running.core.apps.changeSettings>[1]) =>
    server.running.core.apps.changeSettings(server.running.core.apps.byKey('acme#chat')!, changes)

  test('[groups.members] pages by number, in order of joining', async () => {
    const id = await createGroup(server, ['bob'])
    await add(id, 'dave')
    await add(id, 'carol')
    const all = await members(id)
    assert.deepEqual(all.data, [
      { owner: 'alice' },
      { member: 'bob' },
      { member: 'dave' },
      { member: 'carol' },
    ])
    assert.equal(all.count, 4)
    const second = await members(id, '?pagenum=2&pagesize=3&joined_time=true')
    assert.equal(second.count, 1)
    assert.deepEqual(second.params, { pagenum: ['2'], pagesize: ['3'], joined_time: ['true'] })
    const [{ member, joined_time }] = second.data
    assert.equal(member, 'carol')
    assert.ok(Math.abs(joined_time - Date.now()) < 60_000)
    assert.deepEqual((await members(id, '?pagenum=0&pagesize=1')).data, [{ owner: 'alice' }])
    assertError(await server.call('GET', '/chatgroups/999/users'), 'channel.not_found', { id: '999' })
  })

  test('[groups.members] pages by cursor, with roles and times; plain names if version 3 requests them', async () => {
    const id = await createGroup(server, ['bob', 'carol', 'dave'])
    const seen: string[] = []
    let cursor: string | undefined = 'undefined'
    while (cursor !== undefined) {
      const page = await members(id, `?cursor=${cursor}&limit=3&joined_time=true&_v=1`)
      for (const { joined_time, ...role } of page.data) {
        assert.equal(typeof joined_time, 'number')
        seen.push(Object.entries(role).join())
      }
      cursor = page.cursor
    }
    assert.deepEqual(seen, ['owner,alice', 'member,bob', 'member,carol', 'member,dave'])
    const plain = await members(id, '?version=v3&limit=10&sort=desc')
    assert.deepEqual(plain.data, ['dave', 'carol', 'bob'])
    assert.equal(plain.cursor, undefined)
    const first = await members(id, '?version=v3&limit=2')
    assert.deepEqual([first.data, first.count], [['bob', 'carol'], 2], 'the owner takes no place on a page')
    const rest = await members(id, `?version=v3&limit=2&cursor=${first.cursor}`)
    assert.deepEqual([rest.data, rest.cursor], [['dave'], undefined])
    // The web SDK requests numbered pages with the same version and expects roles (sdk-rest-calls.md G12).
    assert.deepEqual((await members(id, '?version=v3&pagenum=1&pagesize=1')).data, [{ owner: 'alice' }])
  })

  test('[groups.addMember] one user', async () => {
    const id = await createGroup(server, [])
    const { body } = await add(id, 'BOB')
    assert.deepEqual(body.data, { result: true, groupid: id, action: 'add_member', user: 'bob' })
    assert.deepEqual(await names(id), ['alice', 'bob'])
    assertError(await add(id, 'bob'), 'group.member_exists', {
      reasons: `user: bob already in group: ${id}\n`,
    })
    assertError(await add(id, 'ghost'), 'channel.user_unknown', { username: 'ghost' })
    assertError(await add('999', 'bob'), 'channel.unknown', { id: '999' })
  })

  test('[groups.addMembers] many users: existing members are skipped, the rest are added all or none', async () => {
    const id = await createGroup(server, ['bob'])
    const { body } = await addMany(id, ['bob', 'Carol', 'carol', 'dave'])
    assert.deepEqual(body.data, { newmembers: ['carol', 'dave'], groupid: id, action: 'add_member' })
    assert.deepEqual((await addMany(id, 'erin')).body.data.newmembers, ['erin'])
    assertError(await addMany(id, ['bob', 'erin']), 'group.member_exists', {
      reasons: `user: bob already in group: ${id}\nuser: erin already in group: ${id}\n`,
    })
    await remove(id, 'erin')
    assertError(await addMany(id, ['erin', 'ghost']), 'channel.user_unknown', { username: 'ghost' })
    assert.deepEqual(await names(id), ['alice', 'bob', 'carol', 'dave'])
    for (const usernames of [undefined, [], '', true])
      assertError(await addMany(id, usernames), 'channel.field_missing', { field: 'usernames' })
    const hundred = Array.from({ length: 101 }, (_, i) => `u${i}`)
    assertError(await addMany(id, hundred), 'channel.add_too_many', { limit: 100 })
    assertError(await addMany('999', ['bob']), 'channel.unknown', { id: '999' })
  })

  test('[groups.addMember] [groups.addMembers] a full group, and users who are in too many', async () => {
    const id = await createGroup(server, ['bob'], { maxusers: 3 })
    assertError(await addMany(id, ['carol', 'dave']), 'channel.full')
    assert.equal((await add(id, 'carol')).status, 200)
    assertError(await add(id, 'dave'), 'channel.full')
    const roomy = await createGroup(server, [])
    const count = (await server.call('GET', '/chatgroups/user/carol/joined_count')).body.data
    await settings({ groupsPerUser: count })
    assertError(await add(roomy, 'carol'), 'group.joined_too_many', { username: 'carol' })
    await settings({ groupsPerUser: 0 })
  })

  test('[groups.removeMany] the body of a DELETE contains the users', async () => {
    const id = await createGroup(server, ['bob', 'carol', 'dave'])
    const { status, body } = await server.call('DELETE', `/chatgroups/${id}/users`, {
      usernames: ['Bob', 'carol'],
    })
    assert.equal(status, 200)
    assert.deepEqual(
      body.data,
      ['bob', 'carol'].map((user) => ({ result: true, groupid: id, action: 'remove_member', user })),
    )
    assert.deepEqual(await names(id), ['alice', 'dave'])
    assertError(await server.call('DELETE', `/chatgroups/${id}/users`), 'channel.field_missing', {
      field: 'usernames',
    })
  })

  test('[groups.addMember] [groups.addMembers] the app adds a blocked user, which lifts the block', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    await server.call('POST', `/chatgroups/${id}/blocks/users`, { usernames: ['bob', 'carol'] })
    assert.equal((await add(id, 'bob')).status, 200)
    assert.equal((await server.call('POST', `/chatgroups/${id}/users`, { usernames: ['carol'] })).status, 200)
    assert.deepEqual(await names(id), ['alice', 'bob', 'carol'])
    assert.deepEqual((await server.call('GET', `/chatgroups/${id}/blocks/users`)).body.data, [])
  })

  test('[groups.removeMembers] for one user, replies with an object', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    const { body } = await remove(id, 'Bob')
    assert.deepEqual(body.data, { result: true, groupid: id, action: 'remove_member', user: 'bob' })
    assert.deepEqual(await names(id), ['alice', 'carol'])
    assertError(await remove(id, 'bob'), 'group.not_members', { users: 'bob' })
    assertError(await remove(id, 'alice'), 'channel.owner_stays')
    assertError(await remove('999', 'bob'), 'channel.unknown', { id: '999' })
  })

  test('[groups.removeMembers] for several users, replies with an array of mixed results, unless nobody could be removed', async () => {
    const id = await createGroup(server, ['bob', 'carol', 'dave'])
    const { body } = await remove(id, 'bob%2Cghost,alice,carol')
    const base = { groupid: id, action: 'remove_member' }
    assert.deepEqual(body.data, [
      { result: true, ...base, user: 'bob' },
      { result: false, ...base, user: 'ghost', reason: `user: ghost doesn't exist in group: ${id}` },
      { result: false, ...base, user: 'alice', reason: 'forbidden operation on group owner!' },
      { result: true, ...base, user: 'carol' },
    ])
    assert.deepEqual(await names(id), ['alice', 'dave'])
    assert.equal((await remove(id, 'dave,')).body.data.length, 1)
    assertError(await remove(id, 'bob,ghost,alice'), 'group.not_members', { users: 'bob, ghost' })
    const many = Array.from({ length: 61 }, (_, i) => `u${i}`).join(',')
    assertError(await remove(id, many), 'channel.remove_too_many', { limit: 60 })
  })

  test('[groups.addMember] [groups.removeMembers] need_notify=false does not notify existing members', async () => {
    const id = await createGroup(server, ['bob'])
    await catchUp(server, 'bob')
    await catchUp(server, 'carol')
    await add(id, 'carol', '?need_notify=false')
    await server.call('DELETE', `/chatgroups/${id}/users/carol?need_notify=false`)
    await add(id, 'dave')
    assert.deepEqual(await catchUp(server, 'bob'), ['PRESENCE dave>dave'])
    assert.deepEqual(await catchUp(server, 'carol'), ['DIRECT_JOINED alice>carol', 'KICK alice>carol'])
  })
})
