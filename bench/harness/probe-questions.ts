import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** How late the event loop came back to its timers, in ms: in all but one of a thousand cases, and ever. */
export type LoopDelay = { 'blocked p99.9': number; 'blocked longest': number }

/** What the probe is asked, over the channel between the processes. */
export type Question = 'loop delay' | 'collect garbage'

/** Asks `probe.ts` in the process for what it has seen since it was asked last. */
export async function askLoopDelay(child: ChildProcess): Promise<LoopDelay> {
  return (await ask(child, 'loop delay')) as LoopDelay
}

/** Has the process collect its garbage; resolves when that is done. */
export async function collectGarbage(child: ChildProcess): Promise<void> {
  await ask(child, 'collect garbage')
}

async function ask(child: ChildProcess, question: Question): Promise<unknown> {
  const answer = once(child, 'message', { signal: AbortSignal.timeout(10_000) })
  child.send(question)
  return (await answer)[0]
}
