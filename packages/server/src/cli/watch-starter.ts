import { readFileSync } from 'node:fs'

const LOOK_MS = 250

/**
 * Tells when npm, which started this process, is gone. A signal to npm ends the shell between the two, which does not pass it on,
 * and a killed npm passes nothing on: the server would go on without anybody who knows of it.
 */
export function watchStarter(onGone: () => void): void {
  // Set by npm and those like it for the scripts of package.json.
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

/** Only Linux tells: elsewhere a killed npm is not noticed, as its shell lives on. */
function parentOf(pid: number): string | undefined {
  try {
    // proc_pid_stat(5): pid (name) state parent ...
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  } catch {
    return undefined
  }
}
