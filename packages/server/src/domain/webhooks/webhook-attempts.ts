import type { Clock } from '../../kernel/clock.ts'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Service } from '../facts/delivery.ts'
import type { App } from '../tenancy/app.ts'
import { Breaker } from './breaker.ts'
import type { Webhook } from './webhook.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'
import type { WebhookEvent } from './webhook-event.ts'
import { isLast, nextAttemptAt } from './webhook-retry.ts'
import type { WebhookSender } from './webhook-sender.ts'

/** Attempts to deliver to the receiver of one rule, as its breaker and the lease of this node allow. */
export class WebhookAttempts {
  readonly breaker: Breaker
  readonly #app: App
  readonly #id: string
  readonly #service: Service
  readonly #sender: WebhookSender
  readonly #ids: IdGenerator
  readonly #clock: Clock

  constructor(app: App, id: string, service: Service, parts: { sender: WebhookSender; ids: IdGenerator }) {
    this.#app = app
    this.#id = id
    this.#service = service
    this.#sender = parts.sender
    this.#ids = parts.ids
    this.#clock = parts.ids.clock
    this.breaker = new Breaker(this.#clock)
  }

  /** A delivery before its first attempt. @param at of the fact behind the event, ms since 1970. */
  newDelivery(event: WebhookEvent, at: number, message: { callId: string; body: string }): WebhookDelivery {
    return {
      app: this.#app.id,
      webhook: this.#id,
      id: String(this.#ids.next()),
      order: event.order,
      ...message,
      status: 'pending',
      attempts: 0,
      replays: 0,
      at,
      triedAt: 0,
      nextAt: null,
      answerStatus: null,
      answer: '',
      fault: null,
    }
  }

  /**
   * @param onStart called when the attempt begins.
   * @returns the delivery after one attempt; undefined if none may be made now.
   * @throws Error if this node no longer serves the rule.
   */
  async make(
    webhook: Webhook,
    delivery: WebhookDelivery,
    onStart = (): void => {},
  ): Promise<WebhookDelivery | undefined> {
    const { isFailing } = this.breaker
    const mayStart = () => {
      if (this.#service.ended.aborted || !this.#service.mayBegin()) throw new Error('the lease is over')
      const mayTry = this.breaker.tryAttempt()
      if (mayTry) onStart()
      return mayTry
    }
    const answer = await this.#sender.send(webhook, delivery, { isFailing, mayStart })
    if (answer === undefined) return undefined
    if (answer.isDelivered) this.breaker.succeeded()
    else this.breaker.failed(webhook.retry, answer.status === 410)
    const now = this.#clock.now()
    const attempts = delivery.attempts + 1
    const tried = {
      ...delivery,
      attempts,
      triedAt: now,
      answerStatus: answer.status,
      answer: answer.text,
      fault: answer.fault,
    }
    if (answer.isDelivered) return { ...tried, status: 'delivered', nextAt: null }
    if (isLast(webhook, attempts, answer)) return { ...tried, status: 'failed', nextAt: null }
    const nextAt = webhook.retry === 'compat' ? now : nextAttemptAt(attempts, answer, now)
    return { ...tried, status: 'pending', nextAt }
  }
}
