import { ApiError } from '@ringpost/contract/errors'

/** What one sender has waiting for one log: as many requests as a caller has open at a time. */
const IN_LINE = 1000
/** What waits in all lines of the node. */
const IN_ALL = 20_000

interface Line {
  length: number
  /** Settles when the last in the line has gone. */
  last: Promise<void> | undefined
}

/** A place in one line, or in several. */
export interface Turn {
  /** Resolves when all before it have gone. */
  comes: Promise<unknown>
  /** It goes: the next one's turn comes, once its own has. */
  end(): void
}

/**
 * Messages of one sender to one log, in the order of the calls, while one of them waits for somebody's answer. A line is there only
 * as long as somebody stands in it.
 */
export class SendingLines {
  readonly #lines = new Map<string, Line>()
  #waiting = 0

  /** How many wait, in all lines. */
  get waiting(): number {
    return this.#waiting
  }

  get isEmpty(): boolean {
    return this.#waiting === 0
  }

  /**
   * Whether something of the sender waits for one of the logs.
   * @throws ApiError `server.busy` when more waits than is taken.
   */
  holds(app: number, sender: string, places: readonly { log: string }[]): boolean {
    const lines = places.map(({ log }) => this.#lines.get(keyOf(app, sender, log)))
    if (this.#waiting >= IN_ALL || lines.some((line) => line !== undefined && line.length >= IN_LINE))
      throw new ApiError('server.busy')
    return lines.some((line) => line !== undefined)
  }

  /** Goes to the end of the lines. */
  enter(app: number, sender: string, places: readonly { log: string }[]): Turn {
    const keys = places.map(({ log }) => keyOf(app, sender, log))
    const comes = Promise.all(keys.map((key) => this.#lines.get(key)?.last))
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const gone = comes.then(() => ended)
    this.#waiting++
    for (const key of keys) {
      const line = this.#lines.get(key) ?? { length: 0, last: undefined }
      line.length++
      line.last = gone
      this.#lines.set(key, line)
    }
    void gone.then(() => this.#leave(keys))
    return { comes, end }
  }

  #leave(keys: readonly string[]): void {
    this.#waiting--
    for (const key of keys) {
      const line = this.#lines.get(key)!
      line.length--
      if (line.length === 0) this.#lines.delete(key)
    }
  }
}

/** Names hold no slash; should one, some messages wait that need not. */
function keyOf(app: number, sender: string, log: string): string {
  return `${app}/${sender}/${log}`
}
