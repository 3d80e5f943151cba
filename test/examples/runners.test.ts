import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { withoutChromium } from '../harness/chromium.ts'
import { findChromium } from '../harness/find-programs.ts'
import { freePort } from '../harness/free-port.ts'
import { builtPackages } from '../harness/packages.ts'
import { Reader } from '../harness/reader.ts'
import { run } from '../harness/run-program.ts'
import { downloadsFolder, npmPackages, offline, placesIn, withoutDownloads } from './downloads.ts'

const root = join(import.meta.dirname, '../..')
const examples = join(root, 'examples')

describe('examples for test runners, with the packages as they are published', {
  skip: withoutDownloads(),
}, () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringpost-examples-'))
    await install(folder)
  })
  after(() => rm(folder, { recursive: true, force: true }))

  /** Runs `npm test` in a copy of the example; resolves with what it prints. */
  const npmTest = async (name: string, env: NodeJS.ProcessEnv = {}) => {
    const own = join(folder, name)
    await cp(join(examples, name), own, { recursive: true })
    await symlink('../node_modules', join(own, 'node_modules'))
    const words = ['test', '--prefix', own]
    return stripVTControlCharacters(await run('npm', words, { NODE_ENV: undefined, CI: '1', ...env }))
  }

  test('docs/start/test-vitest.md', async () => {
    await using reader = await Reader.inEmptyFolder('docs/start/test-vitest.md', offline())
    await reader.saveFiles()
    const shell = reader.terminal()
    // As if they were published.
    const tarballs = Object.values(await builtPackages()).join(' ')
    const install = reader.block('npm install').replace('@ringpost/testing', tarballs)
    assert.match(await shell.run(install), /added \d+ packages/)
    assert.match(
      stripVTControlCharacters(await shell.run(reader.block('npx vitest'))),
      /Tests +1 passed \(1\)/,
    )
  })

  test('examples/vitest', async () => {
    assert.match(await npmTest('vitest'), /Tests +3 passed \(3\)/)
  })

  test('examples/jest', async () => {
    // It prints its report to standard error, and npm fails if a test does.
    await npmTest('jest')
  })

  test('examples/playwright', { skip: withoutChromium() }, async () => {
    const env = { CHROMIUM_PATH: findChromium(), PAGE_PORT: String(await freePort()) }
    assert.match(await npmTest('playwright', env), /2 passed/)
  })

  test('name the versions that were fetched', async () => {
    for (const name of ['vitest', 'jest', 'playwright']) {
      const { default: wanted } = await import(join(examples, name, 'package.json'), {
        with: { type: 'json' },
      })
      for (const [dependency, version] of Object.entries(wanted.devDependencies))
        if (dependency !== '@ringpost/testing') assert.ok(npmPackages.includes(`${dependency}@${version}`))
    }
  })
})

/** Puts what was fetched, and our packages, into `node_modules` of a folder. */
async function install(folder: string): Promise<void> {
  const { modules } = placesIn(downloadsFolder)
  const own = join(folder, 'node_modules')
  await mkdir(own)
  for (const name of await readdir(modules))
    if (name !== '@ringpost') await symlink(join(modules, name), join(own, name))
  for (const [name, tarball] of Object.entries(await builtPackages())) {
    const place = join(own, name)
    await mkdir(dirname(place), { recursive: true })
    await mkdir(place)
    await run('tar', ['xzf', tarball, '-C', place, '--strip-components=1'])
  }
}
