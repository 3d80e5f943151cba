import assert from 'node:assert/strict'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { idTime } from '../../kernel/id-generator.ts'
import { createApp, sampleEntry } from '../contract/samples.ts'
import { openStorage } from '../open-storage.ts'
import { findWalDamage } from './wal-damage.ts'

const FRAME = 24 + 4096
const COMMITS = 40

const directory = mkdtempSync(join(tmpdir(), 'ringpost-wal-'))
after(() => rmSync(directory, { recursive: true }))
let copies = 0

/** Writes commits into a database and copies it as a crash would leave it. */
function crashed(write: (db: DatabaseSync) => void, from?: string): string {
  const file = join(directory, `${++copies}.db`)
  for (const end of ['', '-wal'])
    if (from !== undefined && existsSync(from + end)) copyFileSync(from + end, file + end)
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0')
  db.exec('CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, payload BLOB)')
  write(db)
  const copy = join(directory, `${++copies}.db`)
  for (const end of ['', '-wal']) copyFileSync(file + end, copy + end)
  db.close()
  return copy
}

function commit(db: DatabaseSync, count: number): void {
  const insert = db.prepare('INSERT INTO entry (payload) VALUES (zeroblob(2000))')
  for (let n = 0; n < count; n++) insert.run()
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(`${file}-wal`)
  bytes[at]! ^= 1
  writeFileSync(`${file}-wal`, bytes)
}

const frames = (file: string) => (readFileSync(`${file}-wal`).length - 32) / FRAME

test('damage is found anywhere, with what follows it; the log is copied', () => {
  const whole = crashed((db) => commit(db, COMMITS))
  assert.equal(findWalDamage(whole), undefined)
  for (const inFrame of [2, 9, 17, 24 + 1000]) {
    const file = crashed((db) => commit(db, COMMITS))
    const bad = 10
    flip(file, 32 + bad * FRAME + inFrame)
    const damage = findWalDamage(file)!
    assert.deepEqual([damage.at, damage.pages], [32 + bad * FRAME, frames(file) - bad - 1])
    assert.ok(damage.commits > COMMITS / 2 && damage.commits < COMMITS)
    assert.deepEqual(readFileSync(damage.copy), readFileSync(`${file}-wal`))
    const db = new DatabaseSync(file)
    const { count } = db.prepare('SELECT count(*) AS count FROM entry').get() as { count: number }
    db.close()
    assert.ok(count < COMMITS - damage.commits + 1, 'SQLite only knows what precedes the damage')
  }
  const headless = crashed((db) => commit(db, COMMITS))
  flip(headless, 17)
  assert.equal(findWalDamage(headless)?.pages, frames(headless))
})

test('the end that a crash leaves is not damage', () => {
  const torn = crashed((db) => commit(db, COMMITS))
  truncateSync(`${torn}-wal`, 32 + 20 * FRAME + 1000)
  assert.equal(findWalDamage(torn), undefined)
  const unfinished = crashed((db) => commit(db, COMMITS))
  flip(unfinished, 32 + (frames(unfinished) - 1) * FRAME + 100)
  assert.equal(findWalDamage(unfinished), undefined)
})

test('frames of an earlier round of the log, and of an unfinished commit, are not damage', () => {
  const older = crashed((db) => {
    commit(db, COMMITS)
    db.exec('PRAGMA wal_checkpoint(RESTART)')
    commit(db, 3)
  })
  assert.ok(frames(older) > 20)
  assert.equal(findWalDamage(older), undefined)

  const large = crashed((db) => {
    commit(db, 3)
    db.exec('BEGIN')
    commit(db, COMMITS)
    db.exec('COMMIT')
  })
  truncateSync(`${large}-wal`, 32 + (frames(large) - 1) * FRAME)
  const goneOn = crashed((db) => commit(db, 1), large)
  assert.equal(findWalDamage(goneOn), undefined)
})

test('a server that starts on a damaged log reports it, and from when on messages are lost', async () => {
  const file = join(directory, 'server.db')
  const first = await openStorage({ file })
  const message = sampleEntry(await createApp(first), 'alice', 'bob')
  await first.logs.append([message])
  await first.close()
  // The server's own checkpoints come when they like.
  const copy = crashed((db) => {
    db.exec('CREATE TABLE filler (payload BLOB)')
    for (let n = 0; n < COMMITS; n++) db.exec('INSERT INTO filler VALUES (zeroblob(2000))')
  }, file)
  flip(copy, Math.floor(frames(copy) / 2) * FRAME)
  const { mtimeMs } = statSync(`${copy}-wal`)
  const said: string[] = []
  const note = (_: object, message: string) => said.push(message)
  const log = { info: () => {}, warn: note, error: note }
  const second = await openStorage({ file: copy, log })
  await second.close()
  assert.equal(said.length, 1)
  assert.match(
    said[0]!,
    /write-ahead log .* is damaged at byte \d+: \d+ pages of \d+ commits .* are lost.*, all from after (\S+Z) and before (\S+Z);.*kept in/,
  )
  const [, since, until] = /after (\S+Z) and before (\S+Z)/.exec(said[0]!)!
  assert.equal(Date.parse(since!), idTime(message.id), 'the newest message that is left')
  assert.equal(Date.parse(until!), Math.round(mtimeMs))
  assert.ok(existsSync(/kept in (\S+)/.exec(said[0]!)![1]!))
})
