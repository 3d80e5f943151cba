import type { Fact } from '../../domain/facts/fact.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import { performance } from '../../kernel/machine-time.ts'
import type { EventMaker } from './event-maker.ts'

/** Events in memory: those of one message to a big group that is away, or of several hundred others. */
const EVENTS = 2000
/** ms for which they are: rules that keep up ask at once, and what is erased later is not told to one that does not. */
const FOR_MS = 2000

type Events = readonly WebhookEvent[]

interface Made {
  at: number
  /** Events made of the fact so far. */
  size: number
  byMaker: Map<EventMaker, Promise<Events>>
}

/**
 * Events just made, for the other rules of the app. They are kept by the fact and by what made them: a rule that begins to want
 * another family finds none of it, and has it made.
 */
export class MadeEvents {
  /** In the order in which they were made. Readers of the stream at about the same position are given the same objects. */
  readonly #byFact = new Map<Fact, Made>()
  #size = 0

  has(fact: Fact, maker: EventMaker): boolean {
    const made = this.#byFact.get(fact)
    if (made !== undefined && performance.now() - made.at > FOR_MS) this.#forget(fact, made)
    return this.#byFact.get(fact)?.byMaker.has(maker) === true
  }

  /** @throws TypeError if there are none: ask {@link has} before, and do not wait in between. */
  get(fact: Fact, maker: EventMaker): Promise<Events> {
    return this.#byFact.get(fact)!.byMaker.get(maker)!
  }

  /** Keeps what `make` resolves to, unless they are there; a failure is not kept. */
  add(fact: Fact, maker: EventMaker, make: () => Promise<Events>): void {
    if (this.has(fact, maker)) return
    const made = this.#byFact.get(fact) ?? { at: performance.now(), size: 1, byMaker: new Map() }
    if (!this.#byFact.has(fact)) this.#size += made.size
    this.#byFact.set(fact, made)
    const events = make()
    made.byMaker.set(maker, events)
    events.then(
      ({ length }) => this.#grow(fact, made, length),
      () => this.#forget(fact, made),
    )
  }

  #grow(fact: Fact, made: Made, length: number): void {
    if (this.#byFact.get(fact) !== made) return
    made.size += length
    this.#size += length
    for (const [oldest, each] of this.#byFact) {
      if (this.#size <= EVENTS) return
      this.#forget(oldest, each)
    }
  }

  #forget(fact: Fact, made: Made): void {
    if (this.#byFact.get(fact) !== made) return
    this.#byFact.delete(fact)
    this.#size -= made.size
  }
}
