import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/* What pages and examples let their readers install. `npm run setup:examples` fetches it once; tests then install without network. */

/** As `npm install` takes them. */
export const npmPackages = ['vite@8.4.0', 'easemob-websdk@4.21.1']

const digest = createHash('sha256').update(JSON.stringify(npmPackages)).digest('hex').slice(0, 12)
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')

/** A folder that exists is complete. */
export const downloadsFolder = join(cache, 'ringpost-test', `examples-${digest}`)

/** Environment in which `npm install` finds those packages, and asks nobody else. */
export function offline(folder = downloadsFolder): NodeJS.ProcessEnv {
  return { ...npmSettings(folder), npm_config_offline: 'true' }
}

/** npm's settings for a cache in that folder. */
export function npmSettings(folder: string): NodeJS.ProcessEnv {
  return {
    npm_config_cache: join(folder, 'npm'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  }
}

/** For `skip` of tests that need them; if a run requires them, nothing is skipped, so the tests fail. */
export function withoutDownloads(): string | false {
  if (existsSync(downloadsFolder) || process.env.RINGPOST_TEST_REQUIRE?.includes('examples')) return false
  return 'no packages for examples: run `npm run setup:examples` once (it fetches 40 MB from npm)'
}
