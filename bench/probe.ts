// Preloaded into the measured server (node --import): answers how long its event loop was blocked, and collects garbage when
// asked to. Not part of the server, which exposes the former through /metrics, but up to the 99th percentile only.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'
import type { LoopDelay, Question } from './harness/probe-questions.ts'

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
  process.on('message', (question: Question) => {
    if (question === 'collect garbage') {
      setFlagsFromString('--expose-gc')
      const gc = runInNewContext('gc') as () => void
      // What the first run lets go of, the second finds.
      gc()
      gc()
    }
    process.send!(question === 'loop delay' ? loopDelay() : true)
  })
  // Listening alone must not keep the server from ending.
  process.channel.unref()
}
