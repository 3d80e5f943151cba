import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { decodeMessageBody, wire } from '@ringpost/protocol'
import {
  createDatabase,
  execute,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
} from '../harness/postgres.ts'
import { TestServer } from '../harness/test-server.ts'
import { openClient } from '../sdk/client.ts'

/** What an earlier version wrote, and what it answered to requests after that; see data/README.md. */
interface Question {
  method: string
  path: string
  body?: unknown
  /** The user who asks, or `app`. */
  as?: string
  answer: Record<string, unknown>
}

/** Fields of every answer that depend on the request, and one that later versions add. */
const NOT_COMPARED = ['timestamp', 'duration', 'uri', 'lastModified']

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  const isPostgres = engine === 'PostgreSQL'

  describe(`data of November 2026 on ${engine}`, { skip: isPostgres && withoutPostgres() }, () => {
    let data: string
    let database: TestDatabase | undefined
    let server: TestServer
    const kept = async (name: string) => readFile(new URL(`data/2026-11.${name}`, import.meta.url))

    before(async () => {
      data = await mkdtemp(join(tmpdir(), 'ringpost-upgrade-'))
      if (isPostgres) {
        database = await createDatabase()
        await execute(database.url, gunzipSync(await kept('sql.gz')).toString())
      } else await writeFile(join(data, 'ringpost.db'), gunzipSync(await kept('db.gz')))
      server = await TestServer.start({ RINGPOST_DATABASE_URL: database?.url ?? '' }, data)
    })
    after(async () => {
      await server?.close()
      await database?.drop()
      await stopOwnServer()
      await rm(data, { recursive: true, force: true })
    })

    test('every question has the answer that it had', async () => {
      const name = isPostgres ? 'sql.answers.json' : 'db.answers.json'
      const questions = JSON.parse((await kept(name)).toString()) as Question[]
      const tokens = new Map<string, string>()
      for (const user of ['alice', 'bob', 'carol', 'dave']) tokens.set(user, await server.userToken(user))
      for (const { method, path, body, as, answer } of questions) {
        const reply = await server.call(method, path, body, {
          token: tokens.get(as ?? 'app') ?? server.appToken,
        })
        for (const field of NOT_COMPARED) delete reply.body[field]
        assert.equal(reply.status, 200, path)
        assert.deepEqual(decoded(reply.body), decoded(answer), path)
      }
    })

    test('passwords are valid, and a device gets exactly what it had not received', async () => {
      const { url: apiUrl, wsUrl } = server
      const options = { apiUrl, wsUrl, appKey: 'acme#chat', user: 'bob', password: 'pw', device: 'desk' }
      await using bob = await openClient(options)
      assert.equal((await bob.next('onTextMessage')).msg, 'after the devices left')
      const { status } = await server.call('POST', '/messages/users', {
        from: 'alice',
        to: ['bob'],
        type: 'txt',
        body: { msg: 'after the upgrade' },
      })
      assert.equal(status, 200)
      assert.equal((await bob.next('onTextMessage')).msg, 'after the upgrade')
    })
  })
}

/** Messages of history pages in words, without what only later versions say: how far the other side is, and which thread there is. */
function decoded(answer: Record<string, unknown>): unknown {
  const { data } = answer as { data?: { msgs?: { msg: string }[] } }
  if (data?.msgs === undefined) return answer
  const msgs = data.msgs.map(({ msg }) => {
    const { payload, ...meta } = wire.Meta.decode(Buffer.from(msg, 'base64'))
    const { meta: attributes, ...body } = decodeMessageBody(payload!)
    const others = JSON.parse(attributes ?? '{}') as Record<string, unknown>
    for (const later of ['isDelivered', 'isRead', 'thread_overview']) delete others[later]
    return { ...meta, body, attributes: others }
  })
  return { ...answer, data: { ...data, msgs } }
}
