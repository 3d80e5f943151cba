import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { wire } from '@ringpost/protocol'
import { gone } from '../harness/gone.ts'
import { rawExchange } from '../harness/raw-http.ts'
import { TestServer } from '../harness/test-server.ts'
import { prefixed, provisionBytes, RawClient, textsOf } from './raw-client.ts'

describe('[socket.connect] native clients speak MSYNC over TCP, on the port of everything else', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const online = (user: string) => server.running.core.registry.of(server.app.id, user)
  const open = async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  const unread = wire.Envelope.encode({ command: 1 }).finish()

  test('[socket.tcp] messages go both ways between TCP and WebSocket', async () => {
    const [native, web] = [await server.newUser(), await server.newUser()]
    await using phone = await RawClient.loginTcp(server, native)
    await using page = await RawClient.login(server.wsUrl, web)
    await phone.goLive()
    await page.goLive()
    await phone.deliver(web.user, 'from the phone')
    assert.deepEqual(textsOf(await page.metas(1)), ['from the phone'])
    await page.deliver(native.user, 'to the phone')
    assert.deepEqual(textsOf(await phone.metas(1)), ['to the phone'])
  })

  test('frames come in any pieces, and many at once', async () => {
    const login = await server.newUser()
    const receiver = await server.newUser()
    const socket = await open()
    await using client = RawClient.over(socket)
    for (const byte of prefixed(provisionBytes(login))) {
      socket.write(Buffer.from([byte]))
      await new Promise(setImmediate)
    }
    assert.equal((await client.next('provision')).status?.code, 0)
    client.user = login.user
    socket.cork()
    const long = 'x'.repeat(3000)
    const ids = Array.from({ length: 200 }, (_, i) => client.text(receiver.user, `${i} ${long}`))
    socket.uncork()
    for (const id of ids) assert.equal((await client.acknowledgement(id)).status?.code, 0)
    await using peer = await RawClient.loginTcp(server, receiver)
    const texts = textsOf(await peer.goLive())
    assert.deepEqual(
      texts,
      ids.map((_, i) => `${i} ${long}`),
    )
  })

  test('what is not the protocol ends the connection, and so does silence on one side', async () => {
    const tooLong = Buffer.from('00100001', 'hex')
    for (const bytes of [tooLong, Buffer.from('00000000', 'hex'), prefixed(Buffer.from('garbage'))]) {
      const stranger = await open()
      stranger.write(bytes)
      await gone(stranger)
      const login = await server.newUser()
      await using client = await RawClient.loginTcp(server, login)
      client.socket.socket.write(bytes)
      await client.closed()
      assert.deepEqual(online(login.user), [])
    }
    const early = await open()
    early.write(prefixed(unread))
    await gone(early)
    const silent = await open()
    silent.end()
    await gone(silent)
  })

  test('a frame of the largest size is taken', async () => {
    await using client = await RawClient.loginTcp(server, await server.newUser())
    const payload = Buffer.alloc(1024 * 1024 - 100)
    const large = wire.Envelope.encode({ command: 1, payload }).finish()
    client.write(large)
    assert.deepEqual((await client.next('unread')).unread, [])
    client.write(Buffer.concat([large, Buffer.alloc(200)]))
    await client.closed()
  })

  test('a client that goes without a word is offline at once, and what it had sent is answered', async () => {
    const login = await server.newUser()
    const receiver = await server.newUser()
    await using client = await RawClient.loginTcp(server, login)
    assert.equal(online(login.user).length, 1)
    const id = client.text(receiver.user, 'last words')
    client.socket.socket.end()
    assert.equal((await client.acknowledgement(id)).status?.code, 0)
    await client.closed()
    assert.deepEqual(online(login.user), [])
  })

  test('a refused login is answered, then the connection ends', async () => {
    await using client = await RawClient.connectTcp(server)
    const { status } = await client.provision({ ...(await server.newUser()), token: 'YWMtwrong' })
    assert.notEqual(status?.code, 0)
    await client.closed()
  })

  test('HTTP comes in any pieces too, and a connection may fall silent before it', async () => {
    const { port } = new URL(server.url)
    const request = `GET /acme/chat/users HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${server.appToken}\r\n\r\n`
    const socket = await open()
    const answer: Buffer[] = []
    socket.on('data', (chunk: Buffer) => answer.push(chunk))
    for (const byte of Buffer.from(request)) {
      socket.write(Buffer.from([byte]))
      await new Promise(setImmediate)
    }
    await gone(socket)
    assert.match(Buffer.concat(answer).toString(), /^HTTP\/1\.1 200 /)
    assert.match(await rawExchange(Number(port), 'nonsense\r\n\r\n', /HTTP/), /^HTTP\/1\.1 400 /)
  })

  test('a server that stops waits for nobody who has said nothing, and answers what native clients sent', async () => {
    await using own = await TestServer.start()
    await own.users('alice', 'bob')
    const socket = connect(own.running.port, '127.0.0.1')
    await once(socket, 'connect')
    await using alice = await RawClient.loginTcp(own, { user: 'alice', token: await own.userToken('alice') })
    const id = alice.text('bob', 'before the end')
    await alice.acknowledgement(id)
    const begun = performance.now()
    await own.running.close()
    assert.ok(performance.now() - begun < 30_000, 'a silent connection is cut after a minute')
    await alice.closed()
    await gone(socket)
  })
})
