import { createHash } from 'node:crypto'
import type { Bus } from '../domain/cluster/bus.ts'
import { idOf, inboxLog, usersOf } from '../domain/log/log-key.ts'

/** Longest name used in a subject as is; longer ones are hashed. */
const NAME_LIMIT = 128

/**
 * What this node hears from others about: users who are online here, by the key of their inbox, and logs with
 * membership.
 */
export type Topic = string

/** Receives the messages of other nodes about a topic. */
type Listener = (app: number, topic: Topic, message: Uint8Array) => void

/** Subscribes to the part of the bus that the sessions of this node need. */
export class Ears {
  readonly #bus: Bus
  #listener: Listener = () => {}
  #onDeaf: (app: number, topic: Topic) => void = () => {}
  /** Subscriptions, with the number of those who want each. */
  readonly #held = new Map<string, { count: number; end: () => void }>()
  #unheard = false
  #flushing: Promise<void> = Promise.resolve()

  constructor(bus: Bus) {
    this.#bus = bus
  }

  /** @param onDeaf called when nobody wants a topic any more. */
  listen(listener: Listener, onDeaf: (app: number, topic: Topic) => void): void {
    this.#listener = listener
    this.#onDeaf = onDeaf
  }

  hold(app: number, topic: Topic): void {
    const subject = subjectOf(app, topic)
    const held = this.#held.get(subject)
    if (held !== undefined) {
      held.count++
      return
    }
    const end = this.#bus.subscribe(subject, (message) => this.#listener(app, topic, message))
    this.#held.set(subject, { count: 1, end })
    this.#unheard = true
  }

  release(app: number, topic: Topic): void {
    const subject = subjectOf(app, topic)
    const held = this.#held.get(subject)
    if (held === undefined || --held.count > 0) return
    held.end()
    this.#held.delete(subject)
    this.#onDeaf(app, topic)
  }

  holds(app: number, topic: Topic): boolean {
    return this.#held.has(subjectOf(app, topic))
  }

  /** Resolves when all subscriptions so far are active: what is committed from then on arrives over the bus. */
  ready(): Promise<void> {
    if (this.#unheard) {
      this.#unheard = false
      this.#flushing = this.#bus.flush()
    }
    return this.#flushing
  }
}

/** Returns the topics on which a log is announced: the users that its key names, or its followers as a whole. */
export function topicsOf(log: string): readonly Topic[] {
  return usersOf(log)?.map(inboxLog) ?? [log]
}

export function subjectOf(app: number, topic: Topic): string {
  const name = idOf(topic)
  const safe =
    name.length > NAME_LIMIT
      ? `#${createHash('sha256').update(name).digest('hex')}`
      : encodeURIComponent(name.toWellFormed()).replaceAll('.', '%2E').replaceAll('*', '%2A')
  return `${topic[0]}.${app}.${safe}`
}
