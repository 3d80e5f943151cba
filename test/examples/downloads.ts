import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, digest } from '../harness/cache-folder.ts'
import { isRequired } from '../harness/required.ts'

/* What pages and examples let their readers install. `npm run setup:examples` fetches it once; tests then install without network. */

const root = join(import.meta.dirname, '../..')

/** As `npm install` takes them. */
export const npmPackages = [
  'vite@8.4.0',
  'easemob-websdk@4.21.1',
  'vitest@5.1.2',
  'jest@30.5.2',
  '@playwright/test@1.65.1',
  // An optional dependency of ringpost.
  'sharp@0.35.5',
]
/** As `pip download` takes them: pytest, and what builds our package. */
export const pythonPackages = ['pytest==9.2.0', 'flit_core==4.2.0']
/** Maven projects, the first of which the second needs. */
export const mavenProjects = [join(root, 'packages/testing-java'), join(root, 'examples/junit')] as const

const contents = [
  npmPackages,
  pythonPackages,
  mavenProjects.map((each) => readFileSync(join(each, 'pom.xml'), 'utf8')),
]

/** A folder that exists is complete. */
export const downloadsFolder = join(cache, `examples-${digest(JSON.stringify(contents))}`)

/** Where things are in it. */
export const placesIn = (folder: string) => ({
  npmCache: join(folder, 'npm'),
  /** `node_modules` with the npm packages. */
  modules: join(folder, 'node_modules'),
  wheels: join(folder, 'wheels'),
  mavenRepository: join(folder, 'maven'),
})

/** Environment in which `npm install`, `pip install` and `mvn` find those packages, and ask nobody else. */
export function offline(): NodeJS.ProcessEnv {
  const { npmCache, wheels, mavenRepository } = placesIn(downloadsFolder)
  return {
    npm_config_cache: npmCache,
    npm_config_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: wheels,
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    MAVEN_OPTS: `-Dmaven.repo.local=${mavenRepository}`,
  }
}

/** For `skip` of tests that need them; if a run requires them, nothing is skipped, so the tests fail. */
export function withoutDownloads(): string | false {
  if (existsSync(downloadsFolder) || isRequired('examples')) return false
  return 'no packages for examples: run `npm run setup:examples` once (it fetches 150 MB from npm, PyPI and Maven Central)'
}
