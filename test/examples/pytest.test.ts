import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findProgram } from '../harness/find-programs.ts'
import { Reader } from '../harness/reader.ts'
import { isRequired } from '../harness/required.ts'
import { run } from '../harness/run-program.ts'
import { shellBlocks } from '../harness/terminal.ts'
import { offline, withoutDownloads } from './downloads.ts'

const page = 'docs/start/test-pytest.md'
const kit = 'packages/testing-python'
const example = 'examples/pytest'
const skip =
  (findProgram('python3') === undefined && !isRequired('python') && 'no python3 in PATH') ||
  withoutDownloads()

test('the package for pytest keeps what it promises, and docs/start/test-pytest.md and the example work', {
  skip,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringpost-pytest-'))
  const installed = join(folder, 'installed')
  const packages = offline()
  try {
    await run('python3', ['-m', 'pip', 'wheel', '-q', '--no-deps', '-w', folder, kit], packages)
    await using reader = await Reader.inEmptyFolder(page, {
      ...packages,
      PIP_FIND_LINKS: `${packages.PIP_FIND_LINKS} ${folder}`,
      // In place of a virtual environment, which Debian's python3 cannot make.
      PIP_TARGET: installed,
      PYTHONPATH: installed,
      PATH: `${join(installed, 'bin')}:${process.env.PATH}`,
      PYTHONDONTWRITEBYTECODE: '1',
    })
    for (const each of [example, `${kit}/tests`]) await reader.copy(each)
    await reader.saveFiles()
    const shell = reader.terminal()
    await shell.run(reader.block('pip install'))
    assert.match(await shell.run(reader.block('pytest\n')), /^=+ \d+ passed in [\d.]+s/m)
    assert.deepEqual(await shellBlocks(`${example}/README.md`), [(await shellBlocks(page)).join('')])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
