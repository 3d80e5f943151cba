import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, describe, test } from 'node:test'
import { type RingpostTest, type SaidMessage, start, type TestApp } from '@ringpost/testing'
import { useRingpost } from '@ringpost/testing/node'
import { openClient } from '../sdk/client.ts'

async function client({ url: apiUrl, wsUrl, appKey }: TestApp, user: string, token: string) {
  return openClient({ apiUrl, wsUrl, appKey, user, accessToken: token })
}

function rest({ url, org, app, appToken }: TestApp, method: string, path: string, body?: unknown) {
  return fetch(`${url}/${org}/${app}${path}`, {
    method,
    headers: { authorization: `Bearer ${appToken}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

describe('@ringpost/testing', () => {
  const ringpost = useRingpost({ app: { users: ['amy', 'bob'] } })

  const say = (app: TestApp, text: string) =>
    rest(app, 'POST', '/messages/users', { from: 'amy', to: ['bob'], type: 'txt', body: { msg: text } })

  test('waitFor finds messages sent before and after, by a function or by fields', async () => {
    const { app } = ringpost
    await say(app, 'before')
    assert.equal((await app.messages.waitFor({ from: 'amy', text: 'before' })).to, 'bob')
    const later = app.messages.waitFor(({ text: said }) => said === 'later', 60_000)
    await using amy = await client(app, 'amy', await app.token('amy'))
    await amy.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'later', ext: { order: 7 } })
    assert.deepEqual((await later).ext, { order: 7 })
    assert.deepEqual(
      app.messages.all.map(({ text: said }) => said),
      ['before', 'later'],
    )
  })

  test('waitFor says what did arrive, and fails with what its function throws', async () => {
    const { app } = ringpost
    await say(app, 'hello')
    await assert.rejects(app.messages.waitFor({ text: 'hullo' }, 0), /nothing|amy → bob: "hello"/)
    const broken = app.messages.waitFor(() => {
      throw new RangeError('broken')
    })
    await assert.rejects(broken, RangeError)
    // The message is still there for others.
    await app.messages.waitFor({ text: 'hello' })
  })

  test('apps side by side do not see each other', async () => {
    const apps = await Promise.all(
      Array.from({ length: 5 }, () => ringpost.app.createApp({ users: ['amy', 'bob'] })),
    )
    const waits: Promise<SaidMessage>[] = apps.map((app, i) => app.messages.waitFor({ text: `for ${i}` }))
    await Promise.all(apps.map((app, i) => say(app, `for ${i}`)))
    await Promise.all(waits)
    for (const app of apps) assert.equal(app.messages.all.length, 1)
    assert.equal(new Set(apps.map(({ appKey }) => appKey)).size, 5)
  })

  test('reset empties an app', async () => {
    const { app } = ringpost
    await app.seed({
      users: Array.from({ length: 20 }, (_, i) => `user${i}`),
      messages: Array.from({ length: 50 }, (_, i) => ({ from: 'amy', to: `user${i % 20}`, text: `${i}` })),
    })
    await app.reset()
    const { entities } = (await (await rest(app, 'GET', '/users')).json()) as { entities: object[] }
    assert.deepEqual(entities, [])
  })

  test('start and reset take little time', async (t) => {
    const begun = performance.now()
    await using server = await start({ seed: { users: ['amy', 'bob'] } })
    const startMs = performance.now() - begun
    const resets: number[] = []
    for (let i = 0; i < 5; i++) {
      await server.seed({ users: ['amy', 'bob'], messages: [{ from: 'amy', to: 'bob', text: 'hello' }] })
      const from = performance.now()
      await server.reset()
      resets.push(performance.now() - from)
    }
    // The aims are 300 and 20 ms on a machine that does nothing else; here it may do anything.
    t.diagnostic(`start ${startMs.toFixed(0)} ms, reset ${Math.min(...resets).toFixed(1)} ms`)
  })

  test('the first app is demo#demo, with a seed from a file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'ringpost-test-')), 'seed.json')
    after(() => rm(dirname(file), { recursive: true }))
    await writeFile(file, JSON.stringify({ users: ['zoe'] }))
    const servers: RingpostTest[] = await Promise.all([start({ seed: file }), start()])
    after(() => Promise.all(servers.map((server) => server.stop())))
    const [one, other] = servers as [RingpostTest, RingpostTest]
    assert.deepEqual([one.appKey, other.appKey], ['demo#demo', 'demo#demo'])
    assert.notEqual(one.port, other.port)
    const isKnown = async (app: TestApp) => (await rest(app, 'GET', '/users/zoe')).status
    assert.deepEqual(await Promise.all([isKnown(one), isKnown(other)]), [200, 404])
  })

  test('a seed that cannot be is refused, with the server gone', async () => {
    await assert.rejects(start({ seed: { contacts: [['a', 'b']] } }), /the seed is illegal: contacts a and b/)
  })

  test('apps are seeded from files, too, and a file that cannot be is named', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'ringpost-test-')), 'seed.json')
    after(() => rm(dirname(file), { recursive: true }))
    await assert.rejects(ringpost.app.seed(file), /ENOENT.*seed\.json/)
    await writeFile(file, '{ users: ["zoe"] }')
    await assert.rejects(ringpost.app.seed(file), /seed\.json is not JSON: /)
    await writeFile(file, JSON.stringify({ users: ['zoe'] }))
    assert.deepEqual((await ringpost.app.seed(file)).users, ['zoe'])
    const app = await ringpost.app.createApp(file)
    assert.deepEqual(app.seeded.users, ['zoe'])
  })

  test('what cannot be is refused, as over HTTP, instead of changing nothing', async () => {
    const { app, server } = ringpost
    // Programs in JavaScript may pass anything.
    // biome-ignore lint/suspicious/noExplicitAny: of wrong types
    const any = (value: unknown) => value as any
    await assert.rejects(start(any({ sed: {} })), /there is no option sed; there are settings/)
    await assert.rejects(start(any('seed.json')), /the options are an object/)
    await assert.rejects(app.seed(any({ user: ['amy'] })), /there is no field user, did you mean users\?/)
    await assert.rejects(app.seed(any({ users: 'amy' })), /the seed is illegal: users is illegal/)
    assert.throws(() => app.faults.add({ route: 'users.list', status: 503, times: 0 }), /times is illegal/)
    assert.throws(() => app.faults.add(any({ route: 'users.list', delay: '1s' })), /delay is illegal/)
    await assert.rejects(app.messages.waitFor({ text: 'x' }, Number.NaN), /timeout is illegal/)
    await assert.rejects(app.messages.waitFor(any(undefined)), /where is illegal/)
    for (const ms of ['1h', undefined]) await assert.rejects(server.clock.advance(any(ms)), /wants a number/)
    await assert.rejects(server.clock.set(any('tomorrow')), /wants a number/)
    assert.equal(server.clock.ahead, 0)
  })

  test('a server can be stopped twice, and says that it was', async () => {
    const server = await start()
    await Promise.all([server.stop(), server.stop()])
    await server.stop()
    await assert.rejects(server.token('amy'), /the server was stopped/)
    assert.throws(() => server.messages, /the server was stopped/)
  })

  test('stop leaves nothing that keeps a process alive', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'start-and-stop.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const printed = text(child.stdout)
    const [code] = await once(child, 'close')
    assert.equal(code, 0)
    assert.equal(await printed, 'the app was reset or deleted meanwhile\n')
  })
})
