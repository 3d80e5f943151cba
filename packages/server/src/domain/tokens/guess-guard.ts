import { ApiError } from '@ringpost/contract/errors'
import { LRUCache } from 'lru-cache'

/** Whose secret somebody shows, and from where. */
export interface Attempt {
  /** Names the account, app or administrator, unique in the installation. */
  subject: string
  /** Network of the caller: an IPv4 address or an IPv6 prefix. */
  network: string
}

interface Allowance {
  /** Failures that cost nothing. */
  free: number
  /** ms after which one of them is forgotten. */
  forgottenAfter: number
  /** Longest delay in ms. */
  longest: number
}

const SECOND = 1000
/** Somebody who mistypes is never kept out for longer than a minute. */
const OF_PAIR: Allowance = { free: 5, forgottenAfter: 60 * SECOND, longest: 60 * SECOND }
const OF_SUBJECT: Allowance = { free: 20, forgottenAfter: 30 * SECOND, longest: 30 * SECOND }
const OF_NETWORK = { forgottenAfter: 10 * SECOND, longest: 60 * SECOND }
/** Counters of each kind, and places that are known of accounts. Those that count are the recent ones. */
const KEPT = 50_000

/** Told of what happens, for the metrics. */
export interface GuessListener {
  /** A wrong password or secret. */
  wrong(): void
  /** An attempt refused unseen. */
  refused(): void
}

/**
 * Slows down guessing of passwords and client secrets. Only failures count: for an account from one network, for an account
 * from all networks that have never opened it, and for a network. After those that are free each further one doubles the
 * delay; attempts before its end are refused without being looked at. Nobody else's failures keep somebody out who comes
 * from where he has logged in before.
 */
export class GuessGuard {
  readonly #pairs = new Failures(OF_PAIR)
  readonly #subjects = new Failures(OF_SUBJECT)
  readonly #networks: Failures | undefined
  /** Pairs that have logged in. */
  readonly #known = new LRUCache<string, true>({ max: KEPT })
  #listener: GuessListener = { wrong() {}, refused() {} }

  /** @param freePerNetwork failures of a network that cost nothing; 0 = networks are not counted. */
  constructor(freePerNetwork: number) {
    if (freePerNetwork > 0) this.#networks = new Failures({ ...OF_NETWORK, free: freePerNetwork })
  }

  report(listener: GuessListener): void {
    this.#listener = listener
  }

  /**
   * Whether the secret is right, found out by `verify`, which calls `admit` again before work that had to wait.
   * @throws ApiError `request.rate_limited`, with the time to wait, when the attempt comes too early.
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

/** Failures by key, which are forgotten one by one. */
class Failures {
  readonly #allowance: Allowance
  readonly #counters = new LRUCache<string, { failures: number; at: number; until: number }>({ max: KEPT })

  constructor(allowance: Allowance) {
    this.#allowance = allowance
  }

  /** ms to wait. */
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
