import type { Clock } from '../../kernel/clock.ts'
import type { Receive, Service } from '../facts/delivery.ts'
import type { Fact } from '../facts/fact.ts'
import type { Subscriber } from '../facts/subscriber-store.ts'
import type { AppRegistry } from '../tenancy/app-registry.ts'
import type { BreakerState } from './breaker.ts'
import { type RunnerParts, WebhookRunner } from './webhook-runner.ts'

interface Parts extends RunnerParts {
  apps: Pick<AppRegistry, 'byRow'>
}

/** State of the rules that this node serves. */
export interface RunnersStatus {
  /** Deliveries that wait for their next attempt. */
  pending: number
  breakers: Record<BreakerState, number>
}

/** What delivers to the receivers of the rules that this node serves. */
export class WebhookRunners {
  readonly #parts: Parts
  readonly #runners = new Set<WebhookRunner>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Makes what receives the facts of a subscriber that is a rule. */
  serve({ name, app: row }: Subscriber, service: Service): Receive {
    const app = this.#parts.apps.byRow(row)
    if (app === undefined) return async () => {}
    const runner = new WebhookRunner(app, name.slice(name.indexOf(':') + 1), service, this.#parts)
    this.#runners.add(runner)
    service.ended.addEventListener('abort', () => this.#runners.delete(runner))
    return (facts) => runner.receive(onClock(facts, this.#parts.ids.clock))
  }

  get status(): RunnersStatus {
    const breakers = { closed: 0, open: 0, 'half-open': 0 }
    let pending = 0
    for (const { breaker, waiting } of this.#runners) {
      breakers[breaker.state]++
      pending += waiting.size
    }
    return { pending, breakers }
  }
}

/** Facts bear the time of the database, which nodes share; what receivers are told bears the clock's. */
function onClock(facts: readonly Fact[], { ahead }: Clock): readonly Fact[] {
  return ahead === 0 ? facts : facts.map((fact) => ({ ...fact, at: fact.at + ahead }))
}
