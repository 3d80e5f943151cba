import { FairSlots } from './fair-slots.ts'
import type { Webhook } from './webhook.ts'
import type { WebhookAnswer, WebhookMessage, WebhookPost } from './webhook-post.ts'

/** Requests under way: of this node, of a rule, and of a rule whose receiver fails. */
const OF_NODE = 256
const OF_RULE = 16
const OF_FAILING = 2

/** Sends to all receivers, so that no rule takes the share of others. */
export class WebhookSender {
  readonly #post: WebhookPost
  readonly #slots = new FairSlots(OF_NODE)
  #delivered = 0
  #failed = 0

  constructor(post: WebhookPost) {
    this.#post = post
  }

  /** Attempts of this node since the start. */
  get counts(): { delivered: number; failed: number } {
    return { delivered: this.#delivered, failed: this.#failed }
  }

  /**
   * Waits for the rule's turn and sends.
   * @param mayStart asked when it is the rule's turn; otherwise nothing is sent.
   */
  send(
    webhook: Webhook,
    message: WebhookMessage,
    { isFailing, mayStart }: { isFailing: boolean; mayStart: () => boolean },
  ): Promise<WebhookAnswer | undefined> {
    return this.#slots.run(webhook.id, isFailing ? OF_FAILING : OF_RULE, async () =>
      mayStart() ? this.sendNow(webhook, message) : undefined,
    )
  }

  /** Sends without waiting for a turn. @param url another one than that of the rule. */
  async sendNow(webhook: Webhook, message: WebhookMessage, url?: string): Promise<WebhookAnswer> {
    const answer = await this.#post.send(webhook, message, url).catch(
      (error: Error): WebhookAnswer => ({
        ...{ isDelivered: false, status: null, text: '', retryAfter: null },
        fault: error.message,
      }),
    )
    if (answer.isDelivered) this.#delivered++
    else this.#failed++
    return answer
  }
}
