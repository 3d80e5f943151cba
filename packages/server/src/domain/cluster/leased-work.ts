import type { Leases } from './leases.ts'

export interface LeasedWorkParts {
  leases: Leases
  /** Of the lease. */
  name: string
  /** ms after which another node goes on with the work of one that has died. */
  leaseMs: number
  /** ms between looks for work that has come due, or that another node has left. */
  lookMs: number
  /** Whether there is anything to do: looking is cheap, taking the lease costs a write. */
  isWaiting(): Promise<boolean>
  /** Does what there is, under the lease; looks at `isStopped` between steps. */
  serve(): Promise<void>
  onError(error: unknown): void
}

/** Does stored work on one node at a time: at once when told, and after a while what another node has left. */
export class LeasedWork {
  readonly #parts: LeasedWorkParts
  #timer: NodeJS.Timeout | undefined
  #work: Promise<void> | undefined
  #isWanted = false
  #isStopped = false

  constructor(parts: LeasedWorkParts) {
    this.#parts = parts
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#parts.lookMs)
    this.#timer.unref()
    this.wake()
  }

  /** Resolves when the step in progress is done. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#isStopped = true
    await this.#work
  }

  /** There may be something to do. */
  wake(): void {
    this.#isWanted = true
    this.#work ??= this.#run()
      .catch(this.#parts.onError)
      .finally(() => {
        this.#work = undefined
        if (this.#isWanted && !this.#isStopped) this.wake()
      })
  }

  async #run(): Promise<void> {
    const { leases, name, leaseMs, isWaiting, serve } = this.#parts
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false
      if (await isWaiting()) await leases.during(name, serve, leaseMs)
    }
  }
}
