import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { sampleUser } from '../../packages/server/src/storage/contract/samples.ts'
import { ServerProcess } from '../harness/cli-process.ts'
import { createDatabase, stopOwnServer, withoutPostgres } from '../harness/postgres.ts'
import { bootstrap, TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

const USERS = 1200
const KILLS = 3
const PAGE = 100

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  const isPostgres = engine === 'PostgreSQL'

  describe(`a broadcast on ${engine}`, { skip: isPostgres && withoutPostgres() }, () => {
    test('[messages.broadcast] goes on after kill -9 wherever it was, and every user gets it once', async (t) => {
      const data = await mkdtemp(join(tmpdir(), 'ringpost-broadcast-'))
      const database = isPostgres ? await createDatabase() : undefined
      t.after(async () => {
        await database?.drop()
        await stopOwnServer()
        await rm(data, { recursive: true })
      })
      const env = {
        RINGPOST_DATABASE_URL: database?.url ?? '',
        RINGPOST_BOOTSTRAP: bootstrap,
        RINGPOST_BROADCAST_RATE: String(PAGE * 2),
      }
      const names = Array.from({ length: USERS }, (_, i) => `u${i}`)
      let token: string
      {
        await using first = await TestServer.start(env, data)
        token = first.appToken
        const users = names.map((name) => sampleUser(first.app, name))
        await first.running.core.stores.users.create(users)
      }

      /** How many have the message. */
      const reached = async (server: TestServer) => {
        const { logs } = server.running.core.stores
        const counts = await Promise.all(
          names.map(async (name) => (await logs.read(server.app.id, pairLog('admin', name), 0, 10)).length),
        )
        assert.ok(
          counts.every((count) => count <= 1),
          'nobody has it twice',
        )
        return counts.filter((count) => count === 1).length
      }
      const ids = new Set<number>()
      /** Users are served in this order; up to here, they have it. */
      let next = 0
      for (let round = 0; round < KILLS; round++) {
        await using server = await ServerProcess.start(data, env)
        const call = async (method: string, path: string, body?: object) => {
          const reply = await fetch(`${server.url}/acme/chat${path}`, {
            method,
            headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'news' },
            ...(body && { body: JSON.stringify(body) }),
          })
          assert.equal(reply.status, 200)
          return ((await reply.json()) as { data: Record<string, number> }).data
        }
        const hasIt = async (user: string) =>
          (await call('GET', `/users/${user}/offline_msg_count`))[user] === 1
        // Sent again in every round, as by a client that got no answer.
        const news = { target_type: 'users', msg: { type: 'txt', msg: 'news' } }
        ids.add((await call('POST', '/messages/broadcast', news)).id!)
        while (next < USERS && (await hasIt(names[next]!))) next += PAGE
        // On a busy machine it may be over before the third kill.
        if (next >= USERS) break
        await until('it has gone on', () => hasIt(names[next]!))
        await pause(Math.random() * 400)
      }

      await using last = await TestServer.start({ ...env, RINGPOST_BROADCAST_RATE: '100000' }, data)
      const before = await reached(last)
      const { broadcasts } = last.running.core.stores
      await until('the broadcast is over', async () => (await broadcasts.open(1)).length === 0)
      assert.equal(await reached(last), USERS)
      assert.equal(ids.size, 1)
      t.diagnostic(`${before} of ${USERS} had it after ${KILLS} kills`)
    })
  })
}
