import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createDatabase, type TestDatabase, withoutPostgres } from '../harness/postgres.ts'
import { ENOUGH, KillRounds, type Round } from './kill-rounds.ts'

/** Set on an otherwise idle machine, to measure the share: 30 rounds take two minutes. */
const MEASURED = Number(process.env.RINGPOST_TEST_KILL_ROUNDS ?? 0)
const ROUNDS = MEASURED || 2
/** ms before the kill in which an acknowledgement may be lost, in addition to the delay of the machine. */
const WINDOW_MS = 150
/** ms of load, minimum and maximum. */
const LOAD_MS = [400, 1400] as const
/** ms after the last acknowledgement in which it may be lost. */
const QUIET_MS = 500

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  const skip = engine === 'PostgreSQL' && withoutPostgres()

  describe(`acknowledged messages that are repeated after kill -9, on ${engine}`, { skip }, () => {
    let data: string
    let database: TestDatabase | undefined
    let rounds: KillRounds
    before(async () => {
      data = await mkdtemp(join(tmpdir(), 'ringpost-redelivery-'))
      if (engine === 'PostgreSQL') database = await createDatabase()
      rounds = await KillRounds.start(data, database ? { RINGPOST_DATABASE_URL: database.url } : {})
    })
    after(async () => {
      await rounds[Symbol.asyncDispose]()
      await database?.drop()
      await rm(data, { recursive: true })
    })

    test('under load almost none', async (t) => {
      const all: Round[] = []
      for (let round = 0; round < ROUNDS; round++)
        all.push(await rounds.run(LOAD_MS[0] + Math.random() * (LOAD_MS[1] - LOAD_MS[0])))
      const acknowledged = all.reduce((sum, round) => sum + round.acknowledged, 0)
      const again = all.reduce((sum, round) => sum + round.again, 0)
      const share = `${((again / acknowledged) * 100).toFixed(1)} %`
      t.diagnostic(`${again} of ${acknowledged} came again (${share}), ${ROUNDS} kills`)
      assert.ok(acknowledged > ROUNDS * ENOUGH, `${acknowledged}`)
      for (const { oldestMs, slowestMs } of all)
        assert.ok(oldestMs < WINDOW_MS + 2 * slowestMs, `${oldestMs} ms, with requests of ${slowestMs} ms`)
      if (MEASURED > 0) assert.ok(again < acknowledged * 0.02, share)
    })

    test('half a second after the last acknowledgement none', async () => {
      const { acknowledged, again } = await rounds.run(LOAD_MS[0], QUIET_MS)
      assert.ok(acknowledged > ENOUGH)
      assert.equal(again, 0)
    })
  })
}
