import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { after, test } from 'node:test'
import { createApp, sampleEntry, sampleUser } from '../contract/samples.ts'
import { openStorage } from '../open-storage.ts'
import { eraseApp } from './erase-app.ts'
import { schema } from './memory-schema.generated.ts'

/** Tables of the installation, not of an app. Whatever else is stored belongs to an app and says so in a column `app`. */
const SHARED = [
  'app',
  'change_note',
  'dispatch',
  'lease',
  'migration',
  'org_admin',
  'secret',
  'sqlite_sequence',
]

/** A database in which each table has a row of each app. */
function filled(apps: readonly number[]): { db: DatabaseSync; tables: string[] } {
  const db = new DatabaseSync(':memory:', { enableForeignKeyConstraints: false })
  db.exec(schema.statements.join(';'))
  const tables = db
    .prepare("select name from sqlite_schema where type = 'table'")
    .all()
    .map(({ name }) => name as string)
    .filter((name) => !SHARED.includes(name))
  for (const table of tables) {
    const columns = db.prepare('select name, type from pragma_table_info(?)').all(table) as {
      name: string
      type: string
    }[]
    for (const app of apps) {
      const values = columns.map(({ name, type }): SQLInputValue => {
        if (name === 'app' || type.toLowerCase() === 'integer') return app
        return type.toLowerCase() === 'text' ? String(app) : new Uint8Array([app])
      })
      db.prepare(`insert into "${table}" values (${values.map(() => '?').join()})`).run(...values)
    }
  }
  return { db, tables }
}

test('erasing an app leaves nothing of it in any table, and all of others', () => {
  const { db, tables } = filled([1, 2, 3])
  const rows = (table: string, app: number) =>
    (db.prepare(`select count(*) as n from "${table}" where app = ?`).get(app) as { n: number }).n
  eraseApp(db, 1)
  for (const table of tables) {
    assert.equal(rows(table, 1), 0, table)
    for (const other of [2, 3]) assert.equal(rows(table, other), 1, table)
  }
  db.close()
})

const directory = mkdtempSync(join(tmpdir(), 'ringpost-erase-'))
after(() => rmSync(directory, { recursive: true }))

for (const [where, place] of [
  ['in memory', { memory: true }],
  ['in a file', { directory }],
] as const)
  test(`${where}, an erased app is as new`, async (t) => {
    const storage = await openStorage(place)
    const [app, other] = [await createApp(storage), await createApp(storage)]
    const names = Array.from({ length: 100 }, (_, i) => `user${i}`)
    for (const each of [app, other]) await storage.users.create(names.map((name) => sampleUser(each, name)))
    for (let i = 0; i < 20; i++)
      await Promise.all(
        names.map((name) => storage.logs.append([sampleEntry(app, name, `user${(i * 7) % 100}`)])),
      )
    const say = (count: number) =>
      storage.logs.append(Array.from({ length: count }, () => sampleEntry(app, 'alice', 'bob')))
    const unread = async () => {
      const query = { only: 'all', empty: false, limit: 9, start: {} } as const
      return (await storage.conversations.list(app.id, 'bob', query)).conversations.map((each) => each.unread)
    }
    await say(20)
    assert.deepEqual(await unread(), [20])
    await storage.logs.append([sampleEntry(other, 'alice', 'bob')])

    const begun = performance.now()
    await storage.eraseApp(app.id)
    t.diagnostic(`2020 messages among 100 users took ${(performance.now() - begun).toFixed(1)} ms`)

    assert.equal(await storage.users.get(app.id, 'user1'), undefined)
    assert.equal((await storage.logs.read(app.id, 'p:alice|bob', 0, 10)).length, 0)
    assert.equal((await storage.logs.read(other.id, 'p:alice|bob', 0, 10)).length, 1)
    assert.equal((await storage.users.get(other.id, 'user1'))?.name, 'user1')
    assert.ok((await storage.apps.list()).some(({ id }) => id === app.id))

    await storage.users.create(['alice', 'bob'].map((name) => sampleUser(app, name)))
    const [again] = await say(12)
    assert.equal(again!.seq, 1)
    assert.equal((await storage.logs.read(app.id, 'p:alice|bob', 0, 99)).length, 12)
    assert.deepEqual(await unread(), [12])
    await storage.close()
  })
