import { setTimeout } from '../kernel/machine-time.ts'
import type { Session } from './session.ts'

/** Sessions that look at the same time: each queries the database. */
const AT_ONCE = 8
/** ms before the next look after one has failed: the database is overloaded or away. */
const PAUSE_MS = 500

/**
 * Makes sessions look for what they were not offered, a few at a time, each once however often it is asked meanwhile. Those whose
 * look fails look again.
 */
export class LookQueue {
  readonly #waiting = new Set<Session>()
  readonly #isOpen: (session: Session) => boolean
  readonly #lookOf: (session: Session) => Promise<boolean>
  #looking = 0
  #pause: NodeJS.Timeout | undefined
  #idle: (() => void)[] = []

  /**
   * @param isOpen whether a session has not ended.
   * @param lookOf looks; resolves with false if that has failed.
   */
  constructor(
    isOpen: (session: Session) => boolean,
    lookOf: (session: Session) => Promise<boolean> = (session) => session.catchUp(),
  ) {
    this.#isOpen = isOpen
    this.#lookOf = lookOf
  }

  add(sessions: Iterable<Session>): void {
    for (const session of sessions) this.#waiting.add(session)
    this.#go()
  }

  /** Resolves when nobody waits. */
  async idle(): Promise<void> {
    if (this.#looking + this.#waiting.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #go(): void {
    while (this.#pause === undefined && this.#looking < AT_ONCE && this.#waiting.size > 0) void this.#look()
    if (this.#looking + this.#waiting.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #look(): Promise<void> {
    this.#looking++
    for (const session of this.#waiting) {
      this.#waiting.delete(session)
      if (!this.#isOpen(session) || (await this.#lookOf(session))) continue
      this.#waiting.add(session)
      this.#pause ??= setTimeout(() => {
        this.#pause = undefined
        this.#go()
      }, PAUSE_MS).unref()
      break
    }
    this.#looking--
    this.#go()
  }
}
