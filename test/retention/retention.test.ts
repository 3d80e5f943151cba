import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { PartialFailure, UsageError } from '../../packages/server/src/cli/command.ts'
import type { AppSettings } from '../../packages/server/src/domain/tenancy/app.ts'
import { catchUp, createGroup } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { clockSaying } from '../harness/clock.ts'
import { runCommand } from '../harness/run-command.ts'
import { TestServer } from '../harness/test-server.ts'

const DAY = 24 * 3600 * 1000

describe('retention', () => {
  let server: TestServer
  let names = 0
  let ahead = 0
  const clock = clockSaying(() => Date.now() + ahead)
  before(async () => {
    server = await TestServer.start({ RINGPOST_KEEP_ROOMS: '5' }, undefined, { clock })
  })
  after(() => server.close())

  async function pair(): Promise<[string, string]> {
    const both: [string, string] = [`a${++names}`, `b${names}`]
    await server.users(...both)
    return both
  }
  async function say(from: string, to: string, msg: string, path = 'users'): Promise<string> {
    const message = { from, to: [to], type: 'txt', body: { msg } }
    return (await server.call('POST', `/messages/${path}`, message)).body.data[to]
  }
  const past = (from: string, target: string, msg: string, at: number) =>
    server.call('POST', '/messages/users/import', {
      from,
      target,
      type: 'txt',
      body: { msg },
      msg_timestamp: at,
    })
  const keep = async (settings: Partial<AppSettings>) => {
    await server.running.core.apps.changeSettings(server.app, settings)
  }
  /** Runs it as if so many days had passed. */
  async function runAfter(days: number): Promise<void> {
    // What an earlier call has reached is then in the future.
    await server.running.core.retention.run()
    ahead = days * DAY
    await server.running.core.retention.run().finally(() => {
      ahead = 0
    })
  }
  const command = (...words: string[]) => runCommand(server.running.core, ['retention', ...words])
  async function roam(user: string, body: object) {
    const token = await server.userToken(user)
    const reply = await server.call('POST', `/users/${user}/messageroaming`, body, { token })
    assert.equal(reply.status, 200)
    return { count: reply.body.data.msgs.length, isLast: reply.body.data.is_last }
  }

  test('pages of history end at what is left; a cursor in front of it is the end, not an error', async () => {
    const [a, b] = await pair()
    await keep({ chatDays: 7 })
    const ids = [await say(a, b, 'one'), await say(b, a, 'two')]
    await runAfter(8)
    await say(a, b, 'three')
    const queue = `${b}@easemob.com`
    assert.deepEqual(await roam(a, { queue }), { count: 1, isLast: true })
    assert.deepEqual(await roam(a, { queue, is_positive: true }), { count: 1, isLast: true })
    for (const start of ids) assert.deepEqual(await roam(a, { queue, start }), { count: 0, isLast: true })
    assert.deepEqual(await roam(a, { queue, start: ids[0], is_positive: true }), { count: 1, isLast: true })
  })

  test('a device that was away gets what is left, once, and what follows', async () => {
    const [a, b] = await pair()
    await keep({ chatDays: 7 })
    await say(a, b, 'seen')
    assert.deepEqual(await catchUp(server, b), ['seen'])
    await say(a, b, 'missed')
    await runAfter(8)
    assert.deepEqual(await catchUp(server, b), [])
    await say(a, b, 'young')
    assert.deepEqual(await catchUp(server, b), ['young'])
    assert.deepEqual(await catchUp(server, b, 'another'), [])
  })

  test('groups have a setting of their own; a thread outlives the message that it is about', async () => {
    const [a, b] = await pair()
    const group = await createGroup(server, [b], { owner: a })
    const root = await say(a, group, 'in the group', 'chatgroups')
    const thread = { group_id: group, name: 't', owner: a, msg_id: root }
    const { body } = await server.call('POST', '/thread', thread)
    const { thread_id } = body.data
    await keep({ chatDays: 3, groupDays: 0 })
    await runAfter(4)
    const { body: kept } = await server.call('GET', `/chatgroups/${group}`)
    assert.equal(kept.data[0].id, group)
    const rootNow = () => server.running.core.stores.logs.find(server.app.id, Number(root))
    assert.equal((await rootNow())?.id, Number(root))
    await keep({ groupDays: 3 })
    await runAfter(4)
    assert.equal(await rootNow(), undefined)
    const { body: found } = await server.call('GET', `/threads/chatgroups/${group}`)
    assert.deepEqual(
      found.entities.map(({ id }: { id: string }) => id),
      [thread_id],
    )
    await say(a, group, 'goes on', 'chatgroups')
    assert.ok((await catchUp(server, b)).includes('goes on'))
  })

  test('history files go with their messages: an emptied hour is one without messages', async () => {
    const [a, b] = await pair()
    await keep({ chatDays: 0, exportDays: 0 })
    const hour = Date.UTC(2020, 5, 1, 7)
    await past(a, b, 'long ago', hour + 1)
    assert.equal((await server.call('GET', '/chatmessages/2020060107')).status, 200)
    const exports = join(server.directory, 'exports', server.app.uuid)
    const files = async () => (await readdir(exports)).filter((name) => name.startsWith('2020060107'))
    assert.equal((await files()).length, 1)
    await keep({ chatDays: 30 })
    await runAfter(0)
    assert.deepEqual(await files(), [])
    const params = { appkey: 'acme#chat', time: '2020060107' }
    assertError(await server.call('GET', '/chatmessages/2020060107'), 'history.none', params)
  })

  test('[messages.importToUser] messages that would go at once are not imported', async () => {
    const [a, b] = await pair()
    await keep({ chatDays: 30, groupDays: 0 })
    assert.equal((await past(a, b, 'young enough', Date.now() - 29 * DAY)).status, 200)
    const { status, body } = await past(a, b, 'too old', Date.now() - 31 * DAY)
    assert.equal(status, 400)
    assert.match(
      body.error_description,
      /^msg_timestamp must be milliseconds, from \d{13} up to now: messages are kept for 30 days$/,
    )
    const folder = await mkdtemp(join(tmpdir(), 'ringpost-retention-'))
    try {
      const line = { chat_type: 'chat', from: a, to: b, type: 'txt', body: { msg: 'x' } }
      const file = join(folder, 'old.jsonl')
      await writeFile(file, `${JSON.stringify({ ...line, timestamp: Date.now() - 31 * DAY })}\n`)
      await assert.rejects(
        runCommand(server.running.core, ['import', 'acme#chat', file]),
        (error: Error) => error instanceof PartialFailure && /line 1: .*kept for 30 days/.test(error.message),
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('the command says what would go, by app and kind, and then removes it', async () => {
    const [a, b] = await pair()
    await keep({ chatDays: 0, groupDays: 0, noticeDays: 'server', fileDays: 0 })
    await runAfter(0)
    assert.equal(await command('--dry-run'), 'nothing would go')
    const then = Date.UTC(2021, 0, 1)
    for (const n of [1, 2, 3]) await past(a, b, `m${n}`, then + n)
    await keep({ chatDays: 365, groupDays: 365 })
    const list = /^acme#chat\tchats\t3 entries, oldest of 2021-01-01T00:00:00.001Z, about 1 KiB$/
    const preview = (await command('--dry-run')).split('\n')
    assert.match(preview[0]!, list)
    assert.deepEqual(preview.slice(1), [
      'acme#chat: messages are kept for 365 days at most, uploaded files forever (fileDays)',
    ])
    assert.equal(await command(), 'acme#chat\tchats\t3 entries removed')
    assert.equal(await command(), 'nothing to remove')
    assert.deepEqual(await roam(a, { queue: `${b}@easemob.com` }), { count: 0, isLast: true })
  })

  test('settings are days, forever, or what holds for the server; anything else is refused', async () => {
    const set = (change: string) => runCommand(server.running.core, ['app', 'set', 'acme#chat', change])
    const refused = (pattern: RegExp) => (error: Error) =>
      error instanceof UsageError && pattern.test(error.message)
    assert.match(await set('chatDays=90'), /^ {2}chatDays: 90$/m)
    assert.match(await set('chatDays=server'), /^ {2}chatDays: server$/m)
    for (const text of ['-1', '1.5', 'never', ''])
      await assert.rejects(
        set(`groupDays=${text}`),
        refused(/^groupDays must be server, 0 \(forever\) or a whole number up to 36500, not/),
      )
    await assert.rejects(set('roomDays=40000'), refused(/up to 36500, not "40000"/))
    const { retention } = server.running.core
    assert.deepEqual(retention.daysOf(server.app), { pair: 0, group: 365, room: 5, inbox: 30 })
  })
})
