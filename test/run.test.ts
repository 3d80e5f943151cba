import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, describe, it, test } from 'node:test'

const scratch = mkdtempSync(join(tmpdir(), 'ringpost-runner-'))
after(() => rmSync(scratch, { recursive: true, force: true }))
let trees = 0

/** Writes test files (path -> source after the import line) into their own tree and runs the runner on it. */
async function runTree(files: Record<string, string>, ...args: string[]) {
  const root = join(scratch, String(trees++))
  mkdirSync(root)
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(
      join(root, path),
      `import { after, before, describe, it, test } from 'node:test'\n${source}\n`,
    )
  }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], {
    cwd: root,
    env: { ...process.env, RINGPOST_DATABASE: 'of the developer', RINGPOST_TEST_KEPT: 'yes' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return { output, code, last: output.trimEnd().split('\n').at(-1) }
}

/** A file that fails in one way: its source, the expected counts of passed and failed tests, and the reason. */
const broken: Record<string, { source: string; passed: number; failed: number; says: string }> = {
  'a failing test': {
    source: `test('a', () => { throw new Error('boo') })`,
    passed: 0,
    failed: 1,
    says: 'boo',
  },
  'failing subtests, counted once': {
    source: `describe('s', () => { it('x', () => {}); it('y', () => { throw new Error('boo') }) })`,
    passed: 1,
    failed: 1,
    says: 's > y',
  },
  'a throwing before() of the file': {
    source: `before(() => { throw new Error('early') }); test('a', () => {})`,
    passed: 0,
    failed: 1,
    says: 'failed running before hook: Error: early',
  },
  'a throwing before() of a suite': {
    source: `describe('s', () => { before(() => { throw new Error('early') }); it('x', () => {}) })`,
    passed: 0,
    failed: 2,
    says: '1 more did not run because of that',
  },
  // Node itself exits with 0 here.
  'a throwing after() of the file': {
    source: `after(() => { throw new Error('closing') }); test('a', () => {})`,
    passed: 1,
    failed: 1,
    says: 'Error: closing',
  },
  'a throw outside of tests': {
    source: `test('a', () => {}); throw new Error('top')`,
    passed: 0,
    failed: 1,
    says: 'Error: top',
  },
  'a syntax error': { source: `test('a', () => {`, passed: 0, failed: 1, says: 'crashed with exit code 1' },
  'an error after its test passed': {
    source: `test('a', () => { setTimeout(() => { throw new Error('late') }, 20) })`,
    passed: 1,
    failed: 1,
    says: 'created the error "Error: late"',
  },
  'process.exit(0) half way': {
    source: `test('a', () => { process.exit(0) }); test('b', () => {})`,
    passed: 0,
    failed: 1,
    says: 'ended before its tests did',
  },
  'death by a signal': {
    source: `test('a', () => { process.kill(process.pid, 'SIGKILL'); for (;;); })`,
    passed: 0,
    failed: 1,
    says: 'killed by SIGKILL',
  },
  'no tests': {
    source: `export const nothing = 1`,
    passed: 0,
    failed: 1,
    says: 'ended before its tests did',
  },
  'an empty suite': { source: `describe('s', () => {})`, passed: 0, failed: 1, says: 'declares no tests' },
}

describe('counts as failed', { concurrency: 3 }, () => {
  for (const [title, { source, passed, failed, says }] of Object.entries(broken)) {
    it(title, async () => {
      const { output, code, last } = await runTree({ 'packages/a/src/broken.test.ts': source })
      assert.equal(last, `${passed} passed, ${failed} failed`)
      assert.equal(code, 1)
      assert.ok(output.includes(says), output)
    })
  }
})

test('kills a file that times out and says what it was doing', async () => {
  const { output, code, last } = await runTree(
    {
      'test/waits.test.ts': `setInterval(() => {}, 1000); test('forever', () => new Promise(() => {}))`,
      'test/open.test.ts': `test('done', () => { setInterval(() => {}, 1000) })`,
      'test/loops.test.ts': `process.on('SIGTERM', () => {}); test('deaf', () => { for (;;); })`,
    },
    '--timeout=10',
  )
  assert.equal(code, 1)
  assert.match(last ?? '', /^[01] passed, 3 failed$/)
  assert.match(output, /got no further for 10 s: running: forever \(line 2\)/)
})

test('ends processes that a test file leaves behind', async () => {
  const { output, code } = await runTree({
    'test/leaves.test.ts': `
      import { spawn } from 'node:child_process'
      test('a', (t) => {
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
        child.unref()
        console.log('left behind: ' + child.pid)
        throw new Error('so that the output is shown')
      })`,
  })
  assert.equal(code, 1)
  const pid = /left behind: (\d+)/.exec(output)?.[1]
  // Killed, though its new parent may not have reaped it yet ("Z").
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  assert.match(stdout.trim(), /^(?:Z.*)?$/)
})

test('passes, shows skipped suites with their reason, and runs packages/ and test/', async () => {
  const { output, code, last } = await runTree({
    'packages/a/src/users.test.ts': `test('a', () => {})\ndescribe('s', () => { it('b', () => {}) })`,
    'packages/a/node_modules/b/b.test.ts': `throw new Error('not ours')`,
    'test/postgres.test.ts': `describe('stores', { skip: 'PostgreSQL not found: set X' }, () => { it('b', () => {}) })`,
  })
  assert.equal(code, 0)
  assert.equal(last, '2 passed, 0 failed, 1 skipped')
  assert.match(output, /- test\/postgres\.test\.ts: stores: PostgreSQL not found: set X/)
})

test('runs the files whose path contains any of the words', async () => {
  const files = {
    'packages/a/src/gateway/one.test.ts': `test('a', () => {})`,
    'packages/a/src/http/users.test.ts': `test('b', () => {})`,
    'packages/a/src/http/groups.test.ts': `throw new Error('not asked for')`,
  }
  assert.equal((await runTree(files, 'gateway', 'users')).last, '2 passed, 0 failed')
})

test('fails if there is nothing to run', async () => {
  const { code, output } = await runTree(
    { 'packages/a/src/users.test.ts': `test('a', () => {})` },
    'nosuchfile',
  )
  assert.equal(code, 1)
  assert.match(output, /No test file found for: nosuchfile/)
})

test('keeps settings of a server away from the tests', async () => {
  const { output } = await runTree({
    'test/env.test.ts': `test('a', () => { throw new Error(JSON.stringify(process.env)) })`,
  })
  assert.match(output, /"RINGPOST_LOG_LEVEL":"silent"/)
  assert.match(output, /"RINGPOST_TEST_KEPT":"yes"/)
  assert.doesNotMatch(output, /of the developer/)
})
