import { readdirSync, readFileSync } from 'node:fs'

/** CPU time spent so far, in microseconds. */
export interface Spent {
  /** All threads of all processes. */
  total: number
  /** First thread of the first process: in Node the event loop. */
  loop: number
}

/** Unit of `/proc/<pid>/stat` in microseconds. */
const TICK = 10_000

/**
 * Reads Linux' scheduler statistics: nanoseconds, where `/proc/<pid>/stat` counts in hundredths of a second. Threads that have
 * ended are in the latter alone.
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

/** Microseconds of all threads that a process has had. */
function wholeTimeOf(pid: number): number {
  // The second field is the name, in brackets, with any character in it.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ')
  const [user, system] = fields.slice(11, 13).map(Number)
  return ((user ?? 0) + (system ?? 0)) * TICK
}

/** Memory of the processes in KiB, pages shared with others counted in part (Pss). */
export function kilobytesOf(pids: readonly number[]): number {
  return pids.reduce(
    (sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
    0,
  )
}

/** The process and everything it has started, itself first. */
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

/** Threads and processes come and go while they are looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
