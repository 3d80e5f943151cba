import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect } from 'node:tls'
import { RawClient, textsOf } from '../gateway/raw-client.ts'
import { type CertificateFiles, lacksOpenssl, makeCertificate } from '../harness/certificate.ts'
import { TestServer } from '../harness/test-server.ts'
import { Device } from './device.ts'
import { withoutNative } from './installation.ts'

/**
 * REST goes over TLS when its address says so. The SDK has no such option for MSYNC, which it always speaks in the clear: over TLS
 * it goes through a tunnel, as a phone's app would put one there.
 */
describe('[socket.tcp] the Android SDK over TLS', { skip: withoutNative() || (await lacksOpenssl()) }, () => {
  let server: TestServer
  let phone: Device
  let folder: string
  let files: CertificateFiles
  let tunnel: Server
  const tunnelled = new Set<Socket>()
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringpost-tls-'))
    files = await makeCertificate(folder, 'localhost')
    server = await TestServer.start({ RINGPOST_TLS_CERT: files.cert, RINGPOST_TLS_KEY: files.key })
    await server.users('alice', 'bob')
    tunnel = await openTunnel()
    const { port: imPort } = tunnel.address() as AddressInfo
    const url = `https://localhost:${server.running.port}`
    phone = await Device.start({ url, imPort, trusted: files.cert })
    await phone.login('alice')
  })
  after(async () => {
    await phone?.[Symbol.asyncDispose]()
    for (const socket of tunnelled) socket.destroy()
    tunnel?.close()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Takes connections in the clear and makes them to the server over TLS. */
  async function openTunnel(): Promise<Server> {
    const ca = await readFile(files.cert)
    const listener = createServer((socket) => {
      tunnelled.add(socket)
      const secured = connect({ port: server.running.port, host: '127.0.0.1', servername: 'localhost', ca })
      for (const [from, to] of [
        [socket, secured],
        [secured, socket],
      ] as const) {
        from.pipe(to)
        from.on('error', () => to.destroy())
        from.on('close', () => to.destroy())
      }
    })
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return listener
  }

  test('messages go both ways', async () => {
    await using bob = await RawClient.loginTcp(server, { user: 'bob', token: await server.userToken('bob') })
    await bob.goLive()
    await phone.sendText('bob', 'from the phone')
    assert.deepEqual(textsOf(await bob.metas(1)), ['from the phone'])
    await bob.deliver('alice', 'to the phone')
    await phone.message(({ text }) => text === 'to the phone')
    assert.ok(tunnelled.size > 0)
  })

  test('a file goes up and comes down', async () => {
    const content = 'over TLS'
    await writeFile(join(folder, 'up.txt'), content)
    const id = await phone.send(`EMMessage.createFileSendMessage("${join(folder, 'up.txt')}", "alice")`)
    const url: string = await phone.run(
      `((EMFileMessageBody) c.chatManager().getMessage("${id}").getBody()).getRemoteUrl();`,
    )
    assert.match(url, /^https:/)
    const secret = await phone.run(
      `((EMFileMessageBody) c.chatManager().getMessage("${id}").getBody()).getSecret();`,
    )
    const path = join(folder, 'down.txt')
    await phone.call(
      `headers = new HashMap(); headers.put("share-secret", "${secret}"); headers.put("Authorization", "Bearer " + c.getAccessToken());
      c.chatManager().downloadFile("${url}", "${path}", headers, $cb);`,
    )
    assert.equal(await readFile(path, 'utf8'), content)
  })
})
