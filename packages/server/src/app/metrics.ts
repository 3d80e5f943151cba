import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { DispatchStatus } from '../domain/facts/dispatcher.ts'
import type { LogKind } from '../domain/log/log-key.ts'

/** What is read when metrics are asked for. */
interface Measured {
  /** The current number of sessions. */
  sessions(): number
  /** The current number of sends that wait for a verdict. */
  waiting(): number
  /** The state of the subscribers that this node serves. */
  facts(): DispatchStatus
  /** The number of questions to hooks since the start, by what became of them. */
  hooks(): Readonly<Record<string, number>>
  /** The number of entries that this node has removed since they were kept long enough, by kind of log. */
  removed(): Readonly<Record<LogKind, number>>
}

/**
 * The metrics of `/metrics`. Labels are few and bounded: never user names or raw paths. Metrics with many label values have no
 * buckets, since each bucket is a series of its own.
 */
export class Metrics {
  readonly registry = new Registry()
  /** Requests answered, by operation, of the status classes from 0 to 5; the library would look for both labels with each. */
  readonly #requests = new Map<string, number[]>()
  readonly #requestSeconds = new Histogram({
    name: 'ringpost_http_request_seconds',
    help: 'Time to answer a REST request, by area of the API',
    labelNames: ['area'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  })
  readonly logins = new Counter({
    name: 'ringpost_logins_total',
    help: 'Sessions opened over the socket',
    registers: [this.registry],
  })
  readonly slowClients = new Counter({
    name: 'ringpost_slow_clients_total',
    help: 'Connections closed because the client did not read',
    registers: [this.registry],
  })
  readonly wrongSecrets = new Counter({
    name: 'ringpost_wrong_secrets_total',
    help: 'Wrong passwords and client secrets',
    registers: [this.registry],
  })
  readonly refusedGuesses = new Counter({
    name: 'ringpost_refused_guesses_total',
    help: 'Passwords and client secrets refused unchecked, after too many wrong ones',
    registers: [this.registry],
  })
  readonly floodingClients = new Counter({
    name: 'ringpost_flooding_clients_total',
    help: 'Connections closed because the client sent far too much',
    registers: [this.registry],
  })
  constructor({ sessions, waiting, facts, hooks, removed }: Measured) {
    collectDefaultMetrics({ register: this.registry })
    const requests = this.#requests
    new Counter({
      name: 'ringpost_http_requests_total',
      help: 'REST requests answered, by operation and status class',
      labelNames: ['operation', 'status'],
      registers: [this.registry],
      collect() {
        this.reset()
        for (const [operation, classes] of requests)
          for (const [number, count] of classes.entries())
            if (count > 0) this.inc({ operation, status: `${number}xx` }, count)
      },
    })
    new Gauge({
      name: 'ringpost_sessions',
      help: 'Open sessions',
      registers: [this.registry],
      collect() {
        this.set(sessions())
      },
    })
    new Gauge({
      name: 'ringpost_waiting_sends',
      help: 'Sends that wait for an answer, of the database or of who screens messages',
      registers: [this.registry],
      collect() {
        this.set(waiting())
      },
    })
    const ofFacts = (name: string, help: string, value: (status: DispatchStatus) => number) =>
      new Gauge({
        name: `ringpost_fact_${name}`,
        help,
        registers: [this.registry],
        collect() {
          this.set(value(facts()))
        },
      })
    ofFacts('subscribers', 'Subscribers of facts that this node serves', ({ subscribers }) => subscribers)
    ofFacts('subscribers_failing', 'Subscribers whose last attempt failed', ({ failing }) => failing)
    ofFacts(
      'lag_seconds',
      'Age of the oldest fact not yet delivered to a subscriber',
      ({ lag }) => lag / 1000,
    )
    new Counter({
      name: 'ringpost_hook_questions_total',
      help: 'Questions to hooks before messages were sent, by what became of them; failed: the policy of the rule decided',
      labelNames: ['outcome'],
      registers: [this.registry],
      collect() {
        this.reset()
        for (const [outcome, count] of Object.entries(hooks())) this.inc({ outcome }, count)
      },
    })
    new Counter({
      name: 'ringpost_retention_removed_total',
      help: 'Entries that this node has removed because they were kept long enough, by kind of log',
      labelNames: ['kind'],
      registers: [this.registry],
      collect() {
        this.reset()
        for (const [kind, rows] of Object.entries(removed())) this.inc({ kind }, rows)
      },
    })
    new Counter({
      name: 'ringpost_fact_delivered_total',
      help: 'Facts delivered to subscribers by this node, repeats included',
      registers: [this.registry],
      collect() {
        this.reset()
        this.inc(facts().delivered)
      },
    })
  }

  /** @param operation id or page; undefined if none was found. */
  countRequest(operation: string | undefined, status: number, ms: number): void {
    const name = operation ?? 'none'
    const area = name.startsWith('/') ? 'pages' : name.split('.', 1)[0]!
    const classes = this.#requests.get(name) ?? [0, 0, 0, 0, 0, 0]
    classes[Math.floor(status / 100)]!++
    this.#requests.set(name, classes)
    this.#requestSeconds.observe({ area }, ms / 1000)
  }
}
