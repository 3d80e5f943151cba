import { ApiError } from '@ringpost/contract/errors'
import { performance, setTimeout } from '../kernel/machine-time.ts'

/** ms between two attempts: half of it at least, so that those who were refused together do not come back together. */
const PAUSE_MS = 500
/** ms after which the refusal is passed on. */
const PATIENCE_MS = 30_000

/**
 * Waits and tries again while the store is overloaded, for callers who would only come back at once: clients with a socket,
 * background work.
 * @throws what `work` throws; ApiError `server.busy` once that has gone on for half a minute.
 */
export async function whenNotBusy<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const isBusy = error instanceof ApiError && error.code === 'server.busy'
      if (!isBusy || performance.now() >= until) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random() / 2)))
    }
  }
}
