import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { entryKind, type NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import { newEntry } from '../../packages/server/src/domain/log/new-entry.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import { idFloor } from '../../packages/server/src/kernel/id-generator.ts'
import { createApp, sampleUser } from '../../packages/server/src/storage/contract/samples.ts'
import { openStorage } from '../../packages/server/src/storage/open-storage.ts'
import { createDatabase, execute, stopOwnServer, withoutPostgres } from '../harness/postgres.ts'

const ROUNDS = 4
/** Batches that are removed before the kill. */
const STEPS = 5
const DAY = 24 * 3600 * 1000
const PAIRS = 12
/** Messages and notices that are too old, per log: what a run takes longer to remove than it lives. */
const OLD = 80

const pairs = Array.from({ length: PAIRS }, (_, n) => `p:alice|bob${n}`)
const inboxes = Array.from({ length: PAIRS }, (_, n) => `u:bob${n}`)

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  const isPostgres = engine === 'PostgreSQL'

  describe(`retention on ${engine}, killed`, { skip: isPostgres && withoutPostgres() }, () => {
    test('nothing comes back, nothing newer is lost, and the next run continues', async (t) => {
      const directory = await mkdtemp(join(tmpdir(), 'ringpost-retention-'))
      const database = isPostgres ? await createDatabase() : undefined
      t.after(async () => {
        await database?.drop()
        await stopOwnServer()
        await rm(directory, { recursive: true })
      })
      const open = () =>
        openStorage(database === undefined ? { directory } : { url: database.url, connections: 6 })
      /** Only this process, or the other. */
      const run = async (statement: string): Promise<Record<string, unknown>[]> => {
        if (database !== undefined) return execute(database.url, statement)
        const db = new DatabaseSync(join(directory, 'ringpost.db'))
        try {
          return db.prepare(statement).all()
        } finally {
          db.close()
        }
      }
      const env = { RINGPOST_DATABASE_URL: database?.url ?? '' }
      const first = await open()
      const app = (await createApp(first)).id
      await fill(first, app)
      await first.close()

      const begins = new Map<string, number>()
      const acknowledged: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        acknowledged.push(...(await removeAndKill(directory, env)))
        // It ends by itself half a minute later.
        await run('delete from lease')
        const stores = await open()
        for (const log of [...pairs, ...inboxes]) {
          const positions = await positionsOf(stores, app, log)
          assert.deepEqual(
            positions,
            positions.map((_, index) => positions[0]! + index),
            `${log} has no gaps`,
          )
          const begin = positions[0] ?? Number.POSITIVE_INFINITY
          assert.ok(begin >= (begins.get(log) ?? 1), `${log} begins at ${begin}, after ${begins.get(log)}`)
          if (positions.length > 0) begins.set(log, begin)
        }
        await stores.close()
        const hanging = await run(
          `select message from pin where message not in (select id from entry)
           union all select message from reader where message not in (select id from entry)`,
        )
        assert.deepEqual(hanging, [])
        const floors = await run(
          `select log.id from log where floor <> (select min(seq) from entry where entry.app = log.app and entry.log = log.id)`,
        )
        assert.deepEqual(floors, [])
      }
      const left = await run('select count(*) as count from entry')
      t.diagnostic(`${acknowledged.length} acknowledged, ${Number(left[0]!.count)} left, ${ROUNDS} kills`)

      await removeAndKill(directory, env, async () => {
        for (;;) {
          const [row] = await run(
            `select count(*) as count from entry where id < ${idFloor(Date.now() - DAY)}`,
          )
          if (Number(row!.count) === 0) return
          await pause(100)
        }
      })
      const stores = await open()
      for (const id of acknowledged) assert.ok(await stores.logs.find(app, id), String(id))
      for (const log of inboxes) assert.deepEqual(await positionsOf(stores, app, log), [])
      await stores.close()
      assert.deepEqual(await run('select message from pin union all select message from reader'), [])
    })
  })
}

/** Old messages with pins and readers, and notices that the only device has. */
async function fill(stores: Stores, app: number): Promise<void> {
  const { logs, users, pins, readers } = stores
  let id = idFloor(Date.now() - 3 * DAY)
  const old = (log: string, followers: string[]): NewEntry =>
    newEntry({
      app,
      log,
      id: ++id,
      time: 1,
      kind: log.startsWith('u:') ? entryKind.receipt : entryKind.message,
      sender: 'alice',
      receiver: 'bob',
      origin: `old/${id}`,
      payload: new Uint8Array(200),
      followers,
    })
  const names = inboxes.map((log) => log.slice(2))
  await users.create(names.map((name) => sampleUser({ id: app } as never, name)))
  const device = { app, resource: 'web', uuid: '', name: '', seenAt: Date.now() }
  for (const user of names) await logs.registerDevice({ ...device, user }, 4)
  for (let n = 0; n < OLD; n++) {
    const entries = [
      ...pairs.map((log, index) => old(log, ['alice', names[index]!])),
      ...inboxes.map((log) => old(log, [log.slice(2)])),
    ]
    await logs.append(entries)
    if (n % 20 !== 0) continue
    for (const { id, log } of entries.slice(0, PAIRS)) {
      await pins.add(app, log, { message: id, at: 1, by: 'alice' }, 100)
      await readers.note(app, id, 'alice', 1)
    }
  }
  await logs.saveCursors(names.map((user) => ({ app, user, device: 'web', log: `u:${user}`, seq: OLD })))
}

async function positionsOf(stores: Stores, app: number, log: string): Promise<number[]> {
  return (await stores.logs.read(app, log, Number.MIN_SAFE_INTEGER, 1_000_000)).map(({ seq }) => seq)
}

/**
 * Lets a process remove and append until `isOver` resolves, by default while it works on a batch. @returns ids that it had
 * acknowledged.
 */
async function removeAndKill(
  directory: string,
  env: Record<string, string>,
  isOver?: () => Promise<void>,
): Promise<number[]> {
  const program = fileURLToPath(import.meta.resolve('./remove-until-killed.ts'))
  const child = spawn(process.execPath, [program, directory, ...pairs], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...env },
  })
  const ids: number[] = []
  const steps: number[] = []
  const atWork = Promise.withResolvers<void>()
  const reader = createInterface(child.stdout)
  const closed = once(reader, 'close')
  reader.on('line', (line) => {
    // The last line may be cut off.
    if (/^\d{13,}$/.test(line)) ids.push(Number(line))
    if (line === 'step') steps.push(performance.now())
    if (steps.length !== STEPS) return
    // Lines may come together; three quarters of the time between two steps are a pause.
    const between = (steps.at(-1)! - steps[0]!) / (STEPS - 1)
    setTimeout(() => atWork.resolve(), between * (0.6 + Math.random() / 2))
  })
  await Promise.race([(isOver ?? (() => atWork.promise))(), closed])
  child.kill('SIGKILL')
  const [, signal] = await once(child, 'exit')
  assert.equal(signal, 'SIGKILL', 'it was alive until then')
  await closed
  return ids.slice(0, -1)
}
