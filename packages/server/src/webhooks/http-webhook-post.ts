import { type Outgoing, OutgoingFault } from '../domain/outgoing/outgoing.ts'
import type { App } from '../domain/tenancy/app.ts'
import type { Webhook } from '../domain/webhooks/webhook.ts'
import type { WebhookEvent } from '../domain/webhooks/webhook-event.ts'
import type { WebhookAnswer, WebhookMessage, WebhookPost } from '../domain/webhooks/webhook-post.ts'
import type { WebhookRules } from '../domain/webhooks/webhook-rules.ts'
import { machineTime } from '../kernel/machine-time.ts'
import { sampleEvent } from './sample-event.ts'
import { signature, signatureHeader } from './signature.ts'

/** ms that a receiver has to answer (webhooks.md §2). */
const PATIENCE_MS = 10_000
/** A longer answer is a failure (webhooks.md §2). */
const ANSWER_CHARACTERS = 1000
/** Bytes that so many characters can take. */
const ANSWER_BYTES = 4 * ANSWER_CHARACTERS
/** Longest wait in ms that a receiver can ask for. */
const RETRY_AFTER_MS = 3600_000

interface Parts {
  outgoing: Outgoing
  rules: Pick<WebhookRules, 'secretsOf'>
  /** Name of this server in bodies. */
  host: string
}

/** Posts events as the vendor does (webhooks.md §2, §3), with a header of our own that signs the body. */
export class HttpWebhookPost implements WebhookPost {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  message(app: App, webhook: Webhook, event: WebhookEvent): WebhookMessage {
    const { rules, host } = this.#parts
    const { timestamp } = event
    const callId = `${app.key}_${event.callKey}`
    const body = {
      callId,
      ...event.body,
      timestamp,
      appkey: app.key,
      ...(event.hidesHost !== true && { host }),
      ...(event.saysVersion && { securityVersion: '1.0.0' }),
      security: signature(callId, rules.secretsOf(webhook).current, timestamp),
    }
    return { callId, body: JSON.stringify(body) }
  }

  sample(app: App, webhook: Webhook): WebhookMessage {
    return this.message(app, webhook, sampleEvent(webhook))
  }

  async send(webhook: Webhook, { callId, body }: WebhookMessage, url = webhook.url): Promise<WebhookAnswer> {
    const secrets = this.#parts.rules.secretsOf(webhook)
    try {
      const answer = await this.#parts.outgoing.call({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-ringpost-signature': signatureHeader(callId, body, secrets, machineTime()),
        },
        body,
        patienceMs: PATIENCE_MS,
        answerBytes: ANSWER_BYTES,
      })
      const { status } = answer
      // In a form that every database can store.
      const text = answer.text.slice(0, ANSWER_CHARACTERS).toWellFormed().replaceAll('\0', '')
      const retryAfter = retryAfterOf(answer.headers['retry-after'])
      const fault =
        status < 200 || status > 299
          ? `it answered with status ${status}`
          : answer.text.length > ANSWER_CHARACTERS
            ? `its answer is longer than ${ANSWER_CHARACTERS} characters`
            : null
      return { isDelivered: fault === null, status, text, fault, retryAfter }
    } catch (error) {
      if (!(error instanceof OutgoingFault)) throw error
      return { isDelivered: false, status: null, text: '', fault: error.message, retryAfter: null }
    }
  }
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function retryAfterOf(value: string | undefined): number | null {
  if (value === undefined) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - machineTime()
  return ms > 0 ? Math.min(ms, RETRY_AFTER_MS) : null
}
