import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createDatabase, stopOwnServer, withoutPostgres } from '../../../../../test/harness/postgres.ts'
import type { Engine } from '../engine.ts'
import { migrate } from '../migrate.ts'
import { openPostgres } from '../postgres/open-postgres.ts'
import { openMemory } from '../sqlite/open-memory.ts'
import { storesOver } from '../stores-over.ts'
import { migrations } from './all.ts'

const BEFORE = migrations.findIndex(({ name }) => name === '0047-shown-reactions')
const USERS = ['dan', 'cat', 'bob', 'ann']
const [PLAIN, LIKED, LOVED] = [100, 200, 300] as const

/** Rows as a server before wrote them. */
async function fill({ writes }: Engine): Promise<void> {
  const run = (table: string, row: Record<string, unknown>) => {
    const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)))
    return sql`insert into ${sql.table(table)} (${columns}) values (${sql.join(Object.values(row))})`.execute(
      writes,
    )
  }
  const names = { org: 'o', name: 'n', uuid: 'u', client_id: '', client_secret: '' }
  await run('app', { id: 1, ...names, app_id: 'a', app_certificate: '', settings: '{}', created_at: 0 })
  await run('log', { id: 1, app: 1, key: 'p:ann|bob' })
  for (const [seq, id] of [PLAIN, LIKED, LOVED].entries()) {
    const place = { id, app: 1, log: 1, seq: seq + 1, time: 0, kind: 0, content_type: 0, echo: 0 }
    const reacted = id === PLAIN ? 0 : 1
    await run('entry', { ...place, sender: 'ann', receiver: 'bob', payload: new Uint8Array(), reacted })
  }
  const give = async (message: number, reaction: string, id: number, users: readonly string[]) => {
    await run('reaction', { app: 1, message, reaction, id, count: users.length, changed: id })
    for (const [i, user] of users.entries())
      await run('reactor', { app: 1, user, reaction: id, place: id + i })
  }
  await give(LIKED, 'a', 1000, ['bob'])
  await give(LOVED, 'b', 2000, ['cat'])
  await give(LOVED, '"', 1500, USERS)
}

async function check(engine: Engine): Promise<void> {
  await migrate(engine, migrations.slice(0, BEFORE))
  await fill(engine)
  await migrate(engine, migrations)
  const { reactions } = storesOver(engine)
  const some = (id: number, reaction: string, users: string[], mine: boolean, count = users.length) => ({
    ...{ id, reaction, count, users, mine, changed: id },
  })
  assert.deepEqual(
    await reactions.of(1, 'ann', [PLAIN, LIKED, LOVED]),
    new Map([
      [LIKED, [some(1000, 'a', ['bob'], false)]],
      [LOVED, [some(1500, '"', ['dan', 'cat', 'bob'], true, 4), some(2000, 'b', ['cat'], false)]],
    ]),
  )
}

describe('reactions that were given before an upgrade are shown after it', () => {
  after(stopOwnServer)

  test('on SQLite', async () => {
    const engine = openMemory({ withSchema: false })
    await check(engine)
    await engine.close()
  })

  test('on PostgreSQL', { skip: withoutPostgres() }, async () => {
    const database = await createDatabase()
    const engine = await openPostgres({ url: database.url, connections: 4, onProblem: assert.fail })
    await check(engine)
    await engine.close()
    await database.drop()
  })
})
