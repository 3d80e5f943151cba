import { nextTurn } from '../../kernel/machine-time.ts'

/** One append, or the appends of one transaction, until it is acknowledged to the caller. */
export class UnderWay {
  readonly logs = new Set<string>()
  /** First position assigned in each log. */
  readonly positions = new Map<string, number>()
  /** The result is known: committed, or nothing written. */
  readonly answered = Promise.withResolvers<void>()
  readonly acknowledged = Promise.withResolvers<void>()
  readonly isTransaction: boolean
  isSent: boolean
  isAnswered = false

  constructor({ isTransaction }: { isTransaction: boolean }) {
    this.isTransaction = isTransaction
    this.isSent = isTransaction
  }

  /** Must be called before an append to these logs is sent. */
  touch(logs: Iterable<string>): void {
    for (const log of logs) this.logs.add(log)
  }

  place(log: string, position: number): void {
    if (!this.positions.has(log)) this.positions.set(log, position)
  }

  sharesWith(other: UnderWay): boolean {
    for (const log of this.logs) if (other.logs.has(log)) return true
    return false
  }

  precedes(other: UnderWay): boolean {
    for (const [log, position] of this.positions) if (position < (other.positions.get(log) ?? 0)) return true
    return false
  }
}

/**
 * Acknowledges the appends of this node in the order of positions, log by log, although they are committed on several
 * connections whose answers may overtake each other. Appends outside of transactions also get their positions in the
 * order of the calls.
 * Nothing waits here while holding a lock in the database: an append outside of a transaction waits before it is sent,
 * everything else waits after its commit.
 */
export class AppendOrder {
  readonly #underWay = new Set<UnderWay>()

  /** Runs `append` outside of a transaction, after all earlier calls that share a log with it. */
  async alone<T>(logs: Iterable<string>, append: (self: UnderWay) => Promise<T>): Promise<T> {
    const self = new UnderWay({ isTransaction: false })
    self.touch(logs)
    const earlier = this.#sharing(self, (other) => !other.isTransaction)
    this.#underWay.add(self)
    await Promise.all(earlier.map(({ acknowledged }) => acknowledged.promise))
    self.isSent = true
    return this.#settle(self, () => append(self))
  }

  /** Runs a transaction: `work` reports its appends with `touch` and `place`, and resolves after the commit. */
  async transaction<T>(work: (self: UnderWay) => Promise<T>): Promise<T> {
    const self = new UnderWay({ isTransaction: true })
    this.#underWay.add(self)
    return this.#settle(self, () => work(self))
  }

  async #settle<T>(self: UnderWay, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      this.#answer(self)
      await this.#waitForTurn(self)
      return result
    } catch (error) {
      this.#answer(self)
      throw error
    } finally {
      this.#underWay.delete(self)
      self.acknowledged.resolve()
    }
  }

  #answer(self: UnderWay): void {
    self.isAnswered = true
    self.answered.resolve()
  }

  async #waitForTurn(self: UnderWay): Promise<void> {
    // May have been committed earlier, with the answer still on its way.
    const open = this.#sharing(self, (other) => other.isSent && !other.isAnswered)
    await Promise.all(open.map(({ answered }) => answered.promise))
    // Callers acknowledged in this turn of the event loop act on it before the next.
    if (open.length > 0) await nextTurn()
    const earlier = this.#sharing(self, (other) => other.precedes(self))
    await Promise.all(earlier.map(({ acknowledged }) => acknowledged.promise))
    if (earlier.length > 0) await nextTurn()
  }

  #sharing(self: UnderWay, which: (other: UnderWay) => boolean): UnderWay[] {
    return [...this.#underWay].filter((other) => other !== self && which(other) && other.sharesWith(self))
  }
}
