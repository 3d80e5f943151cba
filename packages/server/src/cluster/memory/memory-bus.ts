import type { Bus } from '../../domain/cluster/bus.ts'
import { setImmediate } from '../../kernel/machine-time.ts'

type Receive = (message: Uint8Array) => void

/** Connects the nodes of one process. Messages arrive in a later turn of the event loop, as they would over a network. */
export class MemoryExchange {
  /** Listeners, by subject. */
  readonly #listeners = new Map<string, Map<Receive, MemoryBus>>()

  subscribe(bus: MemoryBus, subject: string, receive: Receive): () => void {
    const listeners = this.#listeners.get(subject) ?? new Map<Receive, MemoryBus>()
    this.#listeners.set(subject, listeners)
    // A function of its own, so that subscribing twice delivers twice.
    const listener: Receive = (message) => receive(message)
    listeners.set(listener, bus)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(subject) === listeners) this.#listeners.delete(subject)
    }
  }

  publish(from: MemoryBus, subject: string, message: () => Uint8Array): void {
    let bytes: Uint8Array | undefined
    for (const [listener, bus] of this.#listeners.get(subject) ?? []) {
      if (bus === from) continue
      bytes ??= message()
      const sent = bytes
      setImmediate(() => {
        if (this.#listeners.get(subject)?.has(listener)) listener(sent)
      })
    }
  }
}

/** The bus between nodes in one process; a single node is a cluster of one. */
export class MemoryBus implements Bus {
  readonly connected = true
  readonly #exchange: MemoryExchange
  readonly #ends = new Set<() => void>()

  constructor(exchange = new MemoryExchange()) {
    this.#exchange = exchange
  }

  publish(subject: string, message: () => Uint8Array): void {
    this.#exchange.publish(this, subject, message)
  }

  subscribe(subject: string, receive: Receive): () => void {
    const end = this.#exchange.subscribe(this, subject, receive)
    this.#ends.add(end)
    return () => {
      this.#ends.delete(end)
      end()
    }
  }

  async flush(): Promise<void> {}

  /** A no-op: this bus is never away. */
  watch(): void {}

  async close(): Promise<void> {
    for (const end of this.#ends) end()
    this.#ends.clear()
  }
}
