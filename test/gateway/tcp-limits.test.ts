import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { gone } from '../harness/gone.ts'
import { HeldTime } from '../harness/held-time.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { OwnGateway } from './own-gateway.ts'
import { pushUntilCut } from './push-until-cut.ts'
import { prefixed, provisionBytes, RawClient, textsOf } from './raw-client.ts'

describe('[socket.tcp] a client over TCP that does not keep to the protocol is let go, and costs nobody else', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const online = (user: string) => server.running.core.registry.of(server.app.id, user)

  for (const [kind, osType] of [
    ['web', undefined],
    ['native', 1],
    ['Go', 7],
  ] as const)
    test(`one of kind ${kind} that never reads: cut when 4 MiB wait for it, counted, and given everything when it returns`, async () => {
      const login = { ...(await server.newUser()), provision: { osType } }
      await using own = await OwnGateway.start(server)
      await using client = await RawClient.loginTcp(own, login)
      await client.goLive()
      client.socket.socket.pause()
      await using peer = await RawClient.loginTcp(server, await server.newUser())
      await using other = await RawClient.loginTcp(own, await server.newUser())
      await other.goLive()
      const stored = await pushUntilCut(own, { peer, user: login.user }, (text) =>
        peer.deliver(other.user, text),
      )
      await until('the client is cut', () => online(login.user).length === 0)
      assert.deepEqual(textsOf(await other.metas(stored.length)), stored)
      await using again = await RawClient.loginTcp(server, login)
      assert.deepEqual(textsOf(await again.goLive()), stored)
    })

  const parts = (frame: Buffer) => [frame.subarray(0, 2), frame.subarray(0, 4), frame.subarray(0, -1)]

  test('one that sends part of a length, or of a frame, and stays', async () => {
    await using own = await OwnGateway.start(server, { patience: { login: 200 } })
    for (const part of parts(prefixed(provisionBytes(await server.newUser())))) {
      const stranger = connect(Number(new URL(own.url).port), '127.0.0.1')
      stranger.write(part)
      await gone(stranger)
    }
  })

  test('one that does so after its login', async () => {
    using time = new HeldTime()
    await using own = await OwnGateway.start(server, { patience: { nativeIdle: 3000 } })
    for (const part of parts(prefixed(Buffer.alloc(100)))) {
      const login = await server.newUser()
      const provision = { osType: 1, version: '3.9.2', deviceUuid: 'one' }
      await using client = await RawClient.loginTcp(own, { ...login, provision })
      client.socket.socket.write(part)
      await time.passInSilence(4000)
      await client.closed()
      await until('the user is offline', () => online(login.user).length === 0)
    }
  })

  test('one that sends a frame byte by byte, however long that takes', async () => {
    await using own = await OwnGateway.start(server, { patience: { login: 200 } })
    const slow = connect(Number(new URL(own.url).port), '127.0.0.1')
    slow.write(Buffer.from('00100000', 'hex'))
    // Bytes of an incomplete frame are no sign of life.
    const drip = setInterval(() => slow.write('x'), 10)
    await gone(slow).finally(() => clearInterval(drip))
  })
})
