import { type IdGenerator, NODES } from '../../kernel/id-generator.ts'
import type { LogStore } from '../log/log-store.ts'
import type { LeaseStore } from './lease-store.ts'

/**
 * In ms: lifetime of a number unless renewed, renewal interval, and safety margin before expiry in which no ids are
 * issued.
 */
const LIFE_MS = 30_000
const RENEW_MS = 10_000
const MARGIN_MS = 5_000
/** Interval in ms between attempts to get a number that is taken. */
const RETRY_MS = 500

export interface NodeNumberServices {
  leases: LeaseStore
  logs: LogStore
  ids: IdGenerator
  /** This process. */
  holder: string
  /** The only acceptable number; undefined means any. */
  wanted: number | undefined
  onError(error: unknown): void
  /** Called when the number is lost, and when there is one again. */
  onChange(isValid: boolean): void
}

/** All numbers are taken, or the requested one is. */
export class NumberTaken extends Error {
  override readonly name = 'NumberTaken'
}

/**
 * Keeps a number for this node that no other live node has, so that ids made with it are unique. A node that cannot
 * renew it in time stops issuing ids until it has a number again.
 */
export class NodeNumber {
  readonly #services: NodeNumberServices
  #number: number | undefined
  #timer: NodeJS.Timeout | undefined
  #renewing: Promise<void> = Promise.resolve()
  #wasValid = true

  constructor(services: NodeNumberServices) {
    this.#services = services
  }

  /** Gets a number, waiting while the previous process that had it may still be alive. @throws NumberTaken */
  async start(): Promise<void> {
    const deadline = performance.now() + LIFE_MS + 2 * RETRY_MS
    while (!(await this.#renew())) {
      const { wanted } = this.#services
      if (performance.now() > deadline)
        throw new NumberTaken(
          wanted === undefined ? 'all node numbers are taken' : `node number ${wanted} is taken`,
        )
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
    this.#timer = setInterval(() => {
      this.#renewing = this.#renew()
        .then(() => {}, this.#services.onError)
        .then(() => this.#tell())
    }, RENEW_MS)
    this.#timer.unref()
  }

  /** Releases the number. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewing
    const { leases, holder, onError } = this.#services
    if (this.#number !== undefined) await leases.release(nameOf(this.#number), holder).catch(onError)
  }

  #tell(): void {
    const { ids, onChange } = this.#services
    if (ids.isValid === this.#wasValid) return
    this.#wasValid = ids.isValid
    onChange(ids.isValid)
  }

  async #renew(): Promise<boolean> {
    const { ids, logs, wanted } = this.#services
    const until = Date.now() + LIFE_MS - MARGIN_MS
    if (this.#number !== undefined && (await this.#take(this.#number))) {
      ids.renew(until)
      return true
    }
    const numbers = wanted === undefined ? Array.from({ length: NODES }, (_, number) => number) : [wanted]
    for (const number of numbers) {
      if (!(await this.#take(number))) continue
      this.#number = number
      // Continues above all ids of the node that had the number before.
      ids.adopt(number, await logs.lastId(), until)
      return true
    }
    return false
  }

  #take(number: number): Promise<boolean> {
    return this.#services.leases.take(nameOf(number), this.#services.holder, LIFE_MS)
  }
}

function nameOf(number: number): string {
  return `node/${number}`
}
