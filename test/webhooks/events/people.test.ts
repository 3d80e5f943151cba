import { after, before, describe, test } from 'node:test'
import { RawClient } from '../../gateway/raw-client.ts'
import { createGroup } from '../../groups/scene.ts'
import { TestServer } from '../../harness/test-server.ts'
import { openClient } from '../../sdk/client.ts'
import { EventCatcher } from './event-catcher.ts'
import { assertSamples } from './samples.ts'

describe('what webhooks say of users', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  const login = (user: string, device = 'd1', delivery = false) =>
    openClient({
      ...{ apiUrl: server.url, wsUrl: server.wsUrl, appKey: 'acme#chat' },
      ...{ user, password: 'pw', device, delivery },
    })

  test('[users.disconnect] devices that log in, log out and are replaced', async () => {
    await using catcher = await EventCatcher.start(server, { events: ['userStatus'] })
    const web = await login('alice')
    await web.close()
    assertSamples(await catcher.next(2), ['a web client logs in', 'a web client logs out'])
    await using _phone = await RawClient.login(server.wsUrl, {
      ...{ user: 'alice', resource: 'android_1', token: await server.userToken('alice') },
      provision: { osType: 1, version: '4.8.0' },
    })
    await server.call('GET', '/users/alice/disconnect')
    assertSamples((await catcher.next(2)).slice(1), ['the app ends a session'])
  })

  test('[socket.roster] contacts', async () => {
    await using catcher = await EventCatcher.start(server, { events: ['roster'] })
    await using alice = await login('alice')
    await using bob = await login('bob')
    alice.connection.addContact('bob', 'hello')
    await bob.next('onContactInvited')
    bob.connection.acceptContactInvite('alice')
    await alice.next('onContactAgreed')
    assertSamples(await catcher.next(3), [
      'a user asks another to be a contact',
      'a request is accepted, told to who accepted',
      'a request is accepted, told to who asked',
    ])
    await alice.connection.addUsersToBlocklist({ name: ['bob'] })
    await alice.connection.removeUserFromBlocklist({ name: ['bob'] })
    await server.call('DELETE', '/users/alice/contacts/users/bob')
    assertSamples(await catcher.next(3), [
      'a user blocks another',
      'a user no longer blocks another',
      'a contact is removed',
    ])
    alice.connection.addContact('carol', 'hi')
    await using carol = await login('carol')
    await carol.next('onContactInvited')
    carol.connection.declineContactInvite('alice')
    assertSamples((await catcher.next(3)).slice(1), [
      'a request is declined, told to who declined',
      'a request is declined, told to who asked',
    ])
  })

  test('receipts', async () => {
    await using catcher = await EventCatcher.start(server, {
      events: ['read_ack', 'channel_ack', 'delivery_ack'],
    })
    await using alice = await login('alice')
    await using bob = await login('bob', 'd1', true)
    const { serverMsgId: message } = await alice.send({
      type: 'txt',
      chatType: 'singleChat',
      to: 'bob',
      msg: 'hi',
    })
    await bob.next('onTextMessage')
    assertSamples(await catcher.next(1), ['a message has come'], { message })
    await bob.send({ type: 'read', chatType: 'singleChat', to: 'alice', id: message })
    assertSamples(await catcher.next(1), ['a message was read'], { message })
    await bob.send({ type: 'channel', chatType: 'singleChat', to: 'alice' })
    assertSamples(await catcher.next(1), ['a conversation was read'], { message })
    const group = await createGroup(server, ['bob'])
    const { serverMsgId: asking } = await alice.send({
      ...{ type: 'txt', chatType: 'groupChat', to: group, msg: 'all?' },
      msgConfig: { allowGroupAck: true },
    })
    await bob.next('onTextMessage', ({ id }) => id === asking)
    await bob.send({ type: 'read', chatType: 'groupChat', to: group, id: asking, ackContent: 'seen' })
    assertSamples(await catcher.next(1), ['a message was read in a group'], { message: asking, group })
  })
})
