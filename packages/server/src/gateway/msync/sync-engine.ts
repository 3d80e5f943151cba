import { isInPieces, notice, queueDrained, queuePage } from '@ringpost/protocol'
import type { CursorKeeper } from '../../delivery/cursor-keeper.ts'
import type { DeviceCursors } from '../../delivery/device-cursors.ts'
import { hourOf } from '../../domain/log/active-hour.ts'
import { type Entry, entryKind } from '../../domain/log/entry.ts'
import type { BehindPlace, LogStore, Shield } from '../../domain/log/log-store.ts'
import { isKept, isVisible } from '../../domain/log/visibility.ts'
import type { ShownMessages } from '../../domain/messages/shown-messages.ts'
import type { PieceReader } from '../../domain/streams/piece-reader.ts'
import { decodeReference } from '../../domain/streams/stream-end.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { whenNotBusy } from '../../domain/when-not-busy.ts'
import { type IdGenerator, idFloor } from '../../kernel/id-generator.ts'
import { entryMeta, isConversationRead, queueJid } from './entry-frames.ts'
import type { Framing } from './framing.ts'
import { PAGE_BYTES, PAGE_ENTRIES } from './page-limits.ts'
import type { SessionFacts } from './session-facts.ts'
import { isPiece, StreamView } from './stream-view.ts'

/** Unacknowledged pushes after which the client is left to pull at its own pace. */
const IN_FLIGHT_LIMIT = 512
/**
 * Hours after which a session that is up to date looks into the logs again, so that the next one has to look at few; and the
 * limit on the jitter that keeps sessions from looking all at once.
 */
const PATIENCE_HOURS = 6
const PATIENCE_JITTER_HOURS = 6

/** A range of a log: after `after`, up to and including `seq`. */
interface Stretch {
  log: string
  after: number
  seq: number
}

/**
 * A pushed entry or a page that the client has not acknowledged: its key, or that of a later one, acknowledges these
 * ranges.
 */
interface InFlight {
  key: number
  stretches: Stretch[]
}

export interface SyncServices {
  readonly logs: LogStore
  readonly cursors: CursorKeeper
  readonly ids: IdGenerator
  readonly shown: ShownMessages
  readonly pieces: PieceReader
}

/** Where frames for the client go. */
export interface Outlet {
  readonly framing: Framing
  /** Writes what `framing` made of a frame. */
  write(framed: Buffer): void
  /** Pushes an entry; entries of one turn leave in one frame. Keeps the order with `write`. */
  push(app: App, entry: Entry): void
  /** The client reads more slowly than data is written to it. */
  readonly congested: boolean
}

/**
 * Delivers to one device everything in the logs its user follows, once and in order per log (msync.md §4). It has two
 * states: *behind* — the client pulls pages out of the logs, one at a time, and new commits wait there; *live* —
 * nothing is left to pull, and new entries are pushed as they are committed.
 */
export class SyncEngine {
  readonly #facts: SessionFacts
  readonly #services: SyncServices
  readonly #cursors: DeviceCursors
  readonly #out: Outlet
  #live = false
  /** ms since 1970: anything earlier waited for the device. */
  readonly #since: number
  /** Something was committed after the last look into the logs. */
  #missed = false
  #inFlight: InFlight[] = []
  /** The client was asked to pull after the last of these frames. */
  #asked = false
  /** The client waits to be told that nothing is left. */
  #owed = false
  /** When the logs were last examined, in ms since 1970. */
  #lookedAt = 0
  /** Where the look that is under way goes on; undefined: there is none. */
  #next: BehindPlace | undefined
  /** The hour in which the look under way, and the last complete one, began. */
  #lookHour = 0
  #completeHour = 0
  /** What is to be recorded of the last complete look once the device has everything; 0: nothing. */
  #clearing = 0
  readonly #patience = PATIENCE_HOURS + Math.random() * PATIENCE_JITTER_HOURS
  /** Last position sent per log, of the logs touched since login. */
  readonly #sent = new Map<string, number>()
  /** Messages that the user does not want, by log; rarely used. */
  #shields: Map<string, Shield> | undefined
  /** Messages that are being told in pieces; rarely used. */
  #streams: StreamView | undefined
  /** Logs still to be paged through. */
  #backlog: { log: string; seq: number; head: number; start: number }[] = []
  /** Pulls are answered one after the other. */
  #work: Promise<unknown> = Promise.resolve()
  /** Number of pulls in progress. */
  #underWay = 0

  constructor(facts: SessionFacts, services: SyncServices, out: Outlet) {
    this.#facts = facts
    this.#services = services
    this.#since = services.ids.clock.now()
    this.#cursors = services.cursors.open({ app: facts.app.id, user: facts.user, device: facts.resource })
    this.#out = out
  }

  /** Takes a new entry, in commit order per log. */
  offer(entry: Entry): void {
    const { app, client } = this.#facts
    /** Takes nothing that it has not asked for. */
    const isTold = client === 'go'
    const visible = this.#isMeant(entry)
    if (!isKept(entry)) {
      // Pushed in any state, never acknowledged.
      if (!visible || (entry.expendable && this.#out.congested)) return
      if (isPiece(entry)) {
        if (this.#facts.readsStreams) this.#streamView.offer(entry)
        return
      }
      if (isTold && this.#live) this.#notify()
      this.#out.push(app, entry)
      return
    }
    if (!this.#live) {
      this.#missed = true
      return
    }
    const sent = this.#sent.get(entry.log)
    const before = sent ?? entry.seq - 1
    if (entry.seq <= before) return
    // Older than the last look, which may have found it acknowledged: only another look can tell.
    const isDoubtful = sent === undefined && entry.time < this.#lookedAt
    if (
      isDoubtful ||
      (isTold && visible) ||
      (entry.kind === entryKind.streamed && !this.#isBeingTold(entry)) ||
      entry.seq !== before + 1 ||
      this.#inFlight.length >= IN_FLIGHT_LIMIT ||
      this.#out.congested
    ) {
      this.#fallBehind()
      return
    }
    const stretch = { log: entry.log, after: before, seq: entry.seq }
    this.#sent.set(entry.log, entry.seq)
    if (!visible || entry.inPieces) {
      this.#skip(stretch)
      return
    }
    if (entry.shows !== undefined) this.#streams?.forget(entry.shows.id)
    this.#launch({ key: entry.id, stretches: [stretch] })
    this.#out.push(app, entry)
  }

  /** The user follows a log from after `after` on. */
  follow(log: string, after: number): void {
    this.#shields?.delete(log)
    this.#sent.set(log, after)
  }

  /**
   * Looks for entries that were committed without being offered; a client that is up to date is asked to pull them.
   * Resolves with false if the database is unavailable or busy; never rejects.
   */
  catchUp(): Promise<boolean> {
    this.#missed = true
    return this.#serially(async () => {
      if (!this.#live) return
      // One that was interrupted by an error does not go on: what it has passed may be what was missed.
      this.#next = undefined
      await this.#look()
      if (this.#live && this.#backlog.length > 0) this.#fallBehind()
      this.#clear()
    }).then(
      () => true,
      () => false,
    )
  }

  /** Looks nothing up before `ready`: from then on entries of the user's logs are offered. */
  waitFor(ready: Promise<void>): void {
    const end = () => this.#underWay--
    this.#underWay++
    this.#work = ready
    ready.then(end, end)
  }

  /**
   * Returns how much waits for the device, for the UNREAD answer: the client pulls unless that is 0. A device with
   * nothing waiting goes live.
   */
  unread(): Promise<number> {
    return this.#serially(async () => {
      if (!this.#live) {
        // What is committed during a look may be missing from it.
        while (this.#backlog.length === 0) {
          await this.#look()
          if (!this.#missed) break
        }
        this.#live = this.#backlog.length === 0 && this.#inFlight.length === 0
        this.#clear()
      }
      const count = this.#backlog.reduce((sum, { seq, head }) => sum + head - seq, this.#inFlight.length)
      this.#asked = count > 0
      return count
    })
  }

  /**
   * Sends the first page of what waits, to a client that may not ask for it, unless something unacknowledged is in flight. A
   * pull that crosses with it gets nothing twice.
   */
  begin(): Promise<void> {
    return this.#serially(() => this.#answer())
  }

  /**
   * Answers a pull. With a key it acknowledges everything up to that frame and asks for more; without one, after
   * UNREAD or a notice, the client wants everything it has not acknowledged. Only pulls are told that nothing is left,
   * not acknowledgements of pushes: that answer would be half the cost of a delivery, and no SDK wants it (§4.4 row
   * 6).
   */
  pull(key: number | null): Promise<void> | undefined {
    if (key) {
      this.acknowledge(key)
      // Most client frames are acknowledgements that need no answer, and create no promise.
      return this.#underWay === 0 && this.#isAnswered ? undefined : this.#serially(() => this.#answer())
    }
    return this.#serially(async () => {
      // The key of an empty frame is 0 in the client's reading (msync.md §1.1).
      this.#owed = true
      if (key === null) this.#pullAgain()
      await this.#answer()
    })
  }

  /**
   * Takes effect at once, whatever else is pending: the connection may end at any moment, and the client does have the
   * entries.
   */
  acknowledge(key: number): void {
    const at = this.#inFlight.findIndex((frame) => frame.key === key)
    for (let i = 0; i <= at; i++)
      for (const stretch of this.#inFlight.shift()!.stretches) this.#settle(stretch)
    if (at < 0 || !this.#live || this.#inFlight.length > 0) return
    this.#clear()
    if (this.#hour - this.#completeHour > this.#patience && this.#underWay === 0) void this.catchUp()
  }

  /** The client will acknowledge what is in flight, and so ask again: an answer now would only add to it. */
  get #isAnswered(): boolean {
    return this.#inFlight.length > 0 || (this.#live && !this.#owed)
  }

  async #answer(): Promise<void> {
    if (this.#isAnswered) return
    if (this.#live) this.#sendDrained()
    else await this.#sendPage()
  }

  /** Whether the entry is for this device. Entries of a log come in order, and those that shield it say from where on. */
  #isMeant(entry: Entry): boolean {
    const { user, resource, client } = this.#facts
    const { kind, log, seq } = entry
    // SDK 5 would take it for another device of its own user (sdk5.md §7).
    if (client === 'sdk5' && entry.sender !== user && isConversationRead(entry)) return false
    if (entry.sender === user && kind === entryKind.shield) this.#shield(log, { from: seq, to: null })
    else if (entry.sender === user && kind === entryKind.unshield) this.#shields?.delete(log)
    const shield = this.#shields?.get(log)
    const unwanted = shield !== undefined && (seq === 0 ? shield.to === null : isWithin(shield, seq))
    return !(unwanted && kind === entryKind.message) && isVisible(entry, user, resource)
  }

  /** Whether the user can read the message that the entry is about. */
  #reaches({ about, sender }: Entry, start: number): boolean {
    return about === undefined || start < about || sender === this.#facts.user
  }

  #shield(log: string, shield: Shield): void {
    this.#shields ??= new Map()
    this.#shields.set(log, shield)
  }

  #serially<T>(work: () => Promise<T>): Promise<T> {
    const end = () => this.#underWay--
    this.#underWay++
    const result = this.#work.then(work)
    this.#work = result.then(end, end)
    return result
  }

  /**
   * The client gets the rest from the logs: after it has acknowledged what is in flight; if nothing is, a notice asks it to pull.
   * The Android SDK does not react to notices: it is sent a page, or, if that cannot be read, asked at its next heartbeat.
   */
  #fallBehind(): void {
    this.#live = false
    this.#missed = true
    if (this.#inFlight.length > 0) return
    if (this.#facts.client === 'native') {
      this.begin().catch(() => {})
      return
    }
    this.#asked = true
    this.#notify()
  }

  #notify(): void {
    this.#out.write(this.#out.framing(notice(queueJid(this.#facts.app))))
  }

  /**
   * Handles a pull without key. The client gets again what it read before it was asked to pull and has not
   * acknowledged. A frame sent after that has merely crossed with the pull: it will be acknowledged shortly and must
   * not come twice, because clients drop repeats only in some namespaces (trap 18).
   */
  #pullAgain(): void {
    if (!this.#asked || this.#inFlight.length === 0) return
    this.#asked = false
    this.#live = false
    for (const { stretches } of this.#inFlight) {
      for (const { log, after } of stretches)
        this.#sent.set(log, Math.min(this.#sent.get(log) ?? after, after))
    }
    this.#inFlight = []
    this.#backlog = []
    this.#next = undefined
  }

  #launch(sent: InFlight): void {
    this.#inFlight.push(sent)
    this.#asked = false
  }

  /** Skips an entry that is not for this device: its position is acknowledged together with what was sent before it. */
  #skip(stretch: Stretch): void {
    const last = this.#inFlight.at(-1)
    if (last === undefined) this.#settle(stretch)
    else last.stretches.push(stretch)
  }

  #settle({ log, seq }: Stretch): void {
    this.#cursors.acknowledge(log, seq)
  }

  /** The hour of the newest id of this node: later entries of any node are at most an hour older. */
  get #hour(): number {
    return hourOf(idFloor(this.#services.ids.frontier))
  }

  /**
   * The device has everything that the last complete look found. What was committed since then is marked with an hour no
   * earlier than the one before that look.
   */
  #clear(): void {
    if (this.#clearing <= 0 || !this.#live || this.#inFlight.length > 0) return
    this.#cursors.clear(this.#clearing)
    this.#clearing = 0
  }

  /** Finds logs that have more than was sent: the next ones of the look under way, or those of a new look. */
  async #look(): Promise<void> {
    do {
      if (this.#next === undefined) {
        this.#missed = false
        this.#lookHour = this.#hour
      }
      await this.#lookOn()
    } while (this.#backlog.length === 0 && this.#next !== undefined)
  }

  async #lookOn(): Promise<void> {
    const { app, user, resource } = this.#facts
    this.#lookedAt = this.#services.ids.clock.now()
    const { logs, next } = await whenNotBusy(() =>
      this.#services.logs.behind(app.id, user, resource, this.#next),
    )
    this.#next = next ?? undefined
    if (next === null) {
      this.#completeHour = this.#lookHour
      this.#clearing = this.#lookHour - 1
    }
    for (const { log, shield } of logs) if (shield !== undefined) this.#shield(log, shield)
    this.#backlog = logs
      .map(({ log, acknowledged, head, start = 0 }) => ({
        log,
        head,
        start,
        seq: Math.max(acknowledged, this.#sent.get(log) ?? 0),
      }))
      .filter(({ seq, head }) => seq < head)
  }

  async #sendPage(): Promise<void> {
    const { app } = this.#facts
    for (;;) {
      if (this.#backlog.length === 0) await this.#look()
      const { metas, stretches } = await this.#readPage()
      if (metas.length > 0) {
        // A new key: a client does not acknowledge one that it has seen before (trap 5).
        const key = this.#services.ids.next()
        const page = queuePage({
          metas,
          nextKey: key,
          queue: queueJid(app),
          timestamp: this.#services.ids.clock.now(),
        })
        this.#launch({ key, stretches })
        this.#out.write(this.#out.framing(page))
        return
      }
      for (const stretch of stretches) this.#skip(stretch)
      if (this.#backlog.length === 0 && this.#next === undefined && !this.#missed) break
    }
    this.#live = true
    this.#clear()
    this.#sendDrained()
  }

  /** Reads on in the backlog until a page is full; returns the metas of entries meant for this device. */
  async #readPage(): Promise<{ metas: Uint8Array[]; stretches: Stretch[] }> {
    const { app } = this.#facts
    const metas: Uint8Array[] = []
    const stretches: Stretch[] = []
    let bytes = 0
    let next = this.#backlog[0]
    while (next !== undefined && metas.length < PAGE_ENTRIES && bytes < PAGE_BYTES) {
      const after = next.seq
      // Not beyond the head: users who have left a group get what was sent until then.
      const limit = Math.min(PAGE_ENTRIES - metas.length, next.head - after)
      const { log } = next
      const entries = await whenNotBusy(() => this.#read(log, after, limit))
      for (const entry of entries) {
        // What is below the floor of the log may have gone since the look: then more than the limit allows for follows.
        if (bytes >= PAGE_BYTES || entry.seq > next.head) break
        next.seq = entry.seq
        if (!this.#isMeant(entry) || !this.#reaches(entry, next.start)) continue
        const found = this.#shown(entry)
        const shown = found instanceof Promise ? await found : found
        if (shown === undefined) continue
        const meta = entryMeta(app, shown, entry.time >= this.#since ? 'online' : 'offline')
        metas.push(meta)
        bytes += meta.length
      }
      if (entries.length === 0 || entries[0]!.seq > next.head) next.seq = next.head
      this.#sent.set(next.log, next.seq)
      stretches.push({ log: next.log, after, seq: next.seq })
      if (next.seq >= next.head) this.#backlog.shift()
      next = this.#backlog[0]
    }
    return { metas, stretches }
  }

  async #read(log: string, after: number, limit: number): Promise<readonly Entry[]> {
    const { app, user } = this.#facts
    const entries = await this.#services.logs.read(app.id, log, after, limit)
    return this.#services.shown.shown(app.id, user, entries)
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
    this.#streams?.forget(id)
    const message = await whenNotBusy(() => this.#services.pieces.message(app, user, id))
    if (message === undefined || !isInPieces(message.payload) || !this.#isMeant(message)) return undefined
    const [shown] = await this.#services.shown.shown(app, user, [message])
    return shown
  }

  /** A device that has not been told from the start must read whether the message is for its user. */
  #isBeingTold({ shows }: Entry): boolean {
    return shows !== undefined && this.#streams?.follows(shows.id) === true
  }

  get #streamView(): StreamView {
    this.#streams ??= new StreamView(this.#services.pieces, this.#facts.user, (entry) => {
      if (!this.#out.congested) this.#out.push(this.#facts.app, entry)
    })
    return this.#streams
  }

  #sendDrained(): void {
    this.#owed = false
    this.#out.write(
      this.#out.framing(
        queueDrained({ queue: queueJid(this.#facts.app), timestamp: this.#services.ids.clock.now() }),
      ),
    )
  }
}

function isWithin({ from, to }: Shield, seq: number): boolean {
  return seq > from && seq <= (to ?? seq)
}
