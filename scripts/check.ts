// npm run check: everything that can be verified without running the code. All steps run, even if one fails.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const root = join(import.meta.dirname, '..')

/** `script` is the file behind a command of node_modules/.bin, so that each runs on the current Node. */
type Step = { title: string; script: string; args: string[] }
const steps: Step[] = [
  { title: 'types (tsc)', script: 'node_modules/typescript/bin/tsc', args: ['--project', '.'] },
  {
    title: 'lint and format (biome)',
    script: 'node_modules/@biomejs/biome/bin/biome',
    args: ['ci', '--colors=off', '--error-on-warnings', '.'],
  },
  {
    title: 'layers (dependency-cruiser)',
    script: 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', '.dependency-cruiser.ts', 'packages'],
  },
  { title: 'dead code (knip)', script: 'node_modules/knip/bin/knip.js', args: ['--no-config-hints'] },
  { title: 'generated files', script: 'scripts/generate.ts', args: ['--check'] },
  { title: 'paths of one machine', script: 'scripts/machine-paths.ts', args: [] },
]

/** Never rejects; the report is one line, followed by the output of the step if it failed. */
async function run({ title, script, args }: Step): Promise<{ passed: boolean; report: string }> {
  const started = performance.now()
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const line = `${code === 0 ? '✓' : '✗'} ${title}  ${seconds} s`
  const output = `${out}${err}`.trimEnd().replaceAll(/^(?=.)/gm, '    ')
  return { passed: code === 0, report: code === 0 ? line : `${line}\n${output}\n` }
}

// All at once: each is one process that hardly uses a second core.
const running = steps.map(run)
let failed = 0
for (const step of running) {
  const { passed, report } = await step
  console.log(report)
  if (!passed) failed++
}
console.log(failed === 0 ? `All ${steps.length} checks passed` : `${failed} of ${steps.length} checks failed`)
process.exitCode = failed === 0 ? 0 : 1
