import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { RawClient, textsOf } from './raw-client.ts'

describe('base64 text frames', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  test('[socket.base64] clients that send text first are answered in text; others continue in binary', async () => {
    const as = async (user: string) => ({ user, token: await server.userToken(user) })
    await using alice = await RawClient.login(server.wsUrl, await as('alice'), true)
    await using bob = await RawClient.login(server.wsUrl, await as('bob'))
    await using second = await RawClient.login(
      server.wsUrl,
      { ...(await as('bob')), resource: 'raw_2' },
      true,
    )
    for (const client of [alice, bob, second]) await client.goLive()
    const long = 'long '.repeat(800)
    for (const msg of ['hello', long]) {
      const { status, serverId } = await alice.acknowledgement(alice.text('bob', msg))
      assert.deepEqual([status?.code, typeof serverId], [0, 'number'])
      for (const receiver of [bob, second]) assert.deepEqual(textsOf((await receiver.page()).metas), [msg])
    }
    await bob.acknowledgement(bob.text('alice', 'back'))
    assert.deepEqual(textsOf((await alice.page()).metas), ['back'])
  })

  test('[socket.base64] switching closes the connection', async () => {
    for (const [isText, other] of [
      [true, Buffer.from('AA==')],
      [false, 'AA=='],
      [true, 'no base64'],
    ] as const) {
      await using client = await RawClient.login(
        server.wsUrl,
        { user: 'alice', token: await server.userToken('alice') },
        isText,
      )
      client.socket.send(other)
      assert.equal((await client.closed()).code, 1003)
    }
  })
})
