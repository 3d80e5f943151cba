import type { Bus } from '../domain/cluster/bus.ts'
import type { Peers } from '../domain/cluster/peers.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import {
  allLanes,
  ID_DISORDER,
  type IdGenerator,
  idFloor,
  idTime,
  type Lanes,
} from '../kernel/id-generator.ts'
import { clearTimeout, setTimeout } from '../kernel/machine-time.ts'

/** How much older than its commit the id of an entry can be, in ms, with the time in which an outage is noticed. */
const BEFORE_MS = idTime(ID_DISORDER) + 10_000
/** Ids read at a time, in ms of their time. */
const SLICE_MS = 5000
const RETRY_MS = 1000
/** ms for which a node that is gone is remembered: the node that spoke for it may go next. */
const REMEMBERED_MS = 60_000

export interface UnpublishedServices {
  bus: Bus
  peers: Peers
  ids: IdGenerator
  logs: Pick<LogStore, 'written'>
  /** Tells all nodes that entries of a log, from position `first` to `seq`, are committed. */
  announce(app: number, log: string, first: number, seq: number): void
  onError(error: unknown): void
}

/** What a node may have committed without publishing it. */
interface Gap {
  lanes: Lanes
  /** ms since 1970 of its earliest and latest id. */
  from: number
  until: number
}

/**
 * Announces what was committed but perhaps not published: by a node that has died, which one of the others does, and by
 * this node while the bus was down. Nodes whose sessions have it all have nothing to do.
 */
export class Unpublished {
  readonly #services: UnpublishedServices
  readonly #lanes = new Map<string, Lanes>()
  readonly #gone = new Map<string, Gap>()
  #downSince: number | undefined
  #work: Promise<void> = Promise.resolve()
  readonly #closing = new AbortController()

  constructor(services: UnpublishedServices) {
    const { bus, peers, ids } = services
    this.#services = services
    peers.fact('ids', () => ids.lanes)
    peers.on('ids', (lanes: Lanes, from) => {
      this.#lanes.set(from, lanes)
    })
    peers.onGone((node) => this.#lost(node))
    bus.watch((connected) => {
      if (!connected) this.#downSince ??= ids.clock.now()
      else if (this.#downSince !== undefined) {
        this.#announce({ lanes: ids.lanes, from: this.#downSince - BEFORE_MS, until: ids.frontier + 1 })
        this.#downSince = undefined
      }
    })
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#work
  }

  #lost(node: string): void {
    const { bus, peers, ids } = this.#services
    // Then all others seem to be gone; sessions look for everything when the bus is back.
    if (!bus.connected) return
    const now = ids.clock.now()
    // Clocks differ, and ids can be ahead of time: by less than this.
    const until = now + BEFORE_MS
    // A version that does not tell may have any ids.
    this.#gone.set(node, { lanes: this.#lanes.get(node) ?? allLanes, from: now - BEFORE_MS, until })
    this.#lanes.delete(node)
    for (const [other, gap] of this.#gone)
      if (gap.from < now - BEFORE_MS - REMEMBERED_MS) this.#gone.delete(other)
    // One speaks for all. If it goes as well, the next one says everything again.
    if (peers.live.every((other) => peers.id < other))
      for (const gap of this.#gone.values()) this.#announce(gap)
  }

  #announce(gap: Gap): void {
    this.#work = this.#work.then(async () => {
      for (let from = gap.from; from < gap.until && !this.#closing.signal.aborted; ) {
        try {
          await this.#announceSlice(gap.lanes, from, Math.min(from + SLICE_MS, gap.until))
          from += SLICE_MS
        } catch (error) {
          this.#services.onError(error)
          await pause(this.#closing.signal)
        }
      }
    })
  }

  async #announceSlice(lanes: Lanes, from: number, until: number): Promise<void> {
    const { logs, announce } = this.#services
    const range = { first: idFloor(from), last: idFloor(until) - 1 }
    for (const { app, log, first, seq } of await logs.written(range, lanes)) announce(app, log, first, seq)
  }
}

/** Resolves after a moment, or when it is time to stop. */
function pause(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, RETRY_MS)
    stop.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
