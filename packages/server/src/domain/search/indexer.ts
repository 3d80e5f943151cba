import type { Clock } from '../../kernel/clock.ts'
import { ID_DISORDER, idFloor, idTime } from '../../kernel/id-generator.ts'
import { clearTimeout, performance, setTimeout } from '../../kernel/machine-time.ts'
import type { Leases } from '../cluster/leases.ts'
import { entryKind } from '../log/entry.ts'
import { kindOf } from '../log/log-key.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import { decodeReference } from '../streams/stream-end.ts'
import { whenNotBusy } from '../when-not-busy.ts'
import { placeTerms, termsOf } from './index-terms.ts'
import { fieldsOf } from './message-fields.ts'
import { type IndexedMessage, type MessageIndex, NEW_INDEX } from './message-index.ts'
import type { ScannedEntry, SearchStore } from './search-store.ts'

/** Entries looked at in one step. */
const STEP = 500
/** ms between looks for new messages. */
const LOOK_MS = 1000
/** Pauses are this many times as long as the work before them, so that catching up takes little from those who send. */
const IDLE = 4
const LONGEST_PAUSE_MS = 250
/** ms that a search waits for the newest messages to be indexed. */
const PATIENCE_MS = 200
/** ms until a node asks again whether the one that writes the index has gone. */
const STANDBY_MS = 10_000
/** ms from the start to the first sweep, and between the beginnings of two. */
const FIRST_SWEEP_MS = 60_000
const SWEEP_MS = 3600_000

export interface IndexerParts {
  store: SearchStore
  index: MessageIndex
  codec: MessageCodec
  leases: Leases
  clock: Clock
  /** Whether other nodes may write the same index. */
  hasOthers: boolean
  /** Attributes of messages that are searched. */
  extKeys: readonly string[]
  onError(error: unknown): void
}

/**
 * Keeps the index up to date by reading the entries in order of their ids, off the path of the messages. Ids can be out of order by
 * `ID_DISORDER`, so it looks twice: at once at what is new, and again when nothing can come in front any more. Only the second look
 * moves the reach, from which the next process goes on.
 */
export class Indexer {
  readonly #parts: IndexerParts
  readonly #stopped = new AbortController()
  #running: Promise<void> = Promise.resolve()
  /** The look at what is new that is under way, and one that begins after it. */
  #look: Promise<void> = Promise.resolve()
  #nextLook: Promise<void> | undefined
  #isStarted = false
  /** This node writes the index at present. */
  #writes = false
  /** Up to this id, new entries have been looked at once. */
  #head = 0
  /** Up to this id, the sweep under way has looked; undefined: none is. */
  #swept: number | undefined
  #sweepAt = performance.now() + FIRST_SWEEP_MS

  constructor(parts: IndexerParts) {
    this.#parts = parts
  }

  start(): void {
    this.#isStarted = true
    this.#running = this.#run()
  }

  /** Resolves when nothing is being written. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#running
  }

  /** Resolves when what has been committed so far can be found, or after a moment. */
  async catchUp(): Promise<void> {
    if (!this.#writes) return
    const look = this.#newest().catch(this.#parts.onError)
    await Promise.race([look, pause(PATIENCE_MS)])
  }

  /**
   * Empties the index and waits until it has been written again.
   * @param onProgress called with the time of the messages that it has come to, ms since 1970.
   */
  async rebuild(onProgress: (time: number) => void, signal: AbortSignal): Promise<void> {
    const { index, store } = this.#parts
    await index.clear()
    // In a process that serves nobody.
    const isAlone = !this.#isStarted
    if (isAlone) this.start()
    for (;;) {
      signal.throwIfAborted()
      const reach = await index.reach()
      const isOver =
        reach !== NEW_INDEX && (await store.scan(reach, stableId(this.#parts.clock.now()), 1)).length === 0
      if (isOver) break
      onProgress(idTime(Math.max(reach, 0)))
      await pause(LOOK_MS / 4, signal)
    }
    if (isAlone) await this.stop()
  }

  /** Removes messages that have left their logs since, without a notice in them: retention, for one. */
  async sweep(): Promise<void> {
    for (let after: number | undefined = 0; after !== undefined; ) after = await this.#sweepStep(after)
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      try {
        if (this.#parts.hasOthers) await this.#parts.leases.during('search', () => this.#work())
        else await this.#work()
      } catch (error) {
        this.#parts.onError(error)
      }
      await this.#rest(STANDBY_MS)
    }
  }

  async #work(): Promise<void> {
    this.#head = stableId(this.#parts.clock.now())
    this.#writes = true
    try {
      while (!this.#stopped.signal.aborted) {
        const began = performance.now()
        await this.#newest()
        const isBehind = await this.#again()
        if (!isBehind) await this.#sweepSometimes()
        const isBusy = isBehind || this.#swept !== undefined
        await this.#rest(isBusy ? restAfter(began) : LOOK_MS)
      }
    } finally {
      this.#writes = false
    }
  }

  /** Looks at what is new when it is called. */
  #newest(): Promise<void> {
    this.#nextLook ??= this.#look.then(() => {
      this.#nextLook = undefined
      const look = this.#lookAtNew()
      this.#look = look.catch(() => {})
      return look
    })
    return this.#nextLook
  }

  async #lookAtNew(): Promise<void> {
    for (let isMore = true; isMore && !this.#stopped.signal.aborted; ) {
      const began = performance.now()
      // What is older is looked at anyway.
      this.#head = Math.max(this.#head, stableId(this.#parts.clock.now()))
      const entries = await whenNotBusy(() =>
        this.#parts.store.scan(this.#head, Number.MAX_SAFE_INTEGER, STEP),
      )
      await this.#parts.index.put(...(await this.#changes(entries)))
      this.#head = entries.at(-1)?.id ?? this.#head
      isMore = entries.length === STEP
      if (isMore) await this.#rest(restAfter(began))
    }
  }

  /** Looks for the second time: reads only what is not in the index. @returns whether there is more. */
  async #again(): Promise<boolean> {
    const { index, store } = this.#parts
    const reach = await index.reach()
    if (reach === NEW_INDEX) {
      // Emptied, by whichever node: what is new has to be looked at again too.
      this.#head = stableId(this.#parts.clock.now())
      await index.moveReach(NEW_INDEX, 0)
      return true
    }
    const before = stableId(this.#parts.clock.now())
    const seen = await whenNotBusy(() => store.kinds(reach, before, STEP))
    if (seen.length === 0) return false
    const known = await index.known(seen.flatMap(({ id, kind }) => (kind === entryKind.message ? [id] : [])))
    const missing = seen.flatMap(({ id }) => (known.has(id) ? [] : [id]))
    if (missing.length > 0)
      await index.put(...(await this.#changes(await whenNotBusy(() => store.byIds(missing)))))
    // Not if messages were added to the past meanwhile.
    await index.moveReach(reach, seen.at(-1)!.id)
    return seen.length === STEP
  }

  /** What to write and what to remove for entries: for those that change a message, that message as it is now. */
  async #changes(entries: readonly ScannedEntry[]): Promise<[IndexedMessage[], number[]]> {
    const { store, codec } = this.#parts
    const changed = new Set<number>()
    for (const entry of entries) {
      const target = changedBy(entry, codec)
      if (target != null) changed.add(target)
    }
    const now = changed.size === 0 ? [] : await store.byIds([...changed])
    const messages = [...entries.filter(({ id }) => !changed.has(id)), ...now]
    const indexed = messages.flatMap((entry) =>
      entry.kind === entryKind.message ? [this.#indexed(entry)] : [],
    )
    const found = new Set(indexed.filter(({ terms }) => terms.length > 0).map(({ id }) => id))
    return [indexed.filter(({ id }) => found.has(id)), [...changed].filter((id) => !found.has(id))]
  }

  #indexed(entry: ScannedEntry): IndexedMessage {
    const said = this.#parts.codec.read(entry.payload!)
    const fields = said === undefined ? [] : fieldsOf(said, this.#parts.extKeys)
    const words = termsOf(fields.map(({ text }) => text))
    const terms = words.length === 0 ? [] : [...placeTerms(entry, kindOf(entry.key)), ...words]
    return { id: entry.id, terms }
  }

  async #sweepSometimes(): Promise<void> {
    if (this.#swept === undefined) {
      if (performance.now() < this.#sweepAt) return
      this.#swept = 0
      this.#sweepAt = performance.now() + SWEEP_MS
    }
    this.#swept = await this.#sweepStep(this.#swept)
  }

  /** @returns the id at which to go on; undefined at the end. */
  async #sweepStep(after: number): Promise<number | undefined> {
    const { index, store } = this.#parts
    const ids = await index.idsAfter(after, STEP)
    const present = new Set(await whenNotBusy(() => store.present(ids)))
    await index.put(
      [],
      ids.filter((id) => !present.has(id)),
    )
    return ids.length < STEP ? undefined : ids.at(-1)
  }

  #rest(ms: number): Promise<void> {
    return pause(ms, this.#stopped.signal)
  }
}

/** The message that an entry edits, recalls or completes. */
function changedBy({ kind, payload }: ScannedEntry, codec: MessageCodec): number | null | undefined {
  if (payload === null) return null
  if (kind === entryKind.streamed) return decodeReference(payload)
  return kind === entryKind.edit || kind === entryKind.recall ? codec.read(payload)?.changes : null
}

/** Entries with smaller ids are all there. */
function stableId(now: number): number {
  return idFloor(now) - ID_DISORDER
}

/** @param began when the work began, by `performance.now()`. */
function restAfter(began: number): number {
  return Math.min((performance.now() - began) * IDLE, LONGEST_PAUSE_MS)
}

/** Resolves after a time, or when the signal is given. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}
