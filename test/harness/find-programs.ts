import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/* Locates programs that tests and benchmarks start if they are installed. */

/** Path of a program, from PATH or where Debian keeps those of administrators. */
export function findProgram(name: string): string | undefined {
  const folders = [...searchPath(), '/usr/sbin', '/usr/local/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

export function findNats(): string | undefined {
  return findProgram('nats-server')
}

/** Path of Chromium, or of Chrome, from PATH. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const paths = searchPath().flatMap((folder) => names.map((name) => join(folder, name)))
  return paths.find((path) => existsSync(path))
}

/** A folder with `initdb` and `postgres`, from PATH or Debian's location, newest version first. */
export function findPostgres(): string | undefined {
  const installed = globSync('/usr/lib/postgresql/*/bin').sort((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  )
  const folders = [...installed, ...searchPath()]
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))))
}

function searchPath(): string[] {
  return (process.env.PATH ?? '').split(delimiter)
}
