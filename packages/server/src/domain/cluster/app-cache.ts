import { ReadThrough } from '../../kernel/read-through.ts'
import type { Forgetful, SharedCaches } from './shared-caches.ts'

/** Something that each app has in a store, kept in memory on every node until it changes. */
export class AppCache<Value extends NonNullable<unknown>> implements Forgetful {
  readonly #name: string
  readonly #shared: SharedCaches
  readonly #values: ReadThrough<Value>
  readonly #load: (app: number) => Promise<Value>

  /**
   * @param name of the cache, unique.
   * @param options `max`: how many apps are kept, those used last, or with `weigh` the weight of their values.
   */
  constructor(
    name: string,
    shared: SharedCaches,
    { max, load, weigh }: { max: number; load(app: number): Promise<Value>; weigh?(value: Value): number },
  ) {
    this.#name = name
    this.#shared = shared
    this.#values = new ReadThrough(max, shared.areTrusted, weigh)
    this.#load = load
    shared.add(name, this)
  }

  /** No promise if it is in memory. @param app row number. */
  get(app: number): Value | Promise<Value> {
    return this.#values.get(String(app), () => this.#load(app))
  }

  /** Call when a change is committed. Resolves when all nodes act on it. */
  async changed(app: number): Promise<void> {
    const key = String(app)
    this.forget([key])
    await this.#shared.changed(this.#name, [key])
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) this.#values.delete(key)
  }

  forgetAll(): void {
    this.#values.clear()
  }
}
