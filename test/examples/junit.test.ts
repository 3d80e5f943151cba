import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { findProgram } from '../harness/find-programs.ts'
import { Reader } from '../harness/reader.ts'
import { isRequired } from '../harness/required.ts'
import { run } from '../harness/run-program.ts'
import { shellBlocks } from '../harness/terminal.ts'
import { findJdk } from '../native/installation.ts'
import { mavenProjects, offline, withoutDownloads } from './downloads.ts'

const page = 'docs/start/test-junit.md'
const example = 'examples/junit'
const jdk = findJdk()
const isHere = jdk !== undefined && findProgram('mvn') !== undefined
const skip = (!isHere && !isRequired('native') && 'no JDK 17 or no Maven') || withoutDownloads()

test('the extension for JUnit keeps what it promises, and docs/start/test-junit.md and the example work', {
  skip,
}, async () => {
  const env = { ...offline(), JAVA_HOME: jdk }
  const folder = await mkdtemp(join(tmpdir(), 'ringpost-junit-'))
  try {
    // Maven builds in the folder of its project.
    await cp(mavenProjects[0], folder, { recursive: true })
    // The tests of the extension run first.
    await run('mvn', ['-q', '-B', '-o', '-f', folder, 'install'], env)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  await using reader = await Reader.inEmptyFolder(page, env)
  await reader.copy(example)
  // The page's pom.xml is as good as that of the example.
  await reader.saveFiles()
  const said = await reader.terminal().run(reader.block('mvn test'))
  assert.match(stripVTControlCharacters(said), /Tests run: 4, Failures: 0, Errors: 0, Skipped: 0$/m)
  assert.deepEqual(await shellBlocks(`${example}/README.md`), await shellBlocks(page))
})
