import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { ServerProcess } from '../harness/cli-process.ts'
import { openNats, withoutNats } from '../harness/nats.ts'
import { builtPackages } from '../harness/packages.ts'
import { createDatabase, stopOwnServer, withoutPostgres } from '../harness/postgres.ts'
import { skipWithoutS3, TestS3 } from '../harness/s3.ts'
import { bootstrap } from '../harness/test-server.ts'
import { Installation } from './installation.ts'
import { Rest } from './rest.ts'

const { version } = JSON.parse(await readFile('packages/server/package.json', 'utf8')) as { version: string }
const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
const picture = await sharp({ create: { width: 400, height: 300, channels: 3, background: 'red', noise } })
  .png()
  .toBuffer()
const png = new Uint8Array(picture)
const APP = { RINGPOST_BOOTSTRAP: 'acme#chat:id:secret', RINGPOST_LOG_LEVEL: 'error' }

let installed: Installation
before(async () => {
  installed = await Installation.make((await builtPackages()).ringpost!)
})
after(async () => {
  await installed?.[Symbol.asyncDispose]()
  await stopOwnServer()
})

const program = () => installed.path('node_modules/ringpost/bin/ringpost.cjs')
const start = (data: string, env: Record<string, string> = {}, node = process.execPath) =>
  ServerProcess.start(installed.path(data), { ...APP, ...env }, { program: program(), node })

/** Answers of the history of a user's conversation: base64 of each message. */
async function historyOf(rest: Rest, user: string, other: string): Promise<string[]> {
  const body = { queue: `${other}@easemob.com`, start: -1, end: -1 }
  const { data } = await rest.call('POST', `/users/${user}/messageroaming`, body, await rest.login(user))
  return data.msgs.map(({ msg }: { msg: string }) => Buffer.from(msg, 'base64').toString('latin1'))
}

async function assertWorks(server: ServerProcess): Promise<void> {
  const rest = await Rest.open(server.url)
  for (const user of ['alice', 'bob']) await rest.user(user)
  await rest.send('alice', 'bob', 'from a package')
  const [message] = await historyOf(rest, 'bob', 'alice')
  assert.match(message!, /from a package/)
  const { bytes } = await rest.download(await rest.uploadPicture(png))
  assert.deepEqual(bytes, picture)
}

test('the command is there, and tells its version and its usage', async () => {
  assert.equal(await installed.run('node_modules/.bin/ringpost', '--version'), version)
  assert.match(await installed.run('node_modules/.bin/ringpost', 'start', '--help'), /RINGPOST_DATABASE_URL/)
})

test('a Node that is too old hears which one is wanted', async () => {
  const preload = await installed.write(
    'old.cjs',
    "Object.defineProperty(process.versions, 'node', { value: '20.9.0' })",
  )
  await assert.rejects(
    installed.run(process.execPath, '--require', preload, program(), '--version'),
    /needs Node 22\.16 or newer \(24 is recommended\); this is Node 20\.9\.0/,
  )
})

test('it starts, keeps what it acknowledged across an orderly end, and takes commands meanwhile', async (t) => {
  const began = performance.now()
  await using first = await start('data')
  t.diagnostic(`ready ${Math.round(performance.now() - began)} ms after the start of the process`)
  await assertWorks(first)
  const rest = await Rest.open(first.url)
  const thumbnail = await rest.download(await rest.uploadPicture(png), { thumbnail: 'true' })
  assert.equal(thumbnail.type, 'image/jpeg')
  const lines = [1, 2].map((n) =>
    JSON.stringify({
      ...{ chat_type: 'chat', from: 'alice', to: 'bob', type: 'txt' },
      ...{ body: { msg: `past ${n}` }, timestamp: 1_600_000_000_000 + n },
    }),
  )
  await installed.write('past.jsonl', lines.join('\n'))
  const env = `RINGPOST_DATA=${installed.path('data')}`
  await installed.run('env', env, process.execPath, program(), 'import', 'acme#chat', 'past.jsonl')
  assert.equal(await first.end('SIGTERM'), 0)

  await using second = await start('data')
  const history = await historyOf(await Rest.open(second.url), 'bob', 'alice')
  assert.equal(history.length, 3)
  assert.equal(await second.end('SIGTERM'), 0)
})

test('pages are in the package', async () => {
  await using server = await start('pages')
  const page = async (path: string) => (await fetch(server.url + path)).text()
  assert.match(await page('/docs/api'), /<style>[^<]*\bnav\b[^<]*<\/style>/)
  assert.match(await page('/docs/'), /<title>Ringpost<\/title>/)
  assert.match(await page('/docs/zh/start/first-steps.html'), /lang="zh-CN"/)
  assert.equal(JSON.parse(await page('/openapi.json')).info.version, version)
  assert.match(await page('/metrics'), /ringpost_http_requests_total/)
})

test('a data folder of November 2026 is migrated', async () => {
  const { answers, database } = await fixture()
  await installed.run('mkdir', 'old')
  await writeFile(installed.path('old/ringpost.db'), database)
  await using server = await start('old', { RINGPOST_BOOTSTRAP: bootstrap })
  const rest = await Rest.open(server.url, 'acme/chat', 'acme-client', 'acme-secret')
  for (const { method, path, body, as, answer } of answers) {
    const reply = await rest.call(method, path, body, as === undefined ? undefined : await rest.login(as))
    // Later versions say more about old messages, so only their number counts here (test/upgrade compares the answers).
    if (path.endsWith('/messageroaming')) assert.equal(reply.data.msgs.length, answer.data.msgs.length, path)
    else assert.deepEqual(reply.data, answer.data, path)
  }
})

test('a program starts it', async () => {
  const output = await installed.module(
    'embed.js',
    `import { startServer } from 'ringpost'
    const settings = { host: '127.0.0.1', port: 0, data: 'embedded', logLevel: 'silent' }
    const server = await startServer(settings)
    const { status } = await fetch(server.url + '/readyz')
    await server.stop()
    console.log(status, server.apps[0].key)`,
  )
  assert.equal(output, '200 demo#demo')
})

const node22 = process.env.RINGPOST_TEST_NODE_22
const without22 = node22 === undefined && 'set RINGPOST_TEST_NODE_22 to a Node 22'
test('it runs on Node 22', { skip: without22 }, async () => {
  await using server = await start('node22', {}, node22)
  await assertWorks(server)
  assert.equal(await server.end('SIGTERM'), 0)
})

describe('with services', { skip: withoutPostgres() || withoutNats() || skipWithoutS3 }, () => {
  test('it keeps messages in PostgreSQL and files in S3, and joins other nodes over NATS', async () => {
    const [database, nats, s3] = await Promise.all([createDatabase(), openNats(), TestS3.open()])
    try {
      const env = {
        RINGPOST_DATABASE_URL: database.url,
        RINGPOST_NATS_URL: nats.url,
        RINGPOST_NATS_PREFIX: nats.prefix,
        ...s3.env(),
      }
      await using server = await start('node', env)
      await assertWorks(server)
      const { nats: state } = (await (await fetch(`${server.url}/readyz`)).json()) as { nats: string }
      assert.equal(state, 'connected')
      assert.equal(await server.end('SIGTERM'), 0)
    } finally {
      await database.drop()
      await nats.kill()
      await s3.close()
    }
  })
})

interface Question {
  method: string
  path: string
  body?: unknown
  as?: string
  // biome-ignore lint/suspicious/noExplicitAny: of many shapes
  answer: { data?: any }
}

async function fixture(): Promise<{ answers: Question[]; database: Buffer }> {
  const [answers, database] = await Promise.all([
    readFile('test/upgrade/data/2026-11.db.answers.json', 'utf8'),
    readFile('test/upgrade/data/2026-11.db.gz'),
  ])
  return { answers: JSON.parse(answers) as Question[], database: gunzipSync(database) }
}
test('without sharp there are no thumbnails, and everything else works', async () => {
  await using bare = await Installation.make((await builtPackages()).ringpost!)
  await bare.run('rm', '-rf', 'node_modules/sharp', 'node_modules/@img')
  const own = { program: bare.path('node_modules/ringpost/bin/ringpost.cjs') }
  await using server = await ServerProcess.start(bare.path('data'), APP, own)
  await assertWorks(server)
})
