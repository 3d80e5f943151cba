import { Counter, Gauge, type Registry } from 'prom-client'
import type { PushDeliverer } from '../domain/push/push-deliverer.ts'
import type { PushDispatch } from '../domain/push/push-dispatch.ts'

/** Adds what this node pushes. */
export function observePush(
  registry: Registry,
  { pushDispatch, pushDeliverer }: { pushDispatch: PushDispatch; pushDeliverer: PushDeliverer },
): void {
  const registers = [registry]
  new Counter({
    name: 'ringpost_push_attempts_total',
    help: 'Notifications that push services were asked to show, by service and what came of them: sent, refused, unbind (the token was dead), later (it is asked again)',
    labelNames: ['service', 'result'],
    registers,
    collect() {
      this.reset()
      for (const [service, counts] of pushDispatch.counts)
        for (const [result, count] of Object.entries(counts)) this.inc({ service, result }, count)
    },
  })
  new Gauge({
    name: 'ringpost_push_under_way',
    help: 'Notifications that this node is handing to push services',
    registers,
    collect() {
      this.set(pushDeliverer.status.running)
    },
  })
  new Gauge({
    name: 'ringpost_push_paused_certificates',
    help: 'Certificates whose notifications wait, because their service wants to be asked later',
    registers,
    collect() {
      this.set(pushDeliverer.status.paused)
    },
  })
}
