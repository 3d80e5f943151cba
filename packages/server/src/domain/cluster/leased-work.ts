import type { Alarm, Clock } from '../../kernel/clock.ts'
import type { Leases } from './leases.ts'

export interface LeasedWorkParts {
  leases: Leases
  /** Says when it is time to look. */
  clock: Clock
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
  #alarm: Alarm | undefined
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
    this.#alarm = this.#parts.clock.every(this.#parts.lookMs, () => this.wake())
    void this.wake()
  }

  /** Resolves when the step in progress is done. */
  async stop(): Promise<void> {
    this.#alarm?.cancel()
    this.#isStopped = true
    await this.#work
  }

  /** There may be something to do. Resolves when nothing is left. */
  wake(): Promise<void> {
    this.#isWanted = true
    this.#work ??= this.#run()
      .catch(this.#parts.onError)
      .then(() => {
        this.#work = undefined
        if (this.#isWanted && !this.#isStopped) return this.wake()
      })
    return this.#work
  }

  async #run(): Promise<void> {
    const { leases, name, leaseMs, isWaiting, serve } = this.#parts
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false
      if (await isWaiting()) await leases.during(name, serve, leaseMs)
    }
  }
}
