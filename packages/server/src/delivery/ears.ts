import { createHash } from 'node:crypto'
import type { Bus } from '../domain/cluster/bus.ts'
import { idOf, inboxLog, usersOf } from '../domain/log/log-key.ts'

/** Longest name that stands in a subject as it is; of longer ones a hash does. */
const NAME_LIMIT = 128

/** What this node is told by others: of users who are online here, by the key of their inbox, and of logs with membership. */
export type Topic = string

/** Takes what others say about a topic. */
type Listener = (app: number, topic: Topic, message: Uint8Array) => void

/** Listens to as much of the bus as the sessions of this node want to hear. */
export class Ears {
  readonly #bus: Bus
  #listener: Listener = () => {}
  #onDeaf: (app: number, topic: Topic) => void = () => {}
  /** What is listened to, with the number of those who want it. */
  readonly #held = new Map<string, { count: number; end: () => void }>()
  #unheard = false
  #flushing: Promise<void> = Promise.resolve()

  constructor(bus: Bus) {
    this.#bus = bus
  }

  /** @param onDeaf told when nobody wants a topic any more. */
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

  /** Resolves when everything held so far is heard: what is committed from then on comes over the bus. */
  ready(): Promise<void> {
    if (this.#unheard) {
      this.#unheard = false
      this.#flushing = this.#bus.flush()
    }
    return this.#flushing
  }
}

/** Who is told of a log: the users that its key names, or who follows it. */
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
