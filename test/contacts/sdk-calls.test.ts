import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import { logIn } from './roster-client.ts'

describe('how the official SDK reads the replies about contacts', () => {
  let server: TestServer
  let made = 0
  before(async () => {
    server = await TestServer.start()
    await server.users('friend', 'buddy', 'enemy')
  })
  after(() => server.close())

  /** A new user, logged in, with two contacts. */
  async function newClient(): Promise<{ client: Client; user: string }> {
    const user = `user${++made}`
    await server.users(user)
    for (const name of ['friend', 'buddy']) await server.call('POST', `/users/${user}/contacts/users/${name}`)
    return { client: await logIn(server, user), user }
  }

  test('[contacts.names] getContacts, getAllContacts', async () => {
    const { client } = await newClient()
    await using _ = client
    const { connection } = client
    assert.deepEqual((await connection.getContacts()).data, ['buddy', 'friend'])
    await connection.setContactRemark({ userId: 'friend', remark: '老朋友' })
    assert.deepEqual((await connection.getAllContacts()).data, [
      { userId: 'buddy', remark: '' },
      { userId: 'friend', remark: '老朋友' },
    ])
  })

  test('[contacts.list] getContactsWithCursor, to the last page', async () => {
    const { client } = await newClient()
    await using _ = client
    const first = await client.connection.getContactsWithCursor({ pageSize: 1, cursor: '' })
    assert.deepEqual(first.data?.contacts, [{ userId: 'buddy', remark: '' }])
    const second = await client.connection.getContactsWithCursor({
      pageSize: 1,
      cursor: first.data!.cursor!,
    })
    assert.deepEqual(second.data, { contacts: [{ userId: 'friend', remark: '' }], cursor: '' })
  })

  test('[contacts.setRemark] its errors have specific types', async () => {
    const { client } = await newClient()
    await using _ = client
    const { connection } = client
    await assert.rejects(connection.setContactRemark({ userId: 'enemy', remark: 'r' }), { type: 221 })
    await assert.rejects(connection.setContactRemark({ userId: 'friend', remark: 'x'.repeat(101) }), {
      type: 50,
    })
    await assert.rejects(connection.setContactRemark({ userId: 'nobody', remark: 'r' }), { type: 204 })
  })

  test('[contacts.apply] [contacts.accept] their errors have specific types', async () => {
    const { client, user } = await newClient()
    await using _ = client
    const { connection } = client
    const { apps } = server.running.core
    const refusal = async (act: unknown) => {
      const [result] = await Promise.allSettled([act])
      assert.equal(result.status, 'rejected')
      return result.reason.type
    }
    assert.equal(await refusal(connection.addContact('nobody', '')), 204)
    assert.equal(await refusal(connection.acceptContactInvite('enemy')), 603)
    await server.call('POST', '/users/enemy/blocks/users', { usernames: [user] })
    assert.equal(await refusal(connection.addContact('enemy', '')), 603)
    await apps.changeSettings(server.app, { contactsPerUser: 2 })
    assert.equal(await refusal(connection.addContact('enemy', '')), 603)
    await server.call('DELETE', `/users/enemy/blocks/users/${user}`)
    assert.equal(await refusal(connection.addContact('enemy', '')), 50)
    await apps.changeSettings(server.app, { contactsPerUser: 3000 })
  })

  test('[contacts.block] [contacts.blocklist] [contacts.unblockMany]', async () => {
    const { client } = await newClient()
    await using _ = client
    const { connection } = client
    assert.deepEqual((await connection.getBlocklist()).data, [])
    const added = await connection.addUsersToBlocklist({ name: ['friend', 'enemy'] })
    assert.deepEqual((added.data as unknown as { userIds: string[] }).userIds, ['friend', 'enemy'])
    assert.deepEqual((await connection.getBlocklist()).data, ['enemy', 'friend'])
    await connection.removeUserFromBlocklist({ name: 'enemy' })
    assert.deepEqual((await connection.getBlocklist()).data, ['friend'])
  })
})
