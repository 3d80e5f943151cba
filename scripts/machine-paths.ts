// Finds absolute paths of somebody's machine in the files of the repository: they mean nothing to anyone else.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Directories that exist on one machine only, at the start of a path: after a letter, a dot or a bracket it would be part of a
 * URL or of a longer path. The one-letter classes let this file pass its own check.
 */
const machinePath = /(?<![\w.~*)}-])\/(?:[w]ork|[h]ome|[r]oot|tmp\/[b]ash_jobs[\w.]*)\/[\w./-]*/

/** [line number from 1, path] for each line that contains such a path. */
export function findMachinePaths(text: string): [line: number, path: string][] {
  return text.split('\n').flatMap((line, index): [number, string][] => {
    const path = machinePath.exec(line)?.[0]
    return path === undefined ? [] : [[index + 1, path]]
  })
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  // Untracked files count too, so that the check fails before the commit.
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
  for (const file of listed
    .toString()
    .split('\0')
    .filter((name) => name !== '' && existsSync(join(root, name)))) {
    for (const [line, path] of findMachinePaths(readFileSync(join(root, file), 'utf8'))) {
      console.log(`${file}:${line}: ${path}`)
      process.exitCode = 1
    }
  }
}
