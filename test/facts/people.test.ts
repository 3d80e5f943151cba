import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { Follower } from './follower.ts'

describe('facts of users and contacts', () => {
  let server: TestServer
  let follower: Follower
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
    follower = await Follower.start(server, [
      'user.registered',
      'user.removed',
      'user.updated',
      'user.password-changed',
      'user.deactivated',
      'user.activated',
      'user.signed-out',
      'user.attributes-set',
      'user.attributes-removed',
      'contact.requested',
      'contact.accepted',
      'contact.added',
      'contact.declined',
      'contact.removed',
      'contact.blocked',
      'contact.unblocked',
    ])
  })
  after(() => server.close())

  const as = async (user: string | null, method: string, path: string, body?: unknown) => {
    const token = user === null ? server.appToken : await server.userToken(user)
    const reply = await server.call(method, path, body, { token })
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
  }
  /** Kind, doer and subject of each fact. */
  const facts = async (count: number) =>
    (await follower.next(count)).map(({ kind, by, subject, entry: _, seq: __, ...what }) => {
      const { kind: doer, name } = by as { kind: string; name?: string }
      return [kind, name ?? doer, subject, what]
    })

  test('[users.register] accounts: what is done to them, by whom, and never a secret', async () => {
    await as(null, 'POST', '/users', [
      { username: 'dave', password: 'pw' },
      { username: 'alice', password: 'pw' },
    ])
    await as(null, 'PUT', '/users/dave', { nickname: 'D', device_token: 'secret', notifier_name: 'n' })
    await as(null, 'PUT', '/users/dave/password', { newpassword: 'new' })
    await as(null, 'POST', '/users/dave/deactivate')
    await as(null, 'POST', '/users/dave/activate')
    await as(null, 'GET', '/users/dave/disconnect')
    const dave = { user: 'dave' }
    assert.deepEqual(await facts(6), [
      ['user.registered', 'app', 'u:dave', dave],
      ['user.updated', 'app', 'u:dave', { ...dave, nickname: 'D', preferences: ['notifier_name'] }],
      ['user.password-changed', 'app', 'u:dave', dave],
      ['user.deactivated', 'app', 'u:dave', dave],
      ['user.activated', 'app', 'u:dave', dave],
      ['user.signed-out', 'app', 'u:dave', dave],
    ])
  })

  test('[contacts.add] contacts: each fact once, however many users are informed', async () => {
    await as('alice', 'POST', '/users/alice/contacts/apply', { usernames: ['bob'], reason: 'hi' })
    await as('bob', 'POST', '/users/bob/contacts/accept/users/alice')
    await as(null, 'POST', '/users/alice/contacts/users/carol')
    await as(null, 'POST', '/users/alice/contacts/users/carol')
    await as('alice', 'POST', '/users/alice/blocks/users', { usernames: ['carol'] })
    await as('alice', 'DELETE', '/users/alice/blocks/users/carol')
    await as('bob', 'DELETE', '/users/bob/contacts/users/alice')
    const of = (user: string, peer: string, reason = '') => ({ user, peer, reason })
    assert.deepEqual(await facts(6), [
      ['contact.requested', 'alice', 'p:alice|bob', of('alice', 'bob', 'hi')],
      ['contact.accepted', 'bob', 'p:alice|bob', of('bob', 'alice')],
      ['contact.added', 'app', 'p:alice|carol', of('alice', 'carol')],
      ['contact.blocked', 'alice', 'p:alice|carol', of('alice', 'carol')],
      ['contact.unblocked', 'alice', 'p:alice|carol', of('alice', 'carol')],
      ['contact.removed', 'bob', 'p:alice|bob', of('bob', 'alice')],
    ])
  })

  test('[users.delete] a deleted user first leaves all contacts, whoever deletes them', async () => {
    await as(null, 'DELETE', '/users/carol')
    assert.deepEqual(await facts(2), [
      ['contact.removed', 'app', 'p:alice|carol', { user: 'carol', peer: 'alice', reason: '' }],
      ['user.removed', 'app', 'u:carol', { user: 'carol' }],
    ])
  })

  test('[attributes.set] attributes that users set', async () => {
    const { userAttributes } = server.running.core
    const alice = { kind: 'user', name: 'alice', device: null } as const
    await userAttributes.set(server.app, alice, 'alice', { nick: 'A' })
    await userAttributes.delete(server.app, { kind: 'app' }, 'alice')
    assert.deepEqual(await facts(2), [
      ['user.attributes-set', 'alice', 'u:alice', { user: 'alice', values: { nick: 'A' } }],
      ['user.attributes-removed', 'app', 'u:alice', { user: 'alice' }],
    ])
  })
})
