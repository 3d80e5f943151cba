import type { Forgetful, SharedCaches } from '../cluster/shared-caches.ts'
import type { FactKind } from './fact.ts'
import type { Subscriber, SubscriberStore } from './subscriber-store.ts'

const CACHE = 'subscribers'
/** Stands for all apps in a subscription. */
export const EVERY_APP = 0

/**
 * What anybody wants to know, known to every node: of the rest nothing is written. A change counts everywhere when
 * {@link changed} resolves.
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

  /** As they were when they were last looked up: their cursors have moved on. */
  get subscribers(): readonly Subscriber[] {
    return this.#subscribers
  }

  /** Whether anything that happens in the app is wanted: most often it is not, and nobody has to say what happened. */
  wantsAny(app: number): boolean {
    return this.#wanted.size > 0 && (this.#wanted.has(app) || this.#wanted.has(EVERY_APP))
  }

  wants(app: number, kind: FactKind): boolean {
    return this.#wanted.get(app)?.has(kind) === true || this.#wanted.get(EVERY_APP)?.has(kind) === true
  }

  /** Told when subscribers have come, gone or changed. */
  whenChanged(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** To be called when a subscription has been written. */
  async changed(): Promise<void> {
    await this.forgetAll()
    await this.#shared.changed(CACHE, ['all'])
  }

  forget(): Promise<void> {
    return this.forgetAll()
  }

  /** Looks everything up anew, one look after the other, so that the last is what counts. */
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
