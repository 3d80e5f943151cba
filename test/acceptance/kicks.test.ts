import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import { sdkClient, unopenedClient } from './sdk-clients.ts'

describe('[socket.kick] the official SDK: sessions that the server ends', () => {
  let server: TestServer
  let users = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  async function newUser(): Promise<string> {
    const name = `user-${++users}`
    await server.users(name)
    return name
  }

  const login = (user: string, device = 'd1') => sdkClient(server, { user, password: 'pw', device })
  const online = (user: string) => server.running.core.registry.of(server.app.id, user)

  /** Checks that the client reports why its session ended, and does not reconnect. */
  async function ended(client: Client, type: number): Promise<unknown> {
    const error = await client.next('onError', (each) => each.type === type)
    assert.equal((await client.next('onDisconnected'))?.type, type)
    // Reconnecting starts at the moment when the socket closes, so now is late enough to check.
    assert.deepEqual(client.all('onReconnecting'), [])
    assert.equal(client.connection.isOpened(), false)
    return error.data
  }

  test('another login of the same device: 206, with the text of the new device', async () => {
    const user = await newUser()
    await using old = await login(user)
    await using young = unopenedClient(server)
    young.connection.setLoginInfoCustomExt('from the other tab')
    await young.connection.open({ user, pwd: 'pw' })
    assert.deepEqual(await ended(old, 206), { loginInfoCustomExt: 'from the other tab' })
    assert.equal(online(user).length, 1)
    await young.send({ type: 'txt', chatType: 'singleChat', to: 'somebody', msg: 'hi' })
    assert.deepEqual(young.all('onError'), [])
  })

  test('more devices than the platform allows: the oldest, 206', async () => {
    const user = await newUser()
    await using oldest = await login(user, 'd0')
    const others = []
    for (let i = 1; i <= server.app.settings.devicesPerPlatform; i++) others.push(await login(user, `d${i}`))
    await ended(oldest, 206)
    assert.deepEqual(
      online(user).map(({ resource }) => resource),
      ['webim_web_d1', 'webim_web_d2', 'webim_web_d3', 'webim_web_d4'],
    )
    for (const client of others) {
      assert.deepEqual(client.all('onError'), [])
      await client.close()
    }
  })

  test('a changed password: 216, on all devices', async () => {
    const user = await newUser()
    await using phone = await login(user, 'phone')
    await using laptop = await login(user, 'laptop')
    await server.call('PUT', `/users/${user}/password`, { newpassword: 'new' })
    await ended(phone, 216)
    await ended(laptop, 216)
  })

  test('a deleted user: 207', async () => {
    const user = await newUser()
    await using client = await login(user)
    await server.call('DELETE', `/users/${user}`)
    await ended(client, 207)
    await assert.rejects(login(user), { type: 1 })
  })

  test('a user logged out by the server API: 217; the password still works', async () => {
    const user = await newUser()
    await using client = await login(user)
    await server.call('GET', `/users/${user}/disconnect`)
    await ended(client, 217)
    await using again = await login(user)
    assert.equal(again.connection.isOpened(), true)
  })

  test('one device logged out by the server API: 217; the others stay', async () => {
    const user = await newUser()
    await using phone = await login(user, 'phone')
    await using laptop = await login(user, 'laptop')
    const { status } = await server.call('DELETE', `/users/${user}/disconnect/webim_web_phone`)
    assert.equal(status, 200)
    await ended(phone, 217)
    await laptop.send({ type: 'txt', chatType: 'singleChat', to: 'somebody', msg: 'hi' })
    assert.deepEqual(laptop.all('onError'), [])
  })

  test('a banned user: 217; the password no longer works', async () => {
    const user = await newUser()
    await using client = await login(user)
    await server.call('POST', `/users/${user}/deactivate`)
    await ended(client, 217)
    await assert.rejects(login(user), { type: 1 })
    await server.call('POST', `/users/${user}/activate`)
    await using again = await login(user)
    assert.equal(again.connection.isOpened(), true)
  })

  test('after a kick the app can log in again with the same client', async () => {
    const user = await newUser()
    await using client = await login(user)
    await server.call('GET', `/users/${user}/disconnect`)
    await ended(client, 217)
    await client.connection.open({ user, pwd: 'pw' })
    await client.send({ type: 'txt', chatType: 'singleChat', to: 'somebody', msg: 'hi' })
  })
})
