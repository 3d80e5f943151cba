import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { performance } from '../../kernel/machine-time.ts'
import { decodePageCursor, encodePageCursor } from '../query/page-cursor.ts'
import type { App } from '../tenancy/app.ts'
import type { CachedWebhookRules } from './cached-webhook-rules.ts'
import type { Webhook } from './webhook.ts'
import type { DeliveryStatus, WebhookDelivery } from './webhook-delivery.ts'
import type { WebhookDeliveryStore } from './webhook-delivery-store.ts'
import type { WebhookAnswer, WebhookMessage, WebhookPost } from './webhook-post.ts'
import type { WebhookSender } from './webhook-sender.ts'

const CURSOR = 'webhook-deliveries'

interface Parts {
  rules: Pick<CachedWebhookRules, 'find'>
  store: WebhookDeliveryStore
  sender: WebhookSender
  clock: Clock
  post: Pick<WebhookPost, 'sample'>
}

/** What owners see of deliveries, and what they send again. */
export class WebhookDeliveries {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * What waits, what has failed, and the latest successes; newest first.
   * @throws ApiError `webhook.unknown`, `request.cursor_illegal`.
   */
  async list(
    app: App,
    webhook: string,
    { status, limit, cursor }: { status?: DeliveryStatus; limit: number; cursor: string | undefined },
  ): Promise<{ deliveries: WebhookDelivery[]; cursor: string | undefined }> {
    await this.#rule(app, webhook)
    const place = decodePageCursor(CURSOR, cursor, ['number'])
    const before = place && String(place[0])
    const found = await this.#parts.store.page(app.id, webhook, status, before, limit + 1)
    const deliveries = found.slice(0, limit)
    const isMore = found.length > limit
    return {
      deliveries,
      cursor: isMore ? encodePageCursor(CURSOR, [Number(deliveries.at(-1)!.id)]) : undefined,
    }
  }

  /**
   * Sends a delivery again, now, whatever became of it.
   * @throws ApiError `webhook.unknown`, `webhook.delivery_unknown`.
   */
  async replay(app: App, webhook: string, id: string): Promise<WebhookDelivery> {
    const rule = await this.#rule(app, webhook)
    // Callers name anything; ids are numbers, and databases take nothing else for one.
    const isId = Number.isSafeInteger(Number(id))
    const delivery = isId ? await this.#parts.store.get(app.id, webhook, id) : undefined
    if (delivery === undefined) throw new ApiError('webhook.delivery_unknown')
    return this.sendAgain(rule, delivery)
  }

  /** Sends an example of an event now. @throws ApiError `webhook.unknown`. */
  async test(
    app: App,
    webhook: string,
  ): Promise<{ message: WebhookMessage; answer: WebhookAnswer; ms: number }> {
    const rule = await this.#rule(app, webhook)
    const message = this.#parts.post.sample(app, rule)
    const begun = performance.now()
    const answer = await this.#parts.sender.sendNow(rule, message)
    return { message, answer, ms: Math.round(performance.now() - begun) }
  }

  /** @param url another one than that of the rule. */
  async sendAgain(rule: Webhook, delivery: WebhookDelivery, url?: string): Promise<WebhookDelivery> {
    const answer = await this.#parts.sender.sendNow(rule, delivery, url)
    const sent: WebhookDelivery = {
      ...delivery,
      ...(answer.isDelivered && { status: 'delivered', nextAt: null }),
      attempts: delivery.attempts + 1,
      replays: delivery.replays + 1,
      triedAt: this.#parts.clock.now(),
      answerStatus: answer.status,
      answer: answer.text,
      fault: answer.fault,
    }
    await this.#parts.store.update(sent)
    return sent
  }

  async #rule(app: App, id: string): Promise<Webhook> {
    const rule = await this.#parts.rules.find(app.id, id)
    if (rule === undefined) throw new ApiError('webhook.unknown')
    return rule
  }
}
