import { ApiError } from '@ringpost/contract'
import { clearTimeout, setTimeout } from '../kernel/machine-time.ts'
import { describeMessage, type SaidMessage } from './said-message.ts'

/** Messages of an app that are kept, and waits at a time. */
const KEPT = 1000
const WAITS = 1000
/** Messages that a failed wait names. */
const NAMED = 20
/** ms that a wait takes if it does not say. */
const WAIT_MS = 5000

/** When a wait ends. */
export interface WaitLimits {
  /** ms, by the machine's clock; 5000 if undefined. */
  ms?: number | undefined
  /** ms since 1970: messages from then on fit, even if an earlier wait has answered them. Undefined: those that none has. */
  since?: number | undefined
}

interface Wait extends Pick<WaitLimits, 'since'> {
  fits(message: SaidMessage): boolean
  settle(outcome: SaidMessage | ApiError | Error): void
}

/**
 * The messages of one app, for tests that wait for one. A wait looks at the past first, so that it does not matter whether a test
 * begins to wait before or after the message is sent. Each message answers one wait.
 */
export class MessageBook {
  readonly #kept: SaidMessage[] = []
  readonly #answered = new WeakSet<SaidMessage>()
  readonly #waits = new Set<Wait>()
  #isClosed = false

  /** The latest, the oldest first. */
  get all(): readonly SaidMessage[] {
    return this.#kept
  }

  note(message: SaidMessage): void {
    this.#kept.push(message)
    if (this.#kept.length > KEPT) this.#kept.shift()
    // A predicate may throw: then its own wait fails, and the others go on.
    for (const wait of this.#waits) if (this.#answers(wait, message)) break
  }

  /**
   * The first message that fits.
   * @throws ApiError `testing.nothing_fitting`, which names what did arrive; `testing.was_reset`; what `fits` throws.
   */
  async wait(
    fits: (message: SaidMessage) => boolean,
    { ms = WAIT_MS, since }: WaitLimits,
  ): Promise<SaidMessage> {
    if (this.#isClosed) throw new ApiError('testing.was_reset')
    if (this.#waits.size >= WAITS) throw new ApiError('request.rate_limited')
    const { promise, resolve, reject } = Promise.withResolvers<SaidMessage>()
    const timer = setTimeout(() => wait.settle(this.#nothing(ms)), ms)
    const wait: Wait = {
      fits,
      since,
      settle: (outcome) => {
        clearTimeout(timer)
        this.#waits.delete(wait)
        if (outcome instanceof Error) reject(outcome)
        else resolve(outcome)
      },
    }
    this.#waits.add(wait)
    for (const message of this.#kept) if (this.#answers(wait, message)) break
    return promise
  }

  /** Ends all waits: the app is gone. */
  close(): void {
    this.#isClosed = true
    for (const wait of this.#waits) wait.settle(new ApiError('testing.was_reset'))
  }

  /** Returns whether the wait took the message. */
  #answers(wait: Wait, message: SaidMessage): boolean {
    try {
      const { since } = wait
      if (since === undefined ? this.#answered.has(message) : message.timestamp < since) return false
      if (!wait.fits(message)) return false
      this.#answered.add(message)
      wait.settle(message)
      return true
    } catch (error) {
      wait.settle(error instanceof Error ? error : new Error(String(error)))
      return false
    }
  }

  #nothing(ms: number): ApiError {
    const last = this.#kept.slice(-NAMED)
    const lines = last.map((message) => {
      const mark = this.#answered.has(message) ? ', answered by an earlier wait' : ''
      return `\n  ${describeMessage(message)}${mark}`
    })
    const more = this.#kept.length > last.length ? `the last ${last.length} of ${this.#kept.length}` : 'all'
    const arrived = last.length === 0 ? 'nothing was sent' : `what was sent (${more}):${lines.join('')}`
    return new ApiError('testing.nothing_fitting', { ms, arrived })
  }
}
