import type { WebhookAnswer, WebhookPost } from '../domain/webhooks/webhook-post.ts'
import type { EmulatedApp } from './emulated-app.ts'
import { everyParameter, masked, maskedText } from './masked.ts'

/** Records what webhooks are told, and lets faults strike. @param appOf by row number; undefined for an app that is gone. */
export function watchedWebhooks(
  post: WebhookPost,
  appOf: (app: number) => EmulatedApp | undefined,
): WebhookPost {
  return {
    message: (...event) => post.message(...event),
    sample: (...event) => post.sample(...event),
    async send(webhook, message, url = webhook.url) {
      const app = appOf(webhook.app)
      const fault = app?.faults.strike((spec) => spec.webhook === true)
      if (fault?.delay !== undefined) await app?.pause(fault.delay)
      if (fault?.duplicate === true) await post.send(webhook, message, url)
      const isLost = fault?.drop === true || fault?.status !== undefined
      const answer = isLost ? seeming(fault.status ?? null) : await post.send(webhook, message, url)
      app?.traffic.noteWebhook({
        time: app.clock.now(),
        webhook: webhook.name,
        url: String(masked(url, everyParameter)),
        body: maskedText(message.body),
        status: answer.status,
        ...(fault && { fault: fault.id }),
      })
      return answer
    },
  }
}

/** What a receiver seems to have answered that was not asked; null: nothing. */
function seeming(status: number | null): WebhookAnswer {
  const isDelivered = status !== null && status >= 200 && status < 300
  const fault = status === null ? 'no answer in time' : `it answered with status ${status}`
  return { isDelivered, status, text: '', fault: isDelivered ? null : fault, retryAfter: null }
}
