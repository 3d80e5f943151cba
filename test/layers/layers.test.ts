import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import type { ICruiseResult } from 'dependency-cruiser'
import config from '../../.dependency-cruiser.ts'

const root = join(import.meta.dirname, '../..')
const tree = mkdtempSync(join(tmpdir(), 'ringpost-layers-'))
after(() => rmSync(tree, { recursive: true, force: true }))

/** [file, what it imports, the rules that must reject it]. `import type` counts like any other import. */
const imports: [file: string, imported: string, rules: string[]][] = [
  ['packages/server/src/domain/users/a.ts', '../../storage/store.ts', ['domain-is-pure']],
  ['packages/server/src/domain/users/b.ts', 'node:http', ['domain-is-pure']],
  ['packages/server/src/domain/users/f.ts', 'node:crypto', []],
  ['packages/server/src/domain/users/g.ts', '../../../../../node_modules/ws/index.ts', ['domain-is-pure']],
  ['packages/server/src/domain/users/c.ts', '../messages/message.ts', []],
  ['packages/server/src/domain/users/d.ts', '../../kernel/clock.ts', []],
  ['packages/server/src/domain/users/e.ts', '../../../../contract/src/errors.ts', []],
  ['packages/server/src/domain/users/h.ts', '../../../../contract/src/index.ts', ['domain-is-pure']],
  ['packages/server/src/kernel/a.ts', '../domain/messages/message.ts', ['kernel-is-the-bottom']],
  ['packages/server/src/kernel/b.ts', 'node:crypto', []],
  ['packages/server/src/http/g.ts', '../../../../node_modules/lru-cache/index.ts', ['caches-grow']],
  ['packages/server/src/kernel/lru-cache.ts', '../../../../node_modules/lru-cache/index.ts', []],
  ['packages/server/src/http/a.ts', '../storage/store.ts', ['layers-meet-in-app']],
  ['packages/server/src/http/b.ts', '../gateway/session.ts', ['layers-meet-in-app']],
  ['packages/server/src/http/c.ts', '../app/config.ts', ['layers-meet-in-app']],
  ['packages/server/src/http/d.ts', '../domain/messages/message.ts', []],
  ['packages/server/src/http/e.ts', './users/route.ts', []],
  ['packages/server/src/storage/a.ts', '../cluster/bus.ts', ['layers-meet-in-app']],
  ['packages/server/src/cluster/a.ts', '../blobs/disk.ts', ['layers-meet-in-app']],
  ['packages/server/src/blobs/a.ts', '../storage/store.ts', ['layers-meet-in-app']],
  ['packages/server/src/webhooks/a.ts', '../http/users/route.ts', ['layers-meet-in-app']],
  ['packages/server/src/delivery/a.ts', '../gateway/session.ts', ['layers-meet-in-app']],
  ['packages/server/src/newcomer/a.ts', '../http/users/route.ts', ['layers-meet-in-app']],
  [
    'packages/server/src/cli/import/prepare-thread.ts',
    '../../../../contract/src/operations/users.ts',
    ['threads-start-light'],
  ],
  ['packages/server/src/gateway/a.ts', '../http/users/route.ts', ['gateway-on-delivery']],
  ['packages/server/src/gateway/b.ts', '../delivery/push.ts', []],
  ['packages/server/src/emulator/a.ts', '../storage/store.ts', ['emulator-on-entries']],
  ['packages/server/src/emulator/b.ts', '../http/users/route.ts', []],
  ['packages/server/src/http/h.ts', '../emulator/emulator.ts', ['layers-meet-in-app']],
  ['packages/server/src/cli/a.ts', '../storage/store.ts', ['cli-on-app']],
  ['packages/server/src/cli/b.ts', '../app/config.ts', []],
  ['packages/server/src/app/a.ts', '../http/compat/old.ts', []],
  ['packages/server/src/app/b.ts', '../storage/store.ts', []],
  ['packages/server/src/http/f.ts', './compat/old.ts', ['compat-is-a-leaf']],
  ['packages/server/src/http/compat/a.ts', '../users/route.ts', []],
  ['packages/contract/src/a.ts', '../../protocol/src/frame.ts', ['wire-and-contract-stand-alone']],
  [
    'packages/protocol/src/a.ts',
    '../../server/src/kernel/clock.ts',
    ['wire-and-contract-stand-alone', 'only-server-is-server'],
  ],
  ['packages/client/src/a.ts', '../../server/src/kernel/clock.ts', ['only-server-is-server']],
  ['packages/client/src/b.ts', '../../contract/src/index.ts', []],
  ['packages/server/src/app/c.ts', './app.test.ts', ['tests-are-not-imported']],
  ['packages/server/src/app/d.ts', '../../../../scripts/generate.ts', ['tests-are-not-imported']],
  ['packages/server/src/app/app.test.ts', '../http/users/route.ts', []],
  ['packages/server/src/domain/messages/message.test.ts', '../../storage/store.ts', []],
  ['packages/server/src/app/cycle.ts', './elcyc.ts', ['no-cycles']],
  ['packages/server/src/app/elcyc.ts', './cycle.ts', []],
  ['packages/server/src/app/e.ts', './nowhere.ts', ['resolvable']],
]

function cruise(directory: string): ICruiseResult {
  const args = ['--config', join(root, '.dependency-cruiser.ts'), '--output-type', 'json', 'packages']
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const run = spawnSync(process.execPath, [bin, ...args], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  assert.notEqual(run.stdout, '', run.stderr)
  return JSON.parse(run.stdout)
}

test('each forbidden import is found, and no allowed one', () => {
  const write = (path: string, source: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), source)
  }
  for (const [file, imported] of imports) {
    const target = join(dirname(file), imported)
    if (imported.startsWith('.') && !imported.includes('nowhere')) write(target, 'export type T = 1\n')
  }
  for (const [file, imported] of imports)
    write(file, `import type * as T from '${imported}'\nexport type U = T\n`)

  const found = cruise(tree).summary.violations.map(({ from, rule, to }) => `${rule.name}: ${from} -> ${to}`)
  const expected = imports.flatMap(([file, imported, rules]) => {
    const target = imported.startsWith('.') ? join(dirname(file), imported) : imported.replace('node:', '')
    return rules.map((rule) => `${rule}: ${file} -> ${imported.includes('nowhere') ? imported : target}`)
  })
  assert.deepEqual(found.sort(), expected.sort())
})

test('every rule has an import above that it must find', () => {
  const covered = new Set(imports.flatMap(([, , rules]) => rules))
  assert.deepEqual(
    config.forbidden?.map((rule) => rule.name).filter((name) => !covered.has(name ?? '')),
    [],
  )
})

test('the check reads every source file of the packages and their imports', () => {
  const { modules, summary } = cruise(root)
  const read = new Set(modules.map((module) => module.source))
  const sources = globSync('packages/*/src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.d.ts'))
  assert.ok(sources.length >= 60, `only ${sources.length} source files: is packages/ complete?`)
  assert.deepEqual(
    sources.filter((source) => !read.has(source)),
    [],
  )
  assert.ok((summary.totalDependenciesCruised ?? 0) >= sources.length, 'hardly any imports were found')
})
