import { isInPieces } from '@ringpost/protocol'
import type { DeviceCursors } from '../../delivery/device-cursors.ts'
import { hourOf } from '../../domain/log/active-hour.ts'
import { type Entry, entryKind } from '../../domain/log/entry.ts'
import type { BehindPlace, LogStore } from '../../domain/log/log-store.ts'
import type { ShownMessages } from '../../domain/messages/shown-messages.ts'
import type { PieceReader } from '../../domain/streams/piece-reader.ts'
import { decodeReference } from '../../domain/streams/stream-end.ts'
import { whenNotBusy } from '../../domain/when-not-busy.ts'
import { type IdGenerator, idFloor } from '../../kernel/id-generator.ts'
import type { DeviceView } from './device-view.ts'
import { entryMeta } from './entry-frames.ts'
import { PAGE_BYTES, PAGE_ENTRIES } from './page-limits.ts'
import type { SentEntries, Stretch } from './sent-entries.ts'
import type { SessionFacts } from './session-facts.ts'

/**
 * Hours after which a session that is up to date looks into the logs again, so that the next one has to look at few; and the
 * limit on the jitter that keeps sessions from looking all at once.
 */
const PATIENCE_HOURS = 6
const PATIENCE_JITTER_HOURS = 6

export interface BacklogServices {
  readonly logs: LogStore
  readonly ids: IdGenerator
  readonly shown: ShownMessages
  readonly pieces: PieceReader
}

/** Entries for one frame, encoded, and the ranges that they and those between them make up. */
interface Page {
  /** Of the frame. A new one: a client does not acknowledge one that it has seen before (trap 5). */
  key: number
  metas: Uint8Array[]
  stretches: Stretch[]
}

/**
 * What waits for a device in the logs that its user follows. A *look* finds the logs that have more than was sent; pages are read
 * from them one after the other. The engine calls one asynchronous method at a time, and passes here whatever is committed
 * and not pushed (`miss`).
 */
export class Backlog {
  readonly #facts: SessionFacts
  readonly #services: BacklogServices
  readonly #cursors: DeviceCursors
  readonly #view: DeviceView
  readonly #sent: SentEntries
  /** ms since 1970: anything earlier waited for the device. */
  readonly #since: number
  readonly #patience = PATIENCE_HOURS + Math.random() * PATIENCE_JITTER_HOURS
  /** Logs still to be paged through. */
  #places: { log: string; seq: number; head: number; start: number }[] = []
  /** There is more than the last look has found: none has begun yet, what it found was dropped, or something was committed since. */
  #missed = true
  #lookedAt = 0
  #isLooking = false
  /** Where the look that is under way goes on; undefined: there is none. */
  #next: BehindPlace | undefined
  /** The hour in which the look under way, and the last complete one, began. */
  #lookHour = 0
  #completeHour = 0
  /** What is to be recorded of the last complete look once the device has everything; 0: nothing. */
  #clearing = 0

  constructor(
    facts: SessionFacts,
    services: BacklogServices,
    parts: { cursors: DeviceCursors; view: DeviceView; sent: SentEntries },
  ) {
    this.#facts = facts
    this.#services = services
    this.#cursors = parts.cursors
    this.#view = parts.view
    this.#sent = parts.sent
    this.#since = services.ids.clock.now()
  }

  /** Number of entries that the looks so far have found and no page has had. */
  get size(): number {
    return this.#places.reduce((sum, { seq, head }) => sum + head - seq, 0)
  }

  get isEmpty(): boolean {
    return this.#places.length === 0
  }

  /** Whether a look is complete, all it found was in pages, and nothing was committed since it began. True in this turn only. */
  get isExhausted(): boolean {
    return this.isEmpty && this.#next === undefined && !this.#missed && !this.#isLooking
  }

  /** When the logs were last examined, in ms since 1970. */
  get lookedAt(): number {
    return this.#lookedAt
  }

  /** Whether the last complete look is so old that the next one would have to examine many logs. */
  get isOld(): boolean {
    return this.#hour - this.#completeHour > this.#patience
  }

  /** Something may have been committed that was not pushed: only a look that begins from now on finds it. */
  miss(): void {
    this.#missed = true
  }

  /** Forgets what looks have found: the next one begins anew. */
  drop(): void {
    this.#places = []
    this.#next = undefined
    this.#missed = true
  }

  /**
   * The device has everything that the last complete look found. What was committed since then is marked with an hour no
   * earlier than the one before that look.
   */
  clear(): void {
    if (this.#clearing <= 0) return
    this.#cursors.clear(this.#clearing)
    this.#clearing = 0
  }

  /** Finds logs that have more than was sent: the next ones of the look under way, or those of a new look. */
  async look(): Promise<void> {
    this.#isLooking = true
    try {
      do {
        if (this.#next === undefined) {
          this.#missed = false
          this.#lookHour = this.#hour
        }
        await this.#lookOn()
      } while (this.isEmpty && this.#next !== undefined)
    } finally {
      this.#isLooking = false
    }
  }

  /** Reads the next page, which must be sent. Returns undefined if there was nothing for this device; there may be more. */
  async page(): Promise<Page | undefined> {
    if (this.isEmpty) await this.look()
    const page = await this.#orDrop(this.#read())
    if (page.metas.length > 0) return page
    for (const stretch of page.stretches) this.#sent.skip(stretch)
    return undefined
  }

  /** What a look had found before an error has not been sent: a new one finds all of it again. */
  async #orDrop<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading
    } catch (error) {
      this.drop()
      throw error
    }
  }

  /** The hour of the newest id of this node: later entries of any node are at most an hour older. */
  get #hour(): number {
    return hourOf(idFloor(this.#services.ids.frontier))
  }

  async #lookOn(): Promise<void> {
    const { app, user, resource } = this.#facts
    this.#lookedAt = this.#services.ids.clock.now()
    const { logs, next } = await this.#orDrop(
      whenNotBusy(() => this.#services.logs.behind(app.id, user, resource, this.#next)),
    )
    this.#next = next ?? undefined
    if (next === null) {
      this.#completeHour = this.#lookHour
      this.#clearing = this.#lookHour - 1
    }
    for (const { log, shield } of logs) if (shield !== undefined) this.#view.shield(log, shield)
    this.#places = logs
      .map(({ log, acknowledged, head, start = 0 }) => ({
        log,
        head,
        start,
        seq: Math.max(acknowledged, this.#sent.upTo(log) ?? 0),
      }))
      .filter(({ seq, head }) => seq < head)
  }

  /** Reads on until a page is full, or has all that was found. Whatever can fail before the page is sent belongs here. */
  async #read(): Promise<Page> {
    const { app } = this.#facts
    const metas: Uint8Array[] = []
    const stretches: Stretch[] = []
    let bytes = 0
    let place = this.#places[0]
    while (place !== undefined && metas.length < PAGE_ENTRIES && bytes < PAGE_BYTES) {
      const { log, head, start, seq: after } = place
      // Not beyond the head: users who have left a group get what was sent until then.
      const limit = Math.min(PAGE_ENTRIES - metas.length, head - after)
      const entries = await whenNotBusy(() => this.#entries(log, after, limit))
      for (const entry of entries) {
        // What is below the floor of the log may have gone since the look: then more than the limit allows for follows.
        if (bytes >= PAGE_BYTES || entry.seq > head) break
        place.seq = entry.seq
        if (!this.#view.isMeant(entry) || !this.#reaches(entry, start)) continue
        const found = this.#shown(entry)
        const shown = found instanceof Promise ? await found : found
        if (shown === undefined) continue
        const meta = entryMeta(app, shown, entry.time >= this.#since ? 'online' : 'offline')
        metas.push(meta)
        bytes += meta.length
      }
      if (entries.length === 0 || entries[0]!.seq > head) place.seq = head
      stretches.push({ log, after, seq: place.seq })
      if (place.seq >= head) this.#places.shift()
      place = this.#places[0]
    }
    return { key: metas.length > 0 ? this.#services.ids.next() : 0, metas, stretches }
  }

  async #entries(log: string, after: number, limit: number): Promise<readonly Entry[]> {
    const { app, user } = this.#facts
    const entries = await this.#services.logs.read(app.id, log, after, limit)
    return this.#services.shown.shown(app.id, user, entries)
  }

  /** Whether the user can read the message that the entry is about. */
  #reaches({ about, sender }: Entry, start: number): boolean {
    return about === undefined || start < about || sender === this.#facts.user
  }

  /** What a device that reads an entry at its place gets; undefined: nothing. */
  #shown(entry: Entry): Entry | undefined | Promise<Entry | undefined> {
    if (entry.kind === entryKind.streamed) return this.#wholeMessage(entry)
    // Only the app sends in pieces.
    const mayBe = entry.kind === entryKind.message && entry.senderDevice === null
    return mayBe && isInPieces(entry.payload) ? undefined : entry
  }

  async #wholeMessage({ app, payload }: Entry): Promise<Entry | undefined> {
    const { user } = this.#facts
    const id = decodeReference(payload)
    this.#view.tellsWhole(id)
    const message = await whenNotBusy(() => this.#services.pieces.message(app, user, id))
    if (message === undefined || !isInPieces(message.payload) || !this.#view.isMeant(message))
      return undefined
    const [shown] = await this.#services.shown.shown(app, user, [message])
    return shown
  }
}
