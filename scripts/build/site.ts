import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isFresh } from './is-fresh.ts'

/** What the site is made of, from the root: pages, and files that they link to. */
const SOURCES = [
  ...['docs/**', 'docs/.vitepress/**', '*.md', 'LICENSE', 'deploy/**', 'examples/**'],
  ...['bench/*.md', 'packages/*/*.md', 'scripts/docs.ts'],
]
/** What VitePress writes after all pages. */
const LAST = 'build/site/hashmap.json'

/** Builds the documentation site into build/site, in a process of its own, unless it is newer than what it is made of. @throws Error with the output. */
export async function buildSite(root: string): Promise<void> {
  if (isFresh(root, LAST, SOURCES)) return
  await promisify(execFile)(process.execPath, [join(root, 'scripts/docs.ts')], { cwd: root })
}
