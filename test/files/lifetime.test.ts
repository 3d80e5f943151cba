import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { defaultAppSettings } from '../../packages/server/src/domain/tenancy/app.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { asReply, changeSettings, download, kept, uploaded } from './file-client.ts'

const DAY = 24 * 3600 * 1000

describe('lifetime of files', () => {
  let server: TestServer
  let alice: string
  let bob: string
  before(async () => {
    server = await TestServer.start()
    await changeSettings(server, { fileDays: 7 })
    await server.users('alice', 'bob')
    alice = await server.userToken('alice')
    bob = await server.userToken('bob')
  })
  after(() => server.close())

  const stored = async (uuid: string) => (await server.running.core.stores.files.get(server.app.id, uuid))!

  /** Makes a file expire now. */
  async function expire(uuid: string, on = server): Promise<void> {
    const now = Date.now()
    await on.running.core.stores.files.reschedule(on.app.id, [{ uuid, expiresAt: now }], now - 1)
  }

  const setLifetime = (username: string, token: string, lifetime: unknown, ids: unknown, method = 'PUT') =>
    server.call(method, `/users/${username}/chatfiles/lifetime`, { lifetime, chatfile_ids: ids }, { token })

  test('[files.upload] forever, or for as many days as the app is configured', async (t) => {
    t.after(() => changeSettings(server, { fileDays: 7 }))
    assert.equal(defaultAppSettings.fileDays, 0)
    await changeSettings(server, { fileDays: defaultAppSettings.fileDays })
    assert.equal((await stored((await uploaded(server)).uuid)).expiresAt, null)
    await changeSettings(server, { fileDays: 1 })
    const one = await stored((await uploaded(server)).uuid)
    assert.equal(one.expiresAt, one.createdAt + DAY)
  })

  test('[files.setLifetime] default, refresh, forever, each with its own result; PUT and POST', async () => {
    const { uuid } = await uploaded(server, { token: alice })
    const unknown = randomUUID()
    const forever = await setLifetime('alice', alice, 'forever', [uuid, unknown])
    assert.equal(forever.status, 200)
    assert.deepEqual(forever.body.data, { [uuid]: 'success', [unknown]: 'failed' })
    assert.equal((await stored(uuid)).expiresAt, null)
    const before = Date.now()
    await setLifetime('Alice', alice, 'refresh', [uuid], 'POST')
    const { expiresAt, createdAt } = await stored(uuid)
    assert.ok(expiresAt! >= before + 7 * DAY && expiresAt! <= Date.now() + 7 * DAY)
    await setLifetime('alice', alice, 'default', [uuid])
    assert.equal((await stored(uuid)).expiresAt, createdAt + 7 * DAY)
    assert.deepEqual((await setLifetime('alice', alice, 'default', [])).body.data, {})
  })

  test('[files.setLifetime] users to whom a file was sent can extend its lifetime, not shorten it', async () => {
    const { uuid } = await uploaded(server, { token: alice })
    const results = async (username: string, token: string, lifetime: string) =>
      (await setLifetime(username, token, lifetime, [uuid])).body.data[uuid]
    assert.equal(await results('bob', bob, 'forever'), 'success')
    assert.equal(await results('bob', bob, 'refresh'), 'failed')
    assert.equal(await results('bob', bob, 'default'), 'failed')
    assert.equal((await stored(uuid)).expiresAt, null)
    assert.equal(await results('alice', server.appToken, 'default'), 'success')
    assert.equal(await results('bob', bob, 'refresh'), 'success')
  })

  test('[files.setLifetime] every documented refusal', async () => {
    const { uuid } = await uploaded(server, { token: alice })
    for (const lifetime of ['never', '', 7, null, undefined])
      assertError(await setLifetime('alice', alice, lifetime, [uuid]), 'file.lifetime_illegal')
    const many = Array.from({ length: 101 }, () => randomUUID())
    assertError(await setLifetime('alice', alice, 'forever', many), 'file.ids_too_many')
    assert.equal((await setLifetime('alice', alice, 'forever', many.slice(1))).status, 200)
    for (const ids of [undefined, uuid, [true]])
      assertError(await setLifetime('alice', alice, 'forever', ids), 'request.argument_illegal')
    assertError(await setLifetime('alice', bob, 'forever', [uuid]), 'forbidden')
    const path = '/users/alice/chatfiles/lifetime'
    assertError(await server.call('PUT', path, {}, { token: null }), 'auth.expired')
  })

  test('[files.setLifetime] files of another app do not exist', async () => {
    const { uuid } = await uploaded(server)
    const { apps, tokens } = server.running.core
    const token = tokens.issueAppToken(apps.byKey('other#chat')!, undefined).token
    const body = { lifetime: 'forever', chatfile_ids: [uuid] }
    const reply = await server.request('PUT', '/other/chat/users/x/chatfiles/lifetime', body, { token })
    assert.deepEqual(reply.body.data, { [uuid]: 'failed' })
  })

  test('[files.download] an expired file is gone at once, and cannot be revived', async () => {
    const { uuid, secret } = await uploaded(server, { token: alice })
    await expire(uuid)
    for (const query of ['', `?share-secret=${secret}`, '?thumbnail=true', '?vframe=true'])
      assertError(asReply(await download(server, uuid + query)), 'file.expired', { uuid })
    assert.deepEqual((await setLifetime('alice', alice, 'forever', [uuid])).body.data, { [uuid]: 'failed' })
  })

  test('[files.download] expired files are swept a hundred at a time, and eventually forgotten', async () => {
    await using own = await TestServer.start()
    const { fileSweeper } = own.running.core
    const files = await Promise.all(
      Array.from({ length: 120 }, (_, index) => uploaded(own, { bytes: `${index}` })),
    )
    const survivor = await uploaded(own, { bytes: 'stays' })
    for (const { uuid } of files) await expire(uuid, own)
    assert.equal(await fileSweeper.sweep(), 100)
    assert.equal((await kept(own.directory)).length, 21)
    assert.equal(await fileSweeper.sweep(), 20)
    assert.equal(await fileSweeper.sweep(), 0)
    assert.equal((await kept(own.directory)).length, 1)
    const { uuid } = files[0]!
    assertError(asReply(await download(own, uuid)), 'file.expired', { uuid })
    await own.running.core.stores.files.reschedule(own.app.id, [{ uuid: survivor.uuid, expiresAt: null }], 0)
    while ((await fileSweeper.sweep(Date.now() + 91 * DAY)) > 0);
    assertError(asReply(await download(own, uuid)), 'file.unknown')
    assert.equal((await download(own, survivor.uuid)).bytes.toString(), 'stays')
  })

  test('a server that starts sweeps files that have expired in the meantime, with their thumbnails, in the background', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ringpost-sweep-'))
    try {
      const first = await TestServer.start({}, directory)
      const { uuid } = await uploaded(first)
      await expire(uuid, first)
      await first.close()
      assert.equal((await kept(directory)).length, 1)
      await using second = await TestServer.start({}, directory)
      await until('it is swept', async () => (await kept(directory)).length === 0)
      assertError(asReply(await download(second, uuid)), 'file.expired', { uuid })
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })
})
