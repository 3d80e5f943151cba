import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../harness/until.ts'
import type { Client } from '../sdk/client.ts'

/** ms between two messages of a sender, and until a message counts as unacknowledged. */
const PACE_MS = 40
const PATIENCE_MS = 20_000

/** Sends numbered messages, one after the other, until stopped; a failed one is not repeated. */
export class Sender {
  readonly name: string
  readonly acknowledged: number[] = []
  failed = 0
  readonly #send: (text: string) => Promise<unknown>
  #stopped = false
  #running: Promise<void> | undefined

  /** @param send rejects if the message was not acknowledged. */
  constructor(name: string, send: (text: string) => Promise<unknown>) {
    this.name = name
    this.#send = send
  }

  start(): void {
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  /** Resolves when that many more have been acknowledged. */
  async more(count: number): Promise<void> {
    const wanted = this.acknowledged.length + count
    await until(
      () => `${this.name} has ${wanted} messages acknowledged; ${this.acknowledged.length} are`,
      () => this.acknowledged.length >= wanted,
    )
  }

  async #run(): Promise<void> {
    for (let number = 1; !this.#stopped; number++) {
      try {
        await within(PATIENCE_MS, this.#send(`${this.name} ${number}`))
        this.acknowledged.push(number)
      } catch {
        this.failed++
      }
      await pause(PACE_MS)
    }
  }
}

/** The numbers of the sender's messages, in the order in which the client first got them. */
function shown(client: Client, { name }: Sender): number[] {
  const messages = new Map(client.all('onTextMessage').map((message) => [message.id, message.msg]))
  return [...messages.values()].flatMap((msg) =>
    msg.startsWith(`${name} `) ? [Number(msg.slice(name.length + 1))] : [],
  )
}

/** How many messages the client got again, under the same id. */
export function repeats(client: Client): number {
  const messages = client.all('onTextMessage')
  return messages.length - new Set(messages.map(({ id }) => id)).size
}

/** Checks that the client gets everything acknowledged so far, each message once and in the order of sending. */
export async function assertComplete(who: string, client: Client, sender: Sender): Promise<void> {
  const acknowledged = [...sender.acknowledged]
  let missing = acknowledged
  await until(
    () => `${who} has ${sender.name} ${missing.slice(0, 10)} of ${acknowledged.length}`,
    () => {
      const numbers = shown(client, sender)
      for (const [i, number] of numbers.entries())
        assert.ok(
          i === 0 || number > numbers[i - 1]!,
          `${who} was shown ${sender.name} ${number} after ${numbers[i - 1]}`,
        )
      const there = new Set(numbers)
      missing = acknowledged.filter((number) => !there.has(number))
      return missing.length === 0
    },
  )
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
