import type { Bus } from './bus.ts'
import type { Peers } from './peers.ts'

/** ms that anything is remembered for while the bus is away. */
const ALONE_MS = 1000
/** Keys that one note names, at most: they are short, and a note is bounded. */
const KEYS = 2000

/** Something that every node remembers of the database for itself. */
export interface Forgetful {
  /** Resolves when what is known under the keys is looked up anew. */
  forget(keys: readonly string[]): void | Promise<void>
  forgetAll(): void | Promise<void>
}

/** Tells the other nodes to forget what this one has changed. While they cannot be told, nobody remembers for long. */
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

  /** Resolves when every node that can be reached has forgotten: what it does from then on, it does as after the change. */
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
