// Preloaded into the measured server (node --import): reports how long its event loop was blocked. Not part of the server, whose
// /metrics expose the same only up to the 99th percentile.
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import type { LoopDelay } from './harness/probe-questions.ts'

/** ms between the timer ticks whose lateness is recorded; the histogram holds the whole distance between ticks. */
const RESOLUTION = 2

if (isMainThread && process.channel !== undefined) {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION })
  delays.enable()
  // The processor time of this thread between ticks, in µs. For the rest of the delay the thread was waiting: for a processor
  // that the host or another process occupied, or in a system call.
  const work = createHistogram()
  let spent = threadMicros()
  setInterval(() => {
    const now = threadMicros()
    work.record(Math.max(1, now - spent))
    spent = now
  }, RESOLUTION).unref()

  const late = (ms: number) => Math.max(0, ms - RESOLUTION)
  const loopDelay = (): LoopDelay => {
    const delay = {
      'blocked p99.9': late(delays.percentile(99.9) / 1e6),
      'blocked longest': late(delays.max / 1e6),
      'at work p99.9': late(work.percentile(99.9) / 1e3),
    }
    delays.reset()
    work.reset()
    return delay
  }
  process.on('message', () => process.send!(loopDelay()))
  // The listener alone must not keep the server from exiting.
  process.channel.unref()
}

function threadMicros(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}
