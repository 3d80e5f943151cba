import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { createApp, sampleEntry } from '../contract/samples.ts'
import { migrations } from '../migrations/all.ts'
import { openStorage } from '../open-storage.ts'

const directory = mkdtempSync(join(tmpdir(), 'ringpost-file-'))
after(() => rmSync(directory, { recursive: true }))

test('a database of a newer server is refused, naming both versions, and left untouched', async () => {
  const file = join(directory, 'newer.db')
  await (await openStorage({ file })).close()
  const db = new DatabaseSync(file)
  db.exec("INSERT INTO migration VALUES (9999, '9999-from-the-future', 1)")
  await assert.rejects(
    openStorage({ file }),
    new RegExp(`version 9999 \\(9999-from-the-future\\).*up to ${migrations.length} `),
  )
  db.exec('DELETE FROM migration WHERE version = 9999')
  db.close()
  await (await openStorage({ file })).close()
})

test('migrations are applied once, and reported', async () => {
  const file = join(directory, 'steps', 'deeper', 'ringpost.db')
  const said: unknown[] = []
  const log = { info: (fields: object) => void said.push(fields), warn: assert.fail, error: assert.fail }
  for (let round = 0; round < 2; round++) await (await openStorage({ file, log })).close()
  assert.deepEqual(said, [{ steps: migrations.map(({ name }) => name) }])
})

test('a file that is not a database is refused', async () => {
  const file = join(directory, 'text.db')
  writeFileSync(
    file,
    'this is not a database, it is a text of more than a hundred characters, which is what SQLite needs to see it',
  )
  await assert.rejects(openStorage({ file }), /SQLITE_NOTADB/)
})

test('opening the file again is refused, here and in another process, until it is closed', async () => {
  const file = join(directory, 'ringpost.db')
  const stores = await openStorage({ directory })
  await assert.rejects(openStorage({ directory }), new RegExp(`${file} is in use by another process`))
  assert.match(await openElsewhere(file), /is in use by another process/)
  await stores.close()
  assert.equal(await openElsewhere(file), 'open')
  await (await openStorage({ directory })).close()
})

test('a killed process leaves no lock behind', async () => {
  const file = join(directory, 'killed.db')
  const child = spawn(process.execPath, ['--eval', `${opening(file)}.then(() => console.log('open'))`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await assert.rejects(openStorage({ file }), /is in use by another process/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await (await openStorage({ file })).close()
})

test('closing leaves a single file, without a write-ahead log', async () => {
  const file = join(directory, 'closed.db')
  const stores = await openStorage({ file })
  const app = await createApp(stores)
  await stores.logs.append([sampleEntry(app, 'alice', 'bob')])
  await stores.close()
  assert.equal(statSync(`${file}-wal`, { throwIfNoEntry: false }), undefined)
  const db = new DatabaseSync(file, { readOnly: true })
  assert.deepEqual({ ...db.prepare('SELECT count(*) AS count FROM entry').get() }, { count: 1 })
  assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' })
  db.close()
})

function opening(file: string): string {
  const module = JSON.stringify(new URL('../open-storage.ts', import.meta.url).href)
  return `import(${module}).then(({ openStorage }) => openStorage({ file: ${JSON.stringify(file)} }))`
}

/** Opens and closes the file in another process; returns the error message if that fails. */
async function openElsewhere(file: string): Promise<string> {
  const script = `${opening(file)}.then((stores) => stores.close()).then(() => 'open', (error) => error.message).then(console.log)`
  const child = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [output] = (await once(child.stdout, 'data')) as [Buffer]
  await once(child, 'exit')
  return output.toString().trim()
}
