import type { ServerResponse } from 'node:http'
import type { Clock } from '../kernel/clock.ts'
import { clearTimeout, setTimeout } from '../kernel/machine-time.ts'
import { FaultBook } from './fault-book.ts'
import { MessageBook } from './message-book.ts'
import { Traffic } from './traffic.ts'

/** What the emulator knows of one app, from its creation or last reset on. */
export class EmulatedApp {
  readonly messages = new MessageBook()
  readonly traffic = new Traffic()
  readonly faults = new FaultBook()
  readonly clock: Clock
  readonly #unanswered = new Set<ServerResponse>()
  readonly #end = new AbortController()

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** Resolves after `ms` by the machine's clock, or when the app goes. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#end
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, signal.aborted ? 0 : ms)
      signal.addEventListener('abort', end)
    })
  }

  /** The caller waits for an answer until they, or the app, go. */
  leaveUnanswered(response: ServerResponse): void {
    if (this.#end.signal.aborted) {
      response.destroy()
      return
    }
    this.#unanswered.add(response)
    response.once('close', () => this.#unanswered.delete(response))
  }

  /** The app is gone: what waits for it ends. */
  close(): void {
    this.messages.close()
    this.#end.abort()
    for (const response of this.#unanswered) response.destroy()
  }
}
