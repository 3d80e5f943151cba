import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeMucBody } from '@ringpost/protocol'
import type { RawClient } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'
import { catchUp, createGroup, createRoom, goOnline, hears, told } from './scene.ts'

describe('[socket.groupEvents] [socket.roomEvents] who is notified of what', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    for (const user of ['alice', 'bob', 'carol', 'dave']) await catchUp(server, user)
  })
  after(() => server.close())

  const call = (method: string, path: string, body?: unknown) => server.call(method, path, body)
  const as = async (user: string, resource: string, method: string, path: string, body?: unknown) =>
    server.call(method, `${path}?resource=${resource}`, body, { token: await server.userToken(user) })

  /** Returns everybody, and with `settled` what each has received once all have received a last message. */
  async function everybody(...users: string[]) {
    const clients: Record<string, RawClient> = {}
    for (const user of users) clients[user] = await goOnline(server, user)
    return {
      async [Symbol.asyncDispose]() {
        for (const client of Object.values(clients)) await client.drop()
      },
      async told() {
        for (const client of Object.values(clients)) {
          const last = `[${Math.random()}]`
          await call('POST', '/messages/users', { to: [client.user], type: 'txt', body: { msg: last } })
          await hears(client, last)
        }
        return Object.fromEntries(
          Object.entries(clients).map(([user, client]) => [
            user,
            told(client).filter((line) => !line.startsWith('[')),
          ]),
        )
      },
    }
  }

  test('a new group: its members, and the devices of the owner', async () => {
    await using all = await everybody('alice', 'bob')
    await createGroup(server, ['bob', 'carol'])
    assert.deepEqual(await all.told(), { alice: ['CREATE alice>alice'], bob: ['DIRECT_JOINED alice>bob'] })
    assert.deepEqual(await catchUp(server, 'carol'), ['DIRECT_JOINED alice>carol'])
  })

  test('creating a group notifies the other devices of the user, not the acting one', async () => {
    await using web = await goOnline(server, 'alice', 'web')
    await using phone = await goOnline(server, 'alice', 'phone')
    const { body } = await as('alice', 'web', 'POST', '/chatgroups', {
      groupname: 'mine',
      public: true,
      owner: 'alice',
    })
    await hears(phone, 'CREATE alice>alice')
    await call('POST', '/messages/chatgroups', { to: [body.data.groupid], type: 'txt', body: { msg: 'end' } })
    await hears(web, 'end')
    assert.deepEqual(told(web), ['end'])
  })

  test('adding a member notifies them and the existing members, online or not', async () => {
    const group = await createGroup(server, ['bob'])
    await using all = await everybody('alice', 'bob', 'carol')
    await call('POST', `/chatgroups/${group}/users/carol`)
    await call('POST', `/chatgroups/${group}/users`, { usernames: ['dave'] })
    assert.deepEqual(await all.told(), {
      alice: ['PRESENCE carol>carol', 'PRESENCE dave>dave'],
      bob: ['PRESENCE carol>carol', 'PRESENCE dave>dave'],
      carol: ['DIRECT_JOINED alice>carol', 'PRESENCE dave>dave'],
    })
    assert.deepEqual(await catchUp(server, 'dave'), ['DIRECT_JOINED alice>dave'])
  })

  test('adding several users is one event, which the added users do not get', async () => {
    const group = await createGroup(server, ['bob'])
    await using all = await everybody('bob', 'carol')
    await call('POST', `/chatgroups/${group}/users`, { usernames: ['carol', 'dave'] })
    assert.deepEqual(await all.told(), {
      bob: ['PRESENCE carol>carol (carol dave)'],
      carol: ['DIRECT_JOINED alice>carol'],
    })
    await catchUp(server, 'dave')
  })

  test('removing a member notifies them and the remaining members, online or not', async () => {
    const group = await createGroup(server, ['bob', 'carol', 'dave'])
    await catchUp(server, 'dave')
    await using all = await everybody('alice', 'bob', 'carol')
    await call('DELETE', `/chatgroups/${group}/users/carol,dave`)
    await call('POST', '/messages/chatgroups', { to: [group], type: 'txt', body: { msg: 'later' } })
    assert.deepEqual(await all.told(), {
      alice: ['ABSENCE carol>carol (carol dave)', 'later'],
      bob: ['ABSENCE carol>carol (carol dave)', 'later'],
      carol: ['KICK alice>carol'],
    })
    assert.deepEqual(await catchUp(server, 'dave'), ['KICK alice>dave'])
  })

  test('a member who leaves is not told that they were removed', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await using all = await everybody('bob', 'carol')
    await as('carol', 'raw_1', 'DELETE', `/chatgroups/${group}/users/carol`)
    assert.deepEqual(await all.told(), { bob: ['ABSENCE carol>carol'], carol: [] })
  })

  test('a user who was offline gets what was sent until they were removed, and nothing later', async () => {
    const group = await createGroup(server, ['bob'])
    await catchUp(server, 'bob')
    const send = (msg: string) =>
      call('POST', '/messages/chatgroups', { to: [group], type: 'txt', body: { msg } })
    await send('one')
    await send('two')
    await call('DELETE', `/chatgroups/${group}/users/bob`)
    await send('three')
    assert.deepEqual((await catchUp(server, 'bob')).sort(), ['KICK alice>bob', 'one', 'two'])
    await call('POST', `/chatgroups/${group}/users/bob`)
    await send('four')
    assert.deepEqual((await catchUp(server, 'bob')).sort(), ['DIRECT_JOINED alice>bob', 'four'])
  })

  test('deleting a group notifies all members, after earlier messages, online or not', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await catchUp(server, 'carol')
    await using all = await everybody('alice', 'bob', 'dave')
    await call('POST', '/messages/chatgroups', { to: [group], type: 'txt', body: { msg: 'last words' } })
    await call('DELETE', `/chatgroups/${group}`)
    assert.deepEqual(await all.told(), {
      alice: ['last words', 'DESTROY alice>'],
      bob: ['last words', 'DESTROY alice>'],
      dave: [],
    })
    assert.deepEqual(await catchUp(server, 'carol'), ['last words', 'DESTROY alice>'])
    assert.deepEqual(await catchUp(server, 'carol'), [])
  })

  test('updates say what changed; both owners are notified of a change of owner', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await using all = await everybody('alice', 'bob', 'carol')
    await using phone = await goOnline(server, 'bob', 'phone')
    await call('PUT', `/chatgroups/${group}`, {
      groupname: 'n',
      maxusers: 300,
      custom: 'c',
      membersonly: true,
    })
    await call('PUT', `/chatgroups/${group}`, { newowner: 'bob' })
    assert.deepEqual(await all.told(), {
      alice: ['UPDATE alice>', 'ASSIGN_OWNER alice>bob'],
      bob: ['UPDATE alice>', 'ASSIGN_OWNER alice>bob'],
      carol: ['UPDATE alice>'],
    })
    const { metas } = await phone.page()
    const { eventInfo, name, isChatroom } = decodeMucBody(metas[0]!.payload!)
    const { last_modified, ...detail } = JSON.parse(eventInfo!.ext!)
    assert.deepEqual(detail, { name: 'n', max_users: 300, custom: 'c', members_only: true })
    assert.equal(typeof last_modified, 'number')
    assert.deepEqual([name, isChatroom], ['n', false])
  })

  test('events of joining and leaving carry the member count', async () => {
    const group = await createGroup(server, ['bob'])
    await using bob = await goOnline(server, 'bob')
    await call('POST', `/chatgroups/${group}/users`, { usernames: ['carol', 'dave'] })
    await call('DELETE', `/chatgroups/${group}/users/carol`)
    const counts: (number | null)[] = []
    for (let i = 0; i < 2; i++) counts.push(decodeMucBody((await bob.page()).metas[0]!.payload!).memberCount)
    assert.deepEqual(counts, [4, 3])
    for (const user of ['carol', 'dave']) await catchUp(server, user)
  })

  test('a deleted user leaves groups, and groups they own are deleted', async () => {
    await server.users('frank')
    const other = await createGroup(server, ['frank', 'bob'])
    await createGroup(server, ['bob'], { owner: 'frank' })
    await catchUp(server, 'bob')
    await using all = await everybody('alice', 'bob')
    await call('DELETE', '/users/frank')
    assert.deepEqual(await all.told(), {
      alice: ['ABSENCE frank>frank'],
      bob: ['DESTROY frank>', 'ABSENCE frank>frank'],
    })
    assert.equal((await call('GET', `/chatgroups/${other}`)).body.data[0].affiliations_count, 2)
  })

  test('rooms notify online users and store nothing for others', async () => {
    const room = await createRoom(server, ['bob', 'carol'])
    await using all = await everybody('alice', 'bob', 'dave')
    await call('POST', `/chatrooms/${room}/users/dave`)
    await call('PUT', `/chatrooms/${room}`, { description: 'd' })
    await call('PUT', `/chatrooms/${room}`, { newowner: 'bob' })
    await call('DELETE', `/chatrooms/${room}/users/dave`)
    await call('DELETE', `/chatrooms/${room}`)
    const both = [
      'PRESENCE dave>dave',
      'UPDATE alice>',
      'ASSIGN_OWNER alice>bob',
      'ABSENCE dave>dave',
      'DESTROY bob>',
    ]
    assert.deepEqual(await all.told(), {
      alice: both,
      bob: both,
      dave: ['UPDATE alice>', 'ASSIGN_OWNER alice>bob', 'KICK bob>dave'],
    })
    assert.deepEqual(await catchUp(server, 'carol'), [])
  })
})
