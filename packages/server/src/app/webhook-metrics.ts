import { Counter, Gauge, type Registry } from 'prom-client'
import type { WebhookRunners } from '../domain/webhooks/webhook-runners.ts'
import type { WebhookSender } from '../domain/webhooks/webhook-sender.ts'

/** Adds what webhooks do on this node. */
export function observeWebhooks(
  registry: Registry,
  { webhookRunners, webhookSender }: { webhookRunners: WebhookRunners; webhookSender: WebhookSender },
): void {
  const registers = [registry]
  new Counter({
    name: 'ringpost_webhook_attempts_total',
    help: 'Requests to receivers of webhooks, by what came of them',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset()
      for (const [result, count] of Object.entries(webhookSender.counts)) this.inc({ result }, count)
    },
  })
  new Gauge({
    name: 'ringpost_webhook_pending',
    help: 'Events that wait for an answer or their next attempt, of the rules that this node serves',
    registers,
    collect() {
      this.set(webhookRunners.status.pending)
    },
  })
  new Gauge({
    name: 'ringpost_webhook_receivers',
    help: 'Receivers of the rules that this node serves; not closed: nothing is sent at the moment, because everything failed',
    labelNames: ['breaker'],
    registers,
    collect() {
      for (const [breaker, count] of Object.entries(webhookRunners.status.breakers))
        this.set({ breaker }, count)
    },
  })
}
