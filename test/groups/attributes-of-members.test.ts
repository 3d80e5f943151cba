import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeMucBody } from '@ringpost/protocol'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { openClient } from '../sdk/client.ts'
import { catchUp, createGroup, goOnline, hears, told } from './scene.ts'

describe('attributes of group members', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    for (const user of ['alice', 'bob', 'carol']) await catchUp(server, user)
  })
  after(() => server.close())

  const as = async (user: string | null, method: string, path: string, body?: unknown): Promise<Reply> =>
    server.call(method, path, body, user === null ? {} : { token: await server.userToken(user) })
  const put = (group: string, user: string, metaData: object, by: string | null = null) =>
    as(by, 'PUT', `/metadata/chatgroup/${group}/user/${user}`, { metaData })
  const get = (group: string, user: string, by: string | null = null) =>
    as(by, 'GET', `/metadata/chatgroup/${group}/user/${user}`)
  const many = (group: string, body: object, by: string | null = null) =>
    as(by, 'POST', `/metadata/chatgroup/${group}/get`, body)
  const batch = (group: string, body: unknown) =>
    server.call('PUT', `/metadata/chatgroup/${group}/users/batch`, body)

  test('[groups.setMemberAttributes] [groups.memberAttributes] are set, read, and removed by an empty value', async () => {
    const group = await createGroup(server, ['bob'])
    const set = await put(group, 'Bob', { nick: 'Bo 😀', role: 'cook' })
    assert.deepEqual([set.status, set.body.data], [200, { nick: 'Bo 😀', role: 'cook' }])
    await put(group, 'bob', { role: '', team: 'a' }, 'bob')
    assert.deepEqual((await get(group, 'bob')).body.data, { nick: 'Bo 😀', team: 'a' })
    assert.deepEqual((await get(group, 'alice', 'bob')).body.data, {})
    assert.equal((await put(group, 'bob', {})).status, 200)
  })

  test('[groups.membersAttributes] of several members, all or only the given keys', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await put(group, 'bob', { nick: 'Bo', team: 'a' })
    const all = await many(group, { targets: ['Bob', 'carol', 'dave'], properties: [] }, 'alice')
    assert.deepEqual(all.body.data, { bob: { nick: 'Bo', team: 'a' }, carol: {} })
    const named = await many(group, { targets: ['bob'], properties: ['team', 'none'] })
    assert.deepEqual(named.body.data, { bob: { team: 'a' } })
  })

  test('[groups.setNameCard] [groups.nameCards] a name card of one’s own, with its time', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const path = `/sdk/chatgroups/${group}/nameCard`
    const set = await as('bob', 'PUT', path, { nameCard: 'Bo' })
    assert.deepEqual([set.status, set.body.data], [200, { nameCard: 'Bo' }])
    await put(group, 'carol', { namecard: 'Ca', nick: 'C' })
    const cards = (user: string | null, members = ['Bob', 'carol', 'alice', 'dave']) =>
      as(user, 'POST', `${path}/batch/get`, { members })
    const { body } = await cards('alice')
    assert.equal(typeof body.timestamp, 'number')
    const [bob, carol, ...others] = body.data
    const known = { username: 'bob', name_card: 'Bo', update_timestamp: set.body.lastModified }
    assert.deepEqual([bob, carol.name_card, others], [known, 'Ca', []])
    await as('bob', 'PUT', path, { nameCard: '' })
    assert.deepEqual((await cards(null)).body.data, [carol])
    assertError(await cards('dave'), 'group.attributes_unknown')
    assertError(await as('dave', 'PUT', path, { nameCard: 'D' }), 'group.attributes_unknown')
    assertError(await as(null, 'PUT', path, { nameCard: 'D' }), 'forbidden')
    assertError(await as('bob', 'PUT', path, { nameCard: 'x'.repeat(513) }), 'group.attribute_value_too_long')
    assert.equal((await cards('bob', Array(51).fill('bob'))).status, 400)
  })

  test('[groups.setMembersAttributes] of several members at once, independently of each other', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const { status, body } = await batch(group, [
      { username: 'Bob', metadata: { nick: 'Bo' } },
      { username: 'carol', metadata: { ['k'.repeat(17)]: 'v' } },
      { username: 'alice', metadata: {} },
    ])
    assert.equal(status, 200)
    assert.deepEqual(body.data, {
      updateMetadataFailed: [{ username: 'carol', metadata: { ['k'.repeat(17)]: 'v' } }],
      updateMetadataSucceeded: [
        { username: 'bob', metadata: { nick: 'Bo' } },
        { username: 'alice', metadata: {} },
      ],
    })
    assert.deepEqual((await get(group, 'bob')).body.data, { nick: 'Bo' })
    assert.deepEqual((await get(group, 'carol')).body.data, {})
  })

  test('[groups.setMemberAttributes] members can set their own, the owner those of all', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    assert.equal((await put(group, 'bob', { a: '1' }, 'bob')).status, 200)
    assert.equal((await put(group, 'bob', { a: '2' }, 'alice')).status, 200)
    assertError(await put(group, 'bob', { a: '3' }, 'carol'), 'forbidden')
    assert.deepEqual((await get(group, 'bob', 'carol')).body.data, { a: '2' })
  })

  test('[groups.setMemberAttributes] are removed when the member leaves, and with the group', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const { attributes } = server.running.core.stores
    await put(group, 'bob', { a: '1' })
    await put(group, 'carol', { a: '1' })
    await server.call('DELETE', `/chatgroups/${group}/users/bob`)
    await server.call('POST', `/chatgroups/${group}/users/bob`)
    assert.deepEqual((await get(group, 'bob')).body.data, {})
    assert.equal(await attributes.bytes(server.app.id, `g:${group}`), 2)
    await server.call('DELETE', `/chatgroups/${group}`)
    assert.equal(await attributes.bytes(server.app.id, `g:${group}`), 0)
  })

  test('[groups.setMemberAttributes] [groups.setMembersAttributes] [groups.memberAttributes] [groups.membersAttributes] documented errors', async () => {
    const group = await createGroup(server, ['bob'])
    const key = 'é'.repeat(9)
    assertError(await put(group, 'bob', { [key]: 'v' }), 'group.attribute_key_too_long')
    assertError(await put(group, 'bob', { '': 'v' }), 'group.attribute_key_too_long')
    assertError(await put(group, 'bob', { k: 'v'.repeat(513) }), 'group.attribute_value_too_long')
    const full = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`k${i}`, 'v'.repeat(512)]))
    assert.equal((await put(group, 'bob', full)).status, 200)
    const rest = 'v'.repeat(4096 - 7 * 514 - 2)
    assert.equal((await put(group, 'bob', { k7: rest, k6: full.k6 })).status, 200)
    assertError(await put(group, 'bob', { k7: `${rest}v` }), 'group.attributes_too_large')
    assert.equal((await put(group, 'bob', { k0: '', k7: `${rest}v` })).status, 200, 'removing makes room')
    for (const path of ['user/bob', 'users/batch']) {
      assertError(
        await server.call('PUT', `/metadata/chatgroup/${group}/${path}`, { metaData: { a: true } }),
        'request.argument_illegal',
      )
    }

    assertError(await put(group, 'dave', { k: 'v' }), 'group.attributes_unknown')
    assertError(await put(group, 'dave', { k: 'v' }, 'dave'), 'group.attributes_unknown')
    assertError(await get(group, 'dave'), 'group.attributes_unknown')
    assertError(await get(group, 'bob', 'dave'), 'group.attributes_unknown')
    assertError(await many(group, { targets: ['bob'] }, 'dave'), 'group.attributes_unknown')
    for (const reply of [
      await put('404', 'bob', { k: 'v' }),
      await get('404', 'bob'),
      await many('404', { targets: ['bob'] }),
      await batch('404', [{ username: 'bob', metadata: {} }]),
    ])
      assertError(reply, 'group.attributes_no_group')

    const eleven = Array.from({ length: 11 }, (_, i) => `u${i}`)
    assertError(await many(group, { targets: eleven }), 'group.attributes_query')
    assertError(await many(group, {}), 'request.argument_illegal')
    const strangers = [
      { username: 'Dave', metadata: { k: 'v' } },
      { username: 'bob', metadata: { k: 'v' } },
    ]
    assertError(await batch(group, strangers), 'group.attributes_not_in', { users: 'dave' })
    const crowd = Array.from({ length: 21 }, () => ({ username: 'bob', metadata: { k: 'v' } }))
    assertError(await batch(group, crowd), 'group.attributes_batch')
  })

  test('[groups.setMemberAttributes] [socket.groupEvents] members are notified, offline members later, and other devices', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await catchUp(server, 'carol')
    await using bob = await goOnline(server, 'bob', 'web')
    await using tablet = await goOnline(server, 'bob', 'tablet')
    await using alice = await goOnline(server, 'alice')
    const path = `/metadata/chatgroup/${group}/user/bob?resource=web`
    await as('bob', 'PUT', path, { metaData: { nick: 'Bo', gone: '' } })
    const line = 'GROUP_MEMBER_METADATA_UPDATE bob>'
    await hears(alice, line)
    await hears(tablet, line)
    await batch(group, [{ username: 'carol', metadata: { nick: 'Ca' } }])
    const byOwner = 'GROUP_MEMBER_METADATA_UPDATE alice>'
    await hears(bob, byOwner)
    assert.deepEqual(told(bob), [byOwner], 'the device that did it knows')
    assert.deepEqual(await catchUp(server, 'carol'), [line, byOwner])
    const frame = alice.frames.find(
      (each) => each.command === 'sync' && !each.metaId && each.metas.length > 0,
    )
    const meta = frame?.command === 'sync' ? frame.metas[0] : undefined
    assert.deepEqual(JSON.parse(decodeMucBody(meta!.payload!).eventInfo!.ext!), {
      properties: { nick: 'Bo', gone: '' },
      username: 'bob',
    })
  })

  test('[groups.setMemberAttributes] [groups.membersAttributes] with the SDK', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const open = (user: string, device = 'd1') =>
      openClient({
        apiUrl: server.url,
        wsUrl: server.wsUrl,
        appKey: 'acme#chat',
        user,
        password: 'pw',
        device,
      })
    await using bob = await open('bob')
    await using tablet = await open('bob', 'd2')
    await using carol = await open('carol')
    const memberAttributes = { nick: 'Bo', mood: 'good' }
    await bob.connection.setGroupMemberAttributes({ groupId: group, userId: 'bob', memberAttributes })
    const isUpdate = ({ operation }: { operation: string }) => operation === 'memberAttributesUpdate'
    const expected = {
      operation: 'memberAttributesUpdate',
      id: group,
      from: 'bob',
      userId: 'bob',
      attributes: memberAttributes,
    }
    assert.deepEqual({ ...(await carol.next('onGroupEvent', isUpdate)) }, expected)
    assert.deepEqual({ ...(await tablet.next('onMultiDeviceEvent', isUpdate)) }, expected)
    const one = await carol.connection.getGroupMemberAttributes({ groupId: group, userId: 'bob' })
    assert.deepEqual(one.data, memberAttributes)
    const some = await carol.connection.getGroupMembersAttributes({
      groupId: group,
      userIds: ['bob', 'carol'],
      keys: ['nick'],
    })
    assert.deepEqual(some.data, { bob: { nick: 'Bo' }, carol: {} })
    const refused = (act: Promise<unknown>) => act.then(() => 0).catch(({ type }) => type)
    const set = (userId: string, memberAttributes: Record<string, string>) =>
      carol.connection.setGroupMemberAttributes({ groupId: group, userId, memberAttributes })
    assert.equal(await refused(set('bob', { nick: 'x' })), 603, 'permission denied')
    assert.equal(await refused(set('carol', { k: 'v'.repeat(513) })), 50, 'limit')
    assert.equal(await refused(set('carol', { ['k'.repeat(17)]: 'v' })), 50)
  })
})
