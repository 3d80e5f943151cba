import {
  clearInterval,
  clearTimeout,
  performance,
  setInterval,
  setTimeout,
} from '../../kernel/machine-time.ts'
import type { Bus } from './bus.ts'
import type { ChangeNote, ChangeNoteStore } from './change-note-store.ts'
import type { Peers } from './peers.ts'

/** Maximum age in ms of cached data while the bus is down. */
const ALONE_MS = 1000
/** Limit on keys per note, as the size of a note is bounded; keys are short. */
const KEYS = 2000
/** ms that other nodes have to confirm a change; beyond that, it is noted in the database, and nobody waits for them. */
export const PATIENCE_MS = 200
/** ms between two looks at the notes in the database. */
const LOOK_MS = 1000
/**
 * ms after the beginning of the last look in which caches may be used: the longest that a node acts on what has changed, after the
 * change has been answered.
 */
export const TRUST_MS = 3000
/** Notes read at a time. */
const NOTES = 1000
/** Notes that are read again, because one may have become visible after a later one. */
const AGAIN = 100
/** Age in ms at which notes are removed, and ms between removals. Whoever has not looked for so long has missed something. */
const KEPT_MS = 600_000
const REMOVAL_MS = 60_000

/** What each node has made of database contents: usually a cache. */
export interface Forgetful {
  /** Invalidates the keys; resolves when they will be read anew. */
  forget(keys: readonly string[]): void | Promise<void>
  /** Anything may have changed. Absent if it is brought up to date in another way then. */
  forgetAll?(): void | Promise<void>
}

export interface SharedCachesServices {
  bus: Bus
  peers: Peers
  notes: ChangeNoteStore
  /** Whether there can be other nodes. */
  hasOthers: boolean
  onError(error: unknown): void
}

/**
 * Invalidates caches of other nodes after a change: over the bus, and through the database if a node may not have heard of
 * it. Every node looks for such notes, and uses no cache for longer than {@link TRUST_MS} without having looked.
 */
export class SharedCaches {
  readonly #services: SharedCachesServices
  readonly #caches = new Map<string, Forgetful>()
  #alone: NodeJS.Timeout | undefined
  #look: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  /** On the clock of this process. */
  #trustedUntil: number
  /** Undefined until the first look. */
  #lastNote: number | undefined
  /** Notes that were read, of those that will be read again. */
  #known = new Set<number>()
  #looks = 0
  /** When the last look began. */
  #lookedAt = performance.now()
  #onMissed = (): void => {}
  #closed = false

  constructor(services: SharedCachesServices) {
    const { bus, peers, onError } = services
    this.#services = services
    this.#trustedUntil = services.hasOthers ? -Infinity : Infinity
    peers.on('forget', async ({ cache, keys }: { cache: string; keys: string[] }) => {
      await this.#caches.get(cache)?.forget(keys)
      return true
    })
    // It may have changed something without telling anybody.
    peers.onGone((_, saidBye) => {
      if (!saidBye) this.#forgetAll().catch(onError)
    })
    bus.watch((connected) => {
      clearInterval(this.#alone)
      this.#forgetAll().catch(onError)
      if (connected) return
      this.#alone = setInterval(() => this.#forgetAll().catch(onError), ALONE_MS)
      this.#alone.unref()
    })
  }

  /** Whether what is cached may be used. */
  readonly areTrusted = (): boolean => performance.now() < this.#trustedUntil

  /** @param listener called when changes may have been missed that no cache is told of. */
  whenMissed(listener: () => void): void {
    this.#onMissed = listener
  }

  /** @param name the same on every node. */
  add(name: string, cache: Forgetful): void {
    this.#caches.set(name, cache)
  }

  /** Begins to look for changes that the bus did not bring. Resolves after the first look. */
  async start(): Promise<void> {
    if (this.#services.hasOthers) await this.#lookNow()
  }

  /**
   * Resolves when every node reflects the change, or will within {@link TRUST_MS}: those that confirm it at once do already.
   */
  async changed(name: string, keys: readonly string[]): Promise<void> {
    const parts = Array.from({ length: Math.ceil(keys.length / KEYS) }, (_, i) =>
      keys.slice(i * KEYS, (i + 1) * KEYS),
    )
    const { peers } = this.#services
    await Promise.all(
      parts.map(async (part) => {
        const { isComplete } = await peers.askAll('forget', { cache: name, keys: part }, PATIENCE_MS)
        await this.ensure(name, part, isComplete)
      }),
    )
  }

  /** Notes a change unless all nodes concerned have confirmed it, and all nodes are known. */
  async ensure(name: string, keys: readonly string[], isConfirmed: boolean): Promise<void> {
    const { hasOthers, peers, notes } = this.#services
    if (hasOthers && !(isConfirmed && peers.knowsAll)) await notes.add(name, keys)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#alone)
    clearTimeout(this.#look)
    await this.#looking
  }

  #lookNow(): Promise<void> {
    this.#looking = this.#readNotes()
      .catch(this.#services.onError)
      .then(() => {
        if (this.#closed) return
        this.#look = setTimeout(() => this.#lookNow(), LOOK_MS)
        this.#look.unref()
      })
    return this.#looking
  }

  async #readNotes(): Promise<void> {
    const { notes } = this.#services
    const begun = performance.now()
    // What was noted before the first look is no news: nothing is cached yet, and nobody is here yet.
    const isFirst = this.#lastNote === undefined
    const from = Math.max(0, (this.#lastNote ?? (await notes.lastId())) - AGAIN)
    const found = await this.#notesAfter(from)
    if (performance.now() >= this.#trustedUntil) await this.#forgetAll()
    if (begun - this.#lookedAt > KEPT_MS) this.#onMissed()
    for (const { id, cache, keys } of found)
      if (!isFirst && !this.#known.has(id)) await this.#caches.get(cache)?.forget(keys)
    this.#lastNote = Math.max(this.#lastNote ?? 0, found.at(-1)?.id ?? from)
    this.#known = new Set(found.slice(-AGAIN).map(({ id }) => id))
    this.#lookedAt = begun
    this.#trustedUntil = begun + TRUST_MS
    if (++this.#looks % Math.ceil(REMOVAL_MS / LOOK_MS) === 0) await notes.removeOlder(KEPT_MS)
  }

  async #notesAfter(id: number): Promise<ChangeNote[]> {
    const found: ChangeNote[] = []
    for (let isMore = true; isMore; ) {
      const page = await this.#services.notes.after(found.at(-1)?.id ?? id, NOTES)
      found.push(...page)
      isMore = page.length === NOTES
    }
    return found
  }

  async #forgetAll(): Promise<void> {
    await Promise.all([...this.#caches.values()].map((cache) => cache.forgetAll?.()))
  }
}
