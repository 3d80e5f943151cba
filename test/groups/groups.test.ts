import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ErrorCode } from '@ringpost/contract'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { createGroup } from './scene.ts'

describe('groups over REST', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  const details = async (id: string) => (await server.call('GET', `/chatgroups/${id}`)).body.data[0]
  const settings = (changes: Parameters<typeof server.running.core.apps.changeSettings>[1]) =>
    server.running.core.apps.changeSettings(server.running.core.apps.byKey('acme#chat')!, changes)

  test('[groups.create] the example of the seed, with or without the envelope, as the app is configured', async () => {
    const seed = {
      groupname: 'testrestgrp12',
      desc: 'server create group',
      public: true,
      owner: 'alice',
      members: ['bob', 'carol'],
    }
    const { status, body } = await server.call('POST', '/chatgroups', seed)
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body.data), ['groupid'])
    assert.match(body.data.groupid, /^\d{15,16}$/)
    assert.equal(body.action, 'post')
    assert.equal(body.applicationName, 'chat')
    const { name, description, owner, affiliations } = await details(body.data.groupid)
    assert.deepEqual(
      { name, description, owner, affiliations },
      {
        name: 'testrestgrp12',
        description: 'server create group',
        owner: 'alice',
        affiliations: [{ owner: 'alice' }, { member: 'bob' }, { member: 'carol' }],
      },
    )

    await settings({ groupReply: 'bare' })
    const bare = await server.call('POST', '/chatgroups', seed)
    await settings({ groupReply: 'envelope' })
    assert.deepEqual(Object.keys(bare.body), ['groupid'])
    assert.equal((await details(bare.body.groupid)).affiliations_count, 3)
  })

  test('[groups.create] ids increase over time', async () => {
    const ids = [await createGroup(server, []), await createGroup(server, []), await createGroup(server, [])]
    assert.deepEqual(ids, [...ids].sort())
    assert.equal(new Set(ids).size, 3)
  })

  test('[groups.create] [groups.get] defaults, every setting, and earlier spellings', async () => {
    const plain = await details(await createGroup(server, [], { groupname: undefined, public: false }))
    assert.deepEqual(
      { ...plain, id: '', created: 0 },
      {
        id: '',
        created: 0,
        name: '',
        avatar: '',
        description: '',
        owner: 'alice',
        disabled: false,
        public: false,
        allowinvites: false,
        membersonly: false,
        maxusers: 200,
        affiliations_count: 1,
        custom: '',
        mute: false,
        shieldgroup: false,
        affiliations: [{ owner: 'alice' }],
      },
    )
    const spelled = {
      groupname: undefined,
      name: '群🏠',
      desc: 'd',
      public: 'false',
      members_only: true,
      allowinvites: 'true',
      maxusers: '3000',
      avatar: 'https://a/b.png',
      custom: '{"a":1}',
    }
    const full = await details(await createGroup(server, ['BOB', 'bob', 'Alice'], spelled))
    assert.deepEqual(
      [full.name, full.description, full.public, full.membersonly, full.allowinvites, full.maxusers],
      ['群🏠', 'd', false, true, true, 3000],
    )
    assert.deepEqual([full.avatar, full.custom, full.affiliations_count], ['https://a/b.png', '{"a":1}', 2])
    const approval = await details(await createGroup(server, [], { approval: true, allowinvites: true }))
    // Members of a public group cannot add users until it is changed (rest-groups-rooms.md §1.1).
    assert.deepEqual([approval.membersonly, approval.allowinvites], [true, false])
  })

  const full = { groupname: 'g', public: true, owner: 'alice', members: ['bob'] }
  const refusals: [string, unknown, ErrorCode, Record<string, string | number>?][] = [
    ['no public', { ...full, public: undefined }, 'channel.public_missing'],
    ['public is no flag', { ...full, public: 'maybe' }, 'channel.field_illegal', { field: 'public' }],
    ['no owner', { ...full, owner: undefined }, 'channel.field_missing', { field: 'owner' }],
    ['owner is empty', { ...full, owner: '' }, 'channel.field_missing', { field: 'owner' }],
    ['owner unknown', { ...full, owner: 'ghost' }, 'channel.user_unknown', { username: 'ghost' }],
    ['member unknown', { ...full, members: ['bob', 'ghost'] }, 'channel.user_unknown', { username: 'ghost' }],
    ['members are no list', { ...full, members: 'bob' }, 'channel.field_illegal', { field: 'members' }],
    ['maxusers is no number', { ...full, maxusers: 'many' }, 'channel.field_illegal', { field: 'maxusers' }],
    ['maxusers is 0', { ...full, maxusers: 0 }, 'channel.field_illegal', { field: 'maxusers' }],
    ['name of 129', { ...full, groupname: 'n'.repeat(129) }, 'channel.name_too_long', { limit: 128 }],
    [
      'description of 513',
      { ...full, description: 'd'.repeat(513) },
      'channel.description_too_long',
      { limit: 512 },
    ],
    ['avatar of 1025', { ...full, avatar: 'a'.repeat(1025) }, 'channel.avatar_too_long'],
    [
      'custom beyond 8 KB',
      { ...full, custom: '中'.repeat(2731) },
      'channel.custom_too_long',
      { limit: 8192 },
    ],
    ['maxusers beyond the app', { ...full, maxusers: 8001 }, 'channel.max_users_too_many', { limit: 8000 }],
    ['more members than maxusers', { ...full, maxusers: 1 }, 'channel.full'],
    ['an array', [full], 'request.argument_illegal'],
  ]
  for (const [what, body, code, params] of refusals) {
    test(`[groups.create] refuses: ${what}`, async () => {
      assertError(await server.call('POST', '/chatgroups', body), code, params)
    })
  }

  test('[groups.create] limits of the app, if configured', async () => {
    const { groups } = server.running.core
    const count = (await groups.channels.list(server.app, 1000, {})).channels.length
    await settings({ groups: count })
    assertError(await server.call('POST', '/chatgroups', full), 'group.too_many', { key: 'acme#chat' })
    await settings({ groups: count + 1 })
    assert.equal((await server.call('POST', '/chatgroups', full)).status, 200)
    await settings({ groups: 0, groupsPerUser: await groups.members.countJoined(server.app, 'bob') })
    assertError(
      await server.call('POST', '/chatgroups', { ...full, owner: 'dave' }),
      'group.joined_too_many',
      { username: 'bob' },
    )
    await settings({ groupsPerUser: 0 })
  })

  test('[groups.create] ids chosen by the app, each once, unless disabled in its settings', async () => {
    const chosen = { ...full, groupid: 'mygroup1' }
    assert.equal((await server.call('POST', '/chatgroups', chosen)).body.data.groupid, 'mygroup1')
    assertError(await server.call('POST', '/chatgroups', chosen), 'channel.id_taken', { id: 'mygroup1' })
    for (const groupid of ['My', 'a b', 'x'.repeat(65)])
      assertError(await server.call('POST', '/chatgroups', { ...full, groupid }), 'channel.id_illegal')
    const room = { name: 'r', description: '', owner: 'alice', roomid: 'mygroup1' }
    assertError(await server.call('POST', '/chatrooms', room), 'channel.id_taken', { id: 'mygroup1' })
    // Its history belongs to its former members.
    await server.call('DELETE', '/chatgroups/mygroup1')
    assertError(await server.call('POST', '/chatgroups', chosen), 'channel.id_taken', { id: 'mygroup1' })
    const token = await server.userToken('alice')
    const byUser = await server.call('POST', '/chatgroups', { ...full, groupid: 'mygroup2' }, { token })
    assert.notEqual(byUser.body.data.groupid, 'mygroup2')
    await settings({ chosenChannelIds: false })
    const refused = await server.call('POST', '/chatgroups', { ...full, groupid: 'mygroup3' })
    assert.match(refused.body.data.groupid, /^\d+$/)
    await settings({ chosenChannelIds: true })
  })

  test('[groups.get] several at once: in the requested order, with a note about missing ones', async () => {
    const [one, two] = [await createGroup(server, ['bob']), await createGroup(server, [])]
    const { body } = await server.call('GET', `/chatgroups/${two},999,${one}?joined_time=true`)
    assert.deepEqual(
      body.data.map(({ id }: { id: string }) => id),
      [two, '999', one],
    )
    assert.equal(body.count, 2)
    assert.deepEqual(body.data[1], { id: '999', error: "group id doesn't exist" })
    assert.equal(typeof body.data[2].affiliations[1].joined_time, 'number')
    assertError(await server.call('GET', '/chatgroups/999'), 'channel.unknown', { id: '999' })
    assertError(await server.call('GET', '/chatgroups/999%2C998'), 'channel.unknown', { id: '999' })
    const hundred = Array.from({ length: 101 }, (_, i) => i).join(',')
    assertError(await server.call('GET', `/chatgroups/${hundred}`), 'request.argument_illegal')
  })

  test('[groups.get] a room is not a group', async () => {
    const room = (await server.call('POST', '/chatrooms', { name: 'r', description: '', owner: 'alice' }))
      .body.data.id
    for (const [method, body] of [['GET'], ['PUT', { groupname: 'x' }], ['DELETE']] as const)
      assertError(await server.call(method, `/chatgroups/${room}`, body), 'channel.unknown', { id: room })
  })

  test('[groups.list] all of them, newest first, as in 2014; pages with limit and cursor', async () => {
    await using fresh = await TestServer.start()
    await fresh.users('alice', 'bob')
    const ids: string[] = []
    for (let i = 0; i < 12; i++) ids.unshift(await createGroup(fresh, ['bob'], { groupname: `g${i}` }))
    const all = (await fresh.call('GET', '/chatgroups')).body
    assert.deepEqual(
      all.data.map(({ groupid }: { groupid: string }) => groupid),
      ids,
    )
    assert.equal(all.count, 12)
    assert.equal(all.cursor, undefined)
    assert.equal(all.uri, `${fresh.url}/acme/chat`)
    const { lastModified, ...first } = all.data[0]
    assert.deepEqual(first, {
      groupid: ids[0],
      groupname: 'g11',
      owner: 'acme#chat_alice',
      affiliations: 2,
      type: 'group',
      last_modified: lastModified,
    })
    assert.match(lastModified, /^\d{13}$/)

    const seen: string[] = []
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const { body } = await fresh.call('GET', `/chatgroups?limit=5&cursor=${cursor}`)
      assert.deepEqual(body.params.limit, ['5'])
      assert.equal(body.count, body.data.length)
      seen.push(...body.data.map(({ groupid }: { groupid: string }) => groupid))
      cursor = body.cursor
    }
    assert.deepEqual(seen, ids)
    assert.equal((await fresh.call('GET', '/chatgroups?limit=nonsense')).body.data.length, 10)
    assert.equal((await fresh.call('GET', '/chatgroups?limit=5000')).body.data.length, 12)
    assert.equal(
      (await fresh.call('GET', '/chatgroups?limit=5&cursor=undefined')).body.data[0].groupid,
      ids[0],
    )
    assert.deepEqual(
      (await fresh.request('GET', '/other/chat/chatgroups', undefined, { token: null })).status,
      401,
    )
  })

  test('[groups.update] each field as it was sent, and in earlier spellings', async () => {
    const id = await createGroup(server, ['bob'])
    const changes = {
      groupname: 'n',
      description: 'd',
      avatar: 'a',
      custom: 'c',
      maxusers: 500,
      membersonly: true,
      allowinvites: true,
      invite_need_confirm: false,
      public: false,
    }
    const { body } = await server.call('PUT', `/chatgroups/${id}`, changes)
    assert.deepEqual(body.data, Object.fromEntries(Object.keys(changes).map((name) => [name, true])))
    const after = await details(id)
    assert.deepEqual(
      [after.name, after.description, after.avatar, after.custom, after.maxusers],
      ['n', 'd', 'a', 'c', 500],
    )
    assert.deepEqual([after.membersonly, after.allowinvites, after.public], [true, true, false])
    const renamed = await server.call('PUT', `/chatgroups/${id}`, { name: 'x', desc: 'y' })
    assert.deepEqual(renamed.body.data, { name: true, desc: true, groupname: true, description: true })
    assert.equal((await details(id)).name, 'x')
    assert.deepEqual((await server.call('PUT', `/chatgroups/${id}`, {})).body.data, {})
    const members = { maxusers: 1, groupname: 'still' }
    assert.deepEqual((await server.call('PUT', `/chatgroups/${id}`, members)).body.data, {
      maxusers: false,
      groupname: true,
    })
    assert.deepEqual([(await details(id)).maxusers, (await details(id)).name], [500, 'still'])
  })

  test('[groups.update] refuses unknown fields, illegal values and unknown groups', async () => {
    const id = await createGroup(server, [])
    const put = (body: unknown, group = id) => server.call('PUT', `/chatgroups/${group}`, body)
    assertError(await put({ groupid: '1', groupname: 'x', foo: 1 }), 'channel.fields_unknown', {
      fields: 'groupid, foo',
    })
    assertError(await put({ groupname: true }), 'channel.field_illegal', { field: 'groupname' })
    assertError(await put({ maxusers: -1 }), 'channel.field_illegal', { field: 'maxusers' })
    assertError(await put({ groupname: 'n'.repeat(129) }), 'channel.name_too_long', { limit: 128 })
    assertError(await put({ description: 'n'.repeat(513) }), 'channel.description_too_long', { limit: 512 })
    assertError(await put({ avatar: 'n'.repeat(1025) }), 'channel.avatar_too_long')
    assertError(await put({ custom: 'n'.repeat(8193) }), 'channel.custom_too_long', { limit: 8192 })
    assertError(await put({ maxusers: 8001 }), 'channel.max_users_too_many', { limit: 8000 })
    assertError(await put({ groupname: 'x' }, '999'), 'channel.unknown', { id: '999' })
    assert.equal((await details(id)).name, 'team')
  })

  test('[groups.update] hands a group over to a member', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    const give = (newowner: unknown, group = id) => server.call('PUT', `/chatgroups/${group}`, { newowner })
    assertError(await give('dave'), 'group.not_in', { username: 'dave', id })
    assertError(await give('ghost'), 'group.not_in', { username: 'ghost', id })
    assertError(await give('alice'), 'channel.same_owner')
    assertError(await give(''), 'channel.field_missing', { field: 'newowner' })
    assertError(await give('bob', '999'), 'channel.unknown', { id: '999' })
    assert.deepEqual((await give('BOB')).body.data, { newowner: true })
    const { owner, affiliations } = await details(id)
    assert.deepEqual(
      [owner, affiliations],
      ['bob', [{ member: 'alice' }, { owner: 'bob' }, { member: 'carol' }]],
    )
  })

  test('[groups.delete] the reply of the seed; then it is gone for everybody', async () => {
    const id = await createGroup(server, ['bob'])
    const { body } = await server.call('DELETE', `/chatgroups/${id}`)
    assert.deepEqual([body.data.success, body.data.groupid, body.action], [true, id, 'delete'])
    assert.deepEqual([body.params, body.entities], [{}, []])
    assertError(await server.call('DELETE', `/chatgroups/${id}`), 'channel.unknown', { id })
    assertError(await server.call('GET', `/chatgroups/${id}`), 'channel.unknown', { id })
    assertError(await server.call('GET', `/chatgroups/${id}/users`), 'channel.not_found', { id })
    const joined = (await server.call('GET', '/users/bob/joined_chatgroups?pagesize=500')).body.data
    assert.ok(!joined.some(({ groupid }: { groupid: string }) => groupid === id))
  })

  test('[groups.joined] [groups.joinedDetails] [groups.joinedCount] groups of a user, last joined first', async () => {
    await server.users('erin')
    const ids: string[] = []
    for (let i = 0; i < 7; i++) ids.unshift(await createGroup(server, ['erin'], { groupname: `j${i}` }))
    const old = async (query: string) =>
      (await server.call('GET', `/users/erin/joined_chatgroups${query}`)).body
    const all = await old('')
    assert.deepEqual(
      all.data.map(({ groupid }: { groupid: string }) => groupid),
      ids,
    )
    assert.deepEqual(all.data[0], {
      groupid: ids[0],
      groupname: 'j6',
      id: ids[0],
      name: 'j6',
      disabled: false,
      permission: 'member',
    })
    assert.equal(all.count, 7)
    const second = await old('?pagenum=2&pagesize=3')
    assert.deepEqual(
      second.data.map(({ groupid }: { groupid: string }) => groupid),
      ids.slice(3, 6),
    )
    assert.deepEqual(second.params, { pagenum: ['2'], pagesize: ['3'] })
    assert.match(second.uri, /joined_chatgroups$/)
    assert.deepEqual((await old('?pagenum=9&pagesize=3')).data, [])

    const { body } = await server.call('GET', '/chatgroups/user/erin?pagenum=1&pagesize=3')
    assert.deepEqual(
      body.entities.map(({ groupId }: { groupId: string }) => groupId),
      ids.slice(3, 6),
    )
    assert.equal(body.total, 7)
    assert.equal(body.data, undefined)
    assert.equal((await server.call('GET', '/chatgroups/user/erin')).body.entities.length, 5)
    assert.equal((await server.call('GET', '/chatgroups/user/ERIN/joined_count')).body.data, 7)
    for (const path of [
      '/users/ghost/joined_chatgroups',
      '/chatgroups/user/ghost',
      '/chatgroups/user/ghost/joined_count',
    ])
      assertError(await server.call('GET', path), 'user.unknown')
  })

  test('[groups.isMember] by GET and POST', async () => {
    const id = await createGroup(server, ['bob'])
    for (const method of ['GET', 'POST']) {
      const is = async (user: string) =>
        (await server.call(method, `/chatgroups/${id}/user/${user}/is_joined`)).body.data
      assert.deepEqual(await Promise.all(['alice', 'BOB', 'carol', 'ghost'].map(is)), [
        true,
        true,
        false,
        false,
      ])
    }
    assertError(await server.call('GET', '/chatgroups/999/user/bob/is_joined'), 'channel.unknown', {
      id: '999',
    })
  })

  test('[users.delete] removes the user from all groups, and deletes groups that they own', async () => {
    await server.users('frank')
    const own = (await server.call('POST', '/chatgroups', { public: true, owner: 'frank', members: ['bob'] }))
      .body.data.groupid
    const other = await createGroup(server, ['frank', 'bob'])
    assert.equal((await server.call('DELETE', '/users/frank')).status, 200)
    assertError(await server.call('GET', `/chatgroups/${own}`), 'channel.unknown', { id: own })
    assert.deepEqual((await details(other)).affiliations, [{ owner: 'alice' }, { member: 'bob' }])
    await server.users('frank')
    assert.equal((await server.call('GET', '/chatgroups/user/frank/joined_count')).body.data, 0)
  })

  test('an app never sees the groups of another', async () => {
    const id = await createGroup(server, ['bob'])
    const { apps, tokens } = server.running.core
    const token = tokens.issueAppToken(apps.byKey('other#chat')!, undefined).token
    const foreign = (method: string, path: string) =>
      server.request(method, `/other/chat${path}`, undefined, { token })
    assertError(await foreign('GET', `/chatgroups/${id}`), 'channel.unknown', { id })
    assertError(await foreign('DELETE', `/chatgroups/${id}`), 'channel.unknown', { id })
    assert.deepEqual((await foreign('GET', '/chatgroups')).body.data, [])
  })
})
