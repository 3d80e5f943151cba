import { readdirSync, readFileSync } from 'node:fs'

/** CPU time spent so far, in microseconds. */
export interface Spent {
  /** All threads of all processes. */
  total: number
  /** First thread of the first process: in Node, the event loop. */
  loop: number
}

/** Unit of `/proc/<pid>/stat` in microseconds. */
const TICK = 10_000

/**
 * Reads Linux' scheduler statistics, which count nanoseconds, whereas `/proc/<pid>/stat` counts hundredths of a second. Only the
 * latter includes threads that have ended.
 */
export function spentBy(pids: readonly number[]): Spent {
  let total = 0
  let loop = 0
  for (const pid of pids) {
    let running = 0
    for (const thread of tasksOf(pid)) {
      const micros = Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ', 1)[0]) / 1000
      running += micros
      if (pid === pids[0] && Number(thread) === pid) loop = micros
    }
    total += Math.max(running, wholeTimeOf(pid) - TICK)
  }
  return { total, loop }
}

/** Microseconds of all threads that a process has ever had. */
function wholeTimeOf(pid: number): number {
  // The second field is the name, in brackets, and may contain any character.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ')
  const [user, system] = fields.slice(11, 13).map(Number)
  return ((user ?? 0) + (system ?? 0)) * TICK
}

/** Memory of the processes in KiB, with a proportional part of shared pages (Pss). */
export function kilobytesOf(pids: readonly number[]): number {
  return pids.reduce(
    (sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
    0,
  )
}

/** The process and all of its descendants, itself first. */
export function familyOf(pid: number): number[] {
  const children = tasksOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(familyOf)]
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** Threads and processes come and go while they are read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
