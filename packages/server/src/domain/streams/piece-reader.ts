import type { StreamStore } from './stream-store.ts'

/** Pieces read at a time. */
const PAGE = 200

/** Reads the pieces of messages that are being told, once for all devices that miss the same ones. */
export class PieceReader {
  readonly #store: Pick<StreamStore, 'pieces'>
  /** Reads in progress. */
  readonly #reads = new Map<string, Promise<Uint8Array[]>>()

  constructor(store: Pick<StreamStore, 'pieces'>) {
    this.#store = store
  }

  /** Returns the payloads of the next pieces from a number on; none if there are none yet, or the stream has ended. */
  read(app: number, message: number, from: number): Promise<Uint8Array[]> {
    const key = `${app}/${message}/${from}`
    const known = this.#reads.get(key)
    if (known !== undefined) return known
    const read = this.#store.pieces(app, message, from, PAGE).finally(() => this.#reads.delete(key))
    this.#reads.set(key, read)
    return read
  }
}
