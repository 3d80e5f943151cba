import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { performance, setTimeout } from '../../kernel/machine-time.ts'
import { LeasedWork } from '../cluster/leased-work.ts'
import type { Leases } from '../cluster/leases.ts'
import { Outdated } from '../outdated.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { User } from '../users/user.ts'
import { whenNotBusy } from '../when-not-busy.ts'
import type { BroadcastJob } from './broadcast-store.ts'
import type { Receiver } from './outbound.ts'
import type { Sending } from './sending.ts'

/** Limit on users served in one commit. */
const PAGE = 250
/** Limit on the share of a second that one page takes, so that the rate is even. */
const PAGES_PER_SECOND = 4
/** Broadcasts served in turn. */
const AT_ONCE = 100
const LEASE_MS = 6_000
const LOOK_MS = 5_000
/** ms for which requests are remembered after they were accepted. */
export const REMEMBERED_MS = 24 * 3600 * 1000

export interface BroadcastRunnerParts {
  stores: Pick<Stores, 'broadcasts' | 'users'>
  sending: Sending
  leases: Leases
  clock: Clock
  appOf(id: number): App | undefined
  /** Users per second that all broadcasts together serve. */
  rate: number
  /** Called when a message is refused, which ends its broadcast. */
  onRefusal(job: BroadcastJob, error: ApiError): void
  onError(error: unknown): void
}

/**
 * Runs accepted broadcasts, on one node at a time, page by page in the order of registration. Each page and the note of how far the
 * broadcast has come are one commit, so a crash repeats nothing and leaves nobody out.
 */
export class BroadcastRunner {
  readonly #parts: BroadcastRunnerParts
  readonly #work: LeasedWork
  #endPause: () => void = () => {}

  constructor(parts: BroadcastRunnerParts) {
    this.#parts = parts
    this.#work = new LeasedWork({
      ...{ leases: parts.leases, clock: parts.clock, name: 'broadcasts', leaseMs: LEASE_MS, lookMs: LOOK_MS },
      isWaiting: async () => (await parts.stores.broadcasts.open(1)).length > 0,
      serve: () => this.#serve(),
      onError: parts.onError,
    })
  }

  start(): void {
    this.#work.start()
  }

  /** Finishes the page in progress. */
  async stop(): Promise<void> {
    const stopped = this.#work.stop()
    this.#endPause()
    await stopped
  }

  /** There may be a broadcast to run. */
  wake(): void {
    void this.#work.wake()
  }

  /** Serves all broadcasts, a page of each in turn, until none is left. */
  async #serve(): Promise<void> {
    const { broadcasts } = this.#parts.stores
    for (;;) {
      const jobs = await broadcasts.open(AT_ONCE)
      if (jobs.length === 0) break
      for (const job of jobs) {
        if (this.#work.isStopped) return
        await this.#paced(() => this.#page(job))
      }
    }
    await broadcasts.forget(this.#parts.clock.now() - REMEMBERED_MS)
  }

  /** Serves the next users in the list. @returns how many were looked at. */
  async #page(job: BroadcastJob): Promise<number> {
    const { stores, sending, appOf, rate, onRefusal } = this.#parts
    const { broadcasts, users } = stores
    const app = appOf(job.app)
    if (app === undefined) {
      await broadcasts.advance(job, undefined)
      return 0
    }
    const limit = Math.min(PAGE, Math.ceil(rate / PAGES_PER_SECOND))
    const page = await users.list(job.app, { limit, cursor: job.cursor || undefined })
    const { draft, actor } = job
    const receivers = page.users.filter(
      ({ name, createdAt }) => name !== draft.from && createdAt <= job.acceptedAt,
    )
    const send = () =>
      sending.toUsers({ app, actor }, draft, devicesOf(receivers), (writes) => [
        writes.broadcasts.advance(job, page.cursor),
      ])
    try {
      await whenNotBusy(send)
    } catch (error) {
      // Another node, which has the lease by now, was faster.
      if (error instanceof Outdated) return 0
      if (!(error instanceof ApiError) || error.fact.status >= 500) throw error
      await broadcasts.advance(job, undefined)
      onRefusal(job, error)
    }
    return page.users.length
  }

  /** Runs `work`, which returns how many users it has served, and then waits as long as the rate demands. */
  async #paced(work: () => Promise<number>): Promise<void> {
    const begunAt = performance.now()
    const served = await work()
    const rest = (served / this.#parts.rate) * 1000 - (performance.now() - begunAt)
    if (rest <= 0 || this.#work.isStopped) return
    await new Promise<void>((resolve) => {
      this.#endPause = resolve
      setTimeout(resolve, rest).unref()
    })
  }
}

function devicesOf(users: readonly User[]): Receiver[] {
  return users.map(({ name }) => ({ user: name, device: null }))
}
