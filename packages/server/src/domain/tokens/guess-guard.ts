import { ApiError } from '@ringpost/contract/errors'
import { LruCache } from '../../kernel/lru-cache.ts'
import { performance } from '../../kernel/machine-time.ts'

/** The account whose secret is being tried, and the origin of the attempt. */
export interface Attempt {
  /** Identifies the account, app or administrator, unique across the installation. */
  subject: string
  /** Network of the caller: an IPv4 address or an IPv6 prefix. */
  network: string
}

interface Allowance {
  /** Failures that cause no delay. */
  free: number
  /** Time in ms after which one failure is forgotten. */
  forgottenAfter: number
  /** Maximum delay in ms. */
  longest: number
}

const SECOND = 1000
/** A user who mistypes is never locked out for more than a minute. */
const OF_PAIR: Allowance = { free: 5, forgottenAfter: 60 * SECOND, longest: 60 * SECOND }
const OF_SUBJECT: Allowance = { free: 20, forgottenAfter: 30 * SECOND, longest: 30 * SECOND }
const OF_NETWORK = { forgottenAfter: 10 * SECOND, longest: 60 * SECOND }
/** Limit on counters of each kind, and on remembered pairs; the least recently used are evicted. */
const KEPT = 50_000

/** Receives events for the metrics. */
export interface GuessListener {
  /** A password or secret was wrong. */
  wrong(): void
  /** An attempt was refused without being checked. */
  refused(): void
}

/**
 * Rate-limits guessing of passwords and client secrets. Only failures count: per account and network, per account
 * across all networks that have never logged in to it, and per network. Once the free failures are used up, each
 * further failure doubles the delay; attempts before it ends are refused without being checked. Failures from other
 * networks never lock out a user who comes from a network they have logged in from before.
 */
export class GuessGuard {
  readonly #pairs = new Failures(OF_PAIR)
  readonly #subjects = new Failures(OF_SUBJECT)
  readonly #networks: Failures | undefined
  /** Pairs of account and network with a successful login. */
  readonly #known = new LruCache<string, true>(KEPT)
  #listener: GuessListener = { wrong() {}, refused() {} }

  /** @param freePerNetwork failures per network that cause no delay; 0 disables the limit per network. */
  constructor(freePerNetwork: number) {
    if (freePerNetwork > 0) this.#networks = new Failures({ ...OF_NETWORK, free: freePerNetwork })
  }

  report(listener: GuessListener): void {
    this.#listener = listener
  }

  /**
   * Returns whether the secret is right, as `verify` determines; `verify` calls `admit` again before work that had to
   * wait.
   * @throws ApiError `request.rate_limited`, with the time to wait, if the attempt comes too early.
   */
  async check(attempt: Attempt, verify: (admit: () => void) => Promise<boolean>): Promise<boolean> {
    this.#admit(attempt)
    const isRight = await verify(() => this.#admit(attempt))
    this.#settle(attempt, isRight)
    return isRight
  }

  #admit(attempt: Attempt): void {
    const pair = pairOf(attempt)
    const wait = Math.max(
      this.#pairs.delay(pair),
      this.#known.has(pair) ? 0 : this.#subjects.delay(attempt.subject),
      this.#networks?.delay(attempt.network) ?? 0,
    )
    if (wait === 0) return
    this.#listener.refused()
    throw new ApiError('request.rate_limited', {}, { retryAfter: Math.ceil(wait / SECOND) })
  }

  #settle(attempt: Attempt, isRight: boolean): void {
    const pair = pairOf(attempt)
    if (isRight) {
      this.#pairs.forget(pair)
      this.#known.set(pair, true)
      return
    }
    this.#listener.wrong()
    this.#pairs.add(pair)
    if (!this.#known.has(pair)) this.#subjects.add(attempt.subject)
    this.#networks?.add(attempt.network)
  }
}

function pairOf({ subject, network }: Attempt): string {
  return `${network} ${subject}`
}

/** Counts failures per key; they are forgotten one by one. */
class Failures {
  readonly #allowance: Allowance
  readonly #counters = new LruCache<string, { failures: number; at: number; until: number }>(KEPT)

  constructor(allowance: Allowance) {
    this.#allowance = allowance
  }

  /** Remaining delay in ms. */
  delay(key: string): number {
    return Math.max(0, (this.#counters.get(key)?.until ?? 0) - performance.now())
  }

  add(key: string): void {
    const { free, forgottenAfter, longest } = this.#allowance
    const now = performance.now()
    const { failures, at } = this.#counters.get(key) ?? { failures: 0, at: now }
    const count = Math.max(0, failures - (now - at) / forgottenAfter) + 1
    const until = count <= free ? 0 : now + Math.min(longest, SECOND * 2 ** (count - free - 1))
    this.#counters.set(key, { failures: count, at: now, until })
  }

  forget(key: string): void {
    this.#counters.delete(key)
  }
}
