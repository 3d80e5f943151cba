import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const STARTS_SERVERS = /\/harness\/(?:test-server|cli-process)\.ts$/
/** Whoever imports one of these runs once only: with databases of its own on each engine, or with phones, which take too long. */
const RUNS_ONCE = /\/(?:harness\/postgres|native\/device)\.ts$/
/** Folders whose tests are about something else than what is stored. */
const ABOUT_OTHER_THINGS = /\/test\/(?:browser|deploy|docs|emulator|memory|package|site)\//

/** Whether a test file tests something else on another engine: it starts servers through the harness, and they are worth it. */
export function dependsOnEngine(file: string): boolean {
  if (ABOUT_OTHER_THINGS.test(file)) return false
  const imported = [...importsOf(file, new Set())]
  return imported.some((path) => STARTS_SERVERS.test(path)) && !imported.some((path) => RUNS_ONCE.test(path))
}

/** What it imports of tests, directly or through others, up to the harness. */
function importsOf(file: string, known: Set<string>): Set<string> {
  const text = readFileSync(file, 'utf8')
  for (const [, name] of text.matchAll(/^(?:import|export|\}) .*?from '(\.[^']+\.ts)'/gm)) {
    const path = join(dirname(file), name!)
    if (known.has(path) || path.includes('/packages/')) continue
    known.add(path)
    if (!path.includes('/harness/')) importsOf(path, known)
  }
  return known
}
