import type { Bus } from '../domain/cluster/bus.ts'
import type { Peers } from '../domain/cluster/peers.ts'
import { PATIENCE_MS, type SharedCaches } from '../domain/cluster/shared-caches.ts'
import type { Entry } from '../domain/log/entry.ts'
import type { EntryFeed } from '../domain/log/entry-feed.ts'
import { idOf, inboxLog, kindOf, usersOf } from '../domain/log/log-key.ts'
import { isKept } from '../domain/log/visibility.ts'
import type { Clock } from '../kernel/clock.ts'
import { type BusMessage, decodeBusMessage, encodeBusMessage } from './bus-message.ts'
import { type Ears, subjectOf, type Topic, topicsOf } from './ears.ts'
import { LogOrder } from './log-order.ts'
import type { SessionRegistry } from './session-registry.ts'

const FOLLOWERS = 'followers'

export interface NodeFeedServices {
  bus: Bus
  peers: Peers
  shared: SharedCaches
  ears: Ears
  registry: SessionRegistry
  /** Other nodes on which any of the users is online; undefined: any of them. */
  nodesOf(app: number, users: readonly string[]): Promise<Set<string> | undefined>
  read(app: number, log: string, after: number, limit: number): Promise<Entry[]>
  clock: Clock
  onError(error: unknown): void
}

/**
 * The feed of one node among several. What is committed here goes to the sessions of this node and, over the bus, to
 * those of all others; what others commit comes in over the bus. Entries with stored positions are handed over in the
 * order of positions, everything else as it arrives.
 */
export class NodeFeed implements EntryFeed {
  readonly #services: NodeFeedServices
  readonly #order: LogOrder

  constructor(services: NodeFeedServices) {
    const { ears, peers, shared, registry, read, clock, onError } = services
    this.#services = services
    this.#order = new LogOrder({
      read,
      clock,
      onError,
      handOver: (entry) => registry.publish([entry]),
      late: ({ app, log }) => registry.catchUp(app, log),
    })
    ears.listen(
      (app, topic, message) => this.#receive(app, topic, message),
      (app, topic) => {
        if (kindOf(topic) === 'inbox')
          this.#order.forgetUser(app, idOf(topic), (user) => ears.holds(app, inboxLog(user)))
        else this.#order.forgetLog(app, topic)
      },
    )
    shared.add(FOLLOWERS, {
      forget: (keys) => {
        for (const key of keys) {
          const [app, user] = key.split('/', 2) as [string, string]
          registry.refreshUser(Number(app), user)
        }
      },
    })
    // Requested after follow and unfollow: what was published before has been processed by then.
    peers.on('listening', async () => {
      await ears.ready()
      return true
    })
  }

  publish(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const topics = topicsOf(entry.log)
      let bytes: Uint8Array | undefined
      const message = () => {
        bytes ??= encodeBusMessage({ entry })
        return bytes
      }
      for (const topic of topics) this.#services.bus.publish(subjectOf(entry.app, topic), message)
      if (!isKept(entry)) this.#services.registry.publish([entry])
      else this.#accept(entry, topics)
    }
  }

  /**
   * Resolves when everything that any node commits from now on reaches the users, wherever they are online; on nodes that do not
   * confirm it at once, a little later.
   */
  async follow(app: number, log: string, users: readonly string[], after: number): Promise<void> {
    this.#tell(app, users, { follow: log, after })
    this.#follow(app, log, users, after)
    await Promise.all([this.#services.ears.ready(), this.#settle(app, users)])
  }

  async unfollow(app: number, log: string, users: readonly string[]): Promise<void> {
    this.#tell(app, users, { unfollow: log })
    this.#unfollow(app, log, users)
    await this.#settle(app, users)
  }

  /** Tells the sessions of all nodes that entries of a log, from position `first` to `seq`, are committed. */
  announce(app: number, log: string, first: number, seq: number): void {
    const topics = topicsOf(log)
    for (const topic of topics)
      this.#services.bus.publish(subjectOf(app, topic), () => encodeBusMessage({ log, first, seq }))
    if (topics.some((topic) => this.#services.ears.holds(app, topic))) this.#hint(app, log, first, seq)
  }

  /** Messages of the bus were missed: positions are no longer known. */
  restart(): void {
    this.#order.forgetAll()
  }

  #tell(app: number, users: readonly string[], message: BusMessage): void {
    let bytes: Uint8Array | undefined
    for (const user of users) {
      this.#services.bus.publish(subjectOf(app, inboxLog(user)), () => {
        bytes ??= encodeBusMessage(message)
        return bytes
      })
    }
  }

  async #settle(app: number, users: readonly string[]): Promise<void> {
    const { peers, shared, nodesOf } = this.#services
    const nodes = await nodesOf(app, users)
    const { isComplete } =
      nodes === undefined
        ? await peers.askAll('listening', null, PATIENCE_MS)
        : await peers.ask(nodes, 'listening', null, PATIENCE_MS)
    const keys = users.map((user) => `${app}/${user}`)
    await shared.ensure(FOLLOWERS, keys, isComplete)
  }

  #accept(entry: Entry, topics: readonly Topic[]): void {
    if (topics.some((topic) => this.#services.ears.holds(entry.app, topic))) this.#order.accept(entry)
  }

  #receive(app: number, topic: Topic, bytes: Uint8Array): void {
    const { onError } = this.#services
    try {
      const message = decodeBusMessage(bytes)
      if ('entry' in message) this.#take(message.entry, topic)
      else if ('seq' in message) {
        this.#hint(app, message.log, message.first ?? message.seq, message.seq)
      } else if ('follow' in message) this.#follow(app, message.follow, [idOf(topic)], message.after)
      else this.#unfollow(app, message.unfollow, [idOf(topic)])
    } catch (error) {
      onError(error)
    }
  }

  #hint(app: number, log: string, first: number, seq: number): void {
    if (kindOf(log) === 'room' || seq <= 0) return
    this.#order.hint(app, log, first, seq)
    // It may say that the user has joined or left something, of which nobody has told this node.
    if (kindOf(log) === 'inbox') this.#services.registry.refreshUser(app, idOf(log))
  }

  #take(entry: Entry, topic: Topic): void {
    const { registry } = this.#services
    if (isKept(entry)) this.#order.accept(entry)
    // Arrives once for each of its users.
    else if (usersOf(entry.log) !== undefined) registry.publishTo(idOf(topic), entry)
    else registry.publish([entry])
  }

  /** Sessions that follow only after the log has moved on look for what they have missed. */
  #follow(app: number, log: string, users: readonly string[], after: number): void {
    const { registry, ears } = this.#services
    const heard = ears.holds(app, log)
    registry.follow(app, log, users, after)
    if (kindOf(log) === 'room') return
    if (!heard) {
      if (ears.holds(app, log)) this.#order.listen(app, log, after, ears.ready())
      return
    }
    const reached = this.#order.reached(app, log)
    if (reached === undefined || reached <= after) return
    registry.catchUpUsers(app, users)
  }

  /** Entries before the end of what they follow may still be on their way. */
  #unfollow(app: number, log: string, users: readonly string[]): void {
    const { registry } = this.#services
    registry.unfollow(app, log, users)
    if (kindOf(log) !== 'room') registry.catchUpUsers(app, users)
  }
}
