import { type Entry, entryKind } from '../../domain/log/entry.ts'
import type { Shield } from '../../domain/log/log-store.ts'
import { isVisible } from '../../domain/log/visibility.ts'
import type { PieceReader } from '../../domain/streams/piece-reader.ts'
import { isConversationRead } from './entry-frames.ts'
import type { Outlet } from './outlet.ts'
import type { SessionFacts } from './session-facts.ts'
import { type PieceEntry, StreamView } from './stream-view.ts'

/** What one device gets to see of the logs of its user, whether in a page or pushed. */
export class DeviceView {
  readonly #facts: SessionFacts
  readonly #pieces: PieceReader
  readonly #out: Outlet
  /** Messages that the user does not want, by log; rarely used. */
  #shields: Map<string, Shield> | undefined
  /** Messages that are being told in pieces; rarely used. */
  #streams: StreamView | undefined

  constructor(facts: SessionFacts, pieces: PieceReader, out: Outlet) {
    this.#facts = facts
    this.#pieces = pieces
    this.#out = out
  }

  /** Whether the entry is for this device. Entries of a log come in order, and those that shield it say from where on. */
  isMeant(entry: Entry): boolean {
    const { user, resource, client } = this.#facts
    const { kind, log, seq } = entry
    // SDK 5 would take it for another device of its own user (sdk5.md §7).
    if (client === 'sdk5' && entry.sender !== user && isConversationRead(entry)) return false
    if (entry.sender === user && kind === entryKind.shield) this.shield(log, { from: seq, to: null })
    else if (entry.sender === user && kind === entryKind.unshield) this.unshield(log)
    const shield = this.#shields?.get(log)
    const unwanted = shield !== undefined && (seq === 0 ? shield.to === null : isWithin(shield, seq))
    return !(unwanted && kind === entryKind.message) && isVisible(entry, user, resource)
  }

  shield(log: string, shield: Shield): void {
    this.#shields ??= new Map()
    this.#shields.set(log, shield)
  }

  unshield(log: string): void {
    this.#shields?.delete(log)
  }

  /** Pushes a piece of a message, and those before it that the device has missed. */
  pushPiece(entry: PieceEntry): void {
    if (!this.#facts.readsStreams) return
    this.#streams ??= new StreamView(this.#pieces, this.#facts.user, (piece) => {
      if (!this.#out.congested) this.#out.push(this.#facts.app, piece)
    })
    this.#streams.offer(entry)
  }

  /** Whether the device is being told the message in pieces. */
  isBeingTold(message: number): boolean {
    return this.#streams?.follows(message) === true
  }

  /** The device gets the whole message. */
  tellsWhole(message: number): void {
    this.#streams?.forget(message)
  }
}

function isWithin({ from, to }: Shield, seq: number): boolean {
  return seq > from && seq <= (to ?? seq)
}
