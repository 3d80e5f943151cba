import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FactKind } from '../../packages/server/src/domain/facts/fact.ts'
import { createGroup, createRoom } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { Follower } from './follower.ts'

const kinds: readonly FactKind[] = [
  'channel.created',
  'channel.destroyed',
  'channel.joined',
  'channel.left',
  'channel.updated',
  'channel.handed-over',
  'channel.standing',
  'channel.ruled',
  'channel.announced',
  'channel.invited',
  'channel.invitation-accepted',
  'channel.applied',
  'channel.application-declined',
  'channel.attributes-set',
]

describe('facts of groups and rooms', () => {
  let server: TestServer
  let follower: Follower
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    follower = await Follower.start(server, kinds)
  })
  after(() => server.close())

  const as = async (user: string | null, method: string, path: string, body?: unknown) => {
    const token = user === null ? server.appToken : await server.userToken(user)
    const reply = await server.call(method, path, body, { token })
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
  }
  /** Kind, doer and log of each fact, and whether it has an entry. */
  const facts = async (count: number) =>
    (await follower.next(count)).map((fact) => {
      const {
        kind,
        by,
        subject,
        entry,
        seq,
        channel: _,
        memberCount: __,
        as: ___,
        info: ____,
        ...what
      } = fact
      if (kind !== 'channel.created') delete what.owner
      const { kind: doer, name } = by as { kind: string; name?: string }
      return [kind, name ?? doer, subject, entry !== null && seq !== null, what]
    })

  test('[groups.create] the app acts in the name of the owner of a group, and the fact names the app', async () => {
    const id = await createGroup(server, ['bob'])
    const log = `g:${id}`
    await as(null, 'POST', `/chatgroups/${id}/users/carol`)
    await as(null, 'DELETE', `/chatgroups/${id}/users/carol`)
    await as('bob', 'DELETE', `/chatgroups/${id}/users/bob`)
    await as(null, 'POST', `/chatgroups/${id}/users/bob`)
    await as('alice', 'POST', `/chatgroups/${id}/admin`, { newadmin: 'bob' })
    await as(null, 'POST', `/chatgroups/${id}/announcement`, { announcement: 'hear' })
    await as('alice', 'PUT', `/chatgroups/${id}`, { newowner: 'bob' })
    await as(null, 'DELETE', `/chatgroups/${id}`)
    assert.deepEqual(await facts(9), [
      ['channel.created', 'app', log, true, { owner: 'alice', users: ['alice', 'bob'] }],
      ['channel.joined', 'app', log, true, { users: ['carol'], unasked: true, note: null }],
      ['channel.left', 'app', log, true, { users: ['carol'], kicked: true }],
      ['channel.left', 'bob', log, true, { users: ['bob'], kicked: false }],
      ['channel.joined', 'app', log, true, { users: ['bob'], unasked: true, note: null }],
      ['channel.standing', 'alice', log, true, { change: 'appointed', user: 'bob', until: 0 }],
      ['channel.announced', 'app', log, true, { text: 'hear' }],
      ['channel.handed-over', 'alice', log, true, { from: 'alice', to: 'bob' }],
      ['channel.destroyed', 'app', log, true, { users: ['alice', 'bob'] }],
    ])
  })

  test('[groups.invite] requests and answers reach several users and are one fact each', async () => {
    const asking = await createGroup(server, [], { members_only: true, invite_need_confirm: true })
    const log = `g:${asking}`
    await as('alice', 'POST', `/chatgroups/${asking}/invite`, { usernames: ['bob'] })
    await as('bob', 'POST', `/chatgroups/${asking}/invite_verify`, { invitee: 'bob', verifyResult: true })
    await as('carol', 'POST', `/chatgroups/${asking}/apply`, { message: 'please' })
    const refusal = { applicant: 'carol', verifyResult: false, reason: 'no' }
    await as('alice', 'POST', `/chatgroups/${asking}/apply_verify`, refusal)
    const [created, ...rest] = await facts(6)
    assert.equal(created![0], 'channel.created')
    const known = new Map(rest.map((fact) => [fact[0], fact.slice(1)]))
    assert.deepEqual(Object.fromEntries(known), {
      'channel.invited': ['alice', log, false, { user: 'bob' }],
      'channel.joined': [
        'bob',
        log,
        true,
        { users: ['bob'], unasked: false, note: null, through: 'invitation' },
      ],
      'channel.invitation-accepted': ['bob', log, false, { user: 'bob', inviter: 'alice' }],
      'channel.applied': ['carol', log, true, { user: 'carol', reason: 'please' }],
      'channel.application-declined': ['alice', log, false, { user: 'carol', reason: 'no' }],
    })
  })

  test('[rooms.create] facts of a room have no entry; users who come together have a fact each', async () => {
    const id = await createRoom(server, [])
    const log = `r:${id}`
    assert.equal((await facts(1))[0]![0], 'channel.created')
    const visitors = ['bob', 'carol', 'dave']
    const { rooms } = server.running.core
    await Promise.all(
      visitors.map((name) =>
        rooms.enter({ app: server.app, actor: { kind: 'user', name, device: 'web' } }, id),
      ),
    )
    const joined = await facts(3)
    assert.deepEqual(
      joined.map(([kind, by, subject, stands, what]) => [kind, by, subject, stands, what]).sort(),
      visitors.map((name) => [
        'channel.joined',
        name,
        log,
        false,
        { users: [name], unasked: false, note: null },
      ]),
    )
    await as(null, 'DELETE', `/chatrooms/${id}/users/bob`)
    assert.deepEqual(await facts(1), [['channel.left', 'app', log, false, { users: ['bob'], kicked: true }]])
  })
})
