import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import sharp from 'sharp'
import { ConfigError, type RingpostServer, startServer } from '../../packages/server/src/index.ts'
import { runCli } from '../harness/cli-process.ts'
import { run } from '../harness/run-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringpost-memory-'))
const data = join(folder, 'data')
after(() => rmSync(folder, { recursive: true }))

describe('a server in memory', () => {
  let server: RingpostServer
  let token: string
  before(async () => {
    server = await startServer({
      ...{ storage: 'memory', data, host: '127.0.0.1', port: 0, passwordCost: 1024, logLevel: 'error' },
      bootstrap: 'acme#chat:client:secret',
    })
    const grant = { grant_type: 'client_credentials', client_id: 'client', client_secret: 'secret' }
    token = (await call('POST', '/token', grant)).access_token
  })
  after(() => server.stop())

  async function call(method: string, path: string, body?: object | FormData) {
    const response = await fetch(`${server.url}/acme/chat${path}`, {
      method,
      headers: {
        ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
    assert.equal(response.status, 200, path)
    return JSON.parse(await response.text())
  }

  test('works whole, and writes nothing to disk', async () => {
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
    await call('POST', '/users', [
      { username: 'alice', password: 'pw' },
      { username: 'bob', password: 'pw' },
    ])
    const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'hello' } }
    assert.ok((await call('POST', '/messages/users', message)).data.bob)

    const noise = { raw: { width: 600, height: 400, channels: 3 } } as const
    const image = await sharp(randomBytes(600 * 400 * 3), noise)
      .jpeg()
      .toBuffer()
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(image)], { type: 'image/jpeg' }), 'noise.jpg')
    const [{ uuid }] = (await call('POST', '/chatfiles', form)).entities
    const get = async (headers: Record<string, string>) => {
      const url = `${server.url}/acme/chat/chatfiles/${uuid}`
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, ...headers } })
      return Buffer.from(await response.arrayBuffer())
    }
    assert.ok((await get({})).equals(image))
    assert.ok((await get({ range: 'bytes=10-19' })).equals(image.subarray(10, 20)))
    const { width } = await sharp(await get({ thumbnail: 'true' })).metadata()
    assert.equal(width, 170)

    await server.stop()
    assert.deepEqual(readdirSync(folder), [])
  })
})

test('ten servers start in one process within milliseconds, answer side by side, and leave nothing open', async (t) => {
  // It ends by itself only if nothing is left that keeps it alive.
  const stdout = await run(process.execPath, [join(import.meta.dirname, 'ten-servers.ts'), data])
  const { loading, starts, loaded, answers, stopping, rss } = JSON.parse(stdout.trim().split('\n').at(-1)!)
  const ms = (time: { ms: number; cpu: number }) =>
    `${time.ms.toFixed(0)} ms (processor ${time.cpu.toFixed(0)})`
  const further = [...starts.slice(1)].sort((a, b) => a.cpu - b.cpu)
  t.diagnostic(
    `loading ${ms(loading)}, first start ${ms(starts[0])}, further starts ${ms(further[0])} to ${ms(further.at(-1))}, ` +
      `stopping ten ${ms(stopping)}, ${(rss / 2 ** 20).toFixed(0)} MB in the end`,
  )
  // Aims: 500 ms and 300 ms of a quiet machine. Time of the processor, and thrice as much: other work slows it down as well.
  assert.ok(starts[0].cpu < 1500, `first start: ${ms(starts[0])}`)
  assert.ok(further[0].cpu < 300, `further starts: ${ms(further[0])}`)
  assert.deepEqual(answers, Array(10).fill({ sent: ['alice'], ready: 200, thumbnail: 20_000 }))
  for (const name of ['sharp', 'pg', '@nats-io/transport-node', '@aws-sdk/client-s3'])
    assert.ok(!loaded.includes(name), `${name} is loaded before it is needed`)
  assert.equal(stdout.split('"sharp is not installed: images have no thumbnails"').length - 1, 10)
  assert.equal(existsSync(data), false)
})

test('commands for a data folder say that there is none', async () => {
  const env = { RINGPOST_STORAGE: 'memory', RINGPOST_DATABASE_URL: '' }
  const { code, stderr } = await runCli(data, ['app', 'list'], env)
  assert.equal(code, 2)
  assert.match(stderr, /^ringpost: RINGPOST_STORAGE is "memory": such a server has no data folder/)
  assert.equal(existsSync(data), false)
})

test('what is in memory is nowhere else', async () => {
  for (const [settings, name] of [
    [{ databaseUrl: 'postgres://localhost/ringpost' }, 'RINGPOST_DATABASE_URL'],
    [{ s3Bucket: 'files' }, 'RINGPOST_S3_BUCKET'],
  ] as const)
    await assert.rejects(
      startServer({ storage: 'memory', ...settings }),
      (error) => error instanceof ConfigError && error.message.startsWith(`${name} must be empty`),
    )
})
