import assert from 'node:assert/strict'
import { perform } from './stage.ts'

perform('contacts', ['alice', 'bob', 'carol'], async ({ server, client, step, gives }) => {
  await using alice = await client('alice')
  await using second = await client('alice', 'd2')
  {
    await using bob = await client('bob')
    await step('C4', alice, 'addContact', 'bob', 'hello')
    const asked = await bob.next('onContactInvited')
    assert.deepEqual([asked.from, asked.to, asked.status], ['alice', 'bob', 'hello'])
    await step('C6', bob, 'acceptContactInvite', 'alice')
    assert.equal((await alice.next('onContactAgreed')).from, 'bob')
    await second.next('onContactAgreed')
    await step('C4', alice, 'addContact', 'carol', 'hello')
  }
  // Offline users are notified when they return.
  await using carol = await client('carol')
  assert.equal((await carol.next('onContactInvited')).from, 'alice')
  await step('C7', carol, 'declineContactInvite', 'alice')
  assert.equal((await alice.next('onContactRefuse')).from, 'carol')

  await gives('C1', alice, 'getContacts', [], ['bob'])
  await step('C8', alice, 'setContactRemark', { userId: 'bob', remark: 'old friend' })
  const remarked = { userId: 'bob', remark: 'old friend' }
  await gives('C2', alice, 'getAllContacts', [], [remarked])
  await gives('C3', alice, 'getContactsWithCursor', [{ pageSize: 10, cursor: '' }], { contacts: [remarked] })

  await step('C10', alice, 'addUsersToBlocklist', { name: ['carol'] })
  // Older builds do this over the socket, and resolve their promise earlier.
  const blocked = async () => (await server.call('GET', '/users/alice/blocks/users')).body.data as string[]
  while ((await blocked()).length === 0);
  await gives('C9', alice, 'getBlocklist', [], ['carol'])
  await step('C11', alice, 'removeUserFromBlocklist', { name: ['carol'] })
  while ((await blocked()).length > 0);

  await using bob = await client('bob')
  await step('C5', alice, 'deleteContact', 'bob')
  const byClient = await bob.next('onContactDeleted')
  // The same act by the server API causes the same events.
  await server.call('POST', '/users/alice/contacts/users/bob')
  await bob.next('onContactAdded')
  await server.call('DELETE', '/users/alice/contacts/users/bob')
  const byServer = await bob.next('onContactDeleted')
  assert.deepEqual({ ...byServer }, { ...byClient })
})
