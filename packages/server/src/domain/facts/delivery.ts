import { clearTimeout, machineTime, setTimeout } from '../../kernel/machine-time.ts'
import type { Fact } from './fact.ts'
import { covers, type FactCursor } from './fact-cursor.ts'
import { EVERY_APP } from './fact-interest.ts'
import type { FactReader } from './fact-reader.ts'
import type { Subscriber } from './subscriber-store.ts'

/** Back-off in ms after a failure: the first delay, and the maximum. */
const RETRY_MS = 500
const RETRY_LIMIT_MS = 60_000
/** Interval in ms between checks whether the lease is valid again. */
const LEASE_WAIT_MS = 100

/**
 * Accepts facts, in an order that keeps the entries of each log in sequence; resolves once their effects are durable.
 * Rejected facts are delivered again, and accepted ones may be.
 */
export type Receive = (facts: readonly Fact[]) => Promise<void>

/** What a receiver may want to know about the service of its subscriber by this node. */
export interface Service {
  /** Whether this node may start work on behalf of the subscriber's shard. */
  mayBegin(): boolean
  /** Aborted when this node no longer serves the subscriber: what is not accepted by then comes again, here or elsewhere. */
  ended: AbortSignal
}

export interface DeliveryParts {
  reader: FactReader
  makeReceive(service: Service): Receive
  mayBegin: Service['mayBegin']
  onError(error: unknown): void
}

/** Delivers the stream to one subscriber, page by page, from its cursor on. */
export class Delivery {
  readonly name: string
  readonly shard: number
  readonly #parts: DeliveryParts
  readonly #receive: Receive
  readonly #ended = new AbortController()
  readonly #stopped = Promise.withResolvers<void>()
  #subscriber: Subscriber
  #cursor: FactCursor
  #saved: FactCursor
  #isStopping = false
  #running: Promise<void>
  /** When the first of the facts being delivered occurred, ms since 1970; undefined if none are. */
  #waitingSince: number | undefined
  #failures = 0
  delivered = 0

  constructor(subscriber: Subscriber, cursor: FactCursor, parts: DeliveryParts) {
    this.name = subscriber.name
    this.shard = subscriber.shard
    this.#subscriber = subscriber
    this.#cursor = cursor
    this.#saved = cursor
    this.#parts = parts
    this.#receive = parts.makeReceive({ mayBegin: parts.mayBegin, ended: this.#ended.signal })
    this.#running = this.#run()
  }

  /** Everything up to this cursor has been delivered. */
  get cursor(): FactCursor {
    return this.#cursor
  }

  /** Whether the cursor needs saving. */
  get hasMoved(): boolean {
    return !covers(this.#saved, this.#cursor)
  }

  /** The cursor as last saved. */
  get savedCursor(): FactCursor {
    return this.#saved
  }

  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** Age in ms of the oldest fact not yet delivered; 0 if there is none. */
  get lag(): number {
    return this.#waitingSince === undefined ? 0 : Math.max(machineTime() - this.#waitingSince, 0)
  }

  saved(cursor: FactCursor): void {
    this.#saved = cursor
  }

  /** Changes which kinds the subscriber wants from now on. */
  change(subscriber: Subscriber): void {
    this.#subscriber = subscriber
  }

  /** Resolves when no delivery is in progress. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#ended.abort()
    this.#stopped.resolve()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        const { news } = this.#parts.reader
        const { facts, to, isLast } = await this.#parts.reader.after(this.#cursor)
        if (facts.length === 0) await this.#until(news)
        else if (await this.#handOver(facts.filter((fact) => this.#wants(fact)))) {
          this.#cursor = to
          if (isLast) this.#waitingSince = undefined
        }
      } catch (error) {
        this.#parts.onError(error)
        await this.#pause(RETRY_MS)
      }
    }
  }

  #wants({ app, kind }: Fact): boolean {
    const subscriber = this.#subscriber
    return (subscriber.app === EVERY_APP || subscriber.app === app) && subscriber.kinds.includes(kind)
  }

  /** Retries until it succeeds. @returns false if stopped before. */
  async #handOver(facts: readonly Fact[]): Promise<boolean> {
    if (facts.length === 0) return true
    this.#waitingSince = facts[0]!.at
    while (!this.#isStopping) {
      if (!this.#parts.mayBegin()) {
        await this.#pause(LEASE_WAIT_MS)
        continue
      }
      try {
        await this.#receive(facts)
        this.#failures = 0
        this.delivered += facts.length
        return true
      } catch (error) {
        if (this.#isStopping) return false
        this.#parts.onError(error)
        const wait = Math.min(RETRY_MS * 2 ** this.#failures, RETRY_LIMIT_MS)
        this.#failures += 1
        await this.#pause(wait * (0.8 + Math.random() * 0.4))
      }
    }
    return false
  }

  async #pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await this.#until(
      new Promise((resolve) => {
        timer = setTimeout(resolve, ms)
      }),
    )
    clearTimeout(timer)
  }

  async #until(event: Promise<void>): Promise<void> {
    await Promise.race([event, this.#stopped.promise])
  }
}
