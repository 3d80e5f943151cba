import type { Alarm, Clock } from '../../kernel/clock.ts'
import type { Webhook } from './webhook.ts'

/** `reliable`: failures in a row that open it, and ms until it lets one attempt through: doubled each time up to a limit. */
const IN_A_ROW = 10
const OPEN_MS = 30_000
const OPEN_LIMIT_MS = 600_000
/** `compat`: failures within so many ms that ban the receiver, for so long times the bans of a day (webhooks.md §2). */
const BAN_FAILURES = 90
const BAN_WINDOW_MS = 30_000
const BAN_MS = 300_000
const BANS = 5
const DAY_MS = 24 * 3600_000

export type BreakerState = 'closed' | 'open' | 'half-open'

/** Spares a receiver that fails, and us the attempts: while it is open, nothing is sent and nothing is lost. */
export class Breaker {
  readonly #clock: Clock
  #state: BreakerState = 'closed'
  #failures = 0
  #openings = 0
  #isProbing = false
  /** ms since 1970. */
  #failedAt: number[] = []
  #bannedAt: number[] = []
  #alarm: Alarm | undefined
  #change = Promise.withResolvers<void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get state(): BreakerState {
    return this.#state
  }

  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** Resolves at the next change of state. */
  get changed(): Promise<void> {
    return this.#change.promise
  }

  /** Whether an attempt may be made now: of a breaker that is half open, one. Report what comes of it. */
  tryAttempt(): boolean {
    if (this.#state === 'closed') return true
    if (this.#state === 'open' || this.#isProbing) return false
    this.#isProbing = true
    return true
  }

  succeeded(): void {
    this.#failures = 0
    this.#openings = 0
    if (this.#state !== 'closed') this.#become('closed')
  }

  /** @param isGone the receiver says that it is no longer there: it is asked again as rarely as possible. */
  failed(retry: Webhook['retry'], isGone: boolean, now = this.#clock.now()): void {
    this.#failures += 1
    if (isGone) this.#open(OPEN_LIMIT_MS)
    else if (retry === 'compat') this.#considerBan(now)
    else if (this.#state === 'half-open' || (this.#state === 'closed' && this.#failures >= IN_A_ROW))
      this.#open(Math.min(OPEN_MS * 2 ** this.#openings, OPEN_LIMIT_MS))
  }

  /** Starts anew, as when the rule has changed. */
  reset(): void {
    this.#failures = 0
    this.#openings = 0
    this.#failedAt = []
    this.#bannedAt = []
    if (this.#state !== 'closed') this.#become('closed')
  }

  stop(): void {
    this.#alarm?.cancel()
  }

  #considerBan(now: number): void {
    // An attempt after a ban begins a new count, whatever comes of it.
    if (this.#state === 'half-open') this.#become('closed')
    this.#failedAt = [...this.#failedAt.filter((at) => at > now - BAN_WINDOW_MS), now]
    if (this.#failedAt.length < BAN_FAILURES || this.#state === 'open') return
    this.#failedAt = []
    this.#bannedAt = [...this.#bannedAt.filter((at) => at > now - DAY_MS), now]
    this.#open(BAN_MS * Math.min(this.#bannedAt.length, BANS))
  }

  #open(ms: number): void {
    this.#openings += 1
    this.#alarm?.cancel()
    this.#alarm = this.#clock.after(ms, () => this.#become('half-open'))
    this.#become('open')
  }

  #become(state: BreakerState): void {
    if (state !== 'open') this.#alarm?.cancel()
    this.#state = state
    this.#isProbing = false
    this.#change.resolve()
    this.#change = Promise.withResolvers()
  }
}
