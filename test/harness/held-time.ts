import { mock } from 'node:test'
import { performance as machine } from '../../packages/server/src/kernel/machine-time.ts'
import { until } from './until.ts'

/**
 * The monotonic time of this process's servers, which stands still unless a test lets it pass: on a busy machine nobody is silent for
 * too long by accident. Timers run as ever.
 */
export class HeldTime implements Disposable {
  readonly #now: { mock: { callCount(): number; restore(): void } }
  #passed = 0

  constructor() {
    // Whole ms: sums and differences of fractions are not exact, and a second is not to become two.
    const heldAt = Math.ceil(machine.now())
    this.#now = mock.method(machine, 'now', () => heldAt + this.#passed)
  }

  pass(ms: number): void {
    this.#passed += ms
  }

  /** Resolves when the three gateways of an `OwnGateway` have looked for silent clients since. */
  async passInSilence(ms: number): Promise<void> {
    this.pass(ms)
    const times = this.#now.mock.callCount()
    await until('connections were looked at', () => this.#now.mock.callCount() > times + 6)
  }

  [Symbol.dispose](): void {
    this.#now.mock.restore()
  }
}
