import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { createApp, sampleEntry } from '../contract/samples.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/all.ts'
import type { StorageError } from '../storage-error.ts'
import { storesOver } from '../stores-over.ts'
import { InThreads } from './in-threads.ts'
import { Reader } from './reader.ts'
import { SqliteEngine } from './sqlite-engine.ts'
import { WorkerLink } from './worker-link.ts'

const directory = mkdtempSync(join(tmpdir(), 'ringpost-worker-'))
after(() => rmSync(directory, { recursive: true }))
const isUnavailable = (error: unknown) => (error as StorageError).fault === 'unavailable'

test('when the writer dies, pending calls are rejected, the caller is informed, and closing completes', async () => {
  const file = join(directory, 'ringpost.db')
  const deaths: StorageError[] = []
  const open = (role: 'writer' | 'reader' | 'checkpointer') =>
    WorkerLink.open({ file, role }, (error) => deaths.push(error))
  const writer = await open('writer')
  const readers = [new Reader(await open('reader')), new Reader(await open('reader'))]
  const workers = { writer, readers, checkpointer: await open('checkpointer') }
  const engine = new SqliteEngine(new InThreads(workers, (error) => assert.fail(String(error))))
  await migrate(engine, migrations)
  const stores = storesOver(engine)
  const app = await createApp(stores)
  await stores.logs.append([sampleEntry(app, 'alice', 'bob')])

  // Keeps the thread busy in a step that cannot be interrupted, so everything else waits behind it.
  const slow = sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000000) select max(i) from n`
  const waiting = Promise.allSettled([
    engine.commit([slow.compile(engine.writes)]),
    stores.commit(({ logs }) => [logs.append([sampleEntry(app, 'alice', 'bob')])]),
    ...Array.from({ length: 500 }, () => stores.logs.append([sampleEntry(app, 'alice', 'bob')])),
    stores.apps.update(app),
  ])
  await writer.kill()
  for (const result of await waiting) assert.ok(result.status === 'rejected' && isUnavailable(result.reason))
  await assert.rejects(stores.logs.append([sampleEntry(app, 'alice', 'bob')]), isUnavailable)
  assert.equal(deaths.length, 1)
  assert.ok(isUnavailable(deaths[0]))
  assert.equal((await stores.logs.read(app.id, 'p:alice|bob', 0, 10)).length, 1, 'reading goes on')
  await stores.close()

  const again = await open('writer')
  await again.close()
  assert.equal(deaths.length, 1, 'closing is not a death')
})

test('a failed start is an error of its own, not a death', async () => {
  const start = { file: join(directory, 'missing', 'ringpost.db'), role: 'writer' } as const
  await assert.rejects(
    WorkerLink.open(start, () => assert.fail('died')),
    /SQLITE_CANTOPEN/,
  )
})
