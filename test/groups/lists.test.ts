import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ErrorCode } from '@ringpost/contract'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { createGroup, createRoom, goOnline, say } from './scene.ts'

const FOREVER = 4_638_873_600_000
const many = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`)

const kinds = [
  {
    kind: 'group',
    path: '/chatgroups',
    create: createGroup,
    place: 'group',
    identity: (id: string) => ({ groupid: id }),
    notMembers: 'group.not_members',
    unmuteTooMany: 'group.unmute_too_many',
    blocksAtOnce: 100,
  },
  {
    kind: 'room',
    path: '/chatrooms',
    create: createRoom,
    place: 'chatroom',
    identity: (id: string) => ({ chatroomid: id, id }),
    notMembers: 'room.not_members',
    unmuteTooMany: 'room.unmute_too_many',
    blocksAtOnce: 60,
  },
] as const

for (const { kind, path, create, place, identity, notMembers, unmuteTooMany, blocksAtOnce } of kinds)
  describe(`lists of a ${kind}`, () => {
    const clock = new TestClock()
    let server: TestServer
    before(async () => {
      server = await TestServer.start({}, undefined, { clock })
      await server.users('alice', 'adam', 'amy', 'bob', 'carol', 'dave')
    })
    after(() => server.close())

    const call = (method: string, where: string, body?: unknown) => server.call(method, path + where, body)
    const as = async (user: string, method: string, where: string, body?: unknown): Promise<Reply> =>
      server.call(method, path + where, body, { token: await server.userToken(user) })
    const statuses = async (method: string, where: string, body?: unknown) => {
      const replies: number[] = []
      for (const user of ['alice', 'adam', 'bob', 'carol'])
        replies.push((await as(user, method, where, body)).status)
      return replies
    }
    const names = async (where: string) => (await call('GET', where)).body.data
    /** alice is the owner, adam and amy are administrators, bob and dave members, carol is not a member. */
    const scene = async () => {
      const id = await create(server, ['adam', 'amy', 'bob', 'dave'])
      for (const newadmin of ['adam', 'amy']) await call('POST', `/${id}/admin`, { newadmin })
      return id
    }
    const stranger = (user: string, id: string) => `user: ${user} doesn't exist in ${place}: ${id}`

    test('[groups.block] [rooms.block] [groups.blocklist] [rooms.blocklist] [groups.unblock] [rooms.unblock] a user is removed, kept out, and can return', async () => {
      const id = await scene()
      const blocked = { result: true, action: 'add_blocks', user: 'bob', ...identity(id) }
      assert.deepEqual((await call('POST', `/${id}/blocks/users/Bob`)).body.data, blocked)
      const list = await call('GET', `/${id}/blocks/users`)
      assert.deepEqual([list.body.data, list.body.count], [['bob'], 1])
      const members = (await names(`/${id}/users`)) as Record<string, string>[]
      assert.ok(!members.some((member) => Object.values(member).includes('bob')))
      if (place === 'chatroom')
        assertError(await call('POST', `/${id}/users/bob`), 'channel.blocked', { username: 'bob' })
      assertError(await call('POST', `/${id}/blocks/users/bob`), notMembers, { users: 'bob' })

      const unblocked = { result: true, action: 'remove_blocks', user: 'bob', ...identity(id) }
      assert.deepEqual((await call('DELETE', `/${id}/blocks/users/bob`)).body.data, unblocked)
      assert.deepEqual(await names(`/${id}/blocks/users`), [])
      assertError(await call('DELETE', `/${id}/blocks/users/bob`), notMembers, { users: 'bob' })
      assert.equal((await call('POST', `/${id}/users/bob`)).status, 200)

      assert.deepEqual((await call('POST', `/${id}/blocks/users/bob?version=v3`)).body.data, [blocked])
      assert.deepEqual((await call('DELETE', `/${id}/blocks/users/bob?version=v3`)).body.data, [unblocked])
    })

    test('[groups.blockMany] [rooms.blockMany] [groups.unblock] [rooms.unblock] several users, each with a result', async () => {
      const id = await scene()
      const usernames = ['bob', 'carol', 'alice', 'dave']
      const { body } = await call('POST', `/${id}/blocks/users`, { usernames })
      const action = 'add_blocks'
      assert.deepEqual(body.data, [
        { result: true, action, user: 'bob', ...identity(id) },
        { result: false, action, user: 'carol', ...identity(id), reason: stranger('carol', id) },
        {
          result: false,
          action,
          user: 'alice',
          ...identity(id),
          reason: 'forbidden operation on group owner!',
        },
        { result: true, action, user: 'dave', ...identity(id) },
      ])
      assert.deepEqual(await names(`/${id}/blocks/users`), ['bob', 'dave'])
      const single = { result: true, action, user: 'amy', ...identity(id) }
      await call('POST', `/${id}/users/amy`)
      const one = await call('POST', `/${id}/blocks/users`, { usernames: ['amy'] })
      assert.deepEqual(one.body.data, single, 'one name gets one object')
      await call('DELETE', `/${id}/blocks/users/amy`)
      await call('POST', `/${id}/users/amy`)
      const listed = await call('POST', `/${id}/blocks/users?version=v3`, { usernames: ['amy'] })
      assert.deepEqual(listed.body.data, [single])
      await call('DELETE', `/${id}/blocks/users/amy`)
      const page = await call('GET', `/${id}/blocks/users?limit=1`)
      const rest = await call('GET', `/${id}/blocks/users?limit=1&cursor=${page.body.cursor}`)
      assert.deepEqual([page.body.data, rest.body.data, rest.body.cursor], [['bob'], ['dave'], undefined])
      assert.deepEqual(await names(`/${id}/blocks/users?pagenum=2&pagesize=1`), ['dave'])
      const undone = await call('DELETE', `/${id}/blocks/users/bob%2Ccarol`)
      assert.deepEqual(undone.body.data, [
        { result: true, action: 'remove_blocks', user: 'bob', ...identity(id) },
        {
          result: false,
          action: 'remove_blocks',
          user: 'carol',
          ...identity(id),
          reason: stranger('carol', id),
        },
      ])
      assert.deepEqual(await names(`/${id}/blocks/users`), ['dave'])
    })

    test('[groups.mute] [rooms.mute] [groups.mutelist] [rooms.mutelist] [groups.unmute] [rooms.unmute] for a time, forever, and no longer', async () => {
      const id = await scene()
      const before = Date.now()
      const { body } = await call('POST', `/${id}/mute`, {
        usernames: ['bob', 'carol'],
        mute_duration: 60_000,
      })
      const [bob, carol] = body.data
      assert.deepEqual(
        [bob.result, bob.user, carol],
        [true, 'bob', { result: false, user: 'carol', reason: stranger('carol', id) }],
      )
      assert.ok(bob.expire >= before + 60_000 && bob.expire <= Date.now() + 60_000)
      const forever = await call('POST', `/${id}/mute`, { usernames: 'dave', mute_duration: '-1' })
      assert.deepEqual(forever.body.data, [{ result: true, expire: FOREVER, user: 'dave' }])
      assert.deepEqual(await names(`/${id}/mute`), [
        { expire: bob.expire, user: 'bob' },
        { expire: FOREVER, user: 'dave' },
      ])
      assert.deepEqual(await names(`/${id}/mute?limit=1`), [{ expire: bob.expire, user: 'bob' }])
      // Leaving and returning does not help.
      await call('DELETE', `/${id}/users/dave`)
      await call('POST', `/${id}/users/dave`)
      assert.equal((await names(`/${id}/mute`)).length, 2)
      const lifted = await call('POST', `/${id}/mute`, { usernames: ['dave'], mute_duration: 0 })
      assert.equal(lifted.body.data[0].result, true)
      const unmuted = await call('DELETE', `/${id}/mute/bob,carol`)
      assert.deepEqual(unmuted.body.data, [
        { result: true, user: 'bob' },
        { result: true, user: 'carol' },
      ])
      assert.deepEqual(await names(`/${id}/mute`), [])
    })

    test('[groups.mute] [rooms.mute] a mute expires', async () => {
      const id = await scene()
      await using bob = await goOnline(server, 'bob')
      const { body } = await call('POST', `/${id}/mute`, { usernames: ['bob'], mute_duration: 10_000 })
      assert.equal(await say(bob, kind, id, 'early'), '15 you were muted')
      await clock.set(body.data[0].expire + 1)
      assert.equal(await say(bob, kind, id, 'late'), '')
      assert.deepEqual(await names(`/${id}/mute`), [])
    })

    test('[groups.allow] [rooms.allow] [groups.allowMany] [rooms.allowMany] [groups.disallow] [rooms.disallow] [groups.allowlist] [rooms.allowlist] who can speak while everybody is muted', async () => {
      const id = await scene()
      const allowed = { result: true, action: 'add_user_whitelist', user: 'bob', ...identity(id) }
      assert.deepEqual((await call('POST', `/${id}/white/users/bob`)).body.data, allowed)
      assert.deepEqual((await call('POST', `/${id}/white/users/bob?version=v3`)).body.data, [allowed])
      const several = await call('POST', `/${id}/white/users`, { usernames: ['dave', 'carol'] })
      assert.deepEqual(several.body.data, [
        { ...allowed, user: 'dave' },
        { ...allowed, result: false, user: 'carol', reason: stranger('carol', id) },
      ])
      const list = await call('GET', `/${id}/white/users`)
      assert.deepEqual([list.body.data, list.body.count], [['bob', 'dave'], 2])
      const removed = { ...allowed, action: 'remove_user_whitelist' }
      assert.deepEqual((await call('DELETE', `/${id}/white/users/bob`)).body.data, [removed])
      assert.deepEqual((await call('DELETE', `/${id}/white/users/dave,carol`)).body.data, [
        { ...removed, user: 'dave' },
        { ...removed, user: 'carol' },
      ])
      assert.deepEqual(await names(`/${id}/white/users`), [])
    })

    test('[groups.muteAll] [rooms.muteAll] [groups.unmuteAll] [rooms.unmuteAll] [socket.sendToGroup] [socket.sendToRoom] who can speak then; the mute list takes precedence over the allow list', async () => {
      const id = await scene()
      await call('POST', `/${id}/white/users`, { usernames: ['bob', 'dave'] })
      await call('POST', `/${id}/mute`, { usernames: ['dave'], mute_duration: -1 })
      for (const [method, mute] of [
        ['POST', true],
        ['DELETE', false],
        ['POST', true],
      ] as const) {
        assert.deepEqual((await call(method, `/${id}/ban`)).body.data, { mute })
        assert.equal((await names(`/${id}`))[0].mute, mute)
      }
      await call('POST', `/${id}/users/carol`)
      const answers: Record<string, string> = {}
      const speak = async (...users: string[]) => {
        for (const user of users) {
          await using client = await goOnline(server, user)
          answers[user] = await say(client, kind, id, 'psst')
        }
      }
      await speak('alice', 'adam', 'bob', 'carol', 'dave')
      assert.deepEqual(answers, {
        alice: '',
        adam: '',
        bob: '',
        carol: '1 not in group or chatroom white list',
        dave: '15 you were muted',
      })
      await call('DELETE', `/${id}/ban`)
      await speak('carol', 'dave')
      assert.deepEqual([answers.carol, answers.dave], ['', '15 you were muted'])
      await call('POST', `/${id}/blocks/users/carol`)
      await speak('carol')
      assert.equal(answers.carol, '1 not in group or chatroom')
    })

    test('[groups.isMuted] [rooms.isMuted] [groups.isAllowed] [rooms.isAllowed] users ask about themselves, managers about others', async () => {
      const id = await scene()
      await call('POST', `/${id}/mute`, { usernames: ['bob'], mute_duration: -1 })
      await call('POST', `/${id}/white/users/bob`)
      const muted = (user: string, of: string) =>
        server
          .userToken(user)
          .then((token) => server.call('GET', `/sdk${path}/${id}/mute/${of}`, undefined, { token }))
      const allowed = (user: string, of: string) => as(user, 'GET', `/${id}/white/users/${of}`)
      assert.deepEqual((await muted('bob', 'bob')).body.data, true)
      assert.deepEqual((await muted('dave', 'dave')).body.data, false)
      assert.deepEqual((await muted('adam', 'bob')).body.data, true)
      assertError(await muted('dave', 'bob'), 'forbidden')
      assert.deepEqual((await allowed('bob', 'bob')).body.data, { member: 'bob', white: true })
      assert.deepEqual((await allowed('dave', 'dave')).body.data, { member: 'dave', white: false })
      assert.deepEqual((await allowed('adam', 'alice')).body.data, { member: 'alice', white: true })
      assertError(await allowed('dave', 'bob'), 'forbidden')
      assert.deepEqual((await server.call('GET', `/sdk${path}/${id}/mute/bob`)).body.data, true)
    })

    test('[groups.block] [rooms.block] [groups.mute] [rooms.mute] the owner outranks administrators, who outrank members', async () => {
      const id = await scene()
      const mute = (usernames: string[]) => ({ usernames, mute_duration: 1000 })
      const none = [200, 403, 403, 403]
      const managers = [200, 200, 403, 403]
      assert.deepEqual(await statuses('POST', `/${id}/mute`, mute(['amy'])), none)
      assert.deepEqual(await statuses('POST', `/${id}/mute`, mute(['amy', 'dave'])), none)
      assert.deepEqual(await statuses('DELETE', `/${id}/mute/adam`), none)
      assertError(
        await as('adam', 'POST', `/${id}/blocks/users`, { usernames: ['amy', 'dave'] }),
        'forbidden',
      )
      assertError(await as('adam', 'POST', `/${id}/blocks/users/amy`), 'forbidden')
      for (const [method, where, body] of [
        ['POST', 'mute', mute(['dave'])],
        ['DELETE', 'mute/dave'],
        ['POST', 'white/users/dave'],
        ['POST', 'white/users', { usernames: ['dave'] }],
        ['DELETE', 'white/users/dave'],
        ['POST', 'ban'],
        ['DELETE', 'ban'],
        ['POST', 'blocks/users', { usernames: ['dave'] }],
        ['DELETE', 'blocks/users/dave,amy'],
        ['GET', 'mute'],
        ['GET', 'white/users'],
        ['GET', 'blocks/users'],
      ] as const)
        assert.deepEqual(await statuses(method, `/${id}/${where}`, body), managers, `${method} ${where}`)
      for (const user of ['alice', 'adam']) {
        assertError(await as(user, 'POST', `/${id}/blocks/users/alice`), 'channel.owner_stays')
        assertError(await as(user, 'POST', `/${id}/mute`, mute(['alice'])), 'channel.owner_stays')
      }
    })

    test('[groups.mute] [rooms.mute] [groups.blockMany] [rooms.blockMany] [groups.allowMany] [rooms.allowMany] [groups.unmute] [rooms.unmute] [groups.unblock] [rooms.unblock] [groups.disallow] [rooms.disallow] refusals', async () => {
      const id = await scene()
      const refused = async (
        code: ErrorCode,
        params: Record<string, string | number>,
        method: string,
        where: string,
        body?: unknown,
      ) => assertError(await call(method, where, body), code, params)
      const duration = { mute_duration: 1 }
      for (const body of [
        { mute_duration: 1 },
        { usernames: [], mute_duration: 1 },
        { usernames: [true], ...duration },
      ])
        await refused('channel.field_missing', { field: 'usernames' }, 'POST', `/${id}/mute`, body)
      const mute = (mute_duration: unknown) => ({ usernames: ['bob'], mute_duration })
      await refused('channel.field_missing', { field: 'mute_duration' }, 'POST', `/${id}/mute`, {
        usernames: ['bob'],
      })
      for (const wrong of [-2, 1.5, 'soon'])
        await refused('channel.field_illegal', { field: 'mute_duration' }, 'POST', `/${id}/mute`, mute(wrong))
      await refused(notMembers, { users: 'carol' }, 'POST', `/${id}/mute`, {
        usernames: ['carol'],
        ...duration,
      })
      await refused('channel.owner_stays', {}, 'POST', `/${id}/mute`, { usernames: ['alice'], ...duration })
      await refused('channel.owner_stays', {}, 'POST', `/${id}/blocks/users/alice`)
      await refused(notMembers, { users: 'carol' }, 'POST', `/${id}/white/users/carol`)
      const tooMany = { usernames: many(101) }
      await refused('channel.mute_too_many', { limit: 100 }, 'POST', `/${id}/mute`, {
        ...tooMany,
        ...duration,
      })
      await refused('channel.allow_too_many', { limit: 100 }, 'POST', `/${id}/white/users`, tooMany)
      await refused('channel.block_too_many', { limit: blocksAtOnce }, 'POST', `/${id}/blocks/users`, {
        usernames: many(blocksAtOnce + 1),
      })
      for (const where of ['white/users', 'blocks/users'])
        await refused('channel.field_missing', { field: 'usernames' }, 'POST', `/${id}/${where}`, {})
      const list = many(61).join(',')
      await refused(unmuteTooMany, { limit: 60 }, 'DELETE', `/${id}/mute/${list}`)
      await refused('channel.unblock_too_many', { limit: 60 }, 'DELETE', `/${id}/blocks/users/${list}`)
      await refused('channel.disallow_too_many', { limit: 60 }, 'DELETE', `/${id}/white/users/${list}`)
      await refused('channel.field_missing', { field: 'username' }, 'DELETE', `/${id}/mute/,`)
      for (const [method, where, body] of [
        ['GET', 'mute'],
        ['POST', 'mute', mute(1)],
        ['DELETE', 'mute/bob'],
        ['POST', 'ban'],
        ['DELETE', 'ban'],
        ['GET', 'white/users'],
        ['GET', 'white/users/bob'],
        ['POST', 'white/users/bob'],
        ['POST', 'white/users', { usernames: ['bob'] }],
        ['DELETE', 'white/users/bob'],
        ['GET', 'blocks/users'],
        ['POST', 'blocks/users/bob'],
        ['POST', 'blocks/users', { usernames: ['bob'] }],
        ['DELETE', 'blocks/users/bob'],
      ] as const)
        await refused('channel.unknown', { id: '999' }, method, `/999/${where}`, body)
      const unknown = await server.call('GET', `/sdk${path}/999/mute/bob`)
      assertError(unknown, 'channel.unknown', { id: '999' })
    })

    test('[groups.mute] [rooms.mute] a user muted while leaving is muted when they return, or had already left', async () => {
      const id = await scene()
      for (let round = 0; round < 5; round++) {
        const [muted, left] = await Promise.all([
          call('POST', `/${id}/mute`, { usernames: ['bob'], mute_duration: -1 }),
          as('bob', 'DELETE', `/${id}/users/bob`),
          call('POST', `/${id}/blocks/users`, { usernames: ['dave'] }),
        ])
        assert.equal(left.status, 200)
        assert.equal((await names(`/${id}/mute`)).length, muted.status === 200 ? 1 : 0)
        if (muted.status !== 200) assertError(muted, notMembers, { users: 'bob' })
        await call('DELETE', `/${id}/mute/bob`)
        await call('DELETE', `/${id}/blocks/users/dave`)
        await call('POST', `/${id}/users`, { usernames: ['bob', 'dave'] })
      }
    })
  })

describe('lists of groups as other clients use them', () => {
  test('[groups.unblockMany] the body of a DELETE contains the users', async () => {
    await using server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
    const id = await createGroup(server, ['bob', 'carol'])
    const path = `/chatgroups/${id}/blocks/users`
    await server.call('POST', path, { usernames: ['bob', 'carol'] })
    const { body } = await server.call('DELETE', path, { usernames: ['bob'] })
    const bob = { result: true, action: 'remove_blocks', user: 'bob', groupid: id }
    assert.deepEqual(body.data, [bob])
    assert.deepEqual((await server.call('GET', path)).body.data, ['carol'])
    assertError(await server.call('DELETE', path, {}), 'channel.field_missing', { field: 'usernames' })
    assertError(await server.call('DELETE', path, { usernames: many(61) }), 'channel.unblock_too_many', {
      limit: 60,
    })
    assertError(
      await server.call('DELETE', '/chatgroups/999/blocks/users', { usernames: ['bob'] }),
      'channel.unknown',
      { id: '999' },
    )
  })
})
