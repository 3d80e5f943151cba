import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { RawClient } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import { sdkClient } from './sdk-clients.ts'

describe('the official SDK: waiting messages, and several devices of one user', () => {
  let server: TestServer
  let users = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  async function newUsers(count: number): Promise<string[]> {
    const names = Array.from({ length: count }, () => `user-${++users}`)
    await server.users(...names)
    return names
  }

  const login = (user: string, device?: string) =>
    sdkClient(server, { user, password: 'pw', ...(device && { device }) })
  const send = (client: Client, to: string, msg: string, more: object = {}) =>
    client.send({ type: 'txt', chatType: 'singleChat', to, msg, ...more })
  const texts = (client: Client) => client.all('onTextMessage').map(({ msg }) => msg)
  /** Waits until everything sent to the client before has arrived. */
  async function settle(...clients: Client[]): Promise<void> {
    for (const client of clients) {
      const { user } = client.connection
      const mark = `mark ${Math.random()}`
      await server.call('POST', '/messages/users', {
        from: 'admin',
        to: [user],
        type: 'txt',
        body: { msg: mark },
      })
      await client.next('onTextMessage', ({ msg }) => msg === mark)
    }
  }
  const withoutMarks = (client: Client) => texts(client).filter((msg) => !msg.startsWith('mark '))

  test('[socket.unread] [socket.pull] several hundred messages from several senders arrive at login, between start and finish', async () => {
    const [receiver = '', ...senders] = await newUsers(4)
    const expected = new Map<string, string[]>()
    for (const sender of senders) {
      await using client = await login(sender)
      const own = Array.from({ length: 130 }, (_, i) => `${sender} ${i}`)
      await Promise.all(own.map((msg) => send(client, receiver, msg)))
      expected.set(sender, own)
    }
    await using client = await login(receiver, 'd1')
    await client.next('onOfflineMessageSyncFinish')
    const order = client.events.map(({ name }) => name).filter((name) => /TextMessage|Offline/.test(name))
    assert.equal(order[0], 'onOfflineMessageSyncStart')
    assert.equal(order.at(-1), 'onOfflineMessageSyncFinish')
    assert.equal(order.length, 2 + 390)
    for (const [sender, own] of expected) {
      const received = client.all('onTextMessage').filter(({ from }) => from === sender)
      assert.deepEqual(
        received.map(({ msg }) => msg),
        own,
      )
    }
    await client.close()
    // Checked without the SDK: the message that shows that nothing else arrives might itself be what the SDK finds at
    // its login.
    const token = await server.userToken(receiver)
    await using again = await RawClient.login(server.wsUrl, {
      user: receiver,
      token,
      resource: 'webim_web_d1',
    })
    assert.deepEqual((await again.unread()).unread, [])
  })

  test('[socket.devices] what one device sends appears on the other, with its receiver', async () => {
    const [alice = '', bob = ''] = await newUsers(2)
    await using phone = await login(alice, 'phone')
    await using laptop = await login(alice, 'laptop')
    await using peer = await login(bob)
    const sent = await send(phone, bob, 'from my phone')
    for (const client of [laptop, peer]) {
      assert.partialDeepStrictEqual(await client.next('onTextMessage'), {
        id: sent.serverMsgId,
        from: alice,
        to: bob,
        msg: 'from my phone',
      })
    }
    await send(peer, alice, 'to all of you')
    for (const client of [phone, laptop]) assert.equal((await client.next('onTextMessage')).from, bob)
    await settle(phone)
    assert.deepEqual(withoutMarks(phone), ['to all of you'])
  })

  test("[socket.readReceipt] [socket.channelReceipt] reach the reader's other devices, and all devices of the sender", async () => {
    const [alice = '', bob = ''] = await newUsers(2)
    await using phone = await login(alice, 'phone')
    await using laptop = await login(alice, 'laptop')
    await using peer = await login(bob)
    const { serverMsgId } = await send(peer, alice, 'read me')
    await phone.next('onTextMessage')
    await phone.send({ type: 'read', chatType: 'singleChat', to: bob, id: serverMsgId })
    for (const client of [peer, laptop])
      assert.partialDeepStrictEqual(await client.next('onReadMessage'), {
        mid: serverMsgId,
        from: alice,
        to: bob,
      })
    await phone.send({ type: 'channel', chatType: 'singleChat', to: bob })
    for (const client of [peer, laptop])
      assert.partialDeepStrictEqual(await client.next('onChannelMessage'), { from: alice, to: bob })
    await settle(phone)
    assert.deepEqual([...phone.all('onReadMessage'), ...phone.all('onChannelMessage')], [])
  })

  test("[socket.toDevice] a message to one device reaches only that one, at once or later; also between a user's own devices", async () => {
    const [alice = '', bob = ''] = await newUsers(2)
    await using sender = await login(alice, 'd1')
    await using own = await login(alice, 'd2')
    await using second = await login(bob, 'd2')
    const first = await login(bob, 'd1')
    await send(sender, `${bob}/webim_web_d1`, 'only for d1')
    const received = await first.next('onTextMessage')
    assert.deepEqual([received.from, received.to], [alice, `${bob}/webim_web_d1`])
    await settle(second)
    await first.close()
    await send(sender, `${bob}/webim_web_d1`, 'later')
    await settle(second)
    assert.deepEqual(withoutMarks(second), [])
    await using back = await login(bob, 'd1')
    assert.equal((await back.next('onTextMessage')).msg, 'later')

    await send(sender, `${alice}/webim_web_d2`, 'to myself')
    const mine = await own.next('onTextMessage', ({ msg }) => msg === 'to myself')
    assert.deepEqual([mine.from, mine.to], [`${alice}/webim_web_d1`, `${alice}/webim_web_d2`])
  })

  test('[socket.pull] each device has its own position; a new one starts at the furthest', async () => {
    const [alice = '', bob = ''] = await newUsers(2)
    await using sender = await login(alice)
    await using phone = await login(bob, 'phone')
    await (await login(bob, 'laptop')).close()
    const missed = Array.from({ length: 120 }, (_, i) => `missed ${i}`)
    for (const msg of missed) void send(sender, bob, msg)
    await phone.next('onTextMessage', ({ msg }) => msg === 'missed 119')
    await using laptop = await login(bob, 'laptop')
    await laptop.next('onTextMessage', ({ msg }) => msg === 'missed 119')
    await using tablet = await login(bob, 'tablet')
    await settle(laptop, tablet)
    assert.deepEqual(withoutMarks(laptop), missed)
    assert.deepEqual(withoutMarks(tablet), [])
  })

  test('[socket.onlineOnly] reaches online users, and nobody later', async () => {
    const [alice = '', bob = '', carol = ''] = await newUsers(3)
    await using sender = await login(alice)
    await using online = await login(bob)
    await send(sender, bob, 'now', { deliverOnlineOnly: true })
    assert.equal((await online.next('onTextMessage')).msg, 'now')
    await send(sender, carol, 'never', { deliverOnlineOnly: true })
    await online.close()
    await using again = await login(bob)
    await using late = await login(carol)
    await settle(again, late)
    assert.deepEqual([...withoutMarks(again), ...withoutMarks(late)], [])
  })
})
