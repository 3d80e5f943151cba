import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Baseline } from '../harness/baseline.ts'
import { alternate, type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import { NotBuilt, TEXT } from '../harness/chat-target.ts'
import { FilledStore, HOUR } from '../harness/filled-store.ts'
import { measureWhole } from '../harness/meter.ts'
import { APP_KEY, type Ringpost } from '../harness/ringpost.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { requestBytes } from '../load/http-connection.ts'

const name = 'bulk-import'
const USERS = 500
const users = numbered('imported', USERS)

/** Imports messages of another system: as a file, and one by one through the documented call. */
export const bulkImport: Scenario = {
  name,
  title: 'import of messages, from a file into a running server, and over REST with one per call',
  async run(bench: Bench) {
    const [http, ringpost] = await Promise.all([
      Baseline.start('http'),
      startRingpost(bench, { probe: true }),
    ])
    try {
      await ringpost.addUsers(users)
      await fromFile(bench, ringpost)
      await overRest(bench, http, ringpost)
    } catch (error) {
      if (!(error instanceof NotBuilt)) throw error
      bench.results.skip(name, error.message)
    } finally {
      await Promise.all([http.stop(), ringpost.stop()])
    }
  },
}

/** Compares with the rate of the store alone, which gets entries in memory, in its own process. */
async function fromFile({ options, results }: Bench, ringpost: Ringpost): Promise<void> {
  // Enough lines that one pause in a thousand is not the only pause.
  const lines = options.extent === 'quick' ? 20_000 : 300_000
  const forCase = `file of ${lines} messages`
  const folder = await mkdtemp(join(tmpdir(), 'ringpost-bench-import-'))
  try {
    for (let round = 0; round < options.rounds; round++) {
      const store = await FilledStore.make(lines)
      const alone = { perSecond: store.perSecond }
      await store.remove()
      results.add({ scenario: name, target: 'store alone', case: forCase, round, values: alone })
      const file = join(folder, `${round}.jsonl`)
      await writeMessages(file, lines, round)
      await ringpost.blocked()
      const values = await measureWhole(
        () => ringpost.pids(),
        async (meter) => {
          await ringpost.command('import', APP_KEY, file)
          meter.done(lines)
        },
      )
      const blocked = await ringpost.blocked()
      results.add({
        scenario: name,
        target: ringpost.name,
        case: forCase,
        round,
        values: { ...values, ...blocked },
      })
    }
  } finally {
    await rm(folder, { recursive: true })
  }
  console.log(`  from a file: ${Math.round(results.median(name, ringpost.name, forCase, 'perSecond'))}/s`)
}

async function overRest(bench: Bench, http: Baseline, ringpost: Ringpost): Promise<void> {
  // Within one conversation, times must increase.
  let time = Date.now() - 10 * 24 * HOUR
  const body = (i: number) => ({
    from: users[(i * 7 + 1) % USERS]!,
    target: users[i % USERS]!,
    type: 'txt',
    body: { msg: TEXT },
    msg_timestamp: ++time,
  })
  await ringpost.call('POST', '/messages/users/import', body(0))
  const echo = requestBytes('POST', '/bench/chat/messages/users', { ...body(0), to: ['imported1'] })
  const request = (i: number) => ringpost.request('POST', '/messages/users/import', body(i))
  const forCase = 'REST, 64 at once'
  await alternate(bench, name, [
    { target: http, case: forCase, load: (meter) => closedLoop(meter, http.port, 64, () => echo) },
    { target: ringpost, case: forCase, load: (meter) => closedLoop(meter, ringpost.port, 64, request) },
  ])
}

/** Every round has its own day, so that nothing is a repeat. */
async function writeMessages(file: string, lines: number, round: number): Promise<void> {
  const begin = Date.now() - (100 - round) * 24 * HOUR
  const out = createWriteStream(file)
  for (let i = 0; i < lines; i++) {
    const message = {
      chat_type: 'chat',
      from: users[(i * 7 + 1) % USERS]!,
      to: users[i % USERS]!,
      type: 'txt',
      body: { msg: TEXT },
      timestamp: begin + i,
    }
    if (!out.write(`${JSON.stringify(message)}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}
