import type { Alarm, Clock } from '../../kernel/clock.ts'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { machineClock } from '../../kernel/machine-clock.ts'
import type { Service } from '../facts/delivery.ts'
import type { Fact } from '../facts/fact.ts'
import type { App } from '../tenancy/app.ts'
import type { Breaker } from './breaker.ts'
import { DeliveryLog } from './delivery-log.ts'
import { WaitingDeliveries } from './waiting-deliveries.ts'
import type { Webhook } from './webhook.ts'
import { WebhookAttempts } from './webhook-attempts.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'
import type { WebhookDeliveryStore } from './webhook-delivery-store.ts'
import type { WebhookEvent } from './webhook-event.ts'
import type { WebhookEvents } from './webhook-events.ts'
import { takes } from './webhook-filter.ts'
import type { WebhookPost } from './webhook-post.ts'
import { isOver } from './webhook-retry.ts'
import type { WebhookRules } from './webhook-rules.ts'
import type { WebhookSender } from './webhook-sender.ts'

/** Facts that become events at a time: one can make thousands. */
const FACTS = 20
/** Events of a rule in memory, beyond which no more facts are looked at. */
const WINDOW = 1000
/** ms after which facts behind an event are looked at although it has no answer: it is stored until it has. */
const SLOW_MS = 300
/** ms between two looks at what waits. */
const LOOK_MS = 1000

export interface RunnerParts {
  rules: Pick<WebhookRules, 'enabled'>
  events: WebhookEvents
  post: WebhookPost
  sender: WebhookSender
  store: WebhookDeliveryStore
  ids: IdGenerator
  onError(error: unknown): void
}

/** Delivers what happens to the receiver of one rule, for as long as this node serves it. */
export class WebhookRunner {
  readonly breaker: Breaker
  readonly waiting: WaitingDeliveries
  readonly #parts: RunnerParts
  readonly #app: App
  readonly #id: string
  readonly #service: Service
  readonly #attempts: WebhookAttempts
  readonly #log: DeliveryLog
  /** The last event of each order that is being delivered. */
  readonly #lines = new Map<string, Promise<void>>()
  readonly #ended: Promise<never>
  readonly #clock: Clock
  readonly #looks: Alarm
  #loaded: Promise<void> | undefined
  #known: Webhook | undefined

  constructor(app: App, id: string, service: Service, parts: RunnerParts) {
    this.#parts = parts
    this.#app = app
    this.#id = id
    this.#service = service
    this.#log = new DeliveryLog(parts.store)
    this.#clock = parts.ids.clock
    this.#attempts = new WebhookAttempts(app, id, service, parts)
    this.breaker = this.#attempts.breaker
    this.waiting = new WaitingDeliveries({
      app: app.id,
      webhook: id,
      store: parts.store,
      attempt: (delivery) => this.#tryAgain(delivery),
      onError: parts.onError,
    })
    this.#looks = this.#clock.every(LOOK_MS, () => this.#look().catch(parts.onError))
    this.#ended = new Promise((_, reject) => {
      service.ended.addEventListener('abort', () => {
        this.#end()
        reject(new Error('this node no longer serves the webhook'))
      })
    })
    // Usually nobody waits for it.
    this.#ended.catch(() => {})
  }

  /** Resolves when all events of the facts are delivered, or stored. */
  async receive(facts: readonly Fact[]): Promise<void> {
    const webhook = await this.#rule()
    if (webhook === undefined) return
    await this.#load(webhook)
    this.#known ??= webhook
    const running = new Set<Promise<void>>()
    let failure: { error: unknown } | undefined
    const watch = (work: Promise<void>): void => {
      const watched = work
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => running.delete(watched))
      running.add(watched)
    }
    for (let from = 0; from < facts.length && failure === undefined; from += FACTS) {
      const some = facts.slice(from, from + FACTS)
      const events = await this.#parts.events.of(this.#app, some)
      for (const [i, ofFact] of events.entries())
        for (const event of ofFact)
          if (takes(webhook, event)) watch(this.#inOrder(webhook, event, some[i]!.at))
      while (running.size >= WINDOW) await Promise.race(running)
    }
    // Those under way are not to overtake what comes again.
    await Promise.all(running)
    if (failure !== undefined) throw failure.error
  }

  #inOrder(webhook: Webhook, event: WebhookEvent, at: number): Promise<void> {
    if (!webhook.ordered) return this.#deliver(event, at)
    const before = this.#lines.get(event.order) ?? Promise.resolve()
    const mine = before.then(() => this.#deliver(event, at))
    this.#lines.set(event.order, mine)
    const forget = () => {
      if (this.#lines.get(event.order) === mine) this.#lines.delete(event.order)
    }
    mine.then(forget, forget)
    return mine
  }

  /** Resolves when the event is delivered, or stored. */
  async #deliver(event: WebhookEvent, at: number): Promise<void> {
    const { post, store } = this.#parts
    let delivery: WebhookDelivery | undefined
    for (;;) {
      const webhook = await this.#rule()
      if (webhook === undefined) return
      delivery ??= this.#attempts.newDelivery(event, at, post.message(this.#app, webhook, event))
      const { order, attempts } = delivery
      const isClosed = this.breaker.state === 'closed'
      if (isOver(at, this.#clock.now()) && (attempts > 0 || !isClosed))
        return store.add([{ ...delivery, status: 'failed', fault: delivery.fault ?? 'it was given up' }])
      if (attempts === 0 && this.waiting.holdsUp(order)) {
        if (isClosed && !this.waiting.isFull(order))
          return this.waiting.add({ ...delivery, status: 'pending', nextAt: this.#clock.now() })
        await this.#pause(LOOK_MS, machineClock)
        continue
      }
      const started = Promise.withResolvers<void>()
      const attempt = this.#attempts.make(webhook, delivery, started.resolve)
      const isSlow = started.promise.then(() => this.#pause(SLOW_MS, machineClock)).then(() => true)
      if ((await Promise.race([attempt, isSlow])) === true && !this.waiting.isFull(order)) {
        const tried = attempt.then((result) => result ?? delivery!)
        return this.waiting.add({ ...delivery, nextAt: this.#clock.now() }, tried)
      }
      const tried = await attempt
      if (tried === undefined) {
        await Promise.race([this.breaker.changed, this.#ended])
        continue
      }
      delivery = tried
      if (tried.status === 'delivered') return this.#log.add(tried)
      if (tried.status === 'failed') return store.add([tried])
      if (webhook.retry === 'compat' || this.breaker.state !== 'closed') continue
      if (!this.waiting.isFull(order)) return this.waiting.add(tried)
      await this.#pause(tried.nextAt! - this.#clock.now(), this.#clock)
    }
  }

  /** Tries one that has waited. */
  async #tryAgain(delivery: WebhookDelivery): Promise<WebhookDelivery> {
    const webhook = await this.#rule()
    if (webhook === undefined) return delivery
    if (isOver(delivery.at, this.#clock.now())) return { ...delivery, status: 'failed', nextAt: null }
    return (await this.#attempts.make(webhook, delivery)) ?? delivery
  }

  async #rule(): Promise<Webhook | undefined> {
    const webhooks = await this.#parts.rules.enabled(this.#app.id, 'after')
    return webhooks.find(({ id }) => id === this.#id)
  }

  async #load({ ordered }: Webhook): Promise<void> {
    this.#loaded ??= this.waiting.load(ordered)
    await this.#loaded.catch((error: unknown) => {
      this.#loaded = undefined
      throw error
    })
  }

  async #look(): Promise<void> {
    const webhook = await this.#rule()
    if (webhook === undefined || this.#service.ended.aborted) return
    await this.#load(webhook)
    const isChanged = this.#known !== undefined && this.#known.modifiedAt !== webhook.modifiedAt
    // Its receiver may be another one.
    if (isChanged) this.breaker.reset()
    this.#known = webhook
    this.waiting.arrange(webhook.ordered)
    if (isChanged) this.waiting.hurry()
    // While it is open, they would only be read and written in vain.
    if (this.breaker.state !== 'open') this.waiting.look(this.#clock.now())
    await this.#log.write()
  }

  async #pause(ms: number, clock: Clock): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const alarm = clock.after(Math.max(ms, 0), resolve)
    await Promise.race([promise, this.#ended]).finally(() => alarm.cancel())
  }

  #end(): void {
    this.#looks.cancel()
    this.breaker.stop()
    this.#log.write().catch(this.#parts.onError)
  }
}
