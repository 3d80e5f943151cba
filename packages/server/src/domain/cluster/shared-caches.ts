import type { Bus } from './bus.ts'
import type { Peers } from './peers.ts'

/** Maximum age in ms of cached data while the bus is down. */
const ALONE_MS = 1000
/** Limit on keys per note, as the size of a note is bounded; keys are short. */
const KEYS = 2000

/** A cache of database contents that each node keeps. */
export interface Forgetful {
  /** Invalidates the keys; resolves when they will be read anew. */
  forget(keys: readonly string[]): void | Promise<void>
  forgetAll(): void | Promise<void>
}

/**
 * Invalidates caches of other nodes after a change. While other nodes cannot be reached, caches are cleared frequently.
 */
export class SharedCaches {
  readonly #peers: Peers
  readonly #onError: (error: unknown) => void
  readonly #caches = new Map<string, Forgetful>()
  #timer: NodeJS.Timeout | undefined

  constructor(bus: Bus, peers: Peers, onError: (error: unknown) => void) {
    this.#peers = peers
    this.#onError = onError
    peers.on('forget', async ({ cache, keys }: { cache: string; keys: string[] }) => {
      await this.#caches.get(cache)?.forget(keys)
      return true
    })
    bus.watch((connected) => {
      clearInterval(this.#timer)
      this.#forgetAll()
      if (connected) return
      this.#timer = setInterval(() => this.#forgetAll(), ALONE_MS)
      this.#timer.unref()
    })
  }

  /** @param name the same on every node. */
  add(name: string, cache: Forgetful): void {
    this.#caches.set(name, cache)
  }

  /** Resolves when every reachable node has invalidated the keys: whatever it does from then on reflects the change. */
  async changed(name: string, keys: readonly string[]): Promise<void> {
    const parts = Array.from({ length: Math.ceil(keys.length / KEYS) }, (_, i) =>
      keys.slice(i * KEYS, (i + 1) * KEYS),
    )
    await Promise.all(parts.map((part) => this.#peers.askAll('forget', { cache: name, keys: part })))
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #forgetAll(): void {
    for (const cache of this.#caches.values()) {
      const done = cache.forgetAll()
      if (done instanceof Promise) done.catch(this.#onError)
    }
  }
}
