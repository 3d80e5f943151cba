import { AHEAD_MS, type IdGenerator } from '../../kernel/id-generator.ts'
import {
  clearInterval,
  machineTime,
  performance,
  setInterval,
  setTimeout,
} from '../../kernel/machine-time.ts'
import type { LogStore } from '../log/log-store.ts'
import { type IdShare, IdShares, isTooMuch, lanesOfShare } from './id-shares.ts'
import type { LeaseStore } from './lease-store.ts'

/**
 * In ms: lifetime of a share unless renewed, renewal interval, and safety margin before expiry in which no ids are issued: as
 * long as ids can be ahead of time, so that none has a time after the expiry.
 */
const LIFE_MS = 30_000
const RENEW_MS = 10_000
const MARGIN_MS = AHEAD_MS
/** Interval in ms between attempts to get a share while none is free. */
const RETRY_MS = 500

export interface NodeIdsServices {
  leases: LeaseStore
  logs: LogStore
  ids: IdGenerator
  /** This process. */
  holder: string
  /** The only acceptable block; undefined means any share. */
  wanted: number | undefined
  /** Nodes that are alive, with this one. */
  nodes(): number
  onError(error: unknown): void
  /** Called when the share is lost, and when there is one again. */
  onChange(isValid: boolean): void
}

/** All shares are taken, or the requested block is. */
export class IdsTaken extends Error {
  override readonly name = 'IdsTaken'
}

/**
 * Keeps a share of the ids for this node that no other live node has. A node that cannot renew it in time stops issuing ids
 * until it has one again.
 */
export class NodeIds {
  readonly #services: NodeIdsServices
  readonly #shares: IdShares
  #share: IdShare | undefined
  #timer: NodeJS.Timeout | undefined
  #renewing: Promise<void> = Promise.resolve()
  #wasValid = true

  constructor(services: NodeIdsServices) {
    this.#services = services
    this.#shares = new IdShares(services.leases, services.holder, LIFE_MS)
  }

  /** Gets a share, waiting while the previous process that had it may still be alive. @throws IdsTaken */
  async start(): Promise<void> {
    const deadline = performance.now() + LIFE_MS + 2 * RETRY_MS
    while (!(await this.renew())) {
      const { wanted } = this.#services
      if (performance.now() > deadline)
        throw new IdsTaken(wanted === undefined ? 'all ids are taken' : `block ${wanted} is taken`)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
    this.#timer = setInterval(() => {
      this.#renewing = this.renew()
        .then(() => {}, this.#services.onError)
        .then(() => this.#tell())
    }, RENEW_MS)
    this.#timer.unref()
  }

  /** Releases the share. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewing
    if (this.#share !== undefined) await this.#shares.release(this.#share).catch(this.#services.onError)
  }

  /** Keeps the share, or gets another one if it is lost or too large. @returns false if there is none. */
  async renew(): Promise<boolean> {
    const { ids, logs, wanted, nodes } = this.#services
    const until = machineTime() + LIFE_MS - MARGIN_MS
    const had = this.#share
    const isKept = had !== undefined && (await this.#shares.take(had))
    if (isKept) ids.renew(until)
    if (isKept && (wanted !== undefined || !isTooMuch(had, nodes()))) return true
    const found = await this.#find()
    if (found === undefined) return isKept
    // Continues above all ids of the nodes that had the share before. What this node had until now stays taken until the lease
    // ends: ids of it may still be on their way to the database.
    ids.adopt(lanesOfShare(found), await logs.lastId(), until)
    this.#share = found
    return true
  }

  async #find(): Promise<IdShare | undefined> {
    const { wanted, nodes } = this.#services
    if (wanted === undefined) return this.#shares.find(nodes())
    const block = { block: wanted, parts: 1, part: 0 }
    return (await this.#shares.take(block)) ? block : undefined
  }

  #tell(): void {
    const { ids, onChange } = this.#services
    if (ids.isValid === this.#wasValid) return
    this.#wasValid = ids.isValid
    onChange(ids.isValid)
  }
}
