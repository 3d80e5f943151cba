import type { RoamingStore } from '../history/roaming-store.ts'
import type { Entry } from '../log/entry.ts'
import type { StreamStore } from './stream-store.ts'

/** Pieces read at a time. */
const PAGE = 200

/** Reads what was told before a device came. */
export class PieceReader {
  readonly #store: Pick<StreamStore, 'pieces'>
  readonly #histories: Pick<RoamingStore, 'find'>
  /** Reads in progress. */
  readonly #reads = new Map<string, Promise<Uint8Array[]>>()

  constructor(store: Pick<StreamStore, 'pieces'>, histories: Pick<RoamingStore, 'find'>) {
    this.#store = store
    this.#histories = histories
  }

  /** Returns a message that is or was told in pieces; undefined if it began before the user was there, or is not for them. */
  async message(app: number, user: string, message: number): Promise<Entry | undefined> {
    const [found] = await this.#histories.find(app, user, [message])
    return found
  }

  /**
   * Returns the payloads of the next pieces from a number on; none if there are none yet, or the stream has ended. They are read
   * once for all devices that miss the same ones.
   */
  read(app: number, message: number, from: number): Promise<Uint8Array[]> {
    const key = `${app}/${message}/${from}`
    const known = this.#reads.get(key)
    if (known !== undefined) return known
    const read = this.#store.pieces(app, message, from, PAGE).finally(() => this.#reads.delete(key))
    this.#reads.set(key, read)
    return read
  }
}
