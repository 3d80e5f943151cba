import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the `setup:*` scripts put what they fetch: outside of the clone, once per machine. */
export const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ringpost-test')

/** @param contents what a folder is made from: another one is made when that changes. */
export function digest(...contents: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const each of contents) hash.update(each)
  return hash.digest('hex').slice(0, 12)
}
