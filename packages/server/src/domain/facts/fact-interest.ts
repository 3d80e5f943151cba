import type { Forgetful, SharedCaches } from '../cluster/shared-caches.ts'
import type { FactKind } from './fact.ts'
import type { Subscriber, SubscriberStore } from './subscriber-store.ts'

const CACHE = 'subscribers'
/** In a subscription, stands for all apps. */
export const EVERY_APP = 0

/**
 * Which facts anybody subscribes to, known on every node; other facts are not written. A change is effective everywhere
 * once {@link changed} resolves.
 */
export class FactInterest implements Forgetful {
  readonly #store: SubscriberStore
  readonly #shared: SharedCaches
  readonly #listeners: (() => void)[] = []
  #subscribers: readonly Subscriber[] = []
  #wanted = new Map<number, Set<FactKind>>()
  #loading: Promise<void> = Promise.resolve()

  constructor(store: SubscriberStore, shared: SharedCaches) {
    this.#store = store
    this.#shared = shared
    shared.add(CACHE, this)
  }

  /** Subscribers as last loaded; their cursors have moved on since. */
  get subscribers(): readonly Subscriber[] {
    return this.#subscribers
  }

  /** Whether any fact of the app is wanted; usually none is, and callers need not describe what happened. */
  wantsAny(app: number): boolean {
    return this.#wanted.size > 0 && (this.#wanted.has(app) || this.#wanted.has(EVERY_APP))
  }

  wants(app: number, kind: FactKind): boolean {
    return this.#wanted.get(app)?.has(kind) === true || this.#wanted.get(EVERY_APP)?.has(kind) === true
  }

  /** Calls the listener when subscribers are added, removed or changed. */
  whenChanged(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Call it when a subscription has been written. */
  async changed(): Promise<void> {
    await this.forgetAll()
    await this.#shared.changed(CACHE, ['all'])
  }

  forget(): Promise<void> {
    return this.forgetAll()
  }

  /** Reloads everything. Loads run one after the other, so that the last one wins. */
  forgetAll(): Promise<void> {
    const load = this.#loading.then(
      () => this.#load(),
      () => this.#load(),
    )
    this.#loading = load
    return load
  }

  async #load(): Promise<void> {
    this.#subscribers = await this.#store.list()
    const wanted = new Map<number, Set<FactKind>>()
    for (const { app, kinds } of this.#subscribers)
      wanted.set(app, new Set([...(wanted.get(app) ?? []), ...kinds]))
    this.#wanted = wanted
    for (const listener of this.#listeners) listener()
  }
}
