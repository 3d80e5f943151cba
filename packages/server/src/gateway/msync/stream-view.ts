import type { Entry } from '../../domain/log/entry.ts'
import type { PieceReader } from '../../domain/streams/piece-reader.ts'

/** Messages told in pieces that a device follows at a time; it may get the pieces of others twice, which clients ignore. */
const FOLLOWED = 256
/** Missed pieces that a device is still given; if it has missed more, it waits for the whole text. */
const MADE_UP = 1000

/** Number of the next piece of a message that is not for the user: there is none. */
const NONE = Number.POSITIVE_INFINITY

/** A piece on its way to online users. */
export type PieceEntry = Entry & { piece: number }

export function isPiece(entry: Entry): entry is PieceEntry {
  return entry.piece !== undefined
}

/**
 * What one device has seen of messages that are told in pieces. A device that comes in the middle gets the pieces before as well:
 * a page that is new shows them all, one that had lost its connection ignores those that it has, and fills its gap
 * (search-streams-translation.md §2.2). Who joins a group in the middle sees nothing: the message is from before.
 */
export class StreamView {
  readonly #pieces: PieceReader
  readonly #user: string
  readonly #push: (entry: Entry) => void
  /** Number of the next piece, by message; those followed for longest first. */
  readonly #next = new Map<number, number>()
  /** Messages whose missed pieces are being read, and the last piece that has come meanwhile. */
  readonly #reading = new Map<number, PieceEntry>()

  /** @param push sends a piece, or drops it if the client is too slow. */
  constructor(pieces: PieceReader, user: string, push: (entry: Entry) => void) {
    this.#pieces = pieces
    this.#user = user
    this.#push = push
  }

  /** Pieces of a message come in order, or later than they should. */
  offer(entry: PieceEntry): void {
    const next = this.#nextOf(entry.id)
    if (entry.piece < next) return
    if (entry.piece === next) this.#send(entry)
    else if (this.#reading.has(entry.id)) this.#reading.set(entry.id, entry)
    else if (entry.piece - next <= MADE_UP) void this.#makeUp(entry)
  }

  /** Whether the device is being told the message. */
  follows(message: number): boolean {
    const next = this.#next.get(message)
    return next !== undefined && next < NONE
  }

  /** The message is complete. */
  forget(message: number): void {
    this.#next.delete(message)
  }

  #nextOf(message: number): number {
    return this.#next.get(message) ?? 0
  }

  #send(entry: PieceEntry): void {
    this.#expect(entry.id, entry.piece + 1)
    this.#push(entry)
  }

  #expect(message: number, next: number): void {
    this.#next.set(message, next)
    if (this.#next.size > FOLLOWED)
      for (const oldest of this.#next.keys()) {
        this.#next.delete(oldest)
        break
      }
  }

  async #makeUp(entry: PieceEntry): Promise<void> {
    const { app, id } = entry
    this.#reading.set(id, entry)
    try {
      if (!this.#next.has(id) && (await this.#pieces.message(app, this.#user, id)) === undefined)
        this.#expect(id, NONE)
      while (this.#nextOf(id) <= this.#reading.get(id)!.piece) {
        const from = this.#nextOf(id)
        const payloads = await this.#pieces.read(app, id, from)
        // The stream has ended: the whole text is on its way.
        if (payloads.length === 0) return
        for (const [i, payload] of payloads.entries())
          if (from + i === this.#nextOf(id)) this.#send({ ...entry, payload, piece: from + i })
      }
    } catch {
      // The whole text comes at the end.
    } finally {
      this.#reading.delete(id)
    }
  }
}
