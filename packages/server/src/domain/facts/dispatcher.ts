import {
  clearInterval,
  clearTimeout,
  performance,
  setInterval,
  setTimeout,
} from '../../kernel/machine-time.ts'
import type { Peers } from '../cluster/peers.ts'
import { Delivery, type Receive, type Service } from './delivery.ts'
import type { FactInterest } from './fact-interest.ts'
import type { FactReader } from './fact-reader.ts'
import type { FactStore } from './fact-store.ts'
import type { Subscriber, SubscriberStore } from './subscriber-store.ts'

/** Interval in ms between saves of moved cursors. */
const SAVE_MS = 1000
/** Minimum interval in ms between hints to other nodes about new facts, and polling interval without hints. */
const HINT_MS = 20
const POLL_MS = 1000
/** Grace period in ms for subscribers to finish when this node stops. */
const FAREWELL_MS = 5000
/** Lifetime of a lease in ms unless renewed; it is renewed every third of that. */
const LEASE_MS = 15_000

export interface DispatcherParts {
  facts: FactStore
  subscribers: SubscriberStore
  interest: FactInterest
  reader: FactReader
  peers: Peers
  /** Whether there can be other nodes. */
  hasOthers: boolean
  leaseMs?: number
  onError(error: unknown): void
}

/** Status of the subscribers that this node serves. */
export interface DispatchStatus {
  subscribers: number
  /** Subscribers whose last attempt failed. */
  failing: number
  /** Age in ms of the oldest undelivered fact across all subscribers. */
  lag: number
  /** Facts delivered since the start. */
  delivered: number
}

/**
 * Delivers facts to subscribers, each from its own cursor. Each shard of subscribers is served by one node at a time,
 * under a lease whose epoch rises with each change of holder: a node that has lost the lease without knowing may finish
 * a delivery, but cannot move a cursor. Nothing else needs taking over when a node dies: its facts are in the database
 * like all others.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts
  readonly #leaseMs: number
  readonly #types = new Map<string, (subscriber: Subscriber, service: Service) => Receive>()
  /** Shards held by this node, with their epochs. */
  #shards = new Map<number, number>()
  readonly #deliveries = new Map<string, Delivery>()
  readonly #timers: NodeJS.Timeout[] = []
  #renewedAt = -Infinity
  #delivered = 0
  #turn: Promise<void> = Promise.resolve()
  #hint: NodeJS.Timeout | undefined
  #isRunning = false

  constructor(parts: DispatcherParts) {
    this.#parts = parts
    this.#leaseMs = parts.leaseMs ?? LEASE_MS
    parts.peers.on('facts', ({ areFree }: { areFree: boolean }) => {
      if (areFree) this.#look()
      parts.reader.wake()
    })
    parts.interest.whenChanged(() => this.#look())
    parts.reader.whenReplaced(() => this.#look())
  }

  /**
   * Registers a type, the first part of subscriber names: `make` returns what receives their facts. Call it before
   * {@link start}.
   */
  serve(type: string, make: (subscriber: Subscriber, service: Service) => Receive): void {
    this.#types.set(type, make)
  }

  get status(): DispatchStatus {
    const all = [...this.#deliveries.values()]
    return {
      subscribers: all.length,
      failing: all.filter(({ isFailing }) => isFailing).length,
      lag: Math.max(0, ...all.map(({ lag }) => lag)),
      delivered: all.reduce((sum, { delivered }) => sum + delivered, this.#delivered),
    }
  }

  /** Call it when facts have been committed on this node. */
  wake(): void {
    this.#parts.reader.wake()
    if (!this.#parts.hasOthers || this.#hint !== undefined) return
    this.#hint = setTimeout(() => {
      this.#hint = undefined
      this.#parts.peers.tell('facts', { areFree: false })
    }, HINT_MS)
    this.#hint.unref()
  }

  start(): void {
    this.#isRunning = true
    this.#look()
    this.#repeat(this.#leaseMs / 3, () => this.#look())
    this.#repeat(SAVE_MS, () => this.#inTurn(() => this.#save()))
    if (this.#parts.hasOthers) this.#repeat(POLL_MS, () => this.#parts.reader.wake())
  }

  /** Finishes deliveries in progress, saves the cursors, and releases the shards to other nodes. */
  async stop(): Promise<void> {
    if (!this.#isRunning) return
    this.#isRunning = false
    for (const timer of this.#timers) clearInterval(timer)
    clearTimeout(this.#hint)
    await this.#inTurn(async () => {
      const stopped = Promise.all([...this.#deliveries.values()].map((delivery) => delivery.stop()))
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref())])
      await this.#save()
      this.#deliveries.clear()
      const { subscribers, peers } = this.#parts
      await subscribers.release([...this.#shards.keys()], peers.id)
      peers.tell('facts', { areFree: true })
    })
  }

  #repeat(ms: number, act: () => void): void {
    const timer = setInterval(act, ms)
    timer.unref()
    this.#timers.push(timer)
  }

  #look(): void {
    if (this.#isRunning) void this.#inTurn(() => this.#lookAround())
  }

  /** Serializes all changes to leases and deliveries. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch(this.#parts.onError)
    return this.#turn
  }

  /** Renews leases, takes free shards, and starts or ends deliveries. */
  async #lookAround(): Promise<void> {
    if (!this.#isRunning) return
    const served = this.#parts.interest.subscribers.filter(({ name }) => this.#types.has(typeOf(name)))
    if (served.length === 0 && this.#shards.size === 0) return
    const { subscribers, peers, hasOthers } = this.#parts
    const askedAt = performance.now()
    this.#shards = await subscribers.renew(peers.id, this.#leaseMs)
    const wanted = new Set(served.map(({ shard }) => shard))
    const idle = [...this.#shards.keys()].filter((shard) => !wanted.has(shard))
    await subscribers.release(idle, peers.id)
    for (const shard of idle) this.#shards.delete(shard)
    const share = Math.ceil(wanted.size / (peers.live.length + 1))
    const free = [...wanted].filter((shard) => !this.#shards.has(shard))
    const more = free.slice(0, Math.max(share - this.#shards.size, 0))
    const taken = await subscribers.take(more, peers.id, this.#leaseMs, { force: !hasOthers })
    for (const [shard, epoch] of taken) this.#shards.set(shard, epoch)
    this.#renewedAt = askedAt
    await this.#endOthers(served)
    // After a failover to a database that had not received everything, positions already delivered are given to other
    // facts; the cursors there belong to what is there.
    if (await this.#parts.reader.meet()) for (const delivery of this.#deliveries.values()) this.#end(delivery)
    await this.#beginNew(served)
  }

  #beginAnew(delivery: Delivery): void {
    this.#end(delivery)
    this.#look()
  }

  async #endOthers(served: readonly Subscriber[]): Promise<void> {
    const kept = new Map(served.map((subscriber) => [subscriber.name, subscriber]))
    for (const delivery of this.#deliveries.values()) {
      const subscriber = kept.get(delivery.name)
      if (subscriber !== undefined && this.#shards.has(delivery.shard)) delivery.change(subscriber)
      else this.#end(delivery)
    }
  }

  /** Does not wait for the delivery in progress: it may hang. */
  #end(delivery: Delivery): void {
    void delivery.stop()
    this.#delivered += delivery.delivered
    this.#deliveries.delete(delivery.name)
  }

  async #beginNew(served: readonly Subscriber[]): Promise<void> {
    const fresh = served.filter(({ name, shard }) => this.#shards.has(shard) && !this.#deliveries.has(name))
    if (fresh.length === 0) return
    const { subscribers, facts, reader, onError } = this.#parts
    // Reads the cursors after taking the lease: the previous holder has saved them.
    const stored = new Map((await subscribers.list()).map((subscriber) => [subscriber.name, subscriber]))
    for (const { name } of fresh) {
      const subscriber = stored.get(name)
      if (subscriber === undefined) continue
      if (subscriber.cursor === null) await subscribers.begin(name, (await facts.lanes()).heads)
      const cursor =
        subscriber.cursor ?? (await subscribers.list()).find((each) => each.name === name)?.cursor
      if (cursor == null) continue
      const make = this.#types.get(typeOf(name))!
      const makeReceive = (service: Service) => make(subscriber, service)
      const mayBegin = () => performance.now() - this.#renewedAt < this.#leaseMs / 2
      this.#deliveries.set(name, new Delivery(subscriber, cursor, { reader, makeReceive, mayBegin, onError }))
    }
  }

  async #save(): Promise<void> {
    const moved = [...this.#deliveries.values()].filter(({ hasMoved }) => hasMoved)
    if (moved.length === 0) return
    const { subscribers, peers, reader } = this.#parts
    const moves = moved.map(({ name, shard, savedCursor: from, cursor }) => ({
      name,
      from,
      cursor,
      epoch: this.#shards.get(shard)!,
    }))
    const saved = await subscribers.save(moves, peers.id, reader.incarnation)
    for (const [i, delivery] of moved.entries()) {
      if (saved.has(delivery.name)) delivery.saved(moves[i]!.cursor)
      // Another node serves it, or it has been removed, or its cursor was set to another position, or the database was
      // replaced.
      else this.#beginAnew(delivery)
    }
  }
}

function typeOf(name: string): string {
  return name.split(':', 1)[0]!
}
