// Runs all tests repeatedly while other work keeps the processor busy: tests that depend on speed fail here first.
// Arguments: number of runs (default 10), then words that select tests as for `npm test`.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

const BUSY_LOOPS = 2

const [times = '10', ...words] = process.argv.slice(2)
const failed: number[] = []
const loops = Array.from({ length: BUSY_LOOPS }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
)
const end = () => {
  for (const loop of loops) loop.kill()
}
process.once('SIGINT', () => {
  end()
  process.exit(130)
})
try {
  for (let run = 1; run <= Number(times); run++) {
    console.log(`\nRun ${run} of ${times}, beside ${BUSY_LOOPS} busy loops`)
    const tests: ChildProcess = spawn('npm', ['test', '--', ...words], { stdio: 'inherit' })
    const [code] = await once(tests, 'close')
    if (code !== 0) failed.push(run)
  }
} finally {
  end()
}
console.log(failed.length === 0 ? `\nAll ${times} runs passed` : `\nFailed: run ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
