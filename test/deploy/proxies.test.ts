import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { RawClient, textsOf } from '../gateway/raw-client.ts'
import { findProgram } from '../harness/find-programs.ts'
import { freePort } from '../harness/free-port.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { blocksOf } from '../site/blocks.ts'
import { without } from './missing-tool.ts'

/** Another machine, as the server sees it. */
const ELSEWHERE = '127.0.0.9'

const nginx = {
  title: 'deploy/nginx.conf',
  name: 'nginx',
  from: 'nginx with its stream module',
  file: 'nginx.conf',
  words: (path: string, folder: string) => ['-c', path, '-g', `daemon off; pid ${folder}/pid;`],
  /** What a test cannot have. */
  adapt: (shipped: string) =>
    shipped
      .replace('worker_processes auto', 'worker_processes 1')
      .replace(/worker_rlimit_nofile.*$/m, '')
      .replace('worker_connections 50000', 'worker_connections 500'),
  listens: (port: number) => `listen ${port}`,
}

const proxies = [
  nginx,
  {
    ...nginx,
    title: 'docs/recipes/nginx.md, in place of the same part of deploy/nginx.conf',
    adapt(shipped: string) {
      const shown = blocksOf('recipes/nginx').find(({ language }) => language === 'nginx')!.text
      return nginx.adapt(
        shipped.replace(/location \/ \{.*?\}/s, () => shown.replace('127.0.0.1:8080', 'ringpost')),
      )
    },
  },
  {
    title: 'deploy/haproxy.cfg',
    name: 'haproxy',
    from: 'haproxy',
    file: 'haproxy.cfg',
    // In the foreground; a warning is an error.
    words: (path: string) => ['-db', '-dW', '-f', path],
    adapt: (shipped: string, folder: string) =>
      shipped.replace('maxconn 50000', `maxconn 500\n  stats socket ${folder}/stats`),
    listens: (port: number) => `bind :${port}`,
  },
]

for (const { title, name, from, file, words, adapt, listens } of proxies)
  describe(title, { skip: without(name, from) }, () => {
    let folder: string
    let server: TestServer
    let proxy: ChildProcess
    const ports = { http: 0, tcp: 0 }
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), `ringpost-${name}-`))
      // Workers run as another account.
      await chmod(folder, 0o755)
      await mkdir(join(folder, 'temp'), { mode: 0o777 })
      server = await TestServer.start({
        RINGPOST_PROXY_PROTOCOL: 'on',
        RINGPOST_TRUSTED_PROXIES: '127.0.0.1',
      })
      Object.assign(ports, { http: await freePort(), tcp: await freePort() })
      proxy = spawn(findProgram(name)!, words(await configure(), folder), {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let complaints = ''
      for (const stream of [proxy.stdout!, proxy.stderr!])
        stream.on('data', (chunk) => {
          complaints += chunk
        })
      await until(
        () => `${name} answers: ${complaints}`,
        () =>
          fetch(`http://127.0.0.1:${ports.http}/healthz`).then(
            ({ ok }) => ok,
            () => false,
          ),
      )
    })
    after(async () => {
      if (proxy?.exitCode === null) {
        proxy.kill('SIGTERM')
        await once(proxy, 'exit')
      }
      await server?.close()
      await rm(folder, { recursive: true, force: true })
    })

    /** The file as it is shipped, with the ports and the node of this test. */
    async function configure(): Promise<string> {
      const shipped = await readFile(join('deploy', file), 'utf8')
      const { port } = new URL(server.url)
      const local = (of: number) => listens(of).replace(/(?<=^\w+ ):?/, '127.0.0.1:')
      const adapted = adapt(shipped, folder)
        .replaceAll('node1:8080', `127.0.0.1:${port}`)
        .replaceAll(/^.*node2:8080.*$/gm, '')
        .replace(listens(8080), local(ports.http))
        .replace(listens(8081), local(ports.tcp))
      const path = join(folder, file)
      await writeFile(path, adapted)
      return path
    }

    /** Where the server thinks that the user is. */
    const placeOf = (user: string) =>
      server.running.core.registry.of(server.app.id, user).map(({ about }) => about.ip)

    test('REST and WebSockets go through it, and metrics do not', async () => {
      const { user, token } = await server.newUser()
      const base = `http://127.0.0.1:${ports.http}`
      const headers = { authorization: `Bearer ${server.appToken}` }
      assert.equal((await fetch(`${base}/acme/chat/users/${user}`, { headers })).status, 200)
      for (const path of ['/metrics', '/metrics/', '//metrics', '/%6Detrics', '/metrics?a=1'])
        assert.equal((await fetch(base + path)).status, 404, path)
      await using page = await RawClient.connect(`ws://127.0.0.1:${ports.http}/websocket`, false, ELSEWHERE)
      assert.equal((await page.provision({ user, token })).status?.code, 0)
      await page.goLive()
      assert.deepEqual(placeOf(user), [ELSEWHERE])
    })

    test('native clients get through the TCP part', async () => {
      const [native, other] = [await server.newUser(), await server.newUser()]
      await using phone = RawClient.over(connect({ port: ports.tcp, localAddress: ELSEWHERE }))
      assert.equal((await phone.provision(native)).status?.code, 0)
      assert.deepEqual(placeOf(native.user), [ELSEWHERE])
      await using page = await RawClient.login(server.wsUrl, other)
      await page.goLive()
      await phone.deliver(other.user, `through ${name}`)
      assert.deepEqual(textsOf(await page.metas(1)), [`through ${name}`])
    })

    // nginx asks nobody.
    if (name === 'haproxy')
      test('checks whether nodes are ready', async () => {
        let rows: string[] = []
        const nodes = () => rows.filter((row) => row.split(',')[1] === 'node1')
        await until(
          () => `both parts have checked their node: ${nodes().join()}`,
          async () => {
            rows = (await text(connect(join(folder, 'stats')).end('show stat\n'))).split('\n')
            return nodes().every((row) => row.includes(',UP,') && row.includes(',L7OK,'))
          },
        )
        assert.equal(nodes().length, 2)
      })
  })
