import { ApiError } from '@ringpost/contract/errors'

/** Messages of one sender that may wait for one log: as many as a caller has requests open at a time. */
const IN_LINE = 1000
/** Messages that may wait in all lines of the node. */
const IN_ALL = 20_000

interface Line {
  length: number
  /** Settles when the last message in the line is done. */
  last: Promise<void> | undefined
}

/** A place in one or several lines. */
export interface SendingTurn {
  /** Resolves when everything ahead of it is done. */
  comes: Promise<unknown>
  /** Marks it as done; the next turn comes once this one has come, too. */
  end(): void
}

/**
 * Keeps the messages of one sender to one log in the order of the calls while one of them waits for an answer. A line
 * exists only while something waits in it.
 */
export class SendingLines {
  readonly #lines = new Map<string, Line>()
  #waiting = 0

  /** Number of waiting messages in all lines. */
  get waiting(): number {
    return this.#waiting
  }

  get isEmpty(): boolean {
    return this.#waiting === 0
  }

  /**
   * Whether a message of the sender waits for one of the logs.
   * @throws ApiError `server.busy` when a limit on waiting messages is reached.
   */
  holds(app: number, sender: string, places: readonly { log: string }[]): boolean {
    const lines = places.map(({ log }) => this.#lines.get(keyOf(app, sender, log)))
    if (this.#waiting >= IN_ALL || lines.some((line) => line !== undefined && line.length >= IN_LINE))
      throw new ApiError('server.busy')
    return lines.some((line) => line !== undefined)
  }

  /** Joins the end of the lines. */
  enter(app: number, sender: string, places: readonly { log: string }[]): SendingTurn {
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

/** Names contain no slash; if one did, some messages would wait needlessly. */
function keyOf(app: number, sender: string, log: string): string {
  return `${app}/${sender}/${log}`
}
