import assert from 'node:assert/strict'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
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
  if (from !== undefined) for (const end of ['', '-wal']) copyFileSync(from + end, file + end)
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

test('a server that starts on a damaged log reports it', async () => {
  const file = join(directory, 'server.db')
  const first = await openStorage({ file })
  const [tried, copy] = [join(directory, 'tried.db'), join(directory, 'copy.db')]
  // A checkpoint in between leaves little in the log, and frames of before behind it, which nobody misses.
  for (let isDamaged = false, round = 0; !isDamaged; round++) {
    assert.ok(round < 20, 'commits without a checkpoint among them')
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => first.apps.secret(`s${round} ${n}`, () => Buffer.alloc(2000))),
    )
    for (const end of ['', '-wal']) copyFileSync(file + end, tried + end)
    flip(tried, Math.floor(frames(tried) / 2) * FRAME)
    for (const end of ['', '-wal']) copyFileSync(tried + end, copy + end)
    isDamaged = findWalDamage(tried) !== undefined
  }
  await first.close()
  const said: string[] = []
  const note = (_: object, message: string) => said.push(message)
  const log = { info: () => {}, warn: note, error: note }
  const second = await openStorage({ file: copy, log })
  await second.close()
  assert.equal(said.length, 1)
  assert.match(
    said[0]!,
    /write-ahead log .* is damaged at byte \d+: \d+ pages of \d+ commits .* are lost.*kept in/,
  )
  assert.ok(existsSync(/kept in (\S+)/.exec(said[0]!)![1]!))
})
