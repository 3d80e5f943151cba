import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/**
 * How late the event loop came back to its timers, in ms: in all but one of a thousand cases, and at worst; and how much of that
 * it was actually running.
 */
export type LoopDelay = { 'blocked p99.9': number; 'blocked longest': number; 'at work p99.9': number }

/** Asks `probe.ts` in the process, over the channel between the processes, for its findings since the last question. */
export async function askLoopDelay(child: ChildProcess): Promise<LoopDelay> {
  const answer = once(child, 'message', { signal: AbortSignal.timeout(10_000) })
  child.send('loop delay')
  return (await answer)[0]
}
