import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { createGroup, createRoom } from './scene.ts'

/** More than the maximum of administrators of one channel. */
const crowd = Array.from({ length: 100 }, (_, i) => `u${i}`)

const kinds = [
  { area: 'groups', path: '/chatgroups', create: createGroup },
  { area: 'rooms', path: '/chatrooms', create: createRoom },
] as const

for (const { area, path, create } of kinds)
  describe(`roles in ${area}`, () => {
    let server: TestServer
    before(async () => {
      server = await TestServer.start()
      await server.users('alice', 'adam', 'bob', 'carol', ...crowd)
    })
    after(() => server.close())

    const call = (method: string, where: string, body?: unknown) => server.call(method, path + where, body)
    const as = async (user: string, method: string, where: string, body?: unknown): Promise<Reply> =>
      server.call(method, path + where, body, { token: await server.userToken(user) })

    test(`[groups.addAdmin] [rooms.addAdmin] [groups.admins] [rooms.admins] [groups.removeAdmin] [rooms.removeAdmin] administrators are appointed and dismissed`, async () => {
      const id = await create(server, ['bob', 'carol'])
      const appointed = await call('POST', `/${id}/admin`, { newadmin: 'Carol' })
      assert.deepEqual(appointed.body.data, { result: 'success', newadmin: 'carol' })
      await call('POST', `/${id}/admin`, { newadmin: 'bob' })
      const { body } = await call('GET', `/${id}/admin`)
      assert.deepEqual([body.data, body.count], [['bob', 'carol'], 2])
      const dismissed = await call('DELETE', `/${id}/admin/bob`)
      assert.deepEqual(dismissed.body.data, { result: 'success', oldadmin: 'bob' })
      assert.deepEqual((await call('GET', `/${id}/admin`)).body.data, ['carol'])
      // Repeating it is a no-op.
      assert.equal((await call('POST', `/${id}/admin`, { newadmin: 'carol' })).status, 200)
      // Users who leave lose the role.
      await call('DELETE', `/${id}/users/carol`)
      await call('POST', `/${id}/users/carol`)
      assert.deepEqual((await call('GET', `/${id}/admin`)).body.data, [])
    })

    test(`[groups.addAdmin] [rooms.addAdmin] [groups.removeAdmin] [rooms.removeAdmin] refusals`, async () => {
      const id = await create(server, ['bob'])
      const add = (body: unknown, where = id) => call('POST', `/${where}/admin`, body)
      assertError(await add({}), 'channel.field_missing', { field: 'newadmin' })
      assertError(await add({ newadmin: 'bob' }, '999'), 'channel.unknown', { id: '999' })
      assertError(await add({ newadmin: 'ghost' }), 'channel.user_unknown', { username: 'ghost' })
      assertError(await add({ newadmin: 'carol' }), 'channel.not_in', { username: 'carol', id })
      assertError(await add({ newadmin: 'alice' }), 'channel.owner_stays')
      assertError(await call('DELETE', `/999/admin/bob`), 'channel.unknown', { id: '999' })
      assertError(await call('DELETE', `/${id}/admin/bob`), 'channel.not_admin', { username: 'bob', id })
      assertError(await call('GET', `/999/admin`), 'channel.unknown', { id: '999' })
    })

    test(`[groups.addAdmin] [rooms.addAdmin] at most 99, even concurrently`, async () => {
      const id = await create(server, crowd)
      const replies = await Promise.all(crowd.map((newadmin) => call('POST', `/${id}/admin`, { newadmin })))
      const refused = replies.filter(({ status }) => status !== 200)
      assert.equal(refused.length, 1)
      assertError(refused[0]!, 'channel.admins_too_many', { limit: 99 })
      assert.equal((await call('GET', `/${id}/admin`)).body.count, 99)
    })

    test(`[groups.addAdmin] [rooms.addAdmin] [groups.removeAdmin] [rooms.removeAdmin] [groups.admins] [rooms.admins] only the owner appoints and dismisses`, async () => {
      const id = await create(server, ['adam', 'bob'])
      await call('POST', `/${id}/admin`, { newadmin: 'adam' })
      for (const user of ['adam', 'bob', 'carol']) {
        assertError(await as(user, 'POST', `/${id}/admin`, { newadmin: 'bob' }), 'forbidden')
        assertError(await as(user, 'DELETE', `/${id}/admin/adam`), 'forbidden')
        assert.equal((await as(user, 'GET', `/${id}/admin`)).status, 200)
      }
      assert.equal((await as('alice', 'POST', `/${id}/admin`, { newadmin: 'bob' })).status, 200)
      assert.equal((await as('alice', 'DELETE', `/${id}/admin/adam`)).status, 200)
    })

    test(`[groups.removeAdmin] [rooms.removeAdmin] of many concurrent dismissals of one administrator one succeeds`, async () => {
      const id = await create(server, ['bob'])
      await call('POST', `/${id}/admin`, { newadmin: 'bob' })
      const replies = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          i % 2 === 0 ? call('DELETE', `/${id}/admin/bob`) : as('alice', 'DELETE', `/${id}/admin/bob`),
        ),
      )
      assert.deepEqual(replies.map(({ status }) => status).sort(), [200, ...Array(9).fill(403)])
    })

    test(`[groups.update] [rooms.update] a new owner is no longer an administrator, and the former owner is an ordinary member`, async () => {
      const id = await create(server, ['bob'])
      await call('POST', `/${id}/admin`, { newadmin: 'bob' })
      await call('PUT', `/${id}`, { newowner: 'bob' })
      assert.deepEqual((await call('GET', `/${id}/admin`)).body.data, [])
      assertError(await as('alice', 'POST', `/${id}/admin`, { newadmin: 'alice' }), 'forbidden')
    })

    test(`[groups.announcement] [rooms.announcement] [groups.setAnnouncement] [rooms.setAnnouncement] announcements for members`, async () => {
      const id = await create(server, ['adam', 'bob'])
      await call('POST', `/${id}/admin`, { newadmin: 'adam' })
      const read = async () => (await call('GET', `/${id}/announcement`)).body.data
      assert.deepEqual(await read(), { announcement: '' })
      const announcement = '新公告🏠'.repeat(128)
      const set = await call('POST', `/${id}/announcement`, { announcement })
      assert.deepEqual(set.body.data, { id, result: true })
      assert.deepEqual(await read(), { announcement })
      const tooLong = await call('POST', `/${id}/announcement`, { announcement: `${announcement}!` })
      assertError(tooLong, `${area === 'groups' ? 'group' : 'room'}.announcement_too_long`)
      for (const body of [{}, { announcement: null }, { announcement: true }])
        assertError(await call('POST', `/${id}/announcement`, body), 'channel.announcement_missing')
      assertError(await call('POST', '/999/announcement', { announcement }), 'channel.unknown', { id: '999' })
      assertError(await call('GET', '/999/announcement'), 'channel.unknown', { id: '999' })
      const statuses = async (method: string, body?: unknown) => {
        const users = ['alice', 'adam', 'bob', 'carol']
        return (await Promise.all(users.map((user) => as(user, method, `/${id}/announcement`, body)))).map(
          ({ status }) => status,
        )
      }
      assert.deepEqual(await statuses('POST', { announcement: 'by users' }), [200, 200, 403, 403])
      assert.deepEqual(await statuses('GET'), [200, 200, 200, 403])
      await call('POST', `/${id}/announcement`, { announcement: '' })
      assert.deepEqual(await read(), { announcement: '' })
    })

    test(`[groups.admins] [rooms.admins] [groups.announcement] [rooms.announcement] channels of the other kind are not found`, async () => {
      const id = await (area === 'groups' ? createRoom : createGroup)(server, [])
      assertError(await call('GET', `/${id}/admin`), 'channel.unknown', { id })
      assertError(await call('POST', `/${id}/ban`), 'channel.unknown', { id })
      assertError(await call('GET', `/${id}/announcement`), 'channel.unknown', { id })
    })
  })

describe('operations of the app', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  const as = async (user: string, method: string, path: string, body?: unknown): Promise<Reply> =>
    server.call(method, path, body, { token: await server.userToken(user) })

  test('[groups.disable] [groups.enable] a disabled group refuses everything until it is enabled', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    const path = `/chatgroups/${id}`
    await server.call('POST', `${path}/mute`, { usernames: ['carol'], mute_duration: -1 })
    assertError(await as('alice', 'POST', `${path}/disable`), 'auth.required')
    for (let i = 0; i < 2; i++)
      assert.deepEqual((await server.call('POST', `${path}/disable`)).body.data, { disabled: true })
    const changes: [string, string, unknown?][] = [
      ['PUT', '', { groupname: 'n' }],
      ['POST', '/admin', { newadmin: 'bob' }],
      ['DELETE', '/admin/bob'],
      ['POST', '/announcement', { announcement: 'a' }],
      ['POST', '/mute', { usernames: ['bob'], mute_duration: 1000 }],
      ['DELETE', '/mute/carol'],
      ['POST', '/ban'],
      ['DELETE', '/ban'],
      ['POST', '/blocks/users/bob'],
      ['POST', '/blocks/users', { usernames: ['bob'] }],
      ['DELETE', '/blocks/users/bob'],
      ['DELETE', '/blocks/users', { usernames: ['bob'] }],
      ['POST', '/white/users/bob'],
      ['POST', '/white/users', { usernames: ['bob'] }],
      ['DELETE', '/white/users/bob'],
    ]
    for (const [method, where, body] of changes)
      assertError(await server.call(method, path + where, body), 'channel.disabled')
    const message = { to: [id], type: 'txt', body: { msg: 'x' } }
    assertError(await server.call('POST', '/messages/chatgroups', message), 'channel.disabled')
    assert.equal((await server.call('GET', path)).body.data[0].disabled, true)
    assert.equal((await server.call('GET', `${path}/mute`)).body.data[0].user, 'carol')
    assert.deepEqual((await server.call('POST', `${path}/enable`)).body.data, { disabled: false })
    assert.equal((await server.call('POST', '/messages/chatgroups', message)).status, 200)
    for (const act of ['disable', 'enable'])
      assertError(await server.call('POST', `/chatgroups/999/${act}`), 'channel.unknown', { id: '999' })
  })

  test('[groups.get] details include what the asking user may do', async () => {
    const id = await createGroup(server, ['bob'])
    await server.call('POST', `/chatgroups/${id}/admin`, { newadmin: 'bob' })
    const permission = async (user: string) =>
      (await as(user, 'GET', `/chatgroups/${id}`)).body.data[0].permission
    assert.deepEqual(
      [await permission('alice'), await permission('bob'), await permission('carol')],
      ['owner', 'admin', undefined],
    )
  })

  test('[rooms.superAdmins] [rooms.addSuperAdmin] [rooms.removeSuperAdmin] [rooms.create] who may create rooms', async () => {
    const path = '/chatrooms/super_admin'
    const mine = { name: 'r', description: '', owner: 'bob', maxusers: 10, members: [] }
    assertError(await as('bob', 'POST', '/chatrooms', mine), 'forbidden')
    const added = await server.call('POST', path, { superadmin: 'Bob' })
    assert.deepEqual(added.body.data, { result: 'success', resource: '' })
    const room = await as('bob', 'POST', '/chatrooms', mine)
    assert.equal(room.status, 200)
    assertError(await as('bob', 'POST', '/chatrooms', { ...mine, owner: 'carol' }), 'forbidden')
    assert.equal((await as('bob', 'DELETE', `/chatrooms/${room.body.data.id}`)).status, 200)

    await server.call('POST', path, { superadmin: 'alice' })
    const page = await server.call('GET', `${path}?pagenum=2&pagesize=1`)
    assert.deepEqual([page.body.data, page.body.count], [['bob'], 1])
    assert.deepEqual(page.body.params, { pagenum: ['2'], pagesize: ['1'] })
    assert.deepEqual((await server.call('GET', path)).body.data, ['alice', 'bob'])

    const removed = await server.call('DELETE', `${path}/bob`)
    assert.deepEqual(removed.body.data, { newSuperAdmin: 'bob', resource: '' })
    assertError(await as('bob', 'POST', '/chatrooms', mine), 'forbidden')
    assertError(await server.call('POST', path, {}), 'channel.field_missing', { field: 'superadmin' })
    assertError(await server.call('POST', path, { superadmin: 'ghost' }), 'channel.user_unknown', {
      username: 'ghost',
    })
    assertError(await server.call('DELETE', `${path}/ghost`), 'channel.user_unknown', { username: 'ghost' })
    assertError(await as('alice', 'GET', path), 'auth.required')
    assertError(await as('alice', 'POST', path, { superadmin: 'alice' }), 'auth.required')
    assertError(await as('alice', 'DELETE', `${path}/alice`), 'auth.required')
  })
})
