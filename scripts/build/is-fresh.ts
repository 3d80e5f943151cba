import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Whether something that was built is newer than all files that it is made of. @param product, sources paths and patterns from the root. */
export function isFresh(root: string, product: string, sources: readonly string[]): boolean {
  const built = statSync(join(root, product), { throwIfNoEntry: false })?.mtimeMs
  if (built === undefined) return false
  const files = globSync(sources, { cwd: root, exclude: ['**/node_modules/**'] })
  return files.every((file) => {
    const found = statSync(join(root, file))
    // A build itself may put something into a folder and remove it.
    return found.isDirectory() || found.mtimeMs < built
  })
}
