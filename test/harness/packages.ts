import { execFile } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isFresh } from '../../scripts/build/is-fresh.ts'
import { buildSite } from '../../scripts/build/site.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'build/packages')
const lock = join(root, 'build/lock')
const REPORT = 'build/packages/report.txt'

/** What goes into the packages. */
const SOURCES = ['packages/*/package.json', 'packages/*/src/**', 'scripts/build/*', 'scripts/*.ts']

/** The tarballs of the packages: their paths, by name. Builds them if they are older than the sources. */
export async function builtPackages(): Promise<Record<string, string>> {
  await alone(async () => {
    if (arePackagesFresh()) return
    const options = { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } }
    await run('npm', ['run', '-s', 'build'], options)
    await run('npm', ['run', '-s', 'pack'], options)
  })
  const files = globSync('*.tgz', { cwd: folder })
  const named = files.map((file) => [nameOf(file), join(folder, file)] as const)
  return Object.fromEntries(named)
}

export function arePackagesFresh(): boolean {
  return isFresh(root, REPORT, SOURCES)
}

/** The folder of the documentation site. Builds it if it is older than its pages. */
export async function builtSite(): Promise<string> {
  await alone(() => buildSite(root))
  return join(root, 'build/site')
}

/** Files that run side by side wait for the one that builds. */
async function alone(build: () => Promise<void>): Promise<void> {
  mkdirSync(dirname(lock), { recursive: true })
  // A build may take longer than `until` waits; `npm test` makes it before the first test.
  while (!takeLock()) await pause(50)
  try {
    await build()
  } finally {
    rmSync(lock, { recursive: true })
  }
}

/** Whether this process may build; the lock of one that has ended does not count. */
function takeLock(): boolean {
  try {
    mkdirSync(lock)
    writeFileSync(join(lock, 'pid'), String(process.pid))
    return true
  } catch {
    return takeFromDead()
  }
}

function takeFromDead(): false {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') rmSync(lock, { recursive: true, force: true })
  }
  return false
}

/** `@ringpost/client` for `ringpost-client-1.2.3.tgz`. */
function nameOf(file: string): string {
  const name = file.replace(/-\d+\.\d+\.\d+.*$/, '')
  return name.replace(/^ringpost-/, '@ringpost/')
}
