import type { Bus } from '../../packages/server/src/domain/cluster/bus.ts'

/** What a node has received. */
export interface Traffic {
  messages: number
  bytes: number
}

/** What nodes send without reason, in regular intervals. */
const REGULAR = ['"kind":"beat"', '"kind":"sessionsTold"']

/** Counts what comes over a bus. */
export class CountingBus implements Bus {
  readonly regular: Traffic = { messages: 0, bytes: 0 }
  /** Everything else. */
  readonly caused: Traffic = { messages: 0, bytes: 0 }
  readonly #bus: Bus

  constructor(bus: Bus) {
    this.#bus = bus
  }

  get connected(): boolean {
    return this.#bus.connected
  }

  publish(subject: string, message: () => Uint8Array): void {
    this.#bus.publish(subject, message)
  }

  subscribe(subject: string, receive: (message: Uint8Array) => void): () => void {
    return this.#bus.subscribe(subject, (message) => {
      const start = Buffer.from(message.buffer, message.byteOffset, Math.min(message.length, 100))
      const traffic = REGULAR.some((kind) => start.includes(kind)) ? this.regular : this.caused
      traffic.messages++
      traffic.bytes += message.length
      receive(message)
    })
  }

  flush(): Promise<void> {
    return this.#bus.flush()
  }

  watch(listener: (connected: boolean) => void): void {
    this.#bus.watch(listener)
  }

  close(): Promise<void> {
    return this.#bus.close()
  }
}
