import { Counter, Gauge, type Registry } from 'prom-client'
import type { WebhookRunners } from '../domain/webhooks/webhook-runners.ts'
import type { WebhookSender } from '../domain/webhooks/webhook-sender.ts'
import type { FactEvents } from '../webhooks/events/fact-events.ts'

/** Adds what webhooks do on this node. */
export function observeWebhooks(
  registry: Registry,
  {
    webhookRunners,
    webhookSender,
    webhookEvents,
  }: {
    webhookRunners: WebhookRunners
    webhookSender: WebhookSender
    webhookEvents: Pick<FactEvents, 'gone'>
  },
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
  new Counter({
    name: 'ringpost_webhook_gone_total',
    help: 'Messages that receivers were not told of, because retention or a purge had removed them before',
    registers,
    collect() {
      this.reset()
      this.inc(webhookEvents.gone)
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
