import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { findProgram } from '../harness/find-programs.ts'
import { without } from './missing-tool.ts'

const run = promisify(execFile)

test('systemd accepts the unit, which exposes little', {
  skip: without('systemd-analyze', 'systemd'),
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringpost-unit-'))
  try {
    const unit = join(folder, 'ringpost.service')
    await writeFile(unit, await readFile('deploy/ringpost.service'))
    const analyze = findProgram('systemd-analyze')!
    const { stdout, stderr } = await run(analyze, ['verify', unit])
    const ours = `${stdout}${stderr}`.split('\n').filter((line) => line.includes(unit))
    assert.deepEqual(ours, [])
    // In tenths. Was 87 without these lines; network access and a folder of its own are what is left.
    await run(analyze, ['security', '--offline=true', '--threshold=20', unit])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('compose.yaml is one', { skip: without('check-jsonschema', 'it with pip') }, async () => {
  const check = findProgram('check-jsonschema')!
  await run(check, ['--builtin-schema', 'vendor.compose-spec', 'deploy/compose.yaml'])
})
