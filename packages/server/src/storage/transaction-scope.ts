import { AsyncLocalStorage } from 'node:async_hooks'

/** A transaction while it runs. */
export interface RunningTransaction {
  open: boolean
}

/** Knows what runs inside of a transaction, by whatever way it was called. */
export class TransactionScope<Transaction extends RunningTransaction = RunningTransaction> {
  readonly #inside = new AsyncLocalStorage<Transaction>()

  run<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    return this.#inside.run(transaction, work)
  }

  /** @throws Error inside of a transaction that is open. */
  assertOutside(): void {
    if (this.#inside.getStore()?.open === true)
      throw new Error('inside a transaction, write through the stores that it gives')
  }
}
