import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Channel, type Standing, stranger } from '../../packages/server/src/domain/channels/channel.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { createGroup, createRoom, goOnline, say } from './scene.ts'

const FOREVER = Date.now() + 1e9

describe('permissions of users in groups and rooms', () => {
  let directory: string
  let server: TestServer
  /** alice is the owner, adam an administrator, bob a member, carol is not a member. */
  let group: string
  let hidden: string
  let room: string
  /** mike is muted, wendy muted and on the allow list, alan on the allow list, blake blocked. */
  let quiet: string
  let disabled: string

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ringpost-groups-'))
    const first = await TestServer.start({}, directory)
    await first.users('alice', 'adam', 'bob', 'carol', 'dave', 'mike', 'wendy', 'alan', 'blake')
    group = await createGroup(first, ['adam', 'bob', 'dave'])
    hidden = await createGroup(first, ['adam', 'bob'], { public: false })
    room = await createRoom(first, ['adam', 'bob', 'dave'])
    quiet = await createGroup(first, ['adam', 'bob', 'mike', 'wendy', 'alan'])
    disabled = await createGroup(first, ['bob'])
    const now = { joinedAt: Date.now() }
    for (const id of [group, hidden, room, quiet])
      await change(first, id, {}, { adam: { ...stranger, ...now, role: 'admin' } })
    await change(
      first,
      quiet,
      { muted: true },
      {
        mike: { ...stranger, ...now, role: 'member', mutedUntil: FOREVER },
        wendy: { ...stranger, ...now, role: 'member', mutedUntil: FOREVER, allowed: true },
        alan: { ...stranger, ...now, role: 'member', allowed: true },
        blake: { ...stranger, blocked: true },
      },
    )
    await change(first, disabled, { disabled: true }, {})
    await first.close()
    // Restarts, because the use cases would not notice changes made behind their back.
    server = await TestServer.start({}, directory)
  })
  after(async () => {
    await server.close()
    await rm(directory, { recursive: true, force: true })
  })

  const as = async (user: string, method: string, path: string, body?: unknown): Promise<Reply> =>
    server.call(method, path, body, { token: await server.userToken(user) })
  const statuses = async (
    method: string,
    path: string,
    body?: unknown,
    users = ['alice', 'adam', 'bob', 'carol'],
  ) => (await Promise.all(users.map((user) => as(user, method, path, body)))).map(({ status }) => status)

  test('[groups.get] [groups.members] private groups, and member lists of all groups, are visible to members only', async () => {
    assert.deepEqual(await statuses('GET', `/chatgroups/${group}`), [200, 200, 200, 200])
    assert.deepEqual(await statuses('GET', `/chatgroups/${hidden}`), [200, 200, 200, 403])
    assert.deepEqual(await statuses('GET', `/chatgroups/${group}/users`), [200, 200, 200, 403])
    assertError(await as('carol', 'GET', `/chatgroups/${hidden}`), 'forbidden')
    const both = (await as('carol', 'GET', `/chatgroups/${hidden},${group}`)).body.data
    assert.deepEqual(both[0], { id: hidden, error: "group id doesn't exist" })
    assert.equal(both[1].id, group)
    const adam = (await as('bob', 'GET', `/chatgroups/${group}/users?limit=10`)).body.data
    assert.deepEqual(adam.map((each: object) => Object.keys(each)[0]).sort(), [
      'admin',
      'member',
      'member',
      'owner',
    ])
  })

  test('[groups.create] users own what they create', async () => {
    const request = { groupname: 'mine', public: true, owner: 'bob', members: ['carol'] }
    assert.equal((await as('bob', 'POST', '/chatgroups', request)).status, 200)
    assertError(await as('carol', 'POST', '/chatgroups', request), 'forbidden')
  })

  test('[groups.update] administrators change how a group looks, the owner what it is', async () => {
    const path = `/chatgroups/${group}`
    assert.deepEqual(await statuses('PUT', path, { groupname: 'n', avatar: 'a' }), [200, 200, 403, 403])
    for (const body of [{ maxusers: 300 }, { public: true, groupname: 'x' }, { allowinvites: true }])
      assert.deepEqual(await statuses('PUT', path, body), [200, 403, 403, 403])
    assert.deepEqual(
      await statuses('PUT', path, { newowner: 'dave' }, ['adam', 'bob', 'carol']),
      [403, 403, 403],
    )
    assert.deepEqual(await statuses('PUT', `/chatrooms/${room}`, { name: 'r' }), [200, 200, 403, 403])
  })

  test('[groups.delete] [rooms.delete] only the owner can delete', async () => {
    const mine = await createGroup(server, ['bob'])
    assert.deepEqual(await statuses('DELETE', `/chatgroups/${mine}`, undefined, ['bob', 'carol']), [403, 403])
    assert.equal((await as('alice', 'DELETE', `/chatgroups/${mine}`)).status, 200)
    assert.deepEqual(await statuses('DELETE', `/chatrooms/${room}`, undefined, ['adam', 'bob']), [403, 403])
  })

  test('[groups.addMember] [groups.addMembers] users invite; only the app adds without asking', async () => {
    assertError(await as('alice', 'POST', `/chatgroups/${group}/users/carol`), 'auth.required')
    assertError(
      await as('alice', 'POST', `/chatgroups/${group}/users`, { usernames: ['carol'] }),
      'auth.required',
    )
  })

  test('[rooms.create] [rooms.addMembers] rooms are created by the app; owner and administrators add members', async () => {
    const request = { name: 'r', description: '', owner: 'bob' }
    assertError(await as('bob', 'POST', '/chatrooms', request), 'forbidden')
    const add = { usernames: ['mike'] }
    assert.deepEqual(await statuses('POST', `/chatrooms/${room}/users`, add), [200, 200, 403, 403])
    assert.deepEqual(await statuses('GET', `/chatrooms/${room}/users`), [200, 200, 200, 403])
    assert.deepEqual(await statuses('GET', `/chatrooms/${room}`), [200, 200, 200, 200])
  })

  test('[groups.removeMembers] [rooms.removeMembers] the owner removes anybody, administrators remove members, members themselves', async () => {
    for (const path of [`/chatgroups/${group}/users`, `/chatrooms/${room}/users`]) {
      assertError(await as('bob', 'DELETE', `${path}/dave`), 'forbidden')
      assertError(await as('carol', 'DELETE', `${path}/dave`), 'forbidden')
      assertError(await as('carol', 'DELETE', `${path}/carol`), 'forbidden')
      assertError(await as('adam', 'DELETE', `${path}/adam,dave`), 'forbidden')
      assert.equal((await as('adam', 'DELETE', `${path}/dave`)).status, 200)
      assert.equal((await as('bob', 'DELETE', `${path}/bob`)).status, 200)
      assertError(await as('alice', 'DELETE', `${path}/alice`), 'channel.owner_stays')
      assert.equal((await as('alice', 'DELETE', `${path}/adam`)).status, 200)
    }
  })

  test('[groups.list] [groups.joined] users list what they are in, the app lists everything', async () => {
    assertError(await as('alice', 'GET', '/chatgroups'), 'auth.required')
    assert.equal((await as('alice', 'GET', '/chatrooms')).status, 200)
    assert.equal((await as('alice', 'GET', '/users/alice/joined_chatgroups')).status, 200)
    assertError(await as('alice', 'GET', '/users/bob/joined_chatgroups'), 'auth.required')
    assertError(await as('alice', 'GET', '/chatgroups/user/bob'), 'auth.required')
  })

  test('[socket.sendToGroup] the mute list takes precedence over the allow list; while all are muted, the allow list and administrators can speak', async () => {
    const answers: Record<string, string> = {}
    for (const user of ['alice', 'adam', 'bob', 'mike', 'wendy', 'alan']) {
      await using client = await goOnline(server, user)
      answers[user] = await say(client, 'group', quiet, 'psst')
    }
    assert.deepEqual(answers, {
      alice: '',
      adam: '',
      bob: '1 not in group or chatroom white list',
      mike: '15 you were muted',
      wendy: '15 you were muted',
      alan: '',
    })
  })

  test('[groups.update] [groups.addMember] [groups.removeMembers] [messages.sendToGroups] a disabled group refuses everything', async () => {
    const path = `/chatgroups/${disabled}`
    assertError(await server.call('PUT', path, { groupname: 'x' }), 'channel.disabled')
    assertError(await server.call('PUT', path, { newowner: 'bob' }), 'channel.disabled')
    assertError(await server.call('POST', `${path}/users/carol`), 'channel.disabled')
    assertError(await server.call('DELETE', `${path}/users/bob`), 'channel.disabled')
    const message = { to: [disabled], type: 'txt', body: { msg: 'x' } }
    assertError(await server.call('POST', '/messages/chatgroups', message), 'channel.disabled')
    await using bob = await goOnline(server, 'bob')
    assert.equal(await say(bob, 'group', disabled, 'x'), '1 group is disabled')
    assert.equal((await server.call('GET', path)).body.data[0].disabled, true)
  })
})

/** Changes a channel directly in the store, bypassing the use cases. */
async function change(
  server: TestServer,
  id: string,
  fields: Partial<Channel>,
  standings: Record<string, Standing>,
): Promise<void> {
  const { stores } = server.running.core
  const channel = await stores.channels.get(server.app.id, id)
  const change = { channel: { ...channel!, ...fields }, standings: new Map(Object.entries(standings)) }
  await stores.commit(({ channels }) => [channels.apply(change)])
}
