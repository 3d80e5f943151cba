// Preloaded into the measured server (node --import): answers how long its event loop was blocked. Not part of the server, which
// exposes it through /metrics, but up to the 99th percentile only.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import type { LoopDelay } from './harness/probe-questions.ts'

/** ms between the timer ticks whose lateness is recorded; the histogram holds the whole distance from tick to tick. */
const RESOLUTION = 2

if (isMainThread && process.channel !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION })
  histogram.enable()
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION)
  const loopDelay = (): LoopDelay => {
    const delay = {
      'blocked p99.9': late(histogram.percentile(99.9)),
      'blocked longest': late(histogram.max),
    }
    histogram.reset()
    return delay
  }
  process.on('message', () => process.send!(loopDelay()))
  // Listening alone must not keep the server from ending.
  process.channel.unref()
}
