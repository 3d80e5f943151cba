import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, digest } from '../../harness/cache-folder.ts'
import { findProgram } from '../../harness/find-programs.ts'
import { isRequired } from '../../harness/required.ts'
import { findJdk } from '../../native/installation.ts'

/* Where the generators of clients are on this machine. `npm run setup:clients` puts them there. */

/** Versions; that of OpenAPI Generator is in `pom.xml`. */
export const versions = {
  'openapi-typescript': '7.13.0',
  'openapi-fetch': '0.17.0',
  'openapi-python-client': '0.29.1',
}

export const pom = join(import.meta.dirname, 'pom.xml')
export const programs = join(import.meta.dirname, 'programs')

/** `node_modules/`, `python/` and `jars/`. A folder that exists is complete. */
export const generatorsFolder = join(cache, `clients-${digest(readFileSync(pom), JSON.stringify(versions))}`)

/** Programs that the generators need and this machine lacks. */
export function lacks(): string[] {
  const missing = ['mvn', 'python3'].filter((program) => findProgram(program) === undefined)
  return findJdk() === undefined ? [...missing, 'JDK 17, in JAVA_HOME or /usr/lib/jvm'] : missing
}

/** For `skip` of tests that generate clients; if a run requires them, nothing is skipped, so they fail. */
export function withoutGenerators(): string | false {
  if (isRequired('clients')) return false
  if (existsSync(generatorsFolder) && lacks().length === 0) return false
  return 'no generators of clients: run `npm run setup:clients` once (it fetches 100 MB, and says what it needs)'
}
