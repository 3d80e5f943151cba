// npm test [-- words]: every *.test.ts under packages/ and test/, or those whose path contains one of the words.
// With RINGPOST_TEST_ENGINE=postgres or =cluster, servers of tests run on that, and those files only that start one.
// Each file runs on node:test in a process of its own; the last line printed is `N passed, N failed[, N skipped]`.
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStorage } from '../packages/server/src/storage/open-storage.ts'
import { dependsOnEngine } from './depends-on-engine.ts'
import { findPostgres } from './harness/find-programs.ts'
import { arePackagesFresh, builtPackages } from './harness/packages.ts'
import {
  createDatabase,
  PostgresServer,
  type TestDatabase,
  URL_VARIABLE,
  withoutPostgres,
} from './harness/postgres.ts'
import { fileLines, summaryLines } from './report.ts'
import { type FileResult, runFile } from './run-file.ts'

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { timeout: { type: 'string', default: '240' } },
})
const timeoutMilliseconds = Number(values.timeout) * 1000
if (!(timeoutMilliseconds > 0)) throw new Error('--timeout takes seconds in which a test begins or ends')

const root = process.cwd()
const engine = process.env.RINGPOST_TEST_ENGINE
const files = findTestFiles(root, words)
const scratch = mkdtempSync(join(tmpdir(), 'ringpost-test-'))
const abort = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort())

await buildPackages()
const postgres = await startPostgres()
const template = await makeTemplate()
const results = await runAll()
await template?.drop()
await postgres?.remove()
rmSync(scratch, { recursive: true, force: true })

if (files.length === 0)
  console.log(`No test file found${words.length > 0 ? ` for: ${words.join(' ')}` : ''}.`)
if (abort.signal.aborted) console.log(`Interrupted: ${files.length - results.length} files did not run.`)
for (const line of summaryLines(results)) console.log(line)
const allPassed = results.length > 0 && results.every((result) => result.failures.length === 0)
process.exitCode = allPassed && !abort.signal.aborted ? 0 : 1

async function runAll(): Promise<FileResult[]> {
  const options = { root, scratch, timeoutMilliseconds, env: testEnvironment(), signal: abort.signal }
  const done: FileResult[] = []
  const waiting = [...files]
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined && !abort.signal.aborted; file = waiting.shift()) {
      const result = await runFile(file, options)
      done.push(result)
      for (const line of fileLines(result, words.length > 0)) console.log(line)
    }
  }
  // Two processes more than processors: most tests wait now and then, for a disk, a socket or another program.
  await Promise.all(Array.from({ length: availableParallelism() + 2 }, work))
  return done
}

/** Before the first test: on a busy machine a file that waited for the build would seem to stand still. */
async function buildPackages(): Promise<void> {
  if (!files.some((file) => imports(file, 'harness/packages.ts')) || arePackagesFresh()) return
  console.log('Building the packages that some tests install')
  await builtPackages()
}

/** A database with all tables, which the database of each server is a copy of, if tests run on another engine than SQLite. */
async function makeTemplate(): Promise<TestDatabase | undefined> {
  if (engine === undefined || withoutPostgres() !== false) return undefined
  const made = await createDatabase()
  await (await openStorage({ url: made.url, connections: 6 })).close()
  process.env.RINGPOST_TEST_TEMPLATE = new URL(made.url).pathname.slice(1)
  return made
}

/** One PostgreSQL server for all files that need one; prints the available engines. */
async function startPostgres(): Promise<PostgresServer | undefined> {
  if (!files.some((file) => imports(file, 'harness/postgres.ts')) && engine === undefined) return undefined
  const missing = withoutPostgres()
  if (missing !== false) console.log(`Engines: SQLite; ${missing}`)
  if (missing !== false || process.env[URL_VARIABLE] !== undefined) return undefined
  const server = await PostgresServer.start()
  console.log(`Engines: SQLite; PostgreSQL of ${findPostgres()}`)
  process.env[URL_VARIABLE] = server.url
  return server
}

function imports(file: string, module: string): boolean {
  return readFileSync(join(root, file), 'utf8').includes(module)
}

function findTestFiles(directory: string, pathWords: string[]): string[] {
  const found = globSync(['packages/**/*.test.ts', 'test/**/*.test.ts'], {
    cwd: directory,
    exclude: ['**/node_modules/**'],
  })
    .filter((file) => pathWords.length === 0 || pathWords.some((word) => file.includes(word)))
    .sort()
  if (engine === undefined) return found
  const chosen = found.filter((file) => dependsOnEngine(join(directory, file)))
  console.log(
    `${found.length - chosen.length} files are left out: they start no server, choose its database themselves, or run phones`,
  )
  return chosen
}

/** The only place that sets the environment of tests: settings of the developer's own server must not reach them. */
function testEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('RINGPOST_') || name.startsWith('RINGPOST_TEST_'),
  )
  // Every file loads the server anew; without this cache, compiling it is a seventh of the suite's processor time.
  const NODE_COMPILE_CACHE = join(tmpdir(), 'ringpost-test-compiled')
  const fixed = { NODE_ENV: 'test', NO_COLOR: '1', RINGPOST_LOG_LEVEL: 'silent', NODE_COMPILE_CACHE }
  return { ...Object.fromEntries(inherited), ...fixed }
}
