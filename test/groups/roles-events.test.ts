import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeMucBody, Namespace } from '@ringpost/protocol'
import type { RawClient } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'
import { catchUp, createGroup, createRoom, goOnline, hears, told } from './scene.ts'

describe('[socket.groupEvents] [socket.roomEvents] who is notified of roles and lists', () => {
  const users = ['alice', 'adam', 'bob', 'carol']
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users(...users)
    for (const user of users) await catchUp(server, user)
  })
  after(() => server.close())

  const call = async (method: string, path: string, body?: unknown) => {
    const reply = await server.call(method, path, body)
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
  }
  const as = async (user: string, resource: string, method: string, path: string, body?: unknown) => {
    const token = await server.userToken(user)
    const reply = await server.call(method, `${path}?resource=${resource}`, body, { token })
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
  }

  /** What each device receives while `act` runs. */
  async function during(act: () => Promise<void>, who: readonly (readonly [string, string])[]) {
    const clients: RawClient[] = []
    for (const [user, resource] of who) clients.push(await goOnline(server, user, resource))
    try {
      await act()
      const heard: Record<string, string[]> = {}
      for (const [i, client] of clients.entries()) {
        const last = `[${Math.random()}]`
        await call('POST', '/messages/users', { to: [client.user], type: 'txt', body: { msg: last } })
        await hears(client, last)
        heard[who[i]!.join('/')] = told(client).filter((line) => !line.startsWith('['))
      }
      return heard
    } finally {
      for (const client of clients) await client.drop()
    }
  }
  const everybody = users.map((user) => [user, 'raw_1'] as const)

  test('in a group: owner, administrators and the user concerned, online or not', async () => {
    const id = await createGroup(server, ['adam', 'bob', 'carol'])
    const path = `/chatgroups/${id}`
    await call('POST', `${path}/admin`, { newadmin: 'adam' })
    for (const user of users) await catchUp(server, user)
    const act = async () => {
      await call('POST', `${path}/admin`, { newadmin: 'bob' })
      await call('DELETE', `${path}/admin/bob`)
      await call('POST', `${path}/mute`, { usernames: ['bob'], mute_duration: 60_000 })
      await call('DELETE', `${path}/mute/bob`)
      await call('POST', `${path}/white/users`, { usernames: ['bob'] })
      await call('DELETE', `${path}/white/users/bob`)
      await call('POST', `${path}/ban`)
      await call('DELETE', `${path}/ban`)
      await call('POST', `${path}/announcement`, { announcement: 'read me' })
      await call('POST', `${path}/announcement`, { announcement: '' })
      await call('POST', `${path}/disable`)
      await call('POST', `${path}/enable`)
    }
    const bobs = [
      'ADD_ADMIN alice>bob',
      'REMOVE_ADMIN alice>bob',
      'ADD_MUTE alice>bob',
      'REMOVE_MUTE alice>bob',
      'ADD_USER_WHITE_LIST alice>bob',
      'REMOVE_USER_WHITE_LIST alice>bob',
    ]
    const everybodys = [
      'BAN_GROUP alice>',
      'REMOVE_BAN_GROUP alice>',
      'UPDATE_ANNOUNCEMENT alice>',
      'DELETE_ANNOUNCEMENT alice>',
      'DISABLE_GROUP alice>',
      'ABLE_GROUP alice>',
    ]
    const heard = await during(
      act,
      everybody.filter(([user]) => user !== 'bob'),
    )
    assert.deepEqual(heard, {
      'alice/raw_1': [...bobs, ...everybodys],
      'adam/raw_1': [...bobs, ...everybodys],
      'carol/raw_1': everybodys,
    })
    assert.deepEqual(await catchUp(server, 'bob'), [...bobs, ...everybodys])
  })

  test("in a group: not the acting device, but the user's other devices", async () => {
    const id = await createGroup(server, ['adam', 'bob'])
    const path = `/chatgroups/${id}`
    await call('POST', `${path}/admin`, { newadmin: 'adam' })
    for (const user of users) await catchUp(server, user)
    const act = async () => {
      await as('adam', 'web', 'POST', `${path}/mute`, { usernames: ['bob'], mute_duration: -1 })
      await as('adam', 'web', 'POST', `${path}/ban`)
      await as('adam', 'web', 'POST', `${path}/blocks/users/bob`)
      await as('adam', 'web', 'DELETE', `${path}/blocks/users/bob`)
    }
    const acts = ['ADD_MUTE adam>bob', 'BAN_GROUP adam>', 'ABSENCE bob>bob']
    assert.deepEqual(
      await during(act, [
        ['adam', 'web'],
        ['adam', 'phone'],
        ['alice', 'raw_1'],
        ['bob', 'raw_1'],
      ]),
      {
        'adam/web': ['ABSENCE bob>bob'],
        'adam/phone': [...acts, 'BAN adam>bob', 'ALLOW adam>bob'],
        'alice/raw_1': acts,
        'bob/raw_1': ['ADD_MUTE adam>bob', 'BAN_GROUP adam>', 'KICK adam>bob'],
      },
    )
  })

  test('in a room: the user concerned, even outside it; everybody, if all are concerned', async () => {
    const id = await createRoom(server, ['adam', 'bob'])
    const path = `/chatrooms/${id}`
    const act = async () => {
      await call('POST', `${path}/admin`, { newadmin: 'adam' })
      await call('DELETE', `${path}/admin/adam`)
      await call('POST', `${path}/mute`, { usernames: ['bob'], mute_duration: 60_000 })
      await call('DELETE', `${path}/mute/bob`)
      await call('POST', `${path}/white/users`, { usernames: ['bob'] })
      await call('DELETE', `${path}/white/users/bob`)
      await call('POST', `${path}/ban`)
      await call('DELETE', `${path}/ban`)
      await call('POST', `${path}/announcement`, { announcement: 'read me' })
      await call('POST', `${path}/announcement`, { announcement: '' })
      await call('POST', `${path}/blocks/users/bob`)
      await call('DELETE', `${path}/blocks/users/bob`)
    }
    const all = [
      'BAN_GROUP alice>',
      'REMOVE_BAN_GROUP alice>',
      'UPDATE_ANNOUNCEMENT alice>',
      'DELETE_ANNOUNCEMENT alice>',
    ]
    assert.deepEqual(await during(act, everybody), {
      'alice/raw_1': [...all, 'ABSENCE bob>bob'],
      'adam/raw_1': ['ADD_ADMIN alice>adam', 'REMOVE_ADMIN alice>adam', ...all, 'ABSENCE bob>bob'],
      'bob/raw_1': [
        'ADD_MUTE alice>bob',
        'REMOVE_MUTE alice>bob',
        'ADD_USER_WHITE_LIST alice>bob',
        'REMOVE_USER_WHITE_LIST alice>bob',
        ...all,
        'KICK alice>bob',
        'ALLOW alice>bob',
      ],
      'carol/raw_1': [],
    })
  })

  test('a no-op notifies nobody', async () => {
    const id = await createGroup(server, ['bob'])
    const path = `/chatgroups/${id}`
    const repeated = async () => {
      await call('POST', `${path}/admin`, { newadmin: 'bob' })
      await call('POST', `${path}/white/users`, { usernames: ['bob'] })
      await call('POST', `${path}/ban`)
      await call('POST', `${path}/announcement`, { announcement: 'once' })
      await call('POST', `${path}/disable`)
      await call('POST', `${path}/enable`)
    }
    await repeated()
    for (const user of users) await catchUp(server, user)
    const undo = async () => {
      await repeated()
      await call('DELETE', `${path}/mute/bob`)
      await call('POST', `${path}/mute`, { usernames: ['bob'], mute_duration: 0 })
    }
    assert.deepEqual(await during(undo, [['bob', 'raw_1']]), {
      'bob/raw_1': ['DISABLE_GROUP alice>', 'ABLE_GROUP alice>'],
    })
  })

  test('a mute includes its end, an announcement its text', async () => {
    const id = await createGroup(server, ['bob'])
    const path = `/chatgroups/${id}`
    await using bob = await goOnline(server, 'bob')
    await call('POST', `${path}/mute`, { usernames: ['bob'], mute_duration: -1 })
    await call('POST', `${path}/announcement`, { announcement: 'read me' })
    await hears(bob, 'UPDATE_ANNOUNCEMENT alice>')
    const bodies = bob.frames
      .flatMap((frame) => (frame.command === 'sync' && !frame.metaId ? frame.metas : []))
      .filter(({ namespace }) => namespace === Namespace.MUC)
      .map(({ payload }) => decodeMucBody(payload!))
    assert.deepEqual(JSON.parse(bodies[0]!.ext!), { user_mute_time: { bob: 4_638_873_600_000 } })
    assert.equal(bodies[1]!.reason, 'read me')
  })
})
