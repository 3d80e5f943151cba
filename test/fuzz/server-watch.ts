import { createInterface } from 'node:readline'
import type { ServerProcess } from '../harness/cli-process.ts'

/** pino's number of the level error. */
const ERROR = 50
/** ms between two measurements of the memory. */
const LOOK_EVERY = 1000
/** Measurements per window: the minimum of a window is what garbage collection could not free. */
const WINDOW = 15
/** Bytes by which that may grow after the first window. */
const GROWTH = 200 * 1024 * 1024
/** Limit on the process's memory at any time, in bytes. */
const CEILING = 1536 * 1024 * 1024

/** Watches a server: its log, its exit, its memory. */
export class ServerWatch {
  readonly #server: ServerProcess
  readonly #onFault: (fault: string) => void
  readonly #timer: NodeJS.Timeout
  #window: number[] = []
  #firstFloor: number | undefined
  #lastFloor = 0
  #highest = 0
  #isEnding = false
  /** Set once the process has ended unexpectedly. */
  hasCrashed = false

  constructor(server: ServerProcess, onFault: (fault: string) => void) {
    this.#server = server
    this.#onFault = onFault
    createInterface(server.child.stdout!).on('line', (line) => this.#read(line))
    server.child.stderr!.on('data', (chunk) => onFault(`the server writes ${chunk}`))
    server.child.once('exit', (code, signal) => {
      if (this.#isEnding) return
      this.hasCrashed = true
      onFault(`the server ended with ${code ?? signal}`)
    })
    this.#timer = setInterval(() => {
      this.#look().catch(() => {})
    }, LOOK_EVERY)
  }

  get summary(): string {
    const floors = [this.#firstFloor ?? 0, this.#lastFloor].map(megabytes).join(', at last ')
    return `heap after collection ${floors}; most memory at once ${megabytes(this.#highest)}`
  }

  #read(line: string): void {
    let entry: { level?: number } = {}
    try {
      entry = JSON.parse(line)
    } catch {
      this.#onFault(`the server writes ${line.slice(0, 1000)}`)
      return
    }
    if ((entry.level ?? 0) >= ERROR) this.#onFault(`the server logs ${line.slice(0, 2000)}`)
  }

  async #look(): Promise<void> {
    const reply = await fetch(`${this.#server.url}/metrics`, { signal: AbortSignal.timeout(LOOK_EVERY * 10) })
    const text = await reply.text()
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
    const resident = value('process_resident_memory_bytes')
    if (resident > this.#highest && resident > CEILING)
      this.#onFault(`the server takes ${megabytes(resident)}`)
    this.#highest = Math.max(this.#highest, resident)
    // Buffers outside the heap count too.
    this.#window.push(value('nodejs_heap_size_used_bytes') + value('nodejs_external_memory_bytes'))
    if (this.#window.length < WINDOW) return
    this.#lastFloor = Math.min(...this.#window)
    this.#window = []
    if (this.#firstFloor === undefined) this.#firstFloor = this.#lastFloor
    else if (this.#lastFloor > this.#firstFloor + GROWTH)
      this.#onFault(`memory grew from ${megabytes(this.#firstFloor)} to ${megabytes(this.#lastFloor)}`)
  }

  [Symbol.dispose](): void {
    this.#isEnding = true
    clearInterval(this.#timer)
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`
}
