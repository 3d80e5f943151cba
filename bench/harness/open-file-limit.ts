import { readFileSync } from 'node:fs'

/** Number of files, and so sockets, that a process may have open here. */
export function openFileLimit(): number {
  return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1024)
}
