import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Path of a program, also from where Debian keeps those of administrators. */
export function findTool(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** For `skip`: what to install; false if it is there, or if the run requires it. */
export function without(name: string, from: string): string | false {
  if (findTool(name) !== undefined || process.env.RINGPOST_TEST_REQUIRE?.includes('deploy')) return false
  return `no ${name}: install ${from}`
}
