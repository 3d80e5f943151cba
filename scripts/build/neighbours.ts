import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { Plugin } from 'esbuild'

/** How sources name a file beside them: a worker thread, a style sheet. */
const NEIGHBOUR = /new URL\(\s*'([^']+)',\s*import\.meta\.url\s*,?\s*\)/g

/** Files that the code opens by URL, and where they go in the package. Paths from the root of the repository. */
export interface Neighbours {
  /** Worker threads: entry points by the name of the built file, without `.js`. */
  workers: Record<string, string>
  /** Other files, by their names in `dist`. */
  files: Record<string, string>
}

/** Finds what the sources of a folder open by URL. @throws Error if a file is missing or two would have the same name. */
export function findNeighbours(root: string, folder: string): Neighbours {
  const found: Neighbours = { workers: {}, files: {} }
  for (const file of globSync('**/*.ts', { cwd: join(root, folder) })) {
    if (file.endsWith('.test.ts')) continue
    const path = join(root, folder, file)
    for (const [, reference] of readFileSync(path, 'utf8').matchAll(NEIGHBOUR)) {
      const target = relative(root, join(dirname(path), reference!))
      const isWorker = target.endsWith('.ts')
      const place = isWorker ? found.workers : found.files
      const name = builtName(reference!)
      if (place[name] !== undefined && place[name] !== target)
        throw new Error(`${target} and ${place[name]} would both become ${name} of the package`)
      place[name] = target
    }
  }
  for (const [name, target] of Object.entries({ ...found.workers, ...found.files }))
    if (!existsSync(join(root, target))) throw new Error(`${name}: there is no ${target}`)
  return found
}

/** `worker` for `./worker.ts`, `docs-page.css` for itself. */
function builtName(reference: string): string {
  return basename(reference).replace(/\.ts$/, '')
}

/**
 * Makes URLs of neighbours right in the built files, which all are in one folder.
 * @param sources folder whose files are looked at.
 */
export function neighbourUrls(sources: string): Plugin {
  return {
    name: 'neighbour-urls',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!path.startsWith(sources)) return undefined
        const contents = readFileSync(path, 'utf8').replaceAll(NEIGHBOUR, (_, reference: string) => {
          const name = builtName(reference)
          return `new URL('./${name}${reference.endsWith('.ts') ? '.js' : ''}', import.meta.url)`
        })
        return { contents, loader: 'ts' }
      })
    },
  }
}
