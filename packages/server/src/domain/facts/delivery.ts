import type { Fact } from './fact.ts'
import { covers, type FactCursor } from './fact-cursor.ts'
import { EVERY_APP } from './fact-interest.ts'
import type { FactReader } from './fact-reader.ts'
import type { Subscriber } from './subscriber-store.ts'

/** ms until a subscriber that failed is tried again, the first time, and at most. */
const RETRY_MS = 500
const RETRY_LIMIT_MS = 60_000
/** ms between looks at whether the lease stands again. */
const LEASE_WAIT_MS = 100

/**
 * Takes facts, in the order in which no entry of a log comes before an earlier one; resolves when what follows from them will not
 * be lost. What it rejects comes again, and so may what it took.
 */
export type Receive = (facts: readonly Fact[]) => Promise<void>

export interface DeliveryParts {
  reader: FactReader
  receive: Receive
  /** Whether this node may begin something in the name of the subscriber's shard. */
  mayBegin(): boolean
  onError(error: unknown): void
}

/** Hands the stream to one subscriber, from its cursor on, a page after the other. */
export class Delivery {
  readonly name: string
  readonly shard: number
  readonly #parts: DeliveryParts
  readonly #stopped = Promise.withResolvers<void>()
  #subscriber: Subscriber
  #cursor: FactCursor
  #saved: FactCursor
  #isStopping = false
  #running: Promise<void>
  /** When the first of the facts came that are being handed over, ms since 1970; undefined: none are. */
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
    this.#running = this.#run()
  }

  /** Everything up to here is done. */
  get cursor(): FactCursor {
    return this.#cursor
  }

  /** Whether the cursor has to be written. */
  get hasMoved(): boolean {
    return !covers(this.#saved, this.#cursor)
  }

  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** ms since the oldest fact came that the subscriber has not done; 0 when it waits for nothing. */
  get lag(): number {
    return this.#waitingSince === undefined ? 0 : Math.max(Date.now() - this.#waitingSince, 0)
  }

  saved(cursor: FactCursor): void {
    this.#saved = cursor
  }

  /** The subscriber wants other kinds from now on. */
  change(subscriber: Subscriber): void {
    this.#subscriber = subscriber
  }

  /** Resolves when nothing is handed over any more. */
  async stop(): Promise<void> {
    this.#isStopping = true
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

  /** Until it has worked. @returns false when it was stopped before. */
  async #handOver(facts: readonly Fact[]): Promise<boolean> {
    if (facts.length === 0) return true
    this.#waitingSince = facts[0]!.at
    while (!this.#isStopping) {
      if (!this.#parts.mayBegin()) {
        await this.#pause(LEASE_WAIT_MS)
        continue
      }
      try {
        await this.#parts.receive(facts)
        this.#failures = 0
        this.delivered += facts.length
        return true
      } catch (error) {
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
