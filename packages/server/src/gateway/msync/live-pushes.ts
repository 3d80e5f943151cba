import { type Entry, entryKind } from '../../domain/log/entry.ts'
import { isKept } from '../../domain/log/visibility.ts'
import type { Backlog } from './backlog.ts'
import type { DeviceView } from './device-view.ts'
import { type Outlet, writeNotice } from './outlet.ts'
import type { SentEntries } from './sent-entries.ts'
import type { SessionFacts } from './session-facts.ts'
import { isPiece } from './stream-view.ts'

/** Unacknowledged pushes after which the client is left to pull at its own pace. */
const IN_FLIGHT_LIMIT = 512

/**
 * Pushes new entries to a client as they are committed. Kept ones only while it is *live*, and only next to what was sent before: an
 * entry that cannot be pushed is refused, and the engine sends the client to the backlog for it. The engine alone starts and
 * stops this.
 */
export class LivePushes {
  readonly #facts: SessionFacts
  readonly #view: DeviceView
  readonly #sent: SentEntries
  readonly #backlog: Backlog
  readonly #out: Outlet
  #isLive = false

  constructor(
    facts: SessionFacts,
    parts: { view: DeviceView; sent: SentEntries; backlog: Backlog; out: Outlet },
  ) {
    this.#facts = facts
    this.#view = parts.view
    this.#sent = parts.sent
    this.#backlog = parts.backlog
    this.#out = parts.out
  }

  get isLive(): boolean {
    return this.#isLive
  }

  /** In the turn in which nothing is left in the logs that was not sent. */
  start(): void {
    this.#isLive = true
  }

  stop(): void {
    this.#isLive = false
  }

  /** Takes a new entry, in commit order per log. Returns false if the client must find it in the log. */
  take(entry: Entry): boolean {
    const isMeant = this.#view.isMeant(entry)
    if (isKept(entry)) return this.#isLive && this.#pushKept(entry, isMeant)
    if (isMeant) this.#pass(entry)
    return true
  }

  /** Pushes what nobody keeps a position in, whether the client is live or not; it is never acknowledged. */
  #pass(entry: Entry): void {
    const { app } = this.#facts
    if (entry.expendable && this.#out.congested) return
    if (isPiece(entry)) {
      this.#view.pushPiece(entry)
      return
    }
    if (this.#onlyPulls && this.#isLive) writeNotice(this.#out, app)
    this.#out.push(app, entry)
  }

  #pushKept(entry: Entry, isMeant: boolean): boolean {
    const { log, seq, shows } = entry
    const sent = this.#sent.upTo(log)
    const before = sent ?? seq - 1
    if (seq <= before) return true
    // Older than the last look, which may have found it acknowledged, or later than something that was missed: only another look
    // can tell.
    const isDoubtful =
      sent === undefined && (entry.time < this.#backlog.lookedAt || !this.#backlog.isExhausted)
    if (
      isDoubtful ||
      seq !== before + 1 ||
      (isMeant && this.#onlyPulls) ||
      (entry.kind === entryKind.streamed && !this.#isBeingTold(entry)) ||
      this.#sent.inFlight >= IN_FLIGHT_LIMIT ||
      this.#out.congested
    )
      return false
    const stretch = { log, after: before, seq }
    if (!isMeant || entry.inPieces) {
      this.#sent.skip(stretch)
      return true
    }
    if (shows !== undefined) this.#view.tellsWhole(shows.id)
    this.#sent.record(entry.id, [stretch])
    this.#out.push(this.#facts.app, entry)
    return true
  }

  /** The client takes nothing that it has not asked for. */
  get #onlyPulls(): boolean {
    return this.#facts.client === 'go'
  }

  /** A device that has not been told from the start must read whether the message is for its user. */
  #isBeingTold({ shows }: Entry): boolean {
    return shows !== undefined && this.#view.isBeingTold(shows.id)
  }
}
