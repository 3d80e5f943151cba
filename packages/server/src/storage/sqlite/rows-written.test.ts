import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { HOUR_IDS } from '../../domain/log/active-hour.ts'
import type { NewEntry } from '../../domain/log/entry.ts'
import { packEntries } from '../../domain/log/entry-batch.ts'
import { createApp, sampleEntry, sampleUser } from '../contract/samples.ts'
import { openStorage } from '../open-storage.ts'
import { LogWriter } from './log-writer.ts'

test('a message is one row, and one more for each follower in the first of an hour, unless there are many', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ringpost-rows-'))
  const stores = await openStorage({ directory })
  const app = await createApp(stores)
  const users = Array.from({ length: 300 }, (_, i) => `user${i}`)
  await stores.users.create(users.map((name) => sampleUser(app, name)))
  const inGroup = (log: string, number: number) =>
    sampleEntry(app, 'alice', '1', { log, followers: [], id: 99 * HOUR_IDS + number })
  for (const [i, [log, members]] of [
    ['g:few', users.slice(0, 50)] as const,
    ['g:many', users] as const,
  ].entries()) {
    const first = inGroup(log, i)
    await stores.logs.append([first])
    await stores.logs.follow(app.id, log, members, { entry: first.id, included: true })
  }
  await stores.close()

  const db = new DatabaseSync(join(directory, 'ringpost.db'))
  const writer = new LogWriter(db)
  let number = 9
  const changes = () => (db.prepare('select total_changes() as rows').get() as { rows: number }).rows
  const rows = (hour: number, entry: (id: number) => NewEntry) => {
    const before = changes()
    writer.append(packEntries([entry(hour * HOUR_IDS + number++)]))
    return changes() - before
  }
  const toBob = (id: number) => sampleEntry(app, 'alice', 'bob', { id })
  const toGroup = (log: string) => (id: number) => ({ ...inGroup(log, 0), id, origin: null })
  rows(100, toBob)
  // Who begins to follow is marked an hour ahead.
  assert.deepEqual([rows(100, toBob), rows(101, toBob), rows(102, toBob), rows(102, toBob)], [1, 1, 3, 1])
  assert.deepEqual([rows(102, toGroup('g:few')), rows(102, toGroup('g:few'))], [51, 1])
  assert.deepEqual([rows(102, toGroup('g:many')), rows(103, toGroup('g:many'))], [1, 1])
  db.close()
  rmSync(directory, { recursive: true })
})
