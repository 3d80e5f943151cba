// npm run fuzz [-- --seconds 60] [--seed N] [--from N] [--cases N]: attacks a server of its own with random cases and
// watches it. Exits with 1 if it found a fault. The last line is `N cases, N faults`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ServerProcess } from '../harness/cli-process.ts'
import { bootstrap } from '../harness/test-server.ts'
import { Bystanders } from './bystanders.ts'
import { FuzzRun } from './fuzz-run.ts'
import { ServerWatch } from './server-watch.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    from: { type: 'string', default: '0' },
    cases: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
  },
})
const [seconds, seed, from, cases] = [values.seconds, values.seed, values.from, values.cases].map((text) => {
  if (!/^\d+$/.test(text)) throw new Error(`${text} is not a number`)
  return Number(text)
}) as [number, number, number, number]

const data = mkdtempSync(join(tmpdir(), 'ringpost-fuzz-'))
try {
  await using server = await ServerProcess.start(data, {
    RINGPOST_BOOTSTRAP: bootstrap,
    RINGPOST_LOG_FORMAT: 'json',
    RINGPOST_LOG_LEVEL: 'warn',
    // All clients here share one address.
    RINGPOST_GUESSES_PER_ADDRESS: '0',
  })
  const port = Number(new URL(server.url).port)
  const run = new FuzzRun({ seed, from, cases, until: Date.now() + seconds * 1000, port })
  console.log(`seed ${seed}, from case ${from}, ${seconds} s`)
  await fuzz(server, run)
  console.log(
    `\nseed ${seed} stopped at case ${run.next}; continue: npm run fuzz -- --seed ${seed} --from ${run.next}`,
  )
  console.log(`${run.next - from} cases, ${run.faults.size} faults`)
  process.exitCode = run.faults.size === 0 ? 0 : 1
} finally {
  rmSync(data, { recursive: true, force: true, maxRetries: 5 })
}

async function fuzz(server: ServerProcess, run: FuzzRun): Promise<void> {
  using watch = new ServerWatch(server, (fault) => {
    run.report(fault)
    run.isStopped ||= watch.hasCrashed
  })
  await using bystanders = await Bystanders.start(server.url, (fault) => {
    if (!watch.hasCrashed) run.report(fault)
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      run.isStopped = true
    })
  try {
    await run.play()
  } catch (error) {
    run.report(String(error))
  }
  console.log(`\n${bystanders.summary}\n${watch.summary}`)
}
