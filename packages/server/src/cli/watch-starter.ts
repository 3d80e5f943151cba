import { readFileSync } from 'node:fs'
import { clearInterval, setInterval } from '../kernel/machine-time.ts'

const LOOK_MS = 250

/**
 * Calls `onGone` when npm, which started this process, has ended. A signal to npm ends the shell in between, which does not pass
 * it on, and a killed npm passes nothing on either: the server would run on unnoticed.
 */
export function watchStarter(onGone: () => void): void {
  // npm and similar tools set it for scripts of package.json.
  if (process.env.npm_lifecycle_event === undefined) return
  const shell = process.ppid
  const npm = parentOf(shell)
  const timer = setInterval(() => {
    if (process.ppid === shell && parentOf(shell) === npm) return
    clearInterval(timer)
    onGone()
  }, LOOK_MS)
  timer.unref()
}

/** The parent of a process. Only Linux reveals it: elsewhere a killed npm goes unnoticed, as its shell lives on. */
function parentOf(pid: number): string | undefined {
  try {
    // proc_pid_stat(5): pid (name) state parent ...
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  } catch {
    return undefined
  }
}
