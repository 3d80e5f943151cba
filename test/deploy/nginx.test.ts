import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { RawClient, textsOf } from '../gateway/raw-client.ts'
import { findProgram } from '../harness/find-programs.ts'
import { freePort } from '../harness/free-port.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { without } from './missing-tool.ts'

describe('deploy/nginx.conf', { skip: without('nginx', 'nginx with its stream module') }, () => {
  let folder: string
  let server: TestServer
  let nginx: ChildProcess
  const ports = { http: 0, tcp: 0 }
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringpost-nginx-'))
    // Workers run as another account.
    await chmod(folder, 0o755)
    await mkdir(join(folder, 'temp'), { mode: 0o777 })
    server = await TestServer.start({ RINGPOST_PROXY_PROTOCOL: 'on' })
    Object.assign(ports, { http: await freePort(), tcp: await freePort() })
    const path = await configure()
    nginx = spawn(findProgram('nginx')!, ['-c', path, '-g', `daemon off; pid ${folder}/pid;`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let complaints = ''
    nginx.stderr!.on('data', (chunk) => {
      complaints += chunk
    })
    await until(
      () => `nginx answers: ${complaints}`,
      () =>
        fetch(`http://127.0.0.1:${ports.http}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        ),
    )
  })
  after(async () => {
    if (nginx?.exitCode === null) {
      nginx.kill('SIGTERM')
      await once(nginx, 'exit')
    }
    await server?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** The file as it is shipped, with the ports, the nodes and the number of workers of this test. */
  async function configure(): Promise<string> {
    const shipped = await readFile('deploy/nginx.conf', 'utf8')
    const { port } = new URL(server.url)
    const text = shipped
      .replaceAll(/server node1:8080/g, `server 127.0.0.1:${port}`)
      .replaceAll(/^ *server node2:8080.*$/gm, '')
      .replace('listen 8080', `listen 127.0.0.1:${ports.http}`)
      .replace('listen 8081', `listen 127.0.0.1:${ports.tcp}`)
      .replace('worker_processes auto', 'worker_processes 1')
      .replace(/worker_rlimit_nofile.*$/m, '')
      .replace('worker_connections 50000', 'worker_connections 500')
    const path = join(folder, 'nginx.conf')
    await writeFile(path, text)
    return path
  }

  test('REST and WebSockets go through it, and metrics do not', async () => {
    const { user, token } = await server.newUser()
    const base = `http://127.0.0.1:${ports.http}`
    const headers = { authorization: `Bearer ${server.appToken}` }
    assert.equal((await fetch(`${base}/acme/chat/users/${user}`, { headers })).status, 200)
    assert.equal((await fetch(`${base}/metrics`)).status, 404)
    await using page = await RawClient.login(`ws://127.0.0.1:${ports.http}/websocket`, { user, token })
    await page.goLive()
  })

  test('native clients get through the TCP part', async () => {
    const [native, other] = [await server.newUser(), await server.newUser()]
    await using phone = await RawClient.loginTcp({ url: `http://127.0.0.1:${ports.tcp}` }, native)
    await using page = await RawClient.login(server.wsUrl, other)
    await page.goLive()
    await phone.deliver(other.user, 'through nginx')
    assert.deepEqual(textsOf(await page.metas(1)), ['through nginx'])
  })
})
